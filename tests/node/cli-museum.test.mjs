// A hand-written shop over real photographs, where a folder of them is named by RUYI_MUSEUM_DIR.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { createFolder, ruyiJson } from '../support/cli.mjs';

const photographs = process.env.RUYI_MUSEUM_DIR;
const feed = fileURLToPath(new URL('../support/feeds/museum.csv', import.meta.url));
const skip = photographs === undefined ? 'RUYI_MUSEUM_DIR names no folder of photographs' : false;

test('twenty real photographs: built, verified, explained, found again by a crop', { skip }, async (t) => {
  const folder = await createFolder(t);
  const out = join(folder, 'shard');
  const summary = await ruyiJson(['build', feed, '--images', photographs, '--out', out, '--no-widget'], folder);
  assert.deepEqual([summary.products, summary.rows.rejected], [20, 0]);
  const inspected = await ruyiJson(['inspect', out, '--verify'], folder);
  assert.deepEqual(inspected.problems, []);

  const found = await ruyiJson(['recommend', out, '--item', 'FAB-01', '-k', '3'], folder);
  const [first] = found.items;
  assert.ok(
    first.symbols.some(({ id }) => id === 'blue-and-white'),
    'a blue and white dish brings another one first',
  );
  assert.ok(!found.items.some(({ id }) => id === 'FAB-13'), 'what is out of stock is not recommended');

  const photo = join(folder, 'crop.jpg');
  const { width, height } = await sharp(join(photographs, 'lacquerware_plate1000.jpg')).metadata();
  const [left, top] = [Math.round(width * 0.05), Math.round(height * 0.05)];
  await sharp(join(photographs, 'lacquerware_plate1000.jpg'))
    .extract({ left, top, width: Math.round(width * 0.9), height: Math.round(height * 0.9) })
    .jpeg({ quality: 70 })
    .toFile(photo);
  const seen = await ruyiJson(['recommend', out, '--photo', photo, '-k', '3'], folder);
  assert.ok(seen.items.some(({ id }) => id === 'FAB-09'));
});
