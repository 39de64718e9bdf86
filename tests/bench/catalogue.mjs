// A seeded catalogue of any size, built by the real writer: clustered unit vectors, symbols with a long tail, prices, popularity.
import { readFile } from 'node:fs/promises';

const KNOWLEDGE = new URL('../../models/knowledge/', import.meta.url);
const CULTURES = [
  'dragon',
  'phoenix',
  'lotus',
  'peony',
  'bamboo',
  'plum',
  'crane',
  'auspicious-cloud',
  'ruyi',
  'fish-abundance',
  'butterfly',
  'double-happiness',
];
const DIM = 128;

/** Mulberry32: small, seeded, the same everywhere. */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** N rows of unit length around 12 centres. */
function createVectors(random, cultures) {
  const centres = CULTURES.map(() => Float32Array.from({ length: DIM }, () => normal(random)));
  const values = new Float32Array(cultures.length * DIM);
  cultures.forEach((culture, i) => {
    const row = values.subarray(i * DIM, (i + 1) * DIM);
    for (let d = 0; d < DIM; d++) row[d] = centres[culture][d] * 0.7 + normal(random);
    const length = Math.hypot(...row);
    for (let d = 0; d < DIM; d++) row[d] /= length;
  });
  return values;
}

function createItem(random, i, culture) {
  const others = [1, 2].map(() => CULTURES[Math.floor(random() * CULTURES.length)]).filter((id) => id !== CULTURES[culture]);
  const seen = [...new Set([CULTURES[culture], ...others])].map((id) => ({
    id,
    confidence: 0.7 + 0.3 * random(),
    claimed: true,
    box: [0.2, 0.2, 0.7, 0.8],
  }));
  return {
    id: `SKU-${String(i).padStart(6, '0')}`,
    category: ['hoodie', 'mug', 'scarf', 'gift box', 'fan'][Math.floor(random() * 5)],
    price_minor: Math.round(2000 + 90000 * random() ** 2),
    available: random() > 0.03,
    popularity_count: Math.floor(20000 / (1 + 2000 * random())),
    title: { 'zh-Hans': `商品 ${i} 号`, en: `Product number ${i}` },
    texts: [],
    url: `/p/${i}`,
    picture: `pictures/${i}.webp`,
    thumb: `pictures/${i}.thumb.webp`,
    picture_size: [720, 900],
    seen,
    colours: [{ id: 'colour:zhuhong', share: 0.2 + 0.3 * random(), box: [0.1, 0.1, 0.9, 0.9] }],
  };
}

/** {manifest, blocks: Map name → bytes, vectors: {visual, text}}: what `ruyi build` would have written. */
export async function createShard(builder, items, seed) {
  const random = createRandom(seed);
  const knowledge = {};
  for (const name of ['symbols', 'relations', 'evidence', 'emotions', 'colours', 'festivals'])
    knowledge[name] = JSON.parse(await readFile(new URL(`${name}.json`, KNOWLEDGE), 'utf8'));
  const cultures = Array.from({ length: items }, () => Math.floor(random() * CULTURES.length));
  const vectors = { visual: createVectors(random, cultures), text: createVectors(random, cultures) };
  builder.begin({
    bundle: 1,
    catalogue: { name: 'bench', currency: 'CNY', price_scale: 100, locales: ['zh-Hans', 'en'] },
    knowledge,
    modalities: ['visual', 'text'].map((name) => ({ name, dim: DIM, model: 'planted' })),
    seeing: { model: 'planted', symbols: CULTURES.map((id) => ({ id, claim: true, threshold: 0.5, precision: 0.9 })) },
    items: cultures.map((culture, i) => createItem(random, i, culture)),
  });
  for (const name of ['visual', 'text']) builder.vectors(name, vectors[name], items, DIM);
  const { manifest } = builder.finish({ models: [] });
  const blocks = new Map(manifest.blocks.map(({ name }) => [name, builder.take(name)]));
  return { manifest, text: new TextDecoder().decode(builder.take('manifest.json')), blocks, vectors };
}
