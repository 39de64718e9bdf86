// What the sample shop must do once it is built (`npm run demo -- --once` builds it): counterfactuals, crops, taste and forgetting.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import { CATALOGUE, createPhotoEncoder, DATE, openShop, readProducts, SHARD } from './shop.mjs';

const DAY = 20782; // 2026-11-25 as a civil day
const CROPS = 100;

/** Whole numbers below `below`, the same each time. */
function spread(count, below, stride) {
  return Array.from({ length: count }, (_, i) => (i * stride) % below);
}

test('stated counterfactual ranks equal a re-ranking: every claimed symbol of the first ten items of 50 queries', async () => {
  const { core } = await openShop();
  const products = await readProducts();
  let compared = 0;
  const calls = [];
  for (const at of spread(50, products.length, 37)) {
    const request = { placement: 'similar', item: products[at].id, k: 10, date: DATE, lang: ['en'] };
    const { items } = core.recommend({ ...request, explain: 'full' });
    for (const item of items) {
      const claimed = item.symbols.filter((symbol) => symbol.claimed).map((symbol) => symbol.id);
      const stated = new Map(item.counterfactuals.filter((one) => one.kind === 'symbol').map((one) => [one.without, one.rank]));
      assert.deepEqual([...stated.keys()].sort(), claimed.sort(), `${item.id}: a claimed symbol has no counterfactual, or one too many`);
      for (const [symbol, rank] of stated) {
        const again = core.recommend({ ...request, explain: 'none', without: [symbol], rank_of: [item.id] });
        assert.equal(again.ranks[0].rank, rank, `${products[at].id} -> ${item.id} without ${symbol}`);
        compared++;
        if (compared % 300 === 1) calls.push({ anchor: products[at].id, item: item.id, symbol, rank });
      }
    }
  }
  assert.ok(compared > 500, `${compared} comparisons`);
  for (const { anchor, item, symbol, rank } of calls) {
    const run = spawnSync(
      process.execPath,
      ['js/dist/cli/ruyi.mjs', 'recommend', SHARD, '--item', anchor, '--without', symbol, '--rank-of', item, '--date', DATE, '--json'],
      { encoding: 'utf8' },
    );
    assert.equal(JSON.parse(run.stdout).ranks[0].rank, rank, `ruyi recommend --without ${symbol} for ${anchor} -> ${item}`);
  }
  console.log(`${compared} counterfactual ranks equal a re-ranking, ${calls.length} of them also through ruyi recommend --without`);
  core.dispose();
});

test('contributions sum to the score within 1e-5 over the whole shop', async () => {
  const { core } = await openShop();
  const { items } = core.recommend({ placement: 'for-you', k: 1000, date: DATE, explain: 'parts' });
  for (const item of items) {
    const sum = item.contributions.reduce((total, part) => total + part.value, 0);
    assert.ok(Math.abs(sum - item.score) <= 1e-5, `${item.id}: ${sum} against ${item.score}`);
  }
  core.dispose();
});

test('a crop of 80 % at JPEG quality 70 brings its product into the first three for at least 90 of 100', async () => {
  const { core, manifest } = await openShop();
  const products = (await readProducts()).filter((row) => row.availability !== 'out_of_stock');
  const encode = await createPhotoEncoder(manifest);
  const missed = [];
  for (const [i, at] of spread(CROPS, products.length, 3).entries()) {
    const { id, image } = products[at];
    const picture = sharp(await readFile(join(CATALOGUE, 'images', image.split('/').at(-1))));
    const { width, height } = await picture.metadata();
    const [w, h] = [Math.round(width * 0.8), Math.round(height * 0.8)];
    const [left, top] = [Math.round(((width - w) * (i % 5)) / 4), Math.round(((height - h) * (Math.floor(i / 5) % 5)) / 4)];
    const crop = await picture.extract({ left, top, width: w, height: h }).jpeg({ quality: 70 }).toBuffer();
    core.setVector('photo.visual', await encode(crop));
    const { items } = core.recommend({ placement: 'query', k: 3, date: DATE, explain: 'none', query: { visual: 'photo.visual' } });
    if (!items.some((item) => item.id === id)) missed.push(id);
  }
  console.log(`crops: ${CROPS - missed.length} of ${CROPS} found among the first three; missed ${missed.join(' ') || 'none'}`);
  assert.ok(CROPS - missed.length >= 90, `${CROPS - missed.length} of ${CROPS}`);
  core.dispose();
});

test('three liked lotus items raise the mean lotus presence of the first ten; forgetting them restores the first list exactly', async () => {
  const { core } = await openShop();
  const request = { placement: 'for-you', k: 10, date: DATE, explain: 'parts' };
  const presence = (answer) =>
    answer.items.reduce((sum, item) => sum + (item.symbols.find((symbol) => symbol.id === 'lotus')?.presence ?? 0), 0) /
    answer.items.length;
  const bytes = () => new TextDecoder().decode(core.recommendJson(request));
  const before = bytes();
  const all = core.recommend({ ...request, k: 1000 }).items;
  const lotus = all.filter((item) => (item.symbols.find((symbol) => symbol.id === 'lotus')?.presence ?? 0) > 0.5).slice(0, 3);
  assert.equal(lotus.length, 3);
  core.setProfile({ version: 1, events: lotus.map(({ id }) => ({ kind: 'like', item: id, day: DAY })) });
  const [low, high] = [presence(JSON.parse(before)), presence(core.recommend(request))];
  console.log(`mean lotus presence of the first ten: ${low.toFixed(3)} before, ${high.toFixed(3)} after three likes`);
  assert.ok(high > low);
  core.setProfile(null);
  assert.equal(bytes(), before);
  core.dispose();
});
