/** Puts one product together: body, motifs bent onto it, folds, light, shadow. Also measures where each motif ended up. */
import { apply } from './geometry.mjs';
import { artToSvg } from './pen.mjs';
import { blur, channelOf, DESIGN_HEIGHT, DESIGN_WIDTH, renderSvg, sample, shrink, tileAt, TILES, WHOLE } from './raster.mjs';
import { castShadow, floorLight, paintBackdrop, paintPlinth } from './scene.mjs';
import { renderStyle } from './styles.mjs';

/**
 * @typedef {object} Warp  how flat design coordinates lie on a turned body
 * @property {number} cx
 * @property {(y: number) => number} half   half width of the body at a height
 * @property {number} bow                   how far the middle hangs below the edges
 */

/**
 * @typedef {object} Body
 * @property {string} svg                    flat colours
 * @property {string} shade                  white and black with opacity, over mid grey
 * @property {string} gloss                  white with opacity
 * @property {string} texture                main texture
 * @property {Array<{d: string, texture: string}>} [areas]  areas with another texture
 * @property {Warp | null} [warp]
 * @property {string} [over]                 drawn above the motifs, flat colours (buttons, edges)
 * @property {number} [puff]                 roundness towards the outline, 0..1
 * @property {number} [puffRadius]           design pixels
 * @property {number} [ripple]               how far folds shift the motif, design pixels
 * @property {{lift?: number, feet?: Array<{x: number, y: number, rx: number, ry: number}>}} ground
 * @property {{raise?: number, shine?: number}} [surface]
 */

/** Where the design point of the flat layer lands on the picture. @param {Warp | null | undefined} warp */
function forward(warp, x, y) {
  if (!warp) return [x, y];
  const half = warp.half(y);
  const angle = (x - warp.cx) / half;
  if (Math.abs(angle) > Math.PI / 2) return null;
  return [warp.cx + half * Math.sin(angle), y + warp.bow * (Math.cos(angle) - 0.5)];
}

/** Inked points of a motif, in its own units, from a small drawing. */
async function inkPoints(art) {
  const [x0, y0, x1, y1] = art.bounds();
  const size = Math.max(x1 - x0, y1 - y0);
  const grid = 144;
  const content =
    `<svg x="0" y="0" width="${DESIGN_WIDTH}" height="${DESIGN_HEIGHT}" viewBox="${x0} ${y0} ${size} ${size}" preserveAspectRatio="none">` +
    `${artToSvg(art, 'colour', { tones: ['#fff', '#fff', '#fff', '#fff', '#fff'], outline: true })}</svg>`;
  const rgba = await renderSvg(content, grid, grid, WHOLE);
  const points = [];
  for (let y = 0; y < grid; y++) {
    for (let x = 0; x < grid; x++) {
      if (rgba[(y * grid + x) * 4 + 3] > 40) points.push([x0 + ((x + 0.5) / grid) * size, y0 + ((y + 0.5) / grid) * size]);
    }
  }
  return { points, step: size / grid };
}

/**
 * Boxes of every motif, in fractions of the picture, after bending and cut by the clip and by the product's outline.
 * @param {import('./styles.mjs').Placement[]} placements @param {Warp | null | undefined} warp @param {Float32Array} mask
 */
async function measure(placements, warp, mask, width, height, view) {
  const cache = new Map();
  const clipMasks = new Map();
  const found = new Map();
  for (const placement of placements) {
    if (!cache.has(placement.art)) cache.set(placement.art, await inkPoints(placement.art));
    const { clip } = placement;
    if (clip && !clipMasks.has(clip))
      clipMasks.set(clip, channelOf(await renderSvg(`<path d="${clip}" fill="#fff"/>`, 360, 450, WHOLE, '#000'), 0));
  }
  placements.forEach((placement, index) => {
    const { points, step } = cache.get(placement.art);
    const clipMask = placement.clip && clipMasks.get(placement.clip);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    let inside = 0;
    for (const [px, py] of points) {
      const [dx, dy] = apply(placement.matrix, px, py);
      if (clipMask && !(clipMask[Math.floor(dy / 2) * 360 + Math.floor(dx / 2)] > 0.5)) continue;
      const seen = forward(warp, dx, dy);
      if (!seen) continue;
      const u = (seen[0] - view.x) / view.w;
      const v = (seen[1] - view.y) / view.h;
      if (u < 0 || v < 0 || u >= 1 || v >= 1) continue;
      if (mask[Math.floor(v * height) * width + Math.floor(u * width)] < 0.5) continue;
      inside++;
      box[0] = Math.min(box[0], u);
      box[1] = Math.min(box[1], v);
      box[2] = Math.max(box[2], u);
      box[3] = Math.max(box[3], v);
    }
    const share = inside / Math.max(1, points.length);
    if (share < 0.25 && placement.group < 0) return;
    if (inside < 12) return;
    const grow = (step * Math.sqrt(Math.abs(placement.matrix[0] * placement.matrix[3] - placement.matrix[1] * placement.matrix[2]))) / 2;
    const grown = [box[0] - grow / view.w, box[1] - grow / view.h, box[2] + grow / view.w, box[3] + grow / view.h].map((v) =>
      Math.max(0, Math.min(1, v)),
    );
    const key = `${placement.symbol}|${placement.role}`;
    const entry = found.get(key) ?? found.set(key, { id: placement.symbol, role: placement.role, groups: new Map() }).get(key);
    const group = placement.group < 0 ? `one${index}` : `group${placement.group}`;
    const before = entry.groups.get(group);
    entry.groups.set(
      group,
      before
        ? [Math.min(before[0], grown[0]), Math.min(before[1], grown[1]), Math.max(before[2], grown[2]), Math.max(before[3], grown[3])]
        : grown,
    );
  });
  return [...found.values()].map(({ id, role, groups }) => ({
    id,
    role,
    boxes: [...groups.values()].map((box) => box.map((v) => Number(v.toFixed(4)))),
  }));
}

/** Smallest box of the product itself. */
function maskBox(mask, width, height) {
  const box = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] < 0.5) continue;
      if (x < box[0]) box[0] = x;
      if (x + 1 > box[2]) box[2] = x + 1;
      if (y < box[1]) box[1] = y;
      if (y + 1 > box[3]) box[3] = y + 1;
    }
  }
  return [box[0] / width, box[1] / height, box[2] / width, box[3] / height].map((v) => Number(v.toFixed(4)));
}

/** Light on a body that is round towards its outline. @returns {{data: Float32Array, width: number, height: number}} factors on a coarse grid */
function puffLight(mask, width, height, radius, strength) {
  const factor = 3;
  const { data, width: w, height: h } = shrink(mask, width, height, factor);
  const dome = blur(data, w, h, radius / factor, 3);
  const wide = blur(data, w, h, (radius * 2.2) / factor, 2);
  const light = new Float32Array(w * h).fill(1);
  for (let y = 1; y < h - 1; y++) {
    for (let x = 1; x < w - 1; x++) {
      const i = y * w + x;
      const slopeX = (dome[i + 1] - dome[i - 1]) * 0.7 + (wide[i + 1] - wide[i - 1]) * 0.9;
      const slopeY = (dome[i + w] - dome[i - w]) * 0.7 + (wide[i + w] - wide[i - w]) * 0.9;
      const k = (slopeX * 0.55 + slopeY * 0.83) * (radius / factor) * 0.9;
      light[i] = 1 + strength * Math.max(-0.42, Math.min(0.22, k)) - strength * 0.1 * (1 - wide[i]);
    }
  }
  return { data: light, width: w, height: h };
}

/**
 * @param {Body} body @param {import('./styles.mjs').Placement[]} placements @param {string} style
 * @param {Omit<import('./scene.mjs').Scene, 'width' | 'height' | 'window'>} sceneChoice @param {import('./raster.mjs').View} view @param {number} width @param {number} height
 * @param {import('./random.mjs').Rng} rng
 */
export async function paintProduct(body, placements, style, sceneChoice, view, width, height, rng) {
  const scene = { ...sceneChoice, width, height, window: view };
  const unit = width / view.w;
  const flat = await renderSvg(body.svg, width, height, view);
  const mask = channelOf(flat, 3);
  const halfWidth = Math.ceil(width / 2);
  const halfHeight = Math.ceil(height / 2);
  const shade = channelOf(await renderSvg(body.shade, halfWidth, halfHeight, view, '#808080'), 0);
  const gloss = body.gloss ? channelOf(await renderSvg(body.gloss, halfWidth, halfHeight, view, '#000'), 0) : null;
  const over = body.over ? await renderSvg(body.over, width, height, view) : null;
  const layer = placements.length ? await renderStyle(style, placements, width, height, view, rng, body.surface) : null;
  const puff = body.puff ? puffLight(mask, width, height, (body.puffRadius ?? 40) * unit, body.puff) : null;
  const areas = body.areas ? await areaMap(body, width, height, view) : null;
  const rgb = paintBackdrop(scene);
  if (scene.plinth) await paintPlinth(rgb, scene, body.ground.feet);
  castShadow(rgb, mask, scene, body.ground);
  const tile = TILES[body.texture];
  const tileScale = 1 / Math.max(0.55, Math.min(1.25, unit));
  const ripple = (body.ripple ?? 0) * unit;
  const warp = body.warp ?? null;
  const bent = Boolean(warp || ripple);
  const ink = new Float32Array(3);
  const bounce = floorLight(scene.backdrop, 0.24);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const cover = mask[i];
      if (cover < 0.004) continue;
      let r = flat[i * 4];
      let g = flat[i * 4 + 1];
      let b = flat[i * 4 + 2];
      const hx = (x + 0.5) / 2 - 0.5;
      const hy = (y + 0.5) / 2 - 0.5;
      const fold = sample(shade, halfWidth, halfHeight, hx, hy);
      let shine = gloss ? sample(gloss, halfWidth, halfHeight, hx, hy) : 0;
      let onSurface = layer !== null;
      let sx = x;
      let sy = y;
      if (onSurface && warp) {
        const half = warp.half((y + 0.5) / unit + view.y);
        const sine = ((x + 0.5) / unit + view.x - warp.cx) / half;
        onSurface = sine > -1 && sine < 1;
        if (onSurface) {
          sx = (warp.cx + half * Math.asin(sine) - view.x) * unit - 0.5;
          sy = y - warp.bow * (Math.sqrt(1 - sine * sine) - 0.5) * unit;
        }
      } else if (onSurface && ripple) {
        sx += (sample(shade, halfWidth, halfHeight, hx + 2, hy) - sample(shade, halfWidth, halfHeight, hx - 2, hy)) * ripple * 6;
        sy += (sample(shade, halfWidth, halfHeight, hx, hy + 2) - sample(shade, halfWidth, halfHeight, hx, hy - 2)) * ripple * 6;
      }
      if (onSurface) {
        if (layer.mul) {
          const m = bent ? sample(layer.mul, width, height, sx, sy) : layer.mul[i];
          r *= m;
          g *= m;
          b *= m;
        }
        const a = bent ? sample(layer.alpha, width, height, sx, sy) : layer.alpha[i];
        if (a > 0.003) {
          if (bent) mixColour(layer, width, height, sx, sy, ink);
          else for (let c = 0; c < 3; c++) ink[c] = layer.colour[i * 3 + c];
          r += (ink[0] - r) * a;
          g += (ink[1] - g) * a;
          b += (ink[2] - b) * a;
        }
        if (layer.gloss) shine += bent ? sample(layer.gloss, width, height, sx, sy) : layer.gloss[i];
      }
      if (over && over[i * 4 + 3]) {
        const a = over[i * 4 + 3] / 255;
        r += (over[i * 4] - r) * a;
        g += (over[i * 4 + 1] - g) * a;
        b += (over[i * 4 + 2] - b) * a;
      }
      let light = tileAt(areas && areas.index[i] ? areas.tiles[areas.index[i]] : tile, x * tileScale, y * tileScale);
      light *= fold < 0.502 ? fold * 1.992 : 1 + (fold - 0.502) * 1.1;
      if (puff) light *= sample(puff.data, puff.width, puff.height, (x + 0.5) / 3 - 0.5, (y + 0.5) / 3 - 0.5);
      const deep = light < 1 ? 1 - light : 0;
      r *= light + deep * bounce[0];
      g *= light + deep * bounce[1];
      b *= light + deep * bounce[2];
      if (light > 1) {
        const lift = (light - 1) * 34;
        r += lift;
        g += lift;
        b += lift;
      }
      r += (255 - r) * shine;
      g += (255 - g) * shine;
      b += (253 - b) * shine;
      rgb[i * 3] += (r - rgb[i * 3]) * cover;
      rgb[i * 3 + 1] += (g - rgb[i * 3 + 1]) * cover;
      rgb[i * 3 + 2] += (b - rgb[i * 3 + 2]) * cover;
    }
  }
  return {
    rgb: new Uint8ClampedArray(rgb),
    symbols: await measure(placements, body.warp, mask, width, height, view),
    outline: maskBox(mask, width, height),
  };
}

/** Colour of a bent layer, weighted by coverage so that edges stay clean. @param {Float32Array} out RGB */
function mixColour(layer, width, height, x, y, out) {
  const x0 = Math.max(0, Math.min(width - 2, Math.floor(x)));
  const y0 = Math.max(0, Math.min(height - 2, Math.floor(y)));
  const fx = Math.max(0.001, Math.min(0.999, x - x0));
  const fy = Math.max(0.001, Math.min(0.999, y - y0));
  let r = 0;
  let g = 0;
  let b = 0;
  let sum = 0;
  for (let corner = 0; corner < 4; corner++) {
    const i = (y0 + (corner >> 1)) * width + x0 + (corner & 1);
    const w = layer.alpha[i] * (corner & 1 ? fx : 1 - fx) * (corner >> 1 ? fy : 1 - fy);
    r += layer.colour[i * 3] * w;
    g += layer.colour[i * 3 + 1] * w;
    b += layer.colour[i * 3 + 2] * w;
    sum += w;
  }
  const inverse = sum > 1e-6 ? 1 / sum : 0;
  out[0] = r * inverse;
  out[1] = g * inverse;
  out[2] = b * inverse;
}

/** Which texture lies where. */
async function areaMap(body, width, height, view) {
  const tiles = [TILES[body.texture], ...body.areas.map((area) => TILES[area.texture])];
  const content = body.areas
    .map((area, i) => `<path d="${area.d}" fill="rgb(${(i + 1) * 20},0,0)" shape-rendering="crispEdges"/>`)
    .join('');
  const rgba = await renderSvg(content, width, height, view, '#000');
  const index = new Uint8Array(width * height);
  for (let i = 0; i < index.length; i++) index[i] = Math.round(rgba[i * 4] / 20);
  return { tiles, index };
}
