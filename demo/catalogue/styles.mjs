/**
 * Ways of putting a motif on goods. Each style turns placed motifs into a flat layer of pixels: colour with coverage, a factor
 * for the surface below (shadows, embossing) and added shine. The layer is bent onto the product afterwards (picture.mjs).
 */
import { artToSvg } from './pen.mjs';
import { rgbOf } from './palette.mjs';
import { blur, channelOf, cloudNoise, renderSvg } from './raster.mjs';

/** Names are stable: the vision model's training refers to them. */
export const STYLES = ['print', 'line', 'embroidery', 'relief', 'paper-cut', 'ink', 'gilt'];

/**
 * @typedef {object} Placement
 * @property {string} symbol
 * @property {string} role               primary, secondary
 * @property {import('./pen.mjs').Art} art
 * @property {import('./geometry.mjs').Matrix} matrix  motif units to design coordinates
 * @property {string[]} tones
 * @property {string | null} clip        path data in design coordinates
 * @property {number} group              placements of one group give one box (dense patterns); -1: a box each
 */

/** @typedef {{rgba: Uint8Array | null, colour: Float32Array, alpha: Float32Array, mul: Float32Array | null, gloss: Float32Array | null}} Layer */

/** SVG of all placements in one way of drawing. @param {Placement[]} placements @param {Parameters<typeof artToSvg>[1]} mode */
function layerSvg(placements, mode, outline, weight = 1) {
  const defs = [];
  const known = new Map();
  const clips = new Map();
  const body = placements.map((placement) => {
    const { art, matrix, tones, clip } = placement;
    const size = Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]));
    const lineWidth = (weight * (1.15 + 0.2 * size)) / size;
    const key = `${tones.join()}|${size.toFixed(2)}`;
    const versions = known.get(art) ?? known.set(art, new Map()).get(art);
    if (!versions.has(key)) {
      const id = `m${defs.length}`;
      versions.set(key, id);
      defs.push(`<g id="${id}">${artToSvg(art, mode, { tones, lineWidth, outline, idPrefix: `${id}_` })}</g>`);
    }
    if (clip && !clips.has(clip)) {
      clips.set(clip, `c${clips.size}`);
      defs.push(`<clipPath id="${clips.get(clip)}"><path d="${clip}"/></clipPath>`);
    }
    const use = `<use xlink:href="#${versions.get(key)}" transform="matrix(${matrix.map((v) => v.toFixed(4)).join(' ')})"/>`;
    return clip ? `<g clip-path="url(#${clips.get(clip)})">${use}</g>` : use;
  });
  return `<defs>${defs.join('')}</defs>${body.join('')}`;
}

const emptyLayer = (count) => ({ colour: new Float32Array(count * 3), alpha: new Float32Array(count), mul: null, gloss: null });

/** Copies an RGBA picture into a layer. */
function fromRgba(rgba, strength = 1) {
  const layer = emptyLayer(rgba.length / 4);
  for (let i = 0; i < layer.alpha.length; i++) {
    layer.alpha[i] = (rgba[i * 4 + 3] / 255) * strength;
    layer.colour[i * 3] = rgba[i * 4];
    layer.colour[i * 3 + 1] = rgba[i * 4 + 1];
    layer.colour[i * 3 + 2] = rgba[i * 4 + 2];
  }
  return layer;
}

/** One colour through a mask. */
function fromMask(mask, rgb) {
  const layer = emptyLayer(mask.length);
  layer.alpha = mask;
  for (let i = 0; i < mask.length; i++) if (mask[i] > 0) layer.colour.set(rgb, i * 3);
  return layer;
}

/** Lighting of a height field: light from the upper left. @param {Float32Array} height @param {number} strength */
function emboss(height, width, rows, strength) {
  const out = new Float32Array(height.length).fill(1);
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const slope = (height[i + 1] - height[i - 1]) * 0.62 + (height[i + width] - height[i - width]) * 0.78;
      if (slope !== 0) out[i] = 1 + Math.max(-0.62, Math.min(0.75, slope * strength));
    }
  }
  return out;
}

/** Multiplies `mul` by a soft shadow of the mask, moved down and right. */
function dropShadow(mask, width, rows, distance, radius, strength) {
  const soft = blur(mask, width, rows, radius);
  const mul = new Float32Array(mask.length).fill(1);
  const step = Math.max(1, Math.round(distance));
  for (let y = step; y < rows; y++) {
    for (let x = step; x < width; x++) {
      const s = soft[(y - step) * width + x - Math.ceil(step * 0.7)];
      if (s > 0.004) mul[y * width + x] = 1 - s * strength;
    }
  }
  return mul;
}

/** Satin stitches along each shape's direction. */
function stitch(layer, angles, width, rows, unit) {
  const period = 2.5 * unit;
  const height = blur(layer.alpha, width, rows, 2 * unit, 2);
  const light = emboss(height, width, rows, 1.5);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (layer.alpha[i] < 0.02) continue;
      const theta = ((angles[i * 4] - 2) / 250) * Math.PI;
      const [c, s] = [Math.cos(theta), Math.sin(theta)];
      const acrossPos = (-x * s + y * c) / period;
      const thread = Math.floor(acrossPos);
      const within = acrossPos - thread - 0.5;
      const random = Math.sin(thread * 127.1 + angles[i * 4] * 3.7) * 43758.5453;
      const jitter = random - Math.floor(random);
      const alongPos = (x * c + y * s) / (15 * unit) + jitter;
      const end = Math.abs(alongPos - Math.round(alongPos)) < 0.05 ? 0.88 : 1;
      const sheen = 0.15 * Math.cos(2 * (theta - 0.9));
      const factor = (1.05 - 0.95 * within * within + (jitter - 0.5) * 0.13 + sheen) * end * light[i];
      for (let k = 0; k < 3; k++) layer.colour[i * 3 + k] = Math.min(255, layer.colour[i * 3 + k] * factor + 7 * Math.max(0, sheen));
      layer.alpha[i] = Math.min(1, layer.alpha[i] * 1.05);
    }
  }
  layer.mul = dropShadow(layer.alpha, width, rows, 2.2 * unit, 2 * unit, 0.36);
}

/** Metal leaf: broad reflections, a little grain, raised edges. */
function leaf(layer, width, rows, unit, seed) {
  const light = emboss(blur(layer.alpha, width, rows, 1, 1), width, rows, 0.9);
  layer.gloss = new Float32Array(layer.alpha.length);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (layer.alpha[i] < 0.02) continue;
      const wave = 0.5 + 0.5 * Math.sin(((x * 0.8 + y) / unit) * 0.017 + seed + 1.6 * cloudNoise(x / (90 * unit), y / (90 * unit)));
      const grain = 1 + 0.05 * cloudNoise(x * 0.9, y * 0.9);
      const factor = (0.78 + 0.42 * wave) * grain * light[i];
      for (let k = 0; k < 3; k++) layer.colour[i * 3 + k] = Math.min(255, layer.colour[i * 3 + k] * factor);
      layer.gloss[i] = 0.3 * layer.alpha[i] * Math.max(0, wave - 0.72);
    }
  }
  layer.mul = dropShadow(layer.alpha, width, rows, 1, 1, 0.25);
}

/** Pooled, uneven ink with soft, darker edges. */
function wash(layer, width, rows, unit, seed) {
  const soft = blur(layer.alpha, width, rows, 3 * unit, 2);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (layer.alpha[i] < 0.01) continue;
      const pool = 0.5 + 0.5 * cloudNoise(x / (38 * unit) + seed, y / (38 * unit));
      const edge = Math.max(0, layer.alpha[i] - soft[i]);
      const dry = cloudNoise(x / (2.2 * unit), y / (9 * unit) + seed) > 0.62 ? 0.72 : 1;
      layer.alpha[i] *= Math.min(1, (0.56 + 0.36 * pool + 0.6 * edge) * dry);
    }
  }
}

/**
 * @param {string} style one of STYLES @param {Placement[]} placements @param {number} width @param {number} rows
 * @param {import('./raster.mjs').View} view @param {import('./random.mjs').Rng} rng @param {{raise?: number, shine?: number}} [surface] how strongly a relief stands out and shines
 * @returns {Promise<Layer>}
 */
export async function renderStyle(style, placements, width, rows, view, rng, { raise = 1, shine = 0 } = {}) {
  const unit = width / view.w;
  const tone = rgbOf(placements[0].tones[0]);
  const luminance = async (mode, weight) =>
    channelOf(await renderSvg(layerSvg(placements, mode, true, weight), width, rows, view, '#000'), 0);
  switch (style) {
    case 'print':
      return fromRgba(await renderSvg(layerSvg(placements, 'colour', rng.chance(0.7)), width, rows, view), 0.97);
    case 'line':
      return fromMask(await luminance('line', rng.range(0.85, 1.2)), tone);
    case 'embroidery': {
      const layer = fromRgba(await renderSvg(layerSvg(placements, 'colour', false), width, rows, view));
      stitch(layer, await renderSvg(layerSvg(placements, 'angle', false), width, rows, view), width, rows, unit);
      return layer;
    }
    case 'paper-cut': {
      const layer = fromMask(await luminance('cut'), tone);
      layer.mul = dropShadow(layer.alpha, width, rows, 2.2 * unit, 2 * unit, 0.3);
      return layer;
    }
    case 'gilt': {
      const layer = fromMask(await luminance(rng.chance(0.6) ? 'cut' : 'line', 1.1), tone);
      leaf(layer, width, rows, unit, rng.range(0, 6));
      return layer;
    }
    case 'ink': {
      const layer = fromRgba(await renderSvg(layerSvg(placements, 'colour', false), width, rows, view));
      wash(layer, width, rows, unit, rng.range(0, 40));
      return layer;
    }
    case 'relief': {
      const rgba = await renderSvg(layerSvg(placements, 'height', true), width, rows, view);
      const grey = channelOf(rgba, 0);
      const cover = channelOf(rgba, 3);
      const height = blur(
        grey.map((g, i) => g * cover[i]),
        width,
        rows,
        1.5 * unit,
        2,
      );
      const layer = emptyLayer(grey.length);
      layer.mul = emboss(height, width, rows, 1.9 * raise);
      layer.gloss = new Float32Array(grey.length);
      const tint = rgbOf(placements[0].tones[4]);
      for (let i = 0; i < grey.length; i++) {
        if (cover[i] > 0.01) {
          layer.colour.set(tint, i * 3);
          layer.alpha[i] = cover[i] * 0.12 * Math.max(0, grey[i] - 0.35);
          layer.mul[i] *= 0.9 + 0.14 * grey[i];
        }
        if (shine) layer.gloss[i] = Math.max(0, layer.mul[i] - 1.1) * shine;
      }
      return layer;
    }
    default:
      throw new Error(`unknown style "${style}"; known: ${STYLES.join(', ')}`);
  }
}
