// The user encoder ("user-encoder/1"): a history of item vectors -> one query per modality and modality weights.

import { RuyiError } from '../client/errors.ts';
import type { EventKind, Manifest, ManifestModel, Modality, ProfileEvent, QueryVectors, RecommendRequest } from '../types.ts';
import type { Model, ModelRunner, RunResult, TensorData } from './encoder.ts';
import { Safetensors } from './safetensors.ts';

interface UserContract {
  contract: string;
  dim: number;
  modalities: Modality[];
  /** Event kinds in the order of their numbers; number 0 is padding. */
  kinds: (EventKind | string)[];
  max_events: number;
  /** What the modality weights, which are shares, sum to as weights of the score. */
  weight_total: number;
}

interface Row {
  event: ProfileEvent;
  /** One vector per modality. */
  vectors: Float32Array[];
  ageDays: number;
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
    for (const name of contract.modalities)
      if (!manifest.modalities.some((modality) => modality.name === name && modality.dim === contract.dim))
        throw new RuyiError('dimension-mismatch', `${entry.name} reads ${contract.dim} ${name} values; this shard has others.`);
    this.#manifest = manifest;
    this.#contract = contract;
    this.#read = read;
    this.#model = { ...model, check: (run) => this.#check(run) };
  }

  /** Reads the catalogue's ids once and makes the session, so that the first real call is quick. */
  async prepare(runner: ModelRunner): Promise<void> {
    const hot = new Safetensors(await this.#read('hot'));
    this.#ids = { offsets: hot.u32('item_id.offsets'), bytes: hot.u8('item_id.bytes') };
    await runner.run(this.#model, this.#feeds([knownRow(this.#contract)]));
  }

  /** undefined when the shard holds none of the events' items. date: YYYY-MM-DD, today if absent. */
  async encode(runner: ModelRunner, events: ProfileEvent[], date: string | undefined): Promise<Encoded | undefined> {
    const today = civilDay(date);
    const rows: Row[] = [];
    // Kinds that the encoder was not trained on, and tapped symbols, speak through core's own terms only.
    const read = events.flatMap((event) => (event.item !== undefined && this.#contract.kinds.includes(event.kind) ? [event] : []));
    for (const event of read.slice(-this.#contract.max_events)) {
      const vectors = await this.#itemVectors(event.item);
      if (vectors) rows.push({ event, vectors, ageDays: Math.max(0, today - event.day) });
    }
    if (rows.length === 0) return undefined;
    const result = await runner.run(this.#model, this.#feeds(rows));
    return this.#decode(result);
  }

  /** rows: at least one, oldest first. */
  #feeds(rows: Row[]): Record<string, TensorData> {
    const { modalities, dim, kinds } = this.#contract;
    const [length, width] = [rows.length, modalities.length * dim];
    const items = new Float32Array(length * width);
    rows.forEach(({ vectors }, at) => vectors.forEach((vector, m) => items.set(vector, at * width + m * dim)));
    return {
      item_vectors: { data: items, dims: [1, length, modalities.length, dim] },
      event_kinds: { data: Int32Array.from(rows, ({ event }) => Math.max(0, kinds.indexOf(event.kind))), dims: [1, length] },
      ages_days: { data: Float32Array.from(rows, ({ ageDays }) => ageDays), dims: [1, length] },
      mask: { data: new Float32Array(length).fill(1), dims: [1, length] },
    };
  }

  #decode(result: RunResult): Encoded {
    const { modalities, dim, weight_total: total } = this.#contract;
    const queries = outputOf(result, 'queries', modalities.length * dim);
    const shares = outputOf(result, 'modality_weights', modalities.length);
    const encoded: Encoded = { query: {}, vectors: {} };
    const weights: NonNullable<typeof encoded.query.weights> = {};
    modalities.forEach((modality, m) => {
      const vector = queries.slice(m * dim, (m + 1) * dim);
      weights[modality] = (shares[m] ?? 0) * total;
      // A history whose items have no vector of this modality has no query there.
      if (!vector.some((value) => value !== 0)) return;
      encoded.vectors[`user.${modality}`] = vector;
      encoded.query[modality] = `user.${modality}`;
    });
    return { ...encoded, query: { ...encoded.query, weights } };
  }

  /** One liked item: its own direction is the only query that can be right. */
  async #check(run: (feeds: Record<string, TensorData>) => Promise<RunResult>): Promise<string | undefined> {
    const { modalities, dim } = this.#contract;
    const row = knownRow(this.#contract);
    const result = await run(this.#feeds([row]));
    const queries = outputOf(result, 'queries', modalities.length * dim);
    const weights = outputOf(result, 'modality_weights', modalities.length);
    if (![...queries, ...weights].every(Number.isFinite)) return 'the answer holds NaN';
    const wrong = row.vectors.findIndex((vector, m) => dot(vector, queries.subarray(m * dim, (m + 1) * dim)) < MIN_COSINE);
    return wrong < 0 ? undefined : `the ${modalities[wrong]} query of one liked item is not that item`;
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

const MIN_COSINE = 0.99;

function knownRow({ modalities, dim }: UserContract): Row {
  const vectors = modalities.map((_, m) => Float32Array.from({ length: dim }, (_, d) => (d === m ? 1 : 0)));
  return { event: { kind: 'like', item: '', day: 0 }, vectors, ageDays: 0 };
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
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
