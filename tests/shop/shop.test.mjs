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

/** Shoppers of different kinds: one like, several kinds of events, old and new ones, dislikes, wishes, a long history. */
function createProfiles(products) {
  const id = (at) => products[at % products.length].id;
  const events = (kinds, first, stride, age) => kinds.map((kind, i) => ({ kind, item: id(first + i * stride), day: DAY - i * age }));
  const many = Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? 'buy' : 'like'));
  return {
    'one like': { version: 1, events: events(['like'], 11, 1, 0) },
    'three kinds of event': { version: 1, events: events(['like', 'cart', 'buy'], 40, 83, 1) },
    'two likes and two dislikes': { version: 1, events: events(['like', 'dislike', 'like', 'dislike'], 5, 61, 10) },
    'likes over two years': { version: 1, events: events(['like', 'like', 'like', 'like', 'like'], 17, 47, 180) },
    'likes beside wishes': { version: 1, events: events(['like', 'like'], 200, 71, 3), switches: { lotus: 'more', bat: 'never' } },
    'twelve likes': { version: 1, events: events(many, 3, 29, 7) },
  };
}

test('counterfactual ranks over the whole shop, all symbols and liked items: every one equals a re-ranking', async () => {
  const { core } = await openShop();
  const products = await readProducts();
  const ids = products.map(({ id }) => id);
  const compared = { symbol: 0, item: 0 };
  for (const [name, profile] of Object.entries(createProfiles(products))) {
    core.setProfile(profile);
    const request = { placement: 'for-you', k: 1000, date: DATE, lang: ['en'] };
    const { items, eligible } = core.recommend({ ...request, explain: 'full' });
    assert.equal(items.length, eligible, `${name}: every product that can be shown is explained`);
    // One re-ranking for each thing that could be absent gives the ranks of all products.
    const stated = new Map();
    for (const item of items) {
      const own = item.counterfactuals;
      const claimed = item.symbols.filter((symbol) => symbol.claimed).map((symbol) => symbol.id);
      assert.deepEqual(
        own.flatMap(({ kind, without }) => (kind === 'symbol' ? [without] : [])).sort(),
        claimed.sort(),
        `${name}: ${item.id}`,
      );
      const shares = new Set(item.contributions.flatMap((part) => part.item ?? []));
      const asked = new Set(own.flatMap(({ kind, without }) => (kind === 'item' ? [without] : [])));
      for (const liked of shares) assert.ok(asked.has(liked), `${name}: ${item.id} names ${liked}, but not its rank without it`);
      for (const { kind, without, rank } of own) {
        const key = `${kind} ${without}`;
        stated.set(key, [...(stated.get(key) ?? []), { id: item.id, rank }]);
      }
    }
    for (const [key, ranks] of stated) {
      const [kind, without] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)];
      const absent = kind === 'symbol' ? { without: [without] } : { without_items: [without] };
      const again = core.recommend({ ...request, k: 1, explain: 'none', ...absent, rank_of: ids });
      const rankOf = new Map(again.ranks.map(({ id, rank }) => [id, rank]));
      const wrong = ranks.filter(({ id, rank }) => rankOf.get(id) !== rank);
      assert.deepEqual(wrong, [], `${name}, without ${key}: of ${ranks.length} stated ranks these are not those of a re-ranking`);
      compared[kind] += ranks.length;
    }
  }
  console.log(`${compared.symbol} ranks without a symbol and ${compared.item} without a liked item equal a re-ranking`);
  assert.ok(compared.symbol > 1000 && compared.item > 5 * 300, JSON.stringify(compared));
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
