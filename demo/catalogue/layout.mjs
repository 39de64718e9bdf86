/** Where motifs go on a product: one large, a few, an all-over pattern, a border. */
import { chain, rotate, scale, translate } from './geometry.mjs';

/** @typedef {import('./styles.mjs').Placement} Placement */

/** A motif fitted into a slot. @param {import('./pen.mjs').Art} art */
function fitInto(art, slot, { fill = 1, turn = 0 } = {}) {
  const [x0, y0, x1, y1] = art.bounds();
  const size = Math.min(slot.w / (x1 - x0), slot.h / (y1 - y0)) * fill;
  return chain(translate(slot.x + slot.w / 2, slot.y + slot.h / 2), rotate(turn), scale(size), translate(-(x0 + x1) / 2, -(y0 + y1) / 2));
}

/** One large motif in each slot. @param {import('./pen.mjs').Art[]} arts one per slot, the last repeated @returns {Placement[]} */
export function single(arts, slots, common, { fill = 1, turn = 0 } = {}) {
  return slots.map((slot, index) => ({
    ...common,
    art: arts[Math.min(index, arts.length - 1)],
    matrix: fitInto(arts[Math.min(index, arts.length - 1)], slot, { fill, turn: (slot.turn ?? 0) + turn }),
    clip: slot.clip ?? null,
    group: -1,
  }));
}

/**
 * Spaced repeats over an area; each seen repeat has its own box. With a companion, every third one is the companion.
 * @param {import('./pen.mjs').Art[]} arts @param {{art: import('./pen.mjs').Art, common: object} | null} companion @returns {Placement[]}
 */
export function scatter(rng, arts, slot, common, { cell, turn = 18, fill = 0.8, companion = null }) {
  const columns = Math.max(2, Math.round(slot.w / cell));
  const step = slot.w / columns;
  const rows = Math.ceil(slot.h / (step * 0.92)) + 1;
  const out = [];
  for (let row = 0; row < rows; row++) {
    for (let column = -1; column <= columns; column++) {
      const x = slot.x + (column + 0.5 + (row % 2 ? 0.5 : 0)) * step;
      const y = slot.y + (row + 0.3) * step * 0.92;
      const other = companion && (column + 2 * row + 9) % 3 === 0;
      const size = step * fill * (other ? 0.74 : 1);
      const art = other ? companion.art : arts[(row + column + 8) % arts.length];
      const box = { x: x - size / 2, y: y - size / 2, w: size, h: size };
      out.push({
        ...(other ? companion.common : common),
        art,
        matrix: fitInto(art, box, { turn: rng.range(-turn, turn) }),
        clip: slot.clip ?? null,
        group: -1,
      });
    }
  }
  return out;
}

/** Edge-to-edge repeats; the whole area is one box. @returns {Placement[]} */
export function tile(art, slot, common, cell) {
  const [x0, y0, x1, y1] = art.bounds();
  const size = cell / (x1 - x0);
  const [w, h] = [cell, (y1 - y0) * size];
  const out = [];
  for (let y = slot.y - h * 0.25; y < slot.y + slot.h; y += h) {
    for (let x = slot.x - w * 0.25; x < slot.x + slot.w; x += w) {
      out.push({ ...common, art, matrix: chain(translate(x, y), scale(size), translate(-x0, -y0)), clip: slot.clip ?? null, group: 0 });
    }
  }
  return out;
}

/** A running border along the slot; each border is one box. @returns {Placement[]} */
export function border(art, slots, common) {
  const out = [];
  slots.forEach((slot, index) => {
    const [x0, y0, x1, y1] = art.bounds();
    const size = slot.h / (y1 - y0);
    const count = Math.max(1, Math.round(slot.w / ((x1 - x0) * size)));
    const step = slot.w / count;
    for (let i = 0; i < count; i++) {
      const stretch = step / ((x1 - x0) * size);
      out.push({
        ...common,
        art,
        matrix: chain(
          translate(slot.x + i * step, slot.y),
          scale(size * Math.min(1.25, Math.max(0.8, stretch)), size),
          translate(-x0, -y0),
        ),
        clip: slot.clip ?? null,
        group: index + 1,
      });
    }
  });
  return out;
}

/** Small motifs in the given slots. @returns {Placement[]} */
export function accents(art, slots, common) {
  return slots.map((slot) => ({ ...common, art, matrix: fitInto(art, slot), clip: slot.clip ?? null, group: -1 }));
}
