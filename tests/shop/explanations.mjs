// node tests/shop/explanations.mjs [COUNT] [SHARD]: explanations of every product for COUNT random profiles, one JSON document a line, for
// tests/explain/check_sentences.py. The first line describes the shop.
import { once } from 'node:events';
import { openShop } from './shop.mjs';

const COUNT = Number(process.argv[2] ?? 100);
const LANGS = ['zh-Hans', 'zh-Hant', 'en'];
const KINDS = ['like', 'buy', 'cart', 'view', 'dislike', 'hide'];
const FIRST_DAY = 20454; // 2026-01-01

/** splitmix32: whole numbers below n, the same each time. */
function createRandom(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) % n;
  };
}

const dateOf = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);

function randomProfile(below, items, symbols, day) {
  const profile = { version: 1, events: [], switches: {} };
  for (let n = below(4) === 0 ? 0 : below(12); n > 0; n -= 1)
    profile.events.push({ item: items[below(items.length)].id, kind: KINDS[below(below(3) === 0 ? 6 : 4)], day: day - below(90) });
  for (let n = below(3) === 0 ? below(4) : 0; n > 0; n -= 1) {
    const symbol = symbols[below(symbols.length)];
    profile.switches[symbol] ??= ['more', 'less', 'never', 'more'][below(4)];
  }
  if (below(3) === 0) {
    const low = items[below(items.length)].card.price_minor ?? 0;
    profile.price = { min_minor: low, max_minor: low * 2 };
  }
  return profile;
}

function randomVector(below, dim) {
  return Float32Array.from({ length: dim }, () => below(2001) / 1000 - 1);
}

async function write(value) {
  if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, 'drain');
}

const { core, manifest } = await openShop(process.argv[3]);
const { items } = core.recommend({ placement: 'for-you', k: 1000, date: dateOf(FIRST_DAY), explain: 'parts' });
const symbols = [...new Set(items.flatMap((item) => item.symbols.map(({ id }) => id)))].sort();
await write({
  titles: Object.fromEntries(items.map(({ id, card }) => [id, card.title])),
  prices: Object.fromEntries(items.map(({ id, card }) => [id, card.price_minor])),
  symbols: Object.fromEntries(items.map((item) => [item.id, item.symbols.map(({ id, presence }) => ({ id, presence }))])),
});
for (let run = 0; run < COUNT; run += 1) {
  const below = createRandom(run + 1);
  const day = FIRST_DAY + below(365);
  const profile = below(12) === 0 ? null : randomProfile(below, items, symbols, day);
  const request = { placement: 'for-you', k: 1000, date: dateOf(day), lang: LANGS, explain: 'full' };
  const kind = below(4);
  if (kind === 0) Object.assign(request, { placement: 'similar', item: items[below(items.length)].id });
  if (kind === 1 && below(2) === 0) {
    const visual = manifest.modalities.find(({ name }) => name === 'visual');
    core.setVector('photo.visual', randomVector(below, visual.dim));
    Object.assign(request, { placement: 'query', query: { visual: 'photo.visual' } });
  }
  core.setProfile(profile);
  await write({ name: `profile ${run}`, profile, request, answer: core.recommend(request) });
}
core.dispose();
