/** The table of motifs: symbol id → drawing, with what the shop's planner needs to know about each. */
import { deer, doubleFish, fishAbundance, jadeRabbit, tortoise } from './beasts.mjs';
import { bat, butterfly, crane, magpie, mandarinDuck, phoenix } from './birds.mjs';
import { bamboo, gourd, grape, orchid, osmanthus, peach, persimmon, pine, plum, pomegranate } from './branches.mjs';
import { auspiciousCloud, lingzhi, moonAndCake, ruyi, ruyiCloud } from './clouds.mjs';
import { dragon } from './dragon.mjs';
import { chineseKnot, doubleHappiness, foldingFan, fuCharacter, lanternMotif, shanshui, shouCharacter } from './emblems.mjs';
import { baoxianghua, chrysanthemum, lotus, magnolia, peony, scrollingLotus, tuanhua } from './flowers.mjs';
import {
  baguaTaiji,
  coinMotif,
  crackedIce,
  endlessKnot,
  fangsheng,
  fretHuiwen,
  pearlRoundel,
  thunderLeiwen,
  wanFret,
} from './lattices.mjs';
import { seaWaveCliff, waterWave } from './waves.mjs';

/**
 * @typedef {object} Motif
 * @property {(rng: import('../random.mjs').Rng, options?: {band?: boolean}) => import('../pen.mjs').Art} draw
 * @property {number} weight    how often a shop would use it
 * @property {'tile' | 'band' | 'figure' | 'medallion'} use  tile: repeats edge to edge; band: also runs as a border
 * @property {string} hue       natural colouring in many-coloured styles (see palette.mjs)
 */

/** @type {Record<string, Motif>} */
export const MOTIFS = {
  ruyi: { draw: ruyi, weight: 2, use: 'figure', hue: 'metal' },
  'auspicious-cloud': { draw: auspiciousCloud, weight: 2.4, use: 'figure', hue: 'cloud' },
  'ruyi-cloud': { draw: ruyiCloud, weight: 1.1, use: 'medallion', hue: 'cloud' },
  lingzhi: { draw: lingzhi, weight: 1.1, use: 'figure', hue: 'earth' },
  'fret-huiwen': { draw: fretHuiwen, weight: 1.5, use: 'band', hue: 'metal' },
  'thunder-leiwen': { draw: thunderLeiwen, weight: 0.9, use: 'tile', hue: 'metal' },
  'wan-swastika': { draw: wanFret, weight: 0.9, use: 'tile', hue: 'metal' },
  'cracked-ice': { draw: crackedIce, weight: 1, use: 'tile', hue: 'ice' },
  'pearl-roundel': { draw: pearlRoundel, weight: 1.1, use: 'medallion', hue: 'tang' },
  'endless-knot': { draw: endlessKnot, weight: 1, use: 'medallion', hue: 'red' },
  'coin-motif': { draw: coinMotif, weight: 0.9, use: 'figure', hue: 'metal' },
  fangsheng: { draw: fangsheng, weight: 0.9, use: 'medallion', hue: 'red' },
  'bagua-taiji': { draw: baguaTaiji, weight: 0.9, use: 'medallion', hue: 'ink' },
  'sea-wave-cliff': { draw: seaWaveCliff, weight: 1.1, use: 'band', hue: 'sea' },
  'water-wave': { draw: waterWave, weight: 1, use: 'tile', hue: 'sea' },
  baoxianghua: { draw: baoxianghua, weight: 1.1, use: 'medallion', hue: 'tang' },
  tuanhua: { draw: tuanhua, weight: 0.9, use: 'medallion', hue: 'flower' },
  'scrolling-lotus': { draw: scrollingLotus, weight: 1.1, use: 'band', hue: 'lotus' },
  peony: { draw: peony, weight: 2.1, use: 'figure', hue: 'flower' },
  lotus: { draw: lotus, weight: 2.5, use: 'figure', hue: 'lotus' },
  plum: { draw: plum, weight: 1.2, use: 'figure', hue: 'blossom' },
  magnolia: { draw: magnolia, weight: 1, use: 'figure', hue: 'pale' },
  chrysanthemum: { draw: chrysanthemum, weight: 1, use: 'figure', hue: 'gold' },
  orchid: { draw: orchid, weight: 1, use: 'figure', hue: 'pale' },
  bamboo: { draw: bamboo, weight: 1.2, use: 'figure', hue: 'green' },
  pine: { draw: pine, weight: 1, use: 'figure', hue: 'green' },
  peach: { draw: peach, weight: 1, use: 'figure', hue: 'fruit' },
  pomegranate: { draw: pomegranate, weight: 1, use: 'figure', hue: 'fruit' },
  gourd: { draw: gourd, weight: 1, use: 'figure', hue: 'gold' },
  persimmon: { draw: persimmon, weight: 1, use: 'figure', hue: 'persimmon' },
  osmanthus: { draw: osmanthus, weight: 1, use: 'figure', hue: 'gold' },
  grape: { draw: grape, weight: 0.9, use: 'figure', hue: 'violet' },
  dragon: { draw: dragon, weight: 2.1, use: 'figure', hue: 'beast' },
  phoenix: { draw: phoenix, weight: 1.3, use: 'figure', hue: 'beast' },
  crane: { draw: crane, weight: 1.4, use: 'figure', hue: 'crane' },
  bat: { draw: bat, weight: 1, use: 'figure', hue: 'red' },
  butterfly: { draw: butterfly, weight: 1.1, use: 'figure', hue: 'flower' },
  'mandarin-duck': { draw: mandarinDuck, weight: 0.9, use: 'figure', hue: 'duck' },
  magpie: { draw: magpie, weight: 0.9, use: 'figure', hue: 'blossom' },
  'fish-abundance': { draw: fishAbundance, weight: 1.1, use: 'figure', hue: 'fish' },
  'double-fish': { draw: doubleFish, weight: 0.9, use: 'medallion', hue: 'fish' },
  deer: { draw: deer, weight: 0.9, use: 'figure', hue: 'earth' },
  'jade-rabbit': { draw: jadeRabbit, weight: 1, use: 'figure', hue: 'moon' },
  tortoise: { draw: tortoise, weight: 0.8, use: 'figure', hue: 'green' },
  'shou-character': { draw: shouCharacter, weight: 1, use: 'medallion', hue: 'metal' },
  'fu-character': { draw: fuCharacter, weight: 1.1, use: 'medallion', hue: 'red' },
  'double-happiness': { draw: doubleHappiness, weight: 1.1, use: 'medallion', hue: 'red' },
  lantern: { draw: lanternMotif, weight: 0.8, use: 'figure', hue: 'red' },
  'chinese-knot': { draw: chineseKnot, weight: 0.9, use: 'figure', hue: 'red' },
  'folding-fan': { draw: foldingFan, weight: 0.8, use: 'figure', hue: 'pale' },
  mooncake: { draw: moonAndCake, weight: 0.8, use: 'medallion', hue: 'gold' },
  shanshui: { draw: shanshui, weight: 1.1, use: 'figure', hue: 'sea' },
};
