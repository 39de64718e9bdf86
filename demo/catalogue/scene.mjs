/** The studio: backdrop, floor, soft shadows. */
import { blend, rgbOf } from './palette.mjs';
import { blur, cloudNoise, renderSvg, sample, shrink } from './raster.mjs';

/** Quiet backdrops: [wall, floor]. Names only for reading. */
export const BACKDROPS = {
  cream: ['#f1ece3', '#e6ddd0'],
  plaster: ['#ece9e4', '#dcd7cf'],
  mist: ['#e8ecec', '#d5dcdb'],
  celadon: ['#e0e8e1', '#cbd8ce'],
  blush: ['#f2e6e0', '#e6d3ca'],
  sand: ['#e9dfd0', '#d8c9b4'],
  stone: ['#dcdad8', '#c4c1be'],
  dusk: ['#cfd5dc', '#b4bcc6'],
  clay: ['#dcc3b2', '#c9a994'],
  ink: ['#4a4b50', '#37383d'],
};

/** @typedef {{backdrop: string, view: 'stand' | 'flat', floorY: number, plinth: boolean, key: number, gobo: number, width: number, height: number,
 *   window: import('./raster.mjs').View}} Scene  floorY in design pixels; window: the part of design space that is shown */

/**
 * @param {import('./random.mjs').Rng} rng @param {'stand' | 'flat'} view @param {number} floorY where the floor meets the wall, in
 *   design pixels @param {string[]} [names] allowed backdrops @returns {Omit<Scene, 'width' | 'height' | 'window'>}
 */
export function chooseScene(rng, view, floorY, names = Object.keys(BACKDROPS)) {
  return {
    backdrop: rng.pick(names),
    view,
    floorY,
    key: rng.range(-0.1, 0.12),
    gobo: rng.chance(0.3) ? rng.range(0.04, 0.09) : 0,
    plinth: view === 'stand' && rng.chance(0.36),
  };
}

/** Light thrown back into shadows by the table, as factors. @param {string} backdrop @param {number} strength */
export const floorLight = (backdrop, strength) => rgbOf(BACKDROPS[backdrop][1]).map((v) => (v / 255) * strength);

/**
 * A low round plinth under a standing product. @param {Float32Array} rgb @param {Scene} scene
 * @param {Array<{x: number, y: number, rx: number, ry: number}>} feet
 */
export async function paintPlinth(rgb, { backdrop, width, height, window }, feet) {
  const x0 = Math.min(...feet.map((foot) => foot.x - foot.rx));
  const x1 = Math.max(...feet.map((foot) => foot.x + foot.rx));
  const cx = (x0 + x1) / 2;
  const rx = Math.max((x1 - x0) / 2 + 46, window.w * 0.31);
  const ry = rx * 0.2;
  const y = feet.reduce((sum, foot) => sum + foot.y, 0) / feet.length - ry * 0.1;
  const tall = 400;
  const tone = BACKDROPS[backdrop][1];
  const [top, lit, side, deep] = [
    blend(tone, '#ffffff', 0.3),
    blend(tone, '#ffffff', 0.5),
    blend(tone, '#ffffff', 0.14),
    blend(tone, '#1a1614', 0.22),
  ];
  const svg =
    `<defs><linearGradient id="ps" x1="0" x2="1" y1="0" y2="0"><stop offset="0" stop-color="${side}"/><stop offset="0.28" stop-color="${top}"/><stop offset="1" stop-color="${deep}"/></linearGradient>` +
    `<linearGradient id="pt" x1="0" x2="1" y1="1" y2="0"><stop offset="0" stop-color="${lit}"/><stop offset="1" stop-color="${top}"/></linearGradient></defs>` +
    `<path d="M${cx - rx} ${y} L${cx - rx} ${y + tall} L${cx + rx} ${y + tall} L${cx + rx} ${y} Z" fill="url(#ps)"/><ellipse cx="${cx}" cy="${y}" rx="${rx}" ry="${ry}" fill="url(#pt)"/>` +
    `<path d="M${cx - rx} ${y} A${rx} ${ry} 0 0 0 ${cx + rx} ${y}" fill="none" stroke="${lit}" stroke-width="1.6" opacity="0.8"/>`;
  const rgba = await renderSvg(svg, width, height, window);
  for (let i = 0; i < width * height; i++) {
    const a = rgba[i * 4 + 3] / 255;
    if (a) for (let c = 0; c < 3; c++) rgb[i * 3 + c] += (rgba[i * 4 + c] - rgb[i * 3 + c]) * a;
  }
}

/** Paints the empty studio. @param {Scene} scene @returns {Float32Array} RGB, 0..255 */
export function paintBackdrop({ backdrop, view, floorY, key, gobo, width, height, window }) {
  const horizon = (floorY - window.y) / window.h;
  const [wallHex, floorHex] = BACKDROPS[backdrop];
  const wall = rgbOf(wallHex);
  const floor = rgbOf(floorHex);
  const lit = rgbOf(blend(floorHex, '#ffffff', backdrop === 'ink' ? 0.14 : 0.4));
  const step = 4;
  const w = Math.ceil(width / step) + 1;
  const h = Math.ceil(height / step) + 1;
  const coarse = [0, 1, 2].map(() => new Float32Array(w * h));
  for (let y = 0; y < h; y++) {
    const v = (y * step) / height;
    for (let x = 0; x < w; x++) {
      const u = (x * step) / width;
      let light = 1.035 - 0.13 * Math.hypot(u - 0.36 - key, (v - 0.34) * 0.9) ** 1.5;
      if (gobo) {
        const slant = u * 0.9 + v * 0.55;
        const pane = Math.sin(slant * 13 + 0.6) * 0.5 + 0.5;
        light += gobo * Math.exp(-(((slant - 0.62) / 0.3) ** 2)) * (pane * pane * (3 - 2 * pane) - 0.35);
      }
      let t = 0.25 + 0.35 * v;
      let up = 0;
      if (view === 'stand') {
        t = 1 / (1 + Math.exp(-((v - horizon) / 0.05) * 2.2));
        up = t * Math.exp(-(((v - horizon - 0.12) / 0.2) ** 2)) * 0.55;
      }
      light *= 1 + 0.004 * cloudNoise(u * 5, v * 5);
      for (let c = 0; c < 3; c++) {
        const base = wall[c] + (floor[c] - wall[c]) * t;
        coarse[c][y * w + x] = (base + (lit[c] - base) * up) * light;
      }
    }
  }
  const out = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const y0 = Math.floor(y / step);
    const fy = y / step - y0;
    for (let x = 0; x < width; x++) {
      const x0 = x >> 2;
      const fx = (x & 3) / 4;
      const at = y0 * w + x0;
      const i = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) {
        const grid = coarse[c];
        const top = grid[at] + (grid[at + 1] - grid[at]) * fx;
        const bottom = grid[at + w] + (grid[at + w + 1] - grid[at + w]) * fx;
        out[i + c] = top + (bottom - top) * fy;
      }
    }
  }
  return out;
}

/**
 * Darkens the backdrop under and behind the product.
 * @param {Float32Array} rgb @param {Float32Array} mask product coverage @param {Scene} scene
 * @param {{lift?: number, feet?: Array<{x: number, y: number, rx: number, ry: number}>}} how  lift: flat goods' height above the table, in
 *   design pixels; feet: where a standing product touches the floor, in design pixels
 */
export function castShadow(rgb, mask, scene, { lift = 8, feet = [] }) {
  const { width, height } = scene;
  const factor = 4;
  const unit = width / scene.window.w;
  const small = shrink(mask, width, height, factor);
  const { data, width: w, height: h } = small;
  let soft;
  if (scene.view === 'flat') {
    const near = blur(data, w, h, (lift * 0.7 * unit) / factor + 1);
    const far = blur(data, w, h, (lift * 2.6 * unit) / factor + 3);
    const [dx, dy] = [(lift * 0.55 * unit) / factor, (lift * 0.9 * unit) / factor];
    soft = new Float32Array(w * h);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        soft[y * w + x] = 0.34 * sample(near, w, h, x - dx * 0.5, y - dy * 0.5) + 0.3 * sample(far, w, h, x - dx * 1.5, y - dy * 1.5);
      }
    }
  } else {
    soft = standingShadow(
      data,
      w,
      h,
      feet.map((foot) => ({ ...foot, x: foot.x - scene.window.x, y: foot.y - scene.window.y })),
      unit / factor,
    );
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const s = sample(soft, w, h, (x + 0.5) / factor - 0.5, (y + 0.5) / factor - 0.5);
      if (s < 0.003) continue;
      const i = (y * width + x) * 3;
      rgb[i] *= 1 - s * 0.95;
      rgb[i + 1] *= 1 - s * 0.97;
      rgb[i + 2] *= 1 - s * 0.96;
    }
  }
}

/** Contact shadows at the feet, and the product's own shadow laid along the floor to the right. */
function standingShadow(mask, w, h, feet, unit) {
  const contact = new Float32Array(w * h);
  const cast = new Float32Array(w * h);
  for (const { x: cx, y: cy, rx, ry } of feet) {
    const [px, py, prx, pry] = [cx * unit, cy * unit, rx * unit, ry * unit];
    for (let y = Math.max(0, Math.floor(py - pry * 3)); y < Math.min(h, py + pry * 3 + 2); y++) {
      for (let x = Math.max(0, Math.floor(px - prx * 1.6)); x < Math.min(w, px + prx * 1.6); x++) {
        const d = Math.hypot((x - px) / prx, (y - py) / pry);
        contact[y * w + x] = Math.max(contact[y * w + x], d < 1 ? 0.56 : Math.max(0, 0.56 * (1 - (d - 1) / 0.4)));
      }
    }
    const reach = 0.34;
    for (let back = 0; back < py; back++) {
      const ty = py - back * reach + pry * 0.2;
      const y = Math.round(ty);
      if (y < 0 || y >= h) continue;
      const sourceY = Math.round(py - back);
      if (sourceY < 0 || sourceY >= h) continue;
      const fade = Math.max(0, 1 - back / (py * 0.9));
      for (let x = 0; x < w; x++) {
        const sx = Math.round(x - back * 0.62);
        if (sx < 0 || sx >= w || Math.abs(sx - px) > prx * 2.6) continue;
        const value = mask[sourceY * w + sx] * 0.3 * fade;
        if (value > cast[y * w + x]) cast[y * w + x] = value;
      }
    }
  }
  const a = blur(contact, w, h, 2);
  const b = blur(contact, w, h, 11);
  const c = blur(cast, w, h, 8);
  return a.map((value, i) => Math.min(0.58, value * 0.5 + b[i] * 0.45 + c[i] * 0.95));
}
