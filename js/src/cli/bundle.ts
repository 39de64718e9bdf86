// Encoded products -> the builder -> a shard folder that has been opened again before it takes its place.

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asRuyiError } from '../client/errors.ts';
import type { Manifest } from '../types.ts';
import { type BuilderModule, type BuilderRanker, loadBuilder } from '../worker/core-module.ts';
import type { ItemAnnotations } from './annotations.ts';
import type { ItemEncoding } from './encode.ts';
import type { Feed } from './feeds/product.ts';
import { InputError } from './input-error.ts';
import { loadKnowledge } from './knowledge-files.ts';
import { imageSidecar, loadWords, manifestModel, type ModelFile } from './model-files.ts';
import { PACKAGE_FILES, readPackageFile } from './package-files.ts';
import type { RankerFolder } from './ranker-folder.ts';
import { isFile } from './read-input.ts';
import { loadRuntime } from './seed-core.ts';
import type { TextEncoder } from './text-model.ts';
import { foldingOnly } from './words-block.ts';

export interface BundlePlan {
  name: string;
  feed: Feed;
  items: readonly ItemEncoding[];
  annotations: ReadonlyMap<string, ItemAnnotations>;
  text: Pick<TextEncoder, 'name' | 'dim' | 'model'>;
  imageModel: ModelFile;
  /** Every model that the shard ships. */
  models: readonly ModelFile[];
  rankers: readonly RankerFolder[];
  permissiveOnly: boolean;
  withWidget: boolean;
}

export interface BuiltShard {
  manifest: Manifest;
  findings: { item: string; symbol: string; problem: string }[];
  warnings: unknown[];
  rankers: BuilderRanker[];
}

/** Paths of a picture and its thumbnail, relative to the manifest. */
export function picturePaths(hash: string): { picture: string; thumb: string } {
  return { picture: `pictures/${hash.slice(0, 20)}.webp`, thumb: `pictures/${hash.slice(0, 20)}.thumb.webp` };
}

/** Fills `folder`, where the pictures lie already. */
export async function writeShard(folder: string, plan: BundlePlan): Promise<BuiltShard> {
  const { manifest, findings, warnings, rankers, blocks } = await runBuilder(plan);
  await writeInto(folder, 'manifest.json', blocks.get('manifest.json') ?? new Uint8Array());
  for (const { name, file } of manifest.blocks) await writeInto(folder, file, blocks.get(name) ?? new Uint8Array());
  for (const model of plan.models) {
    const { file, contract_file } = manifestModel(model);
    await writeInto(folder, file, model.onnx);
    await writeInto(folder, contract_file, Buffer.from(model.contractJson, 'utf8'));
  }
  if (plan.withWidget) await copyWidget(join(folder, 'widget'));
  await reopen(folder, manifest);
  return { manifest, findings, warnings, rankers };
}

async function runBuilder(plan: BundlePlan): Promise<BuiltShard & { blocks: Map<string, Uint8Array> }> {
  const builder = await loadBuilder(await readPackageFile(PACKAGE_FILES.builderModule, 'the builder module'));
  try {
    const { warnings } = builder.begin(await bundleDocument(plan));
    const visualDim = imageSidecar(plan.imageModel).dim;
    builder.vectors(
      'visual',
      matrix(
        plan.items.map(({ visual }) => visual),
        visualDim,
      ),
      plan.items.length,
      visualDim,
    );
    builder.vectors(
      'text',
      matrix(
        plan.items.map(({ text }) => text),
        plan.text.dim,
      ),
      plan.items.length,
      plan.text.dim,
    );
    for (const { name, bytes } of await wordsFor(plan.text)) builder.block(name, bytes);
    const rankers = plan.rankers.map((ranker) => addRanker(builder, ranker));
    const finished = builder.finish({ models: plan.models.map(manifestModel) });
    const names = ['manifest.json', ...finished.blocks];
    const blocks = new Map(names.map((name): [string, Uint8Array] => [name, builder.take(name)]));
    return { manifest: finished.manifest as unknown as Manifest, findings: finished.findings, warnings, rankers, blocks };
  } finally {
    builder.dispose();
  }
}

/** A network's vectors cannot be summed from rows: its shard keeps of the words what folds texts and lets wishes be understood. */
async function wordsFor(text: BundlePlan['text']): Promise<{ name: string; bytes: Uint8Array }[]> {
  const { blocks } = await loadWords();
  const [first] = blocks;
  return text.model === undefined || first === undefined ? blocks : [{ name: first.name, bytes: foldingOnly(first.bytes, text.dim) }];
}

function addRanker(builder: BuilderModule, { folder, document, items }: RankerFolder): BuilderRanker {
  try {
    return builder.ranker(document, items);
  } catch (cause) {
    const { code, message } = asRuyiError(cause);
    throw new InputError(code, `--ranker ${folder}: ${message}`, { cause });
  }
}

/** Rows in the order of the items; an item without a vector has a zero row. */
function matrix(rows: readonly (Float32Array | null)[], dim: number): Float32Array {
  const values = new Float32Array(rows.length * dim);
  rows.forEach((row, index) => {
    if (row) values.set(row, index * dim);
  });
  return values;
}

async function bundleDocument(plan: BundlePlan): Promise<object> {
  const sidecar = imageSidecar(plan.imageModel);
  return {
    bundle: 1,
    catalogue: { name: plan.name, currency: plan.feed.currency, price_scale: plan.feed.priceScale, locales: plan.feed.locales },
    knowledge: await loadKnowledge(plan.permissiveOnly),
    modalities: [
      { name: 'visual', dim: sidecar.dim, model: sidecar.model },
      { name: 'text', dim: plan.text.dim, model: plan.text.name },
    ],
    seeing: {
      model: sidecar.model,
      symbols: sidecar.symbol_calibration.map(({ id, claim, threshold, precision_at_threshold: precision }) => ({
        id,
        claim,
        ...(threshold === undefined || threshold === null ? {} : { threshold }),
        precision: precision ?? null,
      })),
    },
    items: plan.items.map((item) => bundleItem(item, plan)),
  };
}

function bundleItem({ product, seen, colours, pictureHash, pictureSize }: ItemEncoding, plan: BundlePlan): object {
  const { picture, thumb } = pictureHash === '' ? { picture: '', thumb: '' } : picturePaths(pictureHash);
  const person = plan.annotations.get(product.id);
  const wanted = new Set(plan.feed.locales);
  return {
    id: product.id,
    category: product.category,
    price_minor: product.priceMinor,
    available: product.available,
    popularity_count: product.popularity,
    title: Object.fromEntries(Object.entries(product.title).filter(([lang]) => wanted.has(lang))),
    texts: product.texts,
    url: product.url,
    picture,
    thumb,
    ...(pictureHash === '' ? {} : { picture_size: pictureSize, seen, colours }),
    ...(person === undefined ? {} : { person }),
  };
}

async function copyWidget(to: string): Promise<void> {
  if (!(await isFile(join(PACKAGE_FILES.widget, 'ruyi.js')))) {
    throw new InputError(
      'not-found',
      `the widget is missing from this installation (${PACKAGE_FILES.widget}); run npm run build, or pass --no-widget`,
    );
  }
  await cp(PACKAGE_FILES.widget, to, { recursive: true });
}

async function writeInto(folder: string, file: string, data: Uint8Array): Promise<void> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, data);
}

/** Reads everything back from disk through core: what cannot be opened is never put in place. */
async function reopen(folder: string, manifest: Manifest): Promise<void> {
  const core = await loadRuntime();
  try {
    core.open(await readFile(join(folder, 'manifest.json')));
    for (const { name, file } of manifest.blocks) core.attach(name, await readFile(join(folder, file)));
  } finally {
    core.dispose();
  }
}
