/** Titles and texts in Chinese and English, as a brand's copywriter would put them. */
import { KINDS } from './kinds/index.mjs';
import { BRANDS, craftName, OCCASIONS, SYMBOL_NAMES } from './names.mjs';
import { COLOURS } from './palette.mjs';

/**
 * @typedef {object} Copy
 * @property {string} titleZh
 * @property {string} titleEn
 * @property {string} textZh
 * @property {string} textEn
 * @property {string[]} tags
 * @property {[string, string]} material
 */

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const article = (text) => (/^[aeiou]/i.test(text) ? 'an' : 'a');

const LOOKS = [
  ['新中式', 'new-Chinese'],
  ['国风', 'guofeng'],
  ['宋韵', 'Song-inspired'],
  ['东方', 'Eastern'],
  ['轻国潮', 'light guochao'],
];

/** @param {import('./random.mjs').Rng} rng */
function occasionFor(rng, symbol) {
  const fitting = OCCASIONS.filter(([, , symbols]) => symbols.includes(symbol));
  return rng.pick(fitting.length && rng.chance(0.8) ? fitting : OCCASIONS.slice(-4));
}

/** Copy of a product whose motif is named. */
function namedCopy(rng, { kindZh, kindEn, colour, material, craft, symbol, companion, look }) {
  const name = SYMBOL_NAMES[symbol];
  const zh = rng.pick(name.zh);
  const en = rng.pick(name.en);
  const [craftZh, craftEn] = craft;
  const titleZh = rng.pick([
    () => `${colour.zh}${zh}${craftZh}${kindZh}`,
    () => `${look[0]}${zh}${craftZh}${kindZh} ${colour.zh}`,
    () => `${zh}${kindZh} ${craftZh}工艺 ${colour.zh}`,
    () => `${kindZh} ${zh}${craftZh} ${colour.zh}款`,
    () => `${material[0]}${kindZh} ${colour.zh}${zh}${craftZh}`,
  ])();
  const titleEn = rng.pick([
    () => `${capital(colour.en)} ${kindEn} with ${craftEn} ${en}`,
    () => `${capital(en)} ${kindEn}, ${craftEn}, ${colour.en}`,
    () => `${capital(craftEn)} ${en} ${kindEn} in ${colour.en}`,
    () => `${capital(kindEn)} “${capital(en)}”, ${colour.en}`,
  ])();
  const occasion = occasionFor(rng, symbol);
  const also = companion ? SYMBOL_NAMES[companion] : null;
  const textZh =
    `选用${material[0]}，以${craftZh}呈现${zh}，寓意${name.wish[0]}。` +
    (also ? `边角点缀${also.zh[0]}，层次分明。` : '') +
    rng.pick([`${colour.zh}底色温润耐看，`, `${colour.zh}为主色，`, `配色取自传统色${colour.zh}，`]) +
    rng.pick([`适合${occasion[0]}自用或赠礼。`, `${occasion[0]}相宜。`, `送礼自留两相宜。`]);
  const textEn =
    `${capital(material[1])} with ${article(craftEn)} ${craftEn} ${en} motif, a sign of ${name.wish[1]}. ` +
    (also ? `Small accents of ${also.en[0]} complete the design. ` : '') +
    rng.pick([
      `The ${colour.en} ground suits ${occasion[1]}.`,
      `Made in ${colour.en}; a thoughtful present for ${occasion[1]}.`,
      `In the traditional colour ${colour.en}.`,
    ]);
  return { titleZh, titleEn, textZh, textEn, tagZh: zh };
}

/** Copy that leaves the motif to the picture. */
function silentCopy(rng, { kindZh, kindEn, colour, material, look }) {
  const titleZh = rng.pick([
    `${look[0]}${kindZh} ${colour.zh}`,
    `${colour.zh}${kindZh} ${material[0]}`,
    `${material[0]}${kindZh} ${look[0]} ${colour.zh}款`,
  ]);
  const titleEn = rng.pick([
    `${capital(colour.en)} ${kindEn}`,
    `${capital(look[1])} ${kindEn} in ${colour.en}`,
    `${capital(material[1])} ${kindEn}, ${colour.en}`,
  ]);
  const textZh = `选用${material[0]}，${rng.pick(['手感细腻', '做工扎实', '轮廓利落', '触感温润'])}。${rng.pick(['日常百搭', '送礼体面', '书房客厅皆宜', '四季可用'])}，${colour.zh}耐看不挑人。`;
  const textEn = `${capital(material[1])}, ${rng.pick(['carefully finished', 'pleasant to the touch', 'with a clean outline', 'made in small batches'])}. ${rng.pick(['Easy to match.', 'A good present.', 'For every season.'])}`;
  return { titleZh, titleEn, textZh, textEn, tagZh: null };
}

/** Copy of goods without any motif; a few say expressly what they do without. */
function plainCopy(rng, parts, index) {
  const { kindZh, kindEn, colour, material } = parts;
  if (index % 3 === 0) {
    const [absent, absentEn] = rng.pick([
      ['龙纹', 'dragon'],
      ['花卉', 'flowers'],
      ['祥云纹', 'cloud pattern'],
    ]);
    return {
      titleZh: `素面${kindZh} ${colour.zh} 无${absent}`,
      titleEn: `Plain ${kindEn.replace('graphic ', '')} in ${colour.en}, no ${absentEn}`,
      textZh: `${material[0]}制成，通体素面，没有${absent}，只留${colour.zh}本色。`,
      textEn: `${capital(material[1])}, plain all over: without ${absentEn}, only the colour itself.`,
      tagZh: null,
    };
  }
  return {
    titleZh: rng.pick([`纯色${kindZh} ${colour.zh}`, `素色${kindZh} ${material[0]} ${colour.zh}`]),
    titleEn: rng.pick([`Plain ${kindEn}, ${colour.en}`, `Solid ${colour.en} ${kindEn}`]).replace('graphic ', ''),
    textZh: `${material[0]}，简洁纯色，百搭耐看。`,
    textEn: `${capital(material[1])} in one quiet colour.`,
    tagZh: null,
  };
}

/**
 * @param {import('./random.mjs').Rng} rng @param {import('./product.mjs').Spec} spec
 * @param {{ground: string, shown: string[], blueWhite: boolean}} look  what the picture shows
 * @param {{manner: 'named' | 'silent' | 'wrong' | 'plain', wrong: string | null, index: number}} how
 * @returns {Copy & {brand: [string, string], name: number}}  name: which of the kind's names it used
 */
export function writeCopy(rng, spec, look, how) {
  const kind = KINDS[spec.kind];
  const material = rng.pick(kind.materials);
  const at = rng.int(0, Math.min(kind.zh.length, kind.en.length) - 1);
  const parts = {
    kindZh: kind.zh[at],
    kindEn: kind.en[at],
    colour: COLOURS[look.ground],
    material,
    craft: craftName(spec.style, spec.kind, look.blueWhite),
    symbol: how.wrong ?? spec.primary,
    companion: how.manner === 'named' && spec.secondary && look.shown.includes(spec.secondary) && rng.chance(0.5) ? spec.secondary : null,
    look: rng.pick(LOOKS),
  };
  const copy =
    how.manner === 'plain' ? plainCopy(rng, parts, how.index) : how.manner === 'silent' ? silentCopy(rng, parts) : namedCopy(rng, parts);
  const tags = [rng.pick(['国潮', '新中式', '国风']), kind.category.split('/').at(-1)];
  if (copy.tagZh && rng.chance(0.6)) tags.push(copy.tagZh);
  if (how.manner !== 'plain' && how.manner !== 'silent') tags.push(parts.craft[0]);
  return {
    titleZh: copy.titleZh,
    titleEn: copy.titleEn,
    textZh: copy.textZh,
    textEn: copy.textEn,
    tags,
    material,
    brand: rng.pick(BRANDS),
    name: at,
  };
}
