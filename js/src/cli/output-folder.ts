// A folder that appears whole or not at all: it is filled beside its place and then renamed into it.

import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from './input-error.ts';
import { isFile } from './read-input.ts';

export class OutputFolder {
  readonly path: string;
  /** Where to write until `commit`. */
  readonly unfinished: string;
  readonly #onSignal = (): void => {
    void this.discard().finally(() => process.exit(130));
  };

  private constructor(path: string) {
    this.path = path;
    this.unfinished = join(dirname(path), `.${basename(path)}.unfinished-${process.pid}`);
  }

  /** Refuses a folder that holds something other than an earlier shard: it would be replaced. */
  static async create(path: string): Promise<OutputFolder> {
    const folder = new OutputFolder(resolve(path));
    await folder.#refuseForeign();
    await mkdir(folder.unfinished, { recursive: true });
    process.once('SIGINT', folder.#onSignal);
    process.once('SIGTERM', folder.#onSignal);
    return folder;
  }

  async #refuseForeign(): Promise<void> {
    let entries: string[];
    try {
      entries = await readdir(this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw new InputError('invalid-argument', `--out ${this.path} cannot be used: ${(error as Error).message}`, { cause: error });
    }
    if (entries.length > 0 && !(await isFile(join(this.path, 'manifest.json')))) {
      throw new InputError('invalid-argument', `--out ${this.path} holds other files and no shard; name a new or empty folder`);
    }
  }

  /** Takes the place of what was there; if that fails, the old folder is back. */
  async commit(): Promise<void> {
    const old = `${this.unfinished}-old`;
    const hadOld = await rename(this.path, old).then(
      () => true,
      () => false,
    );
    try {
      await rename(this.unfinished, this.path);
    } catch (error) {
      if (hadOld) await rename(old, this.path);
      throw error;
    }
    if (hadOld) await rm(old, { recursive: true, force: true });
    this.#release();
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    this.#release();
    await rm(this.unfinished, { recursive: true, force: true });
  }

  #release(): void {
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
  }
}
