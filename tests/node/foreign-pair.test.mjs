// A foreign pair of encoders under its cards: a small vision transformer and a text transformer answer as NumPy does, build a shop, and are
// refused when a card does not fit.

import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { createCatalogue, createFolder, ruyiJson, schemaErrors } from '../support/cli.mjs';
import { loadSource } from '../support/source-module.mjs';

const PAIR = fileURLToPath(new URL('../support/tiny_pair/', import.meta.url));
const expected = JSON.parse(await readFile(join(PAIR, 'expected.json'), 'utf8'));
const { selfTestPixels } = await loadSource('worker/encoder.ts');

async function createKnownPicture(folder, size) {
  const file = join(folder, `weyl-${size}.png`);
  await sharp(Buffer.from(selfTestPixels(size)), { raw: { width: size, height: size, channels: 4 } })
    .png()
    .toFile(file);
  return file;
}

async function createPair(folder, kind, change) {
  const pair = join(folder, 'pair');
  await cp(PAIR, pair, { recursive: true });
  const file = join(pair, `${kind}.json`);
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...change }));
  return pair;
}

function assertNear(found, wanted, what) {
  assert.equal(found.length, wanted.length, what);
  const gap = Math.max(...wanted.map((value, at) => Math.abs(value - found[at])));
  assert.ok(gap < 2e-4, `${what}: off by ${gap}`);
}

for (const runtime of ['node', 'web']) {
  test(`the pair answers as NumPy does, on onnxruntime-${runtime}`, async (t) => {
    const folder = await createFolder(t);
    const embed = (...source) => ruyiJson(['embed', ...source, '--encoders', PAIR, '--runtime', runtime], folder);
    const [small, large] = expected.pictures;
    const photo = await embed('--photo', await createKnownPicture(folder, small.size));
    assert.deepEqual([photo.model, photo.dim], ['tiny-vit', 32]);
    assertNear(photo.vector, small.embedding, 'picture');
    const [{ text, embedding }] = expected.texts;
    const answer = await embed('--text', text);
    assert.equal(answer.model, 'tiny-text');
    assertNear(answer.vector, embedding, text);
    if (runtime === 'web') return;
    const seen = await ruyiJson(['see', await createKnownPicture(folder, large.size), '--encoders', PAIR, '--runtime', runtime], folder);
    const { symbols } = JSON.parse(await readFile(join(PAIR, 'image-encoder.json'), 'utf8'));
    const found = Object.fromEntries(seen.pictures[0].symbols.map(({ id, confidence }) => [id, confidence]));
    const logits = symbols.map((id) => Math.log(found[id] / (1 - found[id])));
    assertNear(logits, large.symbol_logits, 'symbols at 448 px');
  });
}

test('a shop is built with the pair and answers items, photos and texts', async (t) => {
  const folder = await createFolder(t);
  const { feed, images } = await createCatalogue(folder, { count: 8 });
  const text = await readFile(feed, 'utf8');
  await writeFile(
    feed,
    text
      .replace('祥云茶叶罐', '龍紋茶葉罐')
      .replaceAll('auspicious cloud tea tin 1', 'tea tin 1')
      .replace('with auspicious cloud for', 'for'),
  );
  const out = join(folder, 'shard');
  const built = await ruyiJson(['build', feed, '--images', images, '--out', out, '--encoders', PAIR, '--no-widget'], folder);
  assert.deepEqual(schemaErrors('build', built), []);
  assert.deepEqual(built.models, ['tiny-vit', 'tiny-text']);
  const { verified, problems } = await ruyiJson(['inspect', out, '--verify'], folder);
  assert.deepEqual([verified, problems], [true, []]);
  const { modalities } = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
  assert.deepEqual(modalities, [
    { name: 'visual', dim: 32, model: 'tiny-vit' },
    { name: 'text', dim: 32, model: 'tiny-text' },
  ]);
  const byPhoto = await ruyiJson(['recommend', out, '--photo', join(images, 'p-3.png'), '-k', '3'], folder);
  assert.equal(byPhoto.items[0].id, 'P-003');
  const byItem = await ruyiJson(['recommend', out, '--item', 'P-003', '-k', '3'], folder);
  assert.ok(byItem.items[0].symbols.length > 0, 'words still name symbols');
  const byText = await ruyiJson(['recommend', out, '--text', 'peony notebook', '-k', '8'], folder);
  assert.ok(byText.items.some(({ contributions }) => contributions.some(({ term, value }) => term === 'text' && value !== 0)));
  const traditional = byText.items.find(({ id }) => id === 'P-001');
  assert.ok(
    traditional.symbols.some(({ id }) => id === 'dragon'),
    'folding still reads 龍紋',
  );
});

for (const [name, kind, change, code, words] of [
  ['another vocabulary', 'text-encoder', { tokens: 49_408 }, 'unsupported-version', /49408 tokens/],
  [
    'a wrong answer of the text network',
    'text-encoder',
    { self_test: { input: [1], embedding: Array(32).fill(1) } },
    'model-refused',
    /cosine/,
  ],
  ['another width', 'image-encoder', { dim: 64 }, 'model-refused', /32 values instead of 64/],
]) {
  test(`a card that names ${name} is refused`, async (t) => {
    const folder = await createFolder(t);
    const pair = await createPair(folder, kind, change);
    const source = kind === 'text-encoder' ? ['--text', '莲花'] : ['--photo', await createKnownPicture(folder, 64)];
    const { error } = await ruyiJson(['embed', ...source, '--encoders', pair], folder, 1);
    assert.equal(error.code, code);
    assert.match(error.message, words);
  });
}

test('the shipped text card beside another image encoder is the shipped table', async (t) => {
  const folder = await createFolder(t);
  const pair = join(folder, 'pair');
  await cp(fileURLToPath(new URL('../../models/encoders/text/artifacts/', import.meta.url)), pair, { recursive: true });
  const own = await ruyiJson(['embed', '--text', '莲花'], folder);
  const answer = await ruyiJson(['embed', '--text', '莲花', '--encoders', pair], folder);
  assert.deepEqual([answer.model, answer.vector], [own.model, own.vector]);
  for (const part of ['onnx', 'json']) await cp(join(PAIR, `image-encoder.${part}`), join(pair, `image-encoder.${part}`));
  const { error } = await ruyiJson(['see', await createKnownPicture(folder, 64), '--encoders', pair], folder, 1);
  assert.equal(error.code, 'unsupported-version');
  assert.match(error.message, /32 numbers and .* 128/);
});

test('a folder without a pair is named', async (t) => {
  const folder = await createFolder(t);
  const { error } = await ruyiJson(['embed', '--text', '莲花', '--encoders', folder], folder, 1);
  assert.equal(error.code, 'not-found');
  assert.match(error.message, /text-encoder\.onnx/);
});
