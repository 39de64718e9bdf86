/** One product from its specification: colours, layout of motifs, picture, truth. */
import { chooseScene } from './scene.mjs';
import { KINDS } from './kinds/index.mjs';
import { accents, border, scatter, single, tile } from './layout.mjs';
import { MOTIFS } from './motifs/index.mjs';
import { blend, companions, hexOf, lightness, motifScheme } from './palette.mjs';
import { paintProduct } from './picture.mjs';

/**
 * @typedef {object} Spec
 * @property {string} id
 * @property {string} kind
 * @property {string} style
 * @property {string | null} primary
 * @property {string | null} secondary
 * @property {string} [ground]      palette key; chosen if absent
 * @property {boolean} [training]   wider variation of layout and backdrop
 */

const CERAMIC = new Set(['mug', 'vase', 'bowl']);

/** Colour modes of a style, with weights. */
const MODES = {
  print: [
    ['natural', 6],
    ['duo', 2],
    ['mono', 2],
  ],
  embroidery: [
    ['natural', 7],
    ['duo', 1],
    ['mono', 2],
  ],
  ink: [
    ['natural', 3],
    ['mono', 7],
  ],
};

const INKS = {
  ink: ['black', 'dai', 'dianlan', 'zhe'],
  gilt: ['gold'],
  'paper-cut': ['zhuhong', 'yanzhi', 'gold', 'white', 'dianlan', 'black'],
};

/** @param {import('./random.mjs').Rng} rng @param {Spec} spec */
function chooseGround(rng, spec) {
  if (spec.ground) return spec.ground;
  const grounds = KINDS[spec.kind].grounds.filter((key) => {
    const light = lightness(hexOf(key));
    if (spec.style === 'gilt') return light < 0.6 && key !== 'zhuhong';
    if (spec.style === 'ink') return light > 0.7;
    return true;
  });
  return rng.pick(grounds.length ? grounds : KINDS[spec.kind].grounds);
}

/** @param {import('./random.mjs').Rng} rng */
function schemeFor(rng, style, groundHex, groundKey, hue, kind) {
  if (style === 'relief') {
    const scheme = motifScheme(rng, groundHex, groundKey, hue, 'mono');
    return {
      ...scheme,
      keys: [],
      tones: [groundHex, groundHex, groundHex, blend(groundHex, '#000000', 0.2), blend(groundHex, '#ffffff', 0.5)],
    };
  }
  if (CERAMIC.has(kind) && lightness(groundHex) > 0.85 && style !== 'gilt' && rng.chance(0.75))
    return motifScheme(rng, groundHex, groundKey, hue, 'mono', ['qinghua-blue', 'dianlan']);
  const mode = rng.weighted(MODES[style] ?? [['mono', 1]], (entry) => entry[1])[0];
  return motifScheme(rng, groundHex, groundKey, hue, mode, INKS[style]);
}

/** Placements of the main motif and its companion. @returns {import('./styles.mjs').Placement[]} */
function placeMotifs(rng, spec, slots, tones) {
  const motif = MOTIFS[spec.primary];
  const common = { symbol: spec.primary, role: 'primary', tones };
  const beside = spec.secondary ? { symbol: spec.secondary, role: 'secondary', tones } : null;
  const draw = (options) => motif.draw(rng, options);
  const cell = slots.all.cell ?? 110;
  const roll = rng.next();
  if (motif.use === 'tile' && roll < (beside ? 0.25 : 0.75)) return tile(draw(), slots.all, common, cell * rng.range(1.5, 2.5));
  if (motif.use === 'band' && roll < 0.62)
    return [...wideBand(rng, draw({ band: true }), slots, common), ...(beside ? placeAccents(rng, slots, beside) : [])];
  if (motif.use !== 'tile' && motif.use !== 'band' && roll < 0.27) {
    const arts = rng.chance(0.5) ? [draw()] : [draw(), draw()];
    const companion = beside ? { art: MOTIFS[spec.secondary].draw(rng, { band: false }), common: beside } : null;
    return scatter(rng, arts, slots.all, common, {
      cell: cell * rng.range(0.85, spec.training ? 1.7 : 1.25),
      turn: motif.use === 'medallion' ? 6 : 16,
      fill: rng.range(0.7, 0.86),
      companion,
    });
  }
  const options = motif.use === 'band' ? { band: false } : undefined;
  const look = spec.training ? { fill: rng.range(0.55, 1.12), turn: rng.range(-25, 25) } : { fill: rng.range(0.94, 1.04) };
  const companion = beside ? placeSecondary(rng, MOTIFS[spec.secondary], slots, beside) : { used: [], placements: [] };
  const main = single(
    slots.main.map(() => draw(options)),
    makeRoom(slots.main, companion.used),
    common,
    look,
  );
  return [...main, ...companion.placements];
}

/** A band motif as the main decoration: one broad strip around the middle or the foot. */
function wideBand(rng, art, slots, common) {
  const [x0, y0, x1, y1] = art.bounds();
  const main = slots.main[0];
  const high = Math.min(main.h * 0.8, Math.max(main.h * 0.24, (slots.all.w * (y1 - y0)) / (x1 - x0) / rng.pick([1, 2])));
  const y = rng.chance(0.5) ? main.y + (main.h - high) / 2 : main.y + main.h - high;
  return border(art, [{ x: slots.all.x, y, w: slots.all.w, h: high, clip: slots.all.clip ?? main.clip }], common);
}

function placeAccents(rng, slots, common) {
  return accents(MOTIFS[common.symbol].draw(rng, { band: false }), slots.accent, common);
}

/** The companion motif beside a single large one: as borders or as small accents. */
function placeSecondary(rng, motif, slots, common) {
  const hasAccent = slots.accent.length > 0;
  if (slots.border.length > 0 && (motif.use === 'band' || !hasAccent || rng.chance(0.35))) {
    const used = rng.chance(0.6) ? slots.border : slots.border.slice(0, 1);
    return { used, placements: border(motif.draw(rng, { band: true }), used, common) };
  }
  return { used: slots.accent, placements: placeAccents(rng, slots, common) };
}

/** Shrinks slots about their middle until they leave the others free. @param {import('./kinds/index.mjs').Slot[]} slots */
function makeRoom(slots, others) {
  const meets = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  return slots.map((slot) => {
    for (let k = 1; k > 0.62; k -= 0.04) {
      const small = { ...slot, x: slot.x + (slot.w * (1 - k)) / 2, y: slot.y + (slot.h * (1 - k)) / 2, w: slot.w * k, h: slot.h * k };
      if (!others.some((other) => meets(small, other))) return small;
    }
    return { ...slot, x: slot.x + slot.w * 0.16, y: slot.y + slot.h * 0.16, w: slot.w * 0.68, h: slot.h * 0.68 };
  });
}

/** Crafts that a picture of this style on this kind shows. */
function craftsOf(spec, groundKey, keys) {
  const crafts = [];
  if (spec.style === 'embroidery') crafts.push('embroidery');
  if (spec.style === 'paper-cut') crafts.push('papercut');
  if (spec.style === 'ink') crafts.push('ink-wash');
  if (
    CERAMIC.has(spec.kind) &&
    ['white', 'yuebai'].includes(groundKey) &&
    keys.length === 1 &&
    ['qinghua-blue', 'dianlan'].includes(keys[0])
  )
    crafts.push('blue-and-white');
  return crafts;
}

/**
 * Draws one product. @param {Spec} spec @param {import('./random.mjs').Rng} rng @param {number} width
 * @returns {Promise<{rgb: Uint8Array, width: number, height: number, truth: object, look: {ground: string, keys: string[]}}>}
 */
export async function makeProduct(spec, rng, width) {
  const height = Math.round(width * 1.25);
  const kind = KINDS[spec.kind];
  const ground = chooseGround(rng.fork('ground'), spec);
  const [second, trim] = companions(rng.fork('companions'), ground);
  const groundHex = hexOf(ground);
  const drawing = kind.draw(rng.fork('body'), { base: groundHex, second: hexOf(second), trim: hexOf(trim) }, spec.training);
  const motifRng = rng.fork('motif');
  const placements = [];
  let keys = [];
  if (spec.primary) {
    const motif = MOTIFS[spec.primary];
    const scheme = schemeFor(motifRng, spec.style, groundHex, ground, motif.hue, spec.kind);
    keys = scheme.keys;
    placements.push(...placeMotifs(motifRng, spec, drawing.slots, scheme.tones));
  }
  const sceneRng = rng.fork('scene');
  const backdrops = backdropsFor(groundHex, spec.training);
  const scene = chooseScene(sceneRng, kind.view, drawing.floorY ?? 620, backdrops);
  const view = chooseView(rng.fork('view'), drawing.view, spec.training);
  const { rgb, symbols, outline } = await paintProduct(drawing.body, placements, spec.style, scene, view, width, height, rng.fork('paint'));
  const found = symbols.map(({ id, role, boxes }) => ({ id, role, boxes, style: spec.style }));
  const motifBoxes = found.filter(({ role }) => role === 'primary').flatMap(({ boxes }) => boxes);
  if (motifBoxes.length)
    for (const id of craftsOf(spec, ground, keys))
      found.push({ id, role: 'craft', boxes: id === 'blue-and-white' ? [outline] : motifBoxes, style: spec.style });
  if (kind.symbol) found.push({ id: kind.symbol, role: 'carrier', boxes: [outline], style: 'object' });
  const truth = {
    id: spec.id,
    kind: spec.kind,
    style: spec.primary ? spec.style : 'plain',
    symbols: found,
    colours: [...new Set([ground, ...keys])],
    outline,
  };
  return { rgb, width, height, truth, look: { ground, keys } };
}

/** The camera: the kind's own framing, a little different each time; much more so for training. @returns {import('./raster.mjs').View} */
function chooseView(rng, framing = { cx: 360, cy: 450, w: 720 }, training) {
  const w = framing.w * (training ? rng.range(0.82, 1.25) : rng.range(0.98, 1.04));
  const shift = training ? 0.07 : 0.008;
  const h = w * 1.25;
  return { x: framing.cx - w / 2 + rng.range(-shift, shift) * w, y: framing.cy - h / 2 + rng.range(-shift, shift) * h, w, h };
}

/** Backdrops that set the product off. */
function backdropsFor(groundHex, training) {
  if (training) return undefined;
  const light = lightness(groundHex);
  if (light > 0.85) return ['sand', 'stone', 'dusk', 'celadon', 'clay', 'mist'];
  if (light > 0.6) return ['cream', 'plaster', 'mist', 'sand', 'blush'];
  return ['cream', 'plaster', 'mist', 'sand', 'celadon', 'blush', 'stone'];
}
