// The built sample shop as the browser's core sees it, with its feed and its image encoder.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { loadSource } from '../support/source-module.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const COUNT = process.env.RUYI_DEMO_COUNT ?? '320';
export const DATE = '2026-11-25';
export const SHARD = join(ROOT, 'build/demo', COUNT, 'site/ruyi');
export const CATALOGUE = join(ROOT, 'build/demo', COUNT, 'catalogue');

/** A core with every block of the shop's shard (or of another folder's) attached. */
export async function openShop(folder = SHARD) {
  const { loadCore } = await loadSource('worker/core-module.ts');
  const [wasm, rest] = await Promise.all(['ruyi', 'ruyi-rest'].map((part) => readFile(join(ROOT, `js/dist/cli/${part}.wasm`))));
  const core = await loadCore(wasm, { rest });
  const text = await readFile(join(folder, 'manifest.json'), 'utf8');
  const manifest = JSON.parse(text);
  core.open(text);
  for (const { name, file } of manifest.blocks) core.attach(name, await readFile(join(folder, file)));
  core.setProfile(null);
  return { core, manifest };
}

export async function readProducts() {
  return parse(await readFile(join(CATALOGUE, 'products.csv')), { columns: true, bom: true });
}

async function importRuntime() {
  try {
    return await import('onnxruntime-node');
  } catch {
    return await import('onnxruntime-web');
  }
}

/** encode(bytes of a picture) -> its 224 px embedding, by the shard's own model and the module's pixels. */
export async function createPhotoEncoder(manifest) {
  const { loadSense } = await loadSource('worker/sense-module.ts');
  const sense = await loadSense(await readFile(join(ROOT, 'js/dist/cli/ruyi-sense.wasm')));
  const model = manifest.models.find(({ kind }) => kind === 'image-encoder');
  const contract = JSON.parse(await readFile(join(SHARD, model.contract_file), 'utf8'));
  const ort = await importRuntime();
  const session = await ort.InferenceSession.create(await readFile(join(SHARD, model.file)));
  const [size] = contract.pixels.sizes;
  return async (bytes) => {
    const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const pixels = sense.pixels(data, info.width, info.height, size, size, contract.pixels.mean, contract.pixels.std);
    const { embedding } = await session.run({ pixels: new ort.Tensor('float32', pixels, [1, 3, size, size]) });
    return Float32Array.from(embedding.data);
  };
}
