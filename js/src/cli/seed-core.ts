// Senses that know the symbols, colours and words, before any catalogue exists: they are opened on a shard of one made-up item.

import { type CoreModule, loadBuilder, loadCore } from '../worker/core-module.ts';
import { loadSense, type SenseModule } from '../worker/sense-module.ts';
import { type Knowledge, loadKnowledge } from './knowledge-files.ts';
import { loadWords } from './model-files.ts';
import { PACKAGE_FILES, readPackageFile } from './package-files.ts';

/** Shards larger than this are refused by the command line. */
export const CLI_BUDGET_BYTES = 1024 ** 3;

export interface SeedSense {
  sense: SenseModule;
  /** Name and width of the text encoder whose words are attached. */
  text: { name: string; dim: number; tokens: number };
}

/** For `encodeText`, `understand`, `palette` and, with more blocks, `ask`; `pixels` and `see` need no shard at all. */
export async function loadSeedSense(wanted = /^(?:graph|lexicon-000|words-\d+)$/): Promise<SeedSense> {
  const words = await loadWords();
  const builder = await loadBuilder(await readPackageFile(PACKAGE_FILES.builderModule, 'the builder module'));
  const sense = await loadSenses();
  try {
    builder.begin(seedBundle(await loadKnowledge(false), words.name, words.dim));
    const vector = new Float32Array(words.dim);
    vector[0] = 1;
    builder.vectors('text', vector, 1, words.dim);
    for (const block of words.blocks) builder.block(block.name, block.bytes);
    const { blocks } = builder.finish({ models: [] });
    sense.open(builder.take('manifest.json'));
    for (const name of blocks) if (wanted.test(name)) sense.attach(name, builder.take(name));
    return { sense, text: { name: words.name, dim: words.dim, tokens: words.tokens } };
  } catch (error) {
    sense.dispose();
    throw error;
  } finally {
    builder.dispose();
  }
}

export async function loadRuntime(): Promise<CoreModule> {
  const rest = await readPackageFile(PACKAGE_FILES.runtimeRest, 'the rest of the core module');
  return loadCore(await readPackageFile(PACKAGE_FILES.runtimeModule, 'the core module'), { budgetBytes: CLI_BUDGET_BYTES, rest });
}

export async function loadSenses(): Promise<SenseModule> {
  return loadSense(await readPackageFile(PACKAGE_FILES.senseModule, 'the module for words and pictures'), CLI_BUDGET_BYTES);
}

function seedBundle(knowledge: Knowledge, model: string, dim: number): object {
  return {
    bundle: 1,
    catalogue: { name: 'seed', currency: '', price_scale: 100, locales: ['en'] },
    knowledge,
    modalities: [{ name: 'text', dim, model }],
    seeing: { model: '', symbols: [] },
    items: [
      {
        id: 'seed',
        category: '',
        price_minor: null,
        available: true,
        popularity_count: 0,
        title: { en: 'seed' },
        texts: [],
        url: '',
        picture: '',
        thumb: '',
      },
    ],
  };
}
