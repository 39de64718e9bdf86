/** The shop's export: one row a product, nothing of the drawing's truth beyond what a brand would write itself. */
import { buyerFacts } from './facts.mjs';
import { KINDS } from './kinds/index.mjs';
import { MOTIFS } from './motifs/index.mjs';
import { COLOURS } from './palette.mjs';
import { writeCopy } from './titles.mjs';

export const COLUMNS = [
  'id',
  'title_zh',
  'title_en',
  'description_zh',
  'description_en',
  'category',
  'price',
  'currency',
  'image',
  'url',
  'tags',
  'availability',
  'popularity',
  'brand',
  'colour',
  'colour_en',
  'material',
  'material_en',
  'brand_en',
  'dimensions',
  'dimensions_en',
  'sizes',
  'care',
  'care_en',
  'units',
  'lead_days',
  'returns',
];

const SILENT_SHARE = 0.2;
const WRONG_SHARE = 0.02;

/** Price in yuan, more often low than high, ending as shops like it. */
function priceOf(rng, [low, high]) {
  const value = low * (high / low) ** (rng.next() ** 1.35);
  return Math.max(low, Math.round(value / 10) * 10 - rng.pick([1, 1, 2, 0]));
}

/** Sales with a long tail, by a random rank. */
function salesOf(rng, rank) {
  return Math.max(0, Math.round((9200 / (rank + 1.6) ** 0.93) * rng.range(0.8, 1.2)));
}

/** How each product's copy treats its motif. */
function manners(rng, specs) {
  const withMotif = rng.shuffle(specs.map((_, index) => index).filter((index) => specs[index].primary));
  const wrongCount = Math.max(1, Math.round(withMotif.length * WRONG_SHARE));
  const silentCount = Math.round(withMotif.length * SILENT_SHARE);
  const table = new Map();
  withMotif.forEach((index, order) =>
    table.set(index, order < wrongCount ? 'wrong' : order < wrongCount + silentCount ? 'silent' : 'named'),
  );
  let plain = 0;
  return specs.map((spec, index) => ({ manner: table.get(index) ?? 'plain', index: spec.primary ? 0 : plain++ }));
}

/**
 * @param {import('./product.mjs').Spec[]} specs
 * @param {Array<{truth: {symbols: Array<{id: string}>}, look: {ground: string, keys: string[]}}>} results
 * @param {import('./random.mjs').Rng} rng
 */
export function feedRows(specs, results, rng) {
  const ranks = rng.shuffle(specs.map((_, index) => index));
  const how = manners(rng.fork('manners'), specs);
  return specs.map((spec, index) => {
    const own = rng.fork(`row ${spec.id}`);
    const { truth, look } = results[index];
    const shown = truth.symbols.map(({ id }) => id);
    const wrong =
      how[index].manner === 'wrong'
        ? own.pick(Object.keys(MOTIFS).filter((id) => !shown.includes(id) && MOTIFS[id].use === 'figure'))
        : null;
    const copy = writeCopy(
      own,
      spec,
      { ground: look.ground, shown, blueWhite: shown.includes('blue-and-white') },
      { ...how[index], wrong },
    );
    const row = {
      id: spec.id,
      title_zh: copy.titleZh,
      title_en: copy.titleEn,
      description_zh: copy.textZh,
      description_en: copy.textEn,
      category: KINDS[spec.kind].category,
      price: priceOf(own, KINDS[spec.kind].price).toFixed(2),
      currency: 'CNY',
      image: `${spec.id}.png`,
      url: `/product.html?id=${spec.id}`,
      tags: copy.tags.join('|'),
      availability: own.chance(0.93) ? 'in_stock' : own.pick(['out_of_stock', 'preorder']),
      popularity: String(salesOf(own, ranks[index])),
      brand: copy.brand[0],
      colour: COLOURS[look.ground].zh,
      colour_en: COLOURS[look.ground].en,
      material: copy.material[0],
      material_en: copy.material[1],
      brand_en: copy.brand[1],
    };
    // A stream of its own: what is asked before buying changes no word or price of the shop.
    const facts = { material: row.material, name: copy.name, availability: row.availability };
    return { ...row, ...buyerFacts(rng.fork(`facts ${spec.id}`), spec, facts) };
  });
}

const cell = (text) => `"${String(text).replaceAll('"', '""')}"`;

/** @param {Array<Record<string, string>>} rows */
export const toCsv = (rows) =>
  [COLUMNS, ...rows.map((row) => COLUMNS.map((name) => row[name]))].map((line) => line.map(cell).join(',')).join('\r\n') + '\r\n';
