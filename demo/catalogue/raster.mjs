/** Small pixel tools on plain arrays: SVG to pixels, blur, sampling, texture tiles. */
import sharp from 'sharp';
import { createRng } from './random.mjs';

sharp.concurrency(1);
sharp.cache(false);

/** Design space of every drawing; pictures are this, scaled. */
export const DESIGN_WIDTH = 720;
export const DESIGN_HEIGHT = 900;

/** @typedef {{x: number, y: number, w: number, h: number}} View  the part of design space that the picture shows */

/** @type {View} */
export const WHOLE = { x: 0, y: 0, w: DESIGN_WIDTH, h: DESIGN_HEIGHT };

/**
 * Draws SVG content given in design coordinates. @param {string} content @param {number} width @param {number} height
 * @param {View} view @param {string} [backdrop] colour behind, or none @returns {Promise<Uint8Array>} RGBA, not premultiplied
 */
export async function renderSvg(content, width, height, view, backdrop = '') {
  const back = backdrop ? `<rect x="${view.x}" y="${view.y}" width="${view.w}" height="${view.h}" fill="${backdrop}"/>` : '';
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" ` +
    `viewBox="${view.x} ${view.y} ${view.w} ${view.h}" preserveAspectRatio="none">${back}${content}</svg>`;
  return sharp(Buffer.from(svg), { limitInputPixels: false, unlimited: true }).ensureAlpha().raw().toBuffer();
}

/** One channel of RGBA as floats 0..1. @param {Uint8Array} rgba @param {number} channel */
export function channelOf(rgba, channel) {
  const out = new Float32Array(rgba.length / 4);
  for (let i = 0; i < out.length; i++) out[i] = rgba[i * 4 + channel] / 255;
  return out;
}

/** Box blur, repeated; two passes are near enough to a Gaussian. @param {Float32Array} source @returns {Float32Array} */
export function blur(source, width, height, radius, passes = 2) {
  const r = Math.max(0, Math.round(radius));
  let from = Float32Array.from(source);
  if (!r) return from;
  let to = new Float32Array(source.length);
  const inverse = 1 / (2 * r + 1);
  for (let pass = 0; pass < passes; pass++) {
    for (let y = 0; y < height; y++) {
      const row = y * width;
      let sum = from[row] * (r + 1);
      for (let x = 0; x < r; x++) sum += from[row + Math.min(x, width - 1)];
      for (let x = 0; x < width; x++) {
        sum += from[row + Math.min(width - 1, x + r)];
        to[row + x] = sum * inverse;
        sum -= from[row + Math.max(0, x - r)];
      }
    }
    for (let x = 0; x < width; x++) {
      let sum = to[x] * (r + 1);
      for (let y = 0; y < r; y++) sum += to[Math.min(y, height - 1) * width + x];
      for (let y = 0; y < height; y++) {
        sum += to[Math.min(height - 1, y + r) * width + x];
        from[y * width + x] = sum * inverse;
        sum -= to[Math.max(0, y - r) * width + x];
      }
    }
  }
  return from;
}

/** Averages blocks of factor × factor pixels. @param {Float32Array} source */
export function shrink(source, width, height, factor) {
  const w = Math.ceil(width / factor);
  const h = Math.ceil(height / factor);
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let [sum, count] = [0, 0];
      for (let dy = 0; dy < factor && y * factor + dy < height; dy++) {
        for (let dx = 0; dx < factor && x * factor + dx < width; dx++) {
          sum += source[(y * factor + dy) * width + x * factor + dx];
          count++;
        }
      }
      out[y * w + x] = sum / count;
    }
  }
  return { data: out, width: w, height: h };
}

/** Bilinear sample of a float grid, clamped at the edges. */
export function sample(data, width, height, x, y) {
  const cx = Math.max(0, Math.min(width - 1.001, x));
  const cy = Math.max(0, Math.min(height - 1.001, y));
  const x0 = cx | 0;
  const y0 = cy | 0;
  const fx = cx - x0;
  const fy = cy - y0;
  const i = y0 * width + x0;
  const right = x0 + 1 < width ? 1 : 0;
  const down = y0 + 1 < height ? width : 0;
  const top = data[i] + (data[i + right] - data[i]) * fx;
  const bottom = data[i + down] + (data[i + down + right] - data[i + down]) * fx;
  return top + (bottom - top) * fy;
}

const TILE = 256;

/** Surface textures as 256 × 256 tiles of factors around 1, made once. */
function makeTiles() {
  const rng = createRng(20240217);
  const noise = () => Float32Array.from({ length: TILE * TILE }, () => rng.normal());
  const wrapBlur = (data, rx, ry) => {
    const out = new Float32Array(data.length);
    for (let y = 0; y < TILE; y++) {
      for (let x = 0; x < TILE; x++) {
        let sum = 0;
        for (let dy = -ry; dy <= ry; dy++) for (let dx = -rx; dx <= rx; dx++) sum += data[((y + dy) & 255) * TILE + ((x + dx) & 255)];
        out[y * TILE + x] = sum / Math.sqrt((2 * rx + 1) * (2 * ry + 1));
      }
    }
    return out;
  };
  const build = (fn) => Float32Array.from({ length: TILE * TILE }, (_, i) => fn(i % TILE, Math.floor(i / TILE), i));
  const fine = wrapBlur(noise(), 1, 1);
  const grain = noise();
  const across = wrapBlur(noise(), 9, 0);
  const along = wrapBlur(noise(), 0, 9);
  const soft = wrapBlur(noise(), 4, 4);
  const threadX = Float32Array.from({ length: TILE }, () => rng.normal());
  const threadY = Float32Array.from({ length: TILE }, () => rng.normal());
  return {
    plain: build(() => 1),
    jersey: build((x, y, i) => 1 + 0.014 * fine[i] + 0.013 * Math.sin((x / TILE) * Math.PI * 2 * 80) + 0.006 * along[i]),
    fleece: build((x, y, i) => 1 + 0.022 * fine[i] + 0.012 * soft[i]),
    linen: build((x, y, i) => {
      const over = ((x >> 1) + (y >> 1)) & 1 ? threadX[x >> 1] * 0.5 + across[i] : threadY[y >> 1] * 0.5 + along[i];
      return 1 + 0.03 * over + (((x >> 1) + (y >> 1)) & 1 ? 0.014 : -0.014);
    }),
    canvas: build(
      (x, y, i) =>
        1 + 0.03 * Math.sin((x / TILE) * Math.PI * 2 * 64) * Math.sin((y / TILE) * Math.PI * 2 * 64) + 0.016 * (across[i] + along[i]),
    ),
    silk: build((x, y, i) => 1 + 0.011 * across[i] + 0.005 * fine[i]),
    brocade: build((x, y, i) => 1 + 0.02 * Math.sin(((x + y) / TILE) * Math.PI * 2 * 64) + 0.012 * across[i]),
    paper: build((x, y, i) => 1 + 0.008 * fine[i] + 0.006 * soft[i]),
    kraft: build((x, y, i) => 1 + 0.014 * fine[i] + 0.014 * soft[i]),
    ceramic: build((x, y, i) => 1 + 0.004 * soft[i]),
    stoneware: build((x, y, i) => 1 + 0.014 * soft[i] + 0.016 * fine[i]),
    metal: build((x, y, i) => 1 + 0.016 * across[i] + 0.004 * grain[i]),
    leather: build((x, y, i) => 1 + 0.03 * (fine[i] > 0.5 ? fine[i] - 0.5 : 0) - 0.016 * soft[i]),
    wood: build((x, y, i) => 1 + 0.03 * along[i] + 0.012 * Math.sin((x / TILE) * Math.PI * 2 * 7 + along[i])),
  };
}

export const TILES = makeTiles();
export const TEXTURES = Object.keys(TILES);

/** @param {Float32Array} tile */
export const tileAt = (tile, x, y) => tile[((y | 0) & 255) * TILE + ((x | 0) & 255)];

/** Smooth noise in -1..1, from a shared tile. */
const CLOUD = (() => {
  const rng = createRng(77);
  const grid = Float32Array.from({ length: 64 * 64 }, () => rng.range(-1, 1));
  return (x, y) => {
    const xi = Math.floor(x);
    const yi = Math.floor(y);
    const [fx, fy] = [x - xi, y - yi];
    const [u, v] = [fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy)];
    const at = (a, b) => grid[((b & 63) << 6) | (a & 63)];
    const top = at(xi, yi) + (at(xi + 1, yi) - at(xi, yi)) * u;
    const bottom = at(xi, yi + 1) + (at(xi + 1, yi + 1) - at(xi, yi + 1)) * u;
    return top + (bottom - top) * v;
  };
})();

export const cloudNoise = CLOUD;

/** @param {Uint8Array} rgb @param {number} width @param {number} height @param {string} file */
export async function writePng(rgb, width, height, file) {
  await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toFile(file);
}
