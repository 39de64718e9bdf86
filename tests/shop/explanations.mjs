// node tests/shop/explanations.mjs [COUNT] [SHARD]: explanations of every product for COUNT random profiles, one JSON document a line, for
// tests/explain/check_sentences.py. The first line describes the shop.
import { once } from 'node:events';
import { createRandom } from './random.mjs';
import { openShop } from './shop.mjs';

const COUNT = Number(process.argv[2] ?? 100);
const LANGS = ['zh-Hans', 'zh-Hant', 'en'];
const LIKING = ['like', 'buy', 'cart', 'view', 'dwell', 'why'];
const KINDS = [...LIKING, 'dislike', 'hide'];
const PLACEMENTS = [
  'for-you',
  'for-you',
  'for-you',
  'for-you',
  'similar',
  'similar',
  'complete-the-look',
  'complete-the-look',
  'query',
  'trending',
];
const ANCHORED = ['similar', 'complete-the-look'];
const RECIPIENTS = ['elder', 'parents', 'child', 'couple', 'friend', 'teacher'];
const OCCASIONS = ['zhongqiu', 'spring-festival', 'wedding', 'birthday', 'duanwu', 'chongyang'];
const FIRST_DAY = 20454; // 2026-01-01

const dateOf = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);
const oneOf = (below, list) => list[below(list.length)];

function randomEvent(below, { items, symbols }, day) {
  const event = { day: day - (below(3) === 0 ? below(4) : below(120)) };
  if (below(5) === 0) return { kind: 'tap', symbol: oneOf(below, symbols), ...event };
  Object.assign(event, { kind: oneOf(below, below(3) === 0 ? KINDS : LIKING), item: oneOf(below, items).id });
  if (event.kind === 'dwell') event.seconds = 1 + below(120);
  if (below(4) === 0) event.position = 1 + below(20);
  if (below(8) === 0) event.count = 2 + below(12);
  return event;
}

function addWishes(below, { items, symbols, categories }, profile) {
  for (let n = below(3) === 0 ? below(4) : 0; n > 0; n -= 1)
    profile.switches[oneOf(below, symbols)] ??= oneOf(below, ['more', 'less', 'never', 'more']);
  if (below(3) === 0) {
    const low = oneOf(below, items).card.price_minor ?? 0;
    profile.price = { min_minor: low, max_minor: low * 2 };
  }
  if (below(3) === 0) {
    const names = ['plain_ornate', 'ancient_modern', 'solemn_playful'].filter(() => below(2) === 0);
    profile.styles = Object.fromEntries(names.map((name) => [name, (below(21) - 10) / 10]));
  }
  if (below(4) === 0) profile.recipient = oneOf(below, RECIPIENTS);
  if (below(4) === 0) profile.occasion = oneOf(below, OCCASIONS);
  for (let n = below(3) === 0 ? 1 + below(3) : 0; n > 0; n -= 1)
    (profile.categories ??= {})[oneOf(below, categories)] = oneOf(below, ['more', 'less', 'more', 'never']);
}

/** What a shopper's document may hold; corrections as core learns them from pairs. */
function randomProfile(below, shop, day) {
  const profile = { version: 2, events: [], switches: {} };
  for (let n = below(4) === 0 ? 0 : below(12); n > 0; n -= 1) profile.events.push(randomEvent(below, shop, day));
  if (below(20) === 0) profile.events = profile.events.filter(({ kind }) => kind === 'hide' || kind === 'dislike');
  addWishes(below, shop, profile);
  if (below(30) === 0) profile.personalise = false;
  const ops = [];
  for (let n = below(3) === 0 ? 1 + below(6) : 0; n > 0; n -= 1) {
    const [better, worse] = [oneOf(below, shop.items).id, oneOf(below, shop.items).id];
    if (better !== worse) ops.push({ op: 'pair', pair: { better, worse, day: day - below(60) } });
  }
  if (ops.length === 0) return profile;
  return core.editProfile({ profile, date: dateOf(day), ops: [...ops, { op: 'learn' }] });
}

function randomRules(below, { items, symbols, categories }) {
  const rules = [
    { id: 'pinned', kind: 'pin', position: 1 + below(6), where: { ids: [oneOf(below, items).id, oneOf(below, items).id] } },
    { id: 'buried', kind: 'bury', where: { category: [oneOf(below, categories)] } },
    { id: 'boosted', kind: 'boost', places: 1 + below(20), where: { symbol: [oneOf(below, symbols)] } },
    { id: 'kept', kind: 'filter', where: { price: { max_minor: 1000 }, not: true } },
  ];
  return rules.filter(() => below(2) === 0);
}

function randomRequest(below, shop, day) {
  const request = { placement: oneOf(below, PLACEMENTS), k: 1000, date: dateOf(day), lang: LANGS, explain: 'full' };
  if (ANCHORED.includes(request.placement)) request.item = oneOf(below, shop.items).id;
  if (below(4) === 0) request.rules = randomRules(below, shop);
  if (below(4) === 0) request.diversity = { method: oneOf(below, ['none', 'mmr', 'dpp']) };
  if (request.placement === 'query') {
    const visual = manifest.modalities.find(({ name }) => name === 'visual');
    core.setVector('photo.visual', randomVector(below, visual.dim));
    request.query = { visual: 'photo.visual' };
  } else if (shop.rankers.length > 0 && below(5) > 0) {
    request.ranker = oneOf(below, shop.rankers).name;
  }
  return request;
}

function randomVector(below, dim) {
  return Float32Array.from({ length: dim }, () => below(2001) / 1000 - 1);
}

async function write(value) {
  if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, 'drain');
}

/** Numbers that no explanation states come from requests of their own: what is trending is popularity alone. */
function readShop() {
  const all = { k: 1000, date: dateOf(FIRST_DAY), explain: 'parts' };
  const { items } = core.recommend({ placement: 'for-you', ...all });
  const trending = core.recommend({ placement: 'trending', ...all });
  const popularity = trending.items.map(({ id, contributions }) => [
    id,
    contributions.find(({ term }) => term === 'popularity')?.value ?? 0,
  ]);
  return {
    items,
    symbols: [...new Set(items.flatMap((item) => item.symbols.map(({ id }) => id)))].sort(),
    categories: [...new Set(items.map(({ card }) => card.category))].sort(),
    rankers: manifest.rankers ?? [],
    popularity: Object.fromEntries(popularity),
  };
}

const { core, manifest } = await openShop(process.argv[3]);
const shop = readShop();
await write({
  titles: Object.fromEntries(shop.items.map(({ id, card }) => [id, card.title])),
  prices: Object.fromEntries(shop.items.map(({ id, card }) => [id, card.price_minor])),
  symbols: Object.fromEntries(shop.items.map((item) => [item.id, item.symbols.map(({ id, presence }) => ({ id, presence }))])),
  categories: shop.categories,
  popularity: shop.popularity,
  rankers: shop.rankers,
});
for (let run = 0; run < COUNT; run += 1) {
  const below = createRandom(run + 1);
  const day = FIRST_DAY + below(365);
  const profile = below(12) === 0 ? null : randomProfile(below, shop, day);
  const request = randomRequest(below, shop, day);
  core.setProfile(profile);
  await write({ name: `profile ${run}`, profile, request, answer: core.recommend(request) });
}
core.dispose();
