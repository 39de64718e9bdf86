// A shard on disk, opened through core: the command line decides nothing that core decides.

import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RuyiError } from '../client/errors.ts';
import type { Manifest, ManifestBlock, ManifestModel, ModelKind } from '../types.ts';
import type { BlockQuery, CoreModule, OpenAnswer } from '../worker/core-module.ts';
import type { SenseModule } from '../worker/sense-module.ts';
import { Safetensors } from '../worker/safetensors.ts';
import { InputError } from './input-error.ts';
import { readInput } from './read-input.ts';
import { loadRuntime, loadSenses } from './seed-core.ts';
import { sha256Hex } from './sha256.ts';

/** A step that still lacks blocks after this many rounds is our own mistake. */
const MAX_ROUNDS = 6;
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

export class ShardFolder {
  readonly folder: string;
  /** The folder as it was named, for messages. */
  readonly given: string;
  readonly core: CoreModule;
  readonly manifest: Manifest;
  readonly first: readonly string[];
  readonly #blocks: Map<string, ManifestBlock>;
  readonly #manifestBytes: Uint8Array;
  readonly #attached = new Set<string>();
  #sense: SenseModule | undefined;

  private constructor(given: string, folder: string, core: CoreModule, manifestBytes: Buffer, opened: OpenAnswer) {
    this.given = given;
    this.folder = folder;
    this.core = core;
    this.#manifestBytes = manifestBytes;
    const manifest = JSON.parse(manifestBytes.toString('utf8')) as Manifest;
    this.manifest = manifest;
    this.first = opened.first;
    this.#blocks = new Map(manifest.blocks.map((block) => [block.name, block]));
  }

  /** Checks the manifest; no block is read yet. */
  static async open(path: string): Promise<ShardFolder> {
    const folder = resolve(path);
    const bytes = await readInput(join(folder, 'manifest.json'), 'the shard’s manifest', MAX_MANIFEST_BYTES);
    const core = await loadRuntime();
    try {
      const opened = core.open(bytes);
      return new ShardFolder(path, folder, core, bytes, opened);
    } catch (error) {
      core.dispose();
      throw error;
    }
  }

  async attachFirst(): Promise<void> {
    for (const name of this.first) await this.attach(name);
  }

  /** Attaches whatever a step still needs. */
  async ensure(query: BlockQuery): Promise<void> {
    await this.#attachFor(this.core, query);
  }

  /** The module for words and pictures, loaded on first use, with the blocks that a step needs attached to it. */
  async sense(query?: BlockQuery): Promise<SenseModule> {
    if (!this.#sense) {
      this.#sense = await loadSenses();
      this.#sense.open(this.#manifestBytes);
    }
    if (query) await this.#attachFor(this.#sense, query);
    return this.#sense;
  }

  async attach(name: string): Promise<void> {
    await this.#attachTo(this.core, name);
    this.#attached.add(name);
  }

  /** A block that core has accepted, for what core does not tell: lists of ids and names. */
  async readBlock(name: string): Promise<Safetensors> {
    if (!this.#attached.has(name)) await this.attach(name);
    const file = this.#blocks.get(name)?.file ?? '';
    return new Safetensors(new Uint8Array(await this.#read(file, `the block ${name}`)));
  }

  modelOf(kind: ModelKind): ManifestModel | undefined {
    return this.manifest.models.find((model) => model.kind === kind);
  }

  /** The ONNX file and its contract, checked against the manifest. */
  async readModel(model: ManifestModel): Promise<{ onnx: Uint8Array; contractJson: string }> {
    const onnx = await this.#readChecked(model.file, model.bytes, model.sha256, `the model ${model.name}`);
    const contract = await this.#readChecked(
      model.contract_file,
      model.contract_bytes,
      model.contract_sha256,
      `the contract of ${model.name}`,
    );
    return { onnx, contractJson: Buffer.from(contract).toString('utf8') };
  }

  /** True when a file of the shard is there with at least one byte. */
  async hasFile(file: string): Promise<boolean> {
    return stat(join(this.folder, file)).then(
      (found) => found.isFile() && found.size > 0,
      () => false,
    );
  }

  dispose(): void {
    this.core.dispose();
    this.#sense?.dispose();
  }

  async #attachFor(to: CoreModule | SenseModule, query: BlockQuery): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const names = to.blockFor(query);
      if (names.length === 0) return;
      for (const name of names) await (to === this.core ? this.attach(name) : this.#attachTo(to, name));
    }
    throw new RuyiError('internal', `Blocks are still missing for ${JSON.stringify(query)}.`);
  }

  async #attachTo(to: CoreModule | SenseModule, name: string): Promise<void> {
    const block = this.#blocks.get(name);
    if (!block) throw new RuyiError('unknown-block', `The manifest lists no block “${name}”.`);
    to.attach(name, await this.#read(block.file, `the block ${name}`));
  }

  async #readChecked(file: string, bytes: number, sha256: string, what: string): Promise<Uint8Array> {
    const data = await this.#read(file, what);
    if (data.byteLength !== bytes) throw new RuyiError('asset-integrity', `${what} has ${data.byteLength} bytes, not ${bytes}: ${file}`);
    if (sha256Hex(data) !== sha256) throw new RuyiError('asset-integrity', `${what} differs from the manifest’s hash: ${file}`);
    return data;
  }

  async #read(file: string, what: string): Promise<Uint8Array> {
    try {
      return await readFile(join(this.folder, file));
    } catch (cause) {
      throw new InputError('not-found', `${what} is missing: ${file}`, { cause });
    }
  }
}
