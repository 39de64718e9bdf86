/** Small helpers shared by the product drawings. */
import { toD } from '../geometry.mjs';
import { blend } from '../palette.mjs';

export const dark = (hex, t = 0.2) => blend(hex, '#141016', t);
export const pale = (hex, t = 0.2) => blend(hex, '#ffffff', t);

/** @param {string | import('../geometry.mjs').Path} path */
export const d = (path) => (typeof path === 'string' ? path : toD(path));

/** @param {string | import('../geometry.mjs').Path} path */
export const area = (path, fill, extra = '') => `<path d="${d(path)}" fill="${fill}" ${extra}/>`;

export const seam = (path, colour, width = 1.4, extra = '') =>
  `<path d="${d(path)}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${extra}/>`;

/** Blur filters for shade and gloss drawings. */
export const BLURS =
  '<defs>' +
  [3, 6, 10, 16, 26, 40]
    .map((n) => `<filter id="b${n}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="${n}"/></filter>`)
    .join('') +
  '</defs>';

/** A soft fold: a dark or light stroke, blurred. */
export const fold = (path, { light = false, width = 14, opacity = 0.25, soft = 6 } = {}) =>
  `<path d="${d(path)}" fill="none" stroke="${light ? '#fff' : '#000'}" stroke-width="${width}" stroke-linecap="round" opacity="${opacity}" filter="url(#b${soft})"/>`;

/** A soft patch. */
export const patch = (path, { light = false, opacity = 0.25, soft = 16 } = {}) =>
  `<path d="${d(path)}" fill="${light ? '#fff' : '#000'}" opacity="${opacity}" filter="url(#b${soft})"/>`;

/** A fold with its lit side beside it. @param {Array<[number, number]>} points */
export function crease(points, strength = 1, width = 12) {
  const path = (dx, dy) => 'M' + points.map(([x, y], i) => `${i === 1 ? 'Q' : i ? ' ' : ''}${x + dx} ${y + dy}`).join(' ');
  return (
    fold(path(0, 0), { width, opacity: 0.2 * strength, soft: 6 }) +
    fold(path(-width * 0.9, -width * 0.25), { light: true, width: width * 0.8, opacity: 0.17 * strength, soft: 6 })
  );
}

/** Shading of a turned body between x0 and x1: dark edges, a lit band left of the middle. */
export function turned(id, path, { strength = 1, glow = 0.32 } = {}) {
  return (
    `<defs><linearGradient id="${id}" x1="0" x2="1" y1="0" y2="0">` +
    `<stop offset="0" stop-color="#000" stop-opacity="${0.34 * strength}"/><stop offset="0.13" stop-color="#000" stop-opacity="${0.12 * strength}"/>` +
    `<stop offset="${glow}" stop-color="#fff" stop-opacity="${0.24 * strength}"/><stop offset="0.56" stop-color="#000" stop-opacity="${0.06 * strength}"/>` +
    `<stop offset="0.86" stop-color="#000" stop-opacity="${0.42 * strength}"/><stop offset="1" stop-color="#000" stop-opacity="${0.5 * strength}"/></linearGradient></defs>` +
    `<path d="${d(path)}" fill="url(#${id})"/>`
  );
}

/** Stitched dashes beside an edge. */
export const stitches = (path, colour, width = 1.2) => seam(path, colour, width, 'stroke-dasharray="5 3.4" opacity="0.75"');

/** A frog button (pankou) with its loop, at (x, y). */
export function frogButton(x, y, colour, degrees = 0, size = 1) {
  const one = (side) =>
    `<path d="M0 0 C${12 * side} -1 ${20 * side} -9 ${29 * side} -5 C${36 * side} -1 ${31 * side} 8 ${24 * side} 4 C${19 * side} 1 ${24 * side} -4 ${28 * side} -1" fill="none" stroke="${colour}" stroke-width="4.2" stroke-linecap="round"/>` +
    `<path d="M0 0 C${10 * side} 3 ${18 * side} 10 ${25 * side} 12" fill="none" stroke="${dark(colour, 0.25)}" stroke-width="3.4" stroke-linecap="round"/>`;
  return `<g transform="translate(${x} ${y}) rotate(${degrees}) scale(${size})">${one(1)}${one(-1)}<circle r="5.6" fill="${dark(colour, 0.15)}"/><circle r="5" cx="-0.6" cy="-0.8" fill="${colour}"/><circle r="1.8" cx="-2" cy="-2.2" fill="${pale(colour, 0.55)}"/></g>`;
}
