// A seeded catalogue of any size. The real writer makes a small shard, whose graph, symbols and records stay; `hot` and the vectors of all N
// items are written here as FORMAT.md says, because the writer compares all pairs for `near`, which takes hours at this size. Core reads
// them with all its checks. Blocks that the bench never attaches (cards, evidence) are in the manifest by name only.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { itemId, quantised } from './cases.mjs';

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
export const DIM = 128;
const GROUP = 3600;
const CARDS = 32;

/**
 * Second moments of the image encoder's vectors, measured on the sample shop (320 products, `build/demo/320`): their mean holds .0274, and
 * along the principal directions around it the logarithm falls by .0513 a direction (fitted over the first 100 of 128, off by a fifth at
 * most; 16 directions hold .59 of the variance, here .55; 32 hold .83, here .79). No clumps are planted: in the shop the nearest
 * neighbour is closer (median .66) than in rows of this make (.47), so the bar of the best ten lies lower here and a bound has it harder.
 */
const IMAGE_MEAN = 0.0274;
const IMAGE_FALL = 0.0513;

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

function makeUnit(row) {
  let squares = 0;
  for (const x of row) squares += x * x;
  const length = Math.sqrt(squares);
  for (let d = 0; d < row.length; d++) row[d] /= length;
}

/** Unit rows around 12 centres, energy in all directions: the hard case for a bound. */
function clusteredVectors(random, cultures) {
  const centres = CULTURES.map(() => Float32Array.from({ length: DIM }, () => normal(random)));
  const values = new Float32Array(cultures.length * DIM);
  cultures.forEach((culture, i) => {
    const row = values.subarray(i * DIM, (i + 1) * DIM);
    for (let d = 0; d < DIM; d++) row[d] = centres[culture][d] * 0.7 + normal(random);
    makeUnit(row);
  });
  return values;
}

/** An orthonormal basis of `count` random directions. */
function randomBasis(random, count) {
  const basis = [];
  while (basis.length < count) {
    const row = Float64Array.from({ length: DIM }, () => normal(random));
    for (const other of basis) {
      const along = row.reduce((sum, x, d) => sum + x * other[d], 0);
      for (let d = 0; d < DIM; d++) row[d] -= along * other[d];
    }
    makeUnit(row);
    basis.push(row);
  }
  return basis;
}

/** Unit rows with the image encoder's spectrum. */
export function imageLikeVectors(random, items) {
  const basis = randomBasis(random, DIM);
  const falling = Float64Array.from(basis, (_, k) => Math.exp(-IMAGE_FALL * k));
  const all = falling.reduce((sum, x) => sum + x, 0);
  const lengths = falling.map((x) => Math.sqrt((x / all) * (1 - IMAGE_MEAN)));
  const mean = Math.sqrt(IMAGE_MEAN / DIM);
  const values = new Float32Array(items * DIM);
  for (let i = 0; i < items; i++) {
    const row = values.subarray(i * DIM, (i + 1) * DIM);
    basis.forEach((direction, k) => {
      const x = mean + lengths[k] * normal(random);
      for (let d = 0; d < DIM; d++) row[d] += x * direction[d];
    });
    makeUnit(row);
  }
  return values;
}

/** Rows between a measured vector and one of its ten nearest: a larger catalogue of the same make. */
function spreadVectors(random, measured, items) {
  const count = measured.length / DIM;
  const near = Array.from({ length: count }, (_, i) => {
    const dots = Array.from({ length: Math.min(count, 600) }, (__, n) => {
      const j = (i + 1 + n * 7) % count;
      let sum = 0;
      for (let d = 0; d < DIM; d++) sum += measured[i * DIM + d] * measured[j * DIM + d];
      return [sum, j];
    });
    return dots.sort((a, b) => b[0] - a[0]).slice(0, 10);
  });
  const values = new Float32Array(items * DIM);
  for (let i = 0; i < items; i++) {
    const from = Math.floor(random() * count);
    const [, to] = near[from][Math.floor(random() * near[from].length)];
    const t = random();
    const row = values.subarray(i * DIM, (i + 1) * DIM);
    for (let d = 0; d < DIM; d++) row[d] = measured[from * DIM + d] * (1 - t) + measured[to * DIM + d] * t;
    makeUnit(row);
  }
  return values;
}

function smallItem(i) {
  return {
    id: `S${i}`,
    category: 'mug',
    price_minor: 1000,
    popularity_count: i,
    available: true,
    title: { 'zh-Hans': `商品 ${i} 号`, en: `Product number ${i}` },
    texts: [],
    url: '',
    picture: 'p.webp',
    thumb: '',
    seen: CULTURES.map((id) => ({ id, confidence: 0.9, claimed: true, box: [0.2, 0.2, 0.7, 0.8] })),
  };
}

async function smallShard(builder) {
  const knowledge = {};
  for (const name of ['symbols', 'relations', 'evidence', 'emotions', 'colours', 'festivals', 'calendar'])
    knowledge[name] = JSON.parse(await readFile(new URL(`${name}.json`, KNOWLEDGE), 'utf8'));
  builder.begin({
    bundle: 1,
    catalogue: { name: 'bench', currency: 'CNY', price_scale: 100, locales: ['zh-Hans', 'en'] },
    knowledge,
    modalities: ['visual', 'text'].map((name) => ({ name, dim: DIM, model: 'planted' })),
    seeing: { model: 'planted', symbols: CULTURES.map((id) => ({ id, claim: true, threshold: 0.5, precision: 0.9 })) },
    items: [smallItem(0), smallItem(1)],
  });
  const vectors = new Float32Array(2 * DIM).fill(1);
  for (const name of ['visual', 'text']) builder.vectors(name, vectors, 2, DIM);
  const { manifest } = builder.finish({ models: [] });
  return { manifest, graph: builder.take('graph') };
}

const TYPES = new Map([
  [Uint8Array, 'U8'],
  [Int8Array, 'I8'],
  [Uint16Array, 'U16'],
  [Uint32Array, 'U32'],
  [Float32Array, 'F32'],
]);

/** A block file (FORMAT.md §2): tensors as {name: [typed array, shape]}. */
function blockFile(kind, tensors) {
  const header = { __metadata__: { 'ruyi.kind': kind, 'ruyi.version': '1' } };
  const parts = [];
  let at = 0;
  let pads = 0;
  for (const [name, [values, shape]] of Object.entries(tensors)) {
    const pad = (64 - (at % 64)) % 64;
    if (pad > 0 && values.byteLength > 0) {
      header[`_pad${pads++}`] = { dtype: 'U8', shape: [pad], data_offsets: [at, at + pad] };
      parts.push(new Uint8Array(pad));
      at += pad;
    }
    header[name] = { dtype: TYPES.get(values.constructor), shape, data_offsets: [at, at + values.byteLength] };
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    at += values.byteLength;
  }
  let json = JSON.stringify(header);
  json += ' '.repeat((64 - ((8 + json.length) % 64)) % 64);
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(json.length));
  return new Uint8Array(Buffer.concat([head, Buffer.from(json), ...parts]));
}

function strings(name, texts) {
  const bytes = Buffer.from(texts.join(''));
  const offsets = new Uint32Array(texts.length + 1);
  texts.forEach((text, i) => (offsets[i + 1] = offsets[i] + Buffer.byteLength(text)));
  return { [`${name}.offsets`]: [offsets, [offsets.length]], [`${name}.bytes`]: [new Uint8Array(bytes), [bytes.length]] };
}

function hotBlock(random, cultures, available, symbolIndex) {
  const items = cultures.length;
  const start = new Uint32Array(items + 1);
  const index = [];
  const presence = [];
  const red = symbolIndex('colour:zhuhong');
  cultures.forEach((culture, i) => {
    const others = [1, 2].map(() => CULTURES[Math.floor(random() * CULTURES.length)]);
    const row = [...new Set([CULTURES[culture], ...others])].map(symbolIndex);
    for (const symbol of [...row, red].sort((a, b) => a - b)) {
      index.push(symbol);
      presence.push(Math.round(255 * (symbol === red ? 0.4 + 0.6 * random() : 0.7 + 0.3 * random())));
    }
    start[i + 1] = index.length;
  });
  const per = (make) => Array.from({ length: items }, make);
  return blockFile('hot', {
    ...strings(
      'item_id',
      per((_, i) => itemId(i)),
    ),
    ...strings('category', ['hoodie', 'mug', 'scarf', 'gift box', 'fan']),
    item_category: [Uint16Array.from(per(() => Math.floor(random() * 5))), [items]],
    popularity_q: [Uint16Array.from(per(() => Math.floor(65535 * random() ** 4))), [items]],
    price_minor: [Uint32Array.from(per(() => Math.round(2000 + 90000 * random() ** 2))), [items]],
    available: [available, [items]],
    'symbol.start': [start, [items + 1]],
    'symbol.index': [Uint16Array.from(index), [index.length]],
    'symbol.presence_q': [Uint8Array.from(presence), [index.length]],
    'symbol.evidence': [new Uint8Array(index.length).fill(10), [index.length]],
  });
}

function vectorsBlock(vectors, first, count) {
  const tensors = {};
  for (const name of ['visual', 'text']) {
    const { q, scale } = quantised(vectors[name], first, count, DIM);
    tensors[`${name}.q`] = [q, [count, DIM]];
    tensors[`${name}.scale`] = [scale, [count]];
  }
  return blockFile('vectors', tensors);
}

const numbered = (kind, n) => `${kind}-${String(n).padStart(3, '0')}`;

/** What the manifest says of a block that nobody attaches. */
function unread(kind, n) {
  const sha256 = createHash('sha256').update(`${kind} ${n}`).digest('hex');
  const name = numbered(kind, n);
  return { name, kind, file: `blocks/${name}-${sha256.slice(0, 16)}.safetensors`, bytes: 4096, sha256 };
}

function entryOf(name, kind, bytes) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, kind, file: `blocks/${name}-${sha256.slice(0, 16)}.safetensors`, bytes: bytes.length, sha256 };
}

function manifestOf(small, items, blocks) {
  const { symbols, records } = small.catalogue;
  const kept = [...blocks].map(([name, bytes]) => entryOf(name, name.replace(/-\d+$/, ''), bytes));
  const counts = { cards: Math.ceil(items / CARDS), knowledge: Math.ceil(symbols / 64), evidence: Math.ceil(records / 64) };
  const rest = Object.entries(counts).flatMap(([kind, count]) => Array.from({ length: count }, (_, n) => unread(kind, n)));
  const list = [...kept, ...rest];
  const id = createHash('sha256')
    .update(list.map(({ sha256 }) => sha256).join(''))
    .digest('hex')
    .slice(0, 16);
  return {
    ...small,
    shard_id: id,
    catalogue: { ...small.catalogue, items },
    near: { buckets: 0, neighbours: 0 },
    groups: { cards: CARDS, vectors: GROUP, evidence: 64 },
    memory_bytes: list.reduce((sum, { bytes }) => sum + bytes, 0),
    blocks: list,
  };
}

/** As the writer prints it: members in the order of their names, a line each. */
function printed(manifest) {
  const ordered = (_, value) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return `${JSON.stringify(manifest, ordered, 1)}\n`;
}

/**
 * {text, blocks: Map name → bytes, vectors: {visual, text}, available}. spectrum: `clustered`, `image`, or a Float32Array of measured rows for the
 * pictures; the words' vectors are clustered in all three.
 */
export async function createShard(builder, items, seed, spectrum = 'clustered') {
  const random = createRandom(seed);
  const { manifest: small, graph } = await smallShard(builder);
  const ids = symbolIds(graph);
  const cultures = Array.from({ length: items }, () => Math.floor(random() * CULTURES.length));
  const visual =
    spectrum === 'clustered'
      ? clusteredVectors(random, cultures)
      : spectrum === 'image'
        ? imageLikeVectors(random, items)
        : spreadVectors(random, spectrum, items);
  const available = Uint8Array.from(cultures, () => (random() > 0.03 ? 1 : 0));
  const vectors = { visual, text: clusteredVectors(random, cultures) };
  const blocks = new Map([
    ['hot', hotBlock(random, cultures, available, (id) => ids.indexOf(id))],
    ['graph', graph],
  ]);
  for (let n = 0; n * GROUP < items; n++)
    blocks.set(numbered('vectors', n), vectorsBlock(vectors, n * GROUP, Math.min(GROUP, items - n * GROUP)));
  return { text: printed(manifestOf(small, items, blocks)), blocks, vectors, available };
}

function symbolIds(graph) {
  const view = new DataView(graph.buffer, graph.byteOffset, graph.byteLength);
  const size = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(graph.subarray(8, 8 + size)));
  const [from, to] = header['symbol_id.offsets'].data_offsets;
  const [at] = header['symbol_id.bytes'].data_offsets;
  const offsets = Array.from({ length: (to - from) / 4 }, (_, i) => view.getUint32(8 + size + from + 4 * i, true));
  return offsets.slice(1).map((end, i) => new TextDecoder().decode(graph.subarray(8 + size + at + offsets[i], 8 + size + at + end)));
}
