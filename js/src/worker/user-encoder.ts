// The user encoder ("user-encoder/1"): a history of item vectors -> one query per modality and modality weights.

import { RuyiError } from '../client/errors.ts';
import type { EventKind, Manifest, ManifestModel, Modality, ProfileEvent, QueryVectors, RecommendRequest } from '../types.ts';
import type { Model, ModelRunner, RunResult, TensorData } from './encoder.ts';
import { Safetensors } from './safetensors.ts';

interface UserContract {
  contract: string;
  dim: number;
  /** Event kinds in the order of their numbers; index 0 is padding. */
  kinds: ('pad' | EventKind)[];
  modalities: Modality[];
  max_events: number;
}

interface Encoded {
  query: NonNullable<RecommendRequest['query']>;
  vectors: QueryVectors;
}

interface HotIds {
  offsets: Uint32Array;
  bytes: Uint8Array;
}

type ReadBlock = (name: string) => Promise<Uint8Array<ArrayBuffer>>;

export class UserEncoder {
  readonly #manifest: Manifest;
  readonly #contract: UserContract;
  readonly #read: ReadBlock;
  readonly #model: Model;
  readonly #vectors = new Map<string, Float32Array[]>();
  #ids: HotIds | undefined;

  constructor(manifest: Manifest, entry: ManifestModel, json: string, read: ReadBlock, model: Pick<Model, 'name' | 'bytes'>) {
    const contract = JSON.parse(json) as UserContract;
    if (contract.contract !== 'user-encoder/1')
      throw new RuyiError('unsupported-version', `${entry.name} follows "${String(contract.contract)}", not user-encoder/1.`);
    this.#manifest = manifest;
    this.#contract = contract;
    this.#read = read;
    this.#model = { ...model, check: (run) => this.#check(run) };
  }

  /** Reads the catalogue's ids once and makes the session, so that the first real call is quick. */
  async prepare(runner: ModelRunner): Promise<void> {
    const hot = new Safetensors(await this.#read('hot'));
    this.#ids = { offsets: hot.u32('item_id.offsets'), bytes: hot.u8('item_id.bytes') };
    await runner.run(this.#model, this.#feeds([]));
  }

  /** undefined when the shard holds none of the events' items. date: YYYY-MM-DD, today if absent. */
  async encode(runner: ModelRunner, events: ProfileEvent[], date: string | undefined): Promise<Encoded | undefined> {
    const today = civilDay(date);
    const rows: { event: ProfileEvent; vectors: Float32Array[]; ageDays: number }[] = [];
    for (const event of events.slice(-this.#contract.max_events)) {
      const vectors = await this.#itemVectors(event.item);
      if (vectors) rows.push({ event, vectors, ageDays: Math.max(0, today - event.day) });
    }
    if (rows.length === 0) return undefined;
    const result = await runner.run(this.#model, this.#feeds(rows));
    return this.#decode(result);
  }

  /** rows oldest first; the rest of the L places is padding (kind 0, zero vectors). */
  #feeds(rows: { event: ProfileEvent; vectors: Float32Array[]; ageDays: number }[]): Record<string, TensorData> {
    const { max_events: length, modalities, dim, kinds } = this.#contract;
    const items = new Float32Array(length * modalities.length * dim); // [1, L, M, D]
    const kind = new Int32Array(length); // [1, L]
    const age = new Float32Array(length); // [1, L], days
    rows.forEach((row, at) => {
      row.vectors.forEach((vector, m) => items.set(vector, (at * modalities.length + m) * dim));
      kind[at] = Math.max(0, kinds.indexOf(row.event.kind));
      age[at] = row.ageDays;
    });
    return {
      items: { data: items, dims: [1, length, modalities.length, dim] },
      kinds: { data: kind, dims: [1, length] },
      ages: { data: age, dims: [1, length] },
    };
  }

  #decode(result: RunResult): Encoded {
    const { modalities, dim } = this.#contract;
    const queries = outputOf(result, 'queries', modalities.length * dim);
    const weights = outputOf(result, 'weights', modalities.length);
    const encoded: Encoded = { query: { weights: {} }, vectors: {} };
    modalities.forEach((modality, m) => {
      const slot = `user.${modality}` as const;
      encoded.vectors[slot] = queries.slice(m * dim, (m + 1) * dim);
      encoded.query[modality] = slot;
      if (encoded.query.weights) encoded.query.weights[modality] = weights[m] ?? 0;
    });
    return encoded;
  }

  async #check(run: (feeds: Record<string, TensorData>) => Promise<RunResult>): Promise<string | undefined> {
    const { modalities, dim } = this.#contract;
    const vectors = modalities.map((_, m) => Float32Array.from({ length: dim }, (_, d) => (d === m ? 1 : 0)));
    const result = await run(this.#feeds([{ event: { kind: 'like', item: '', day: 0 }, vectors, ageDays: 0 }]));
    const values = [...outputOf(result, 'queries', modalities.length * dim), ...outputOf(result, 'weights', modalities.length)];
    return values.every(Number.isFinite) ? undefined : 'the answer holds NaN';
  }

  /** One vector per modality, or undefined for an item that this shard does not hold. */
  async #itemVectors(id: string): Promise<Float32Array[] | undefined> {
    const known = this.#vectors.get(id);
    if (known) return known;
    const index = this.#indexOf(id);
    if (index === undefined) return undefined;
    const group = Math.floor(index / this.#manifest.groups.vectors);
    const block = new Safetensors(await this.#read(`vectors-${String(group).padStart(3, '0')}`));
    const row = index - group * this.#manifest.groups.vectors;
    const vectors = this.#contract.modalities.map((modality) => {
      const dim = this.#manifest.modalities.find(({ name }) => name === modality)?.dim ?? 0;
      const scale = block.f32(`${modality}.scale`)[row] ?? 0;
      return Float32Array.from(block.i8(`${modality}.q`).subarray(row * dim, (row + 1) * dim), (value) => value * scale);
    });
    this.#vectors.set(id, vectors);
    return vectors;
  }

  #indexOf(id: string): number | undefined {
    if (!this.#ids) throw new RuyiError('invalid-state', 'The user encoder was not prepared.');
    const { offsets, bytes } = this.#ids;
    const wanted = new TextEncoder().encode(id);
    for (let item = 0; item + 1 < offsets.length; item++) {
      const [from = 0, to = 0] = [offsets[item], offsets[item + 1]];
      if (to - from === wanted.length && wanted.every((byte, i) => bytes[from + i] === byte)) return item;
    }
    return undefined;
  }
}

function outputOf(result: RunResult, name: string, length: number): Float32Array {
  const data = result.outputs[name]?.data;
  if (data?.length !== length)
    throw new RuyiError('unsupported-version', `The user encoder's "${name}" has ${data?.length ?? 0} values, not ${length}.`);
  return data;
}

const DAY_MS = 86_400_000;

/** Civil days since 1970-01-01 in UTC+8. */
function civilDay(date: string | undefined): number {
  return Math.floor((date === undefined ? Date.now() + 8 * 3_600_000 : Date.parse(`${date}T00:00:00Z`)) / DAY_MS);
}
