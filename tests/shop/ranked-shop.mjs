// The sample shop once more, with rankers: a walk over the graph, and two with vectors drawn at random. What they say is worth nothing; that
// it is told truly can be tested all the same.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tensorFile } from '../support/tensor-file.mjs';
import { createRandom } from './random.mjs';
import { CATALOGUE, COUNT, readProducts } from './shop.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BASE = join(ROOT, 'build/demo', COUNT);
export const RANKED_SHARD = join(BASE, 'ranked');
const DIM = 16;

const RANKERS = [
  { name: 'walk', rule: { kind: 'graph-spread', hops: 2, decay: 0.5 }, modalities: [] },
  { name: 'next', rule: { kind: 'last-item', half_life_days: 10 }, modalities: ['sequence', 'visual'], more: ['last.vectors'] },
  { name: 'taste', rule: { kind: 'ridge', lambda: 0.5 }, modalities: ['fused'] },
];

function randomTable(below, name, rows) {
  return [name, 'F32', [rows, DIM], Float32Array.from({ length: rows * DIM }, () => below(2001) / 1000 - 1)];
}

async function writeRanker(folder, { name, rule, modalities, more = [] }, ids) {
  const below = createRandom(name.length);
  const bytes = Buffer.from(ids.join(''));
  const offsets = new Uint32Array(ids.length + 1);
  ids.forEach((id, row) => (offsets[row + 1] = offsets[row] + Buffer.byteLength(id)));
  const metric = { data: 'none', split: 'none', metric: 'ndcg@10', mean: 0, low: 0, high: 0, seeds: 1 };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'CARD.md'), 'Drawn at random.\n');
  await writeFile(
    join(folder, 'ranker.json'),
    JSON.stringify({
      contract: 'ranker/1',
      name,
      version: '1',
      method: 'drawn at random',
      rule,
      shares: 'exact',
      modalities: modalities.map((modality) => ({ name: modality, dim: DIM })),
      items: ids.length,
      metrics: [metric],
    }),
  );
  const tables = [...modalities.map((modality) => `${modality}.vectors`), ...more];
  await writeFile(
    join(folder, 'items.safetensors'),
    tensorFile([
      ['item_id.offsets', 'U32', [ids.length + 1], offsets],
      ['item_id.bytes', 'U8', [bytes.byteLength], new Uint8Array(bytes)],
      ...tables.map((table) => randomTable(below, table, ids.length)),
    ]),
  );
  return folder;
}

/** Builds the shard from the pictures that the demo has encoded already. */
export async function buildRankedShop() {
  const ids = (await readProducts()).map(({ id }) => id);
  const rankers = await Promise.all(RANKERS.map((ranker) => writeRanker(join(BASE, 'rankers', ranker.name), ranker, ids)));
  if (existsSync(RANKED_SHARD)) await rm(RANKED_SHARD, { recursive: true });
  const args = ['build', join(CATALOGUE, 'products.csv'), '--images', join(CATALOGUE, 'images'), '--out', RANKED_SHARD];
  const named = rankers.flatMap((folder) => ['--ranker', folder]);
  const build = spawn(process.execPath, ['js/dist/cli/ruyi.mjs', ...args, '--no-widget', '--resume', ...named], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    build.on('error', reject);
    build.on('close', (status) => (status === 0 ? resolve() : reject(new Error(`ruyi build ended with ${status}`))));
  });
  return RANKED_SHARD;
}
