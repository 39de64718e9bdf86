/** Hung and held things: round fan, lantern, enamel pin on its card. */
import { toD, ellipse, rect } from '../geometry.mjs';
import { blend, lightness } from '../palette.mjs';
import { area, BLURS, dark, fold, pale, patch, seam } from './parts.mjs';

/** Round silk fan with a handle and tassel. @type {import('./index.mjs').Kind['draw']} */
export function drawFan(rng, { base, second, trim }) {
  const shape = rng.pick(['round', 'oval', 'begonia']);
  const [cx, cy] = [360, 346];
  const face =
    shape === 'round'
      ? toD(ellipse(cx, cy, 232, 232))
      : shape === 'oval'
        ? toD(ellipse(cx, cy, 200, 244))
        : `M360 110 C420 90 486 130 490 190 C560 200 610 270 586 340 C610 420 560 490 490 500 C486 560 420 600 360 582 C300 600 234 560 230 500 C160 490 110 420 134 340 C110 270 160 200 230 190 C234 130 300 90 360 110 Z`;
  const stem = 'M351 566 L369 566 L371 800 C371 812 349 812 349 800 Z';
  const strands = Array.from({ length: 11 }, (_, i) =>
    seam(`M360 812 C${352 + i * 1.6} 830 ${346 + i * 3} 850 ${340 + i * 4} 884`, i % 2 ? second : dark(second, 0.2), 2.6),
  ).join('');
  const wood = rng.pick(['#7a4a2c', '#3a2a26', '#b58a56']);
  const svg =
    strands +
    area(face, base) +
    seam(face, wood, 11) +
    seam(face, pale(wood, 0.35), 2.4) +
    area(stem, wood) +
    `<rect x="343" y="552" width="34" height="28" rx="8" fill="${trim}"/><circle cx="360" cy="812" r="9" fill="${second}"/>` +
    seam(`M360 ${shape === 'oval' ? 590 : 578} L360 500`, wood, 4, 'opacity="0.35"');
  const shade =
    BLURS +
    patch(face, { light: true, opacity: 0.06, soft: 26 }) +
    patch('M200 200 C280 130 400 140 430 220 C400 320 300 340 230 330 C190 300 180 240 200 200 Z', {
      light: true,
      opacity: 0.26,
      soft: 40,
    }) +
    patch('M430 460 C520 400 560 340 570 320 C590 440 500 560 380 575 C340 540 380 480 430 460 Z', { opacity: 0.22, soft: 40 }) +
    fold('M352 570 L352 800', { light: true, width: 4, opacity: 0.5, soft: 3 }) +
    fold('M368 570 L368 800', { width: 6, opacity: 0.4, soft: 3 });
  const gloss = BLURS + fold('M170 270 C190 190 260 140 340 128', { light: true, width: 7, opacity: 0.34, soft: 3 });
  return {
    body: { svg, shade, gloss, texture: 'silk', puff: 0.2, puffRadius: 16, ground: { lift: 16 } },
    slots: {
      main: [{ x: 214, y: 196, w: 292, h: 300, clip: face }],
      all: { x: 126, y: 108, w: 468, h: 480, clip: face, cell: 116 },
      accent: [{ x: 430, y: 420, w: 82, h: 82, clip: face }],
      border: [{ x: 150, y: 452, w: 420, h: 60, clip: face }],
    },
  };
}

/** A hanging lantern, lit from inside. @type {import('./index.mjs').Kind['draw']} */
export function drawLantern(rng, { base, second, trim }) {
  const shape = rng.pick(['globe', 'drum', 'melon']);
  const [rx, ry] = shape === 'drum' ? [178, 214] : shape === 'globe' ? [226, 204] : [212, 186];
  const cy = 420;
  const glow = lightness(base) > 0.75 ? 0.25 : 1;
  const body = shape === 'drum' ? toD(rect(360 - rx, cy - ry, rx * 2, ry * 2, 64)) : toD(ellipse(360, cy, rx, ry));
  const ribs =
    shape === 'drum'
      ? Array.from(
          { length: 9 },
          (_, i) =>
            `M${360 - rx} ${cy - ry + (i + 1) * ry * 0.2} C${360 - rx * 0.5} ${cy - ry + (i + 1) * ry * 0.2 + 16} ${360 + rx * 0.5} ${cy - ry + (i + 1) * ry * 0.2 + 16} ${360 + rx} ${cy - ry + (i + 1) * ry * 0.2}`,
        ).join('')
      : [0.9, 0.72, 0.48, 0.22].map((k) => toD(ellipse(360, cy, rx * k, ry))).join('');
  const cap = (y, w, h) => toD(rect(360 - w, y, w * 2, h, 8));
  const strands = Array.from({ length: 19 }, (_, i) =>
    seam(
      `M${336 + i * 2.7} ${cy + ry + 74} C${334 + i * 2.9} ${cy + ry + 120} ${330 + i * 3.3 + rng.range(-2, 2)} ${cy + ry + 160} ${328 + i * 3.5} ${cy + ry + 214}`,
      i % 3 ? second : dark(second, 0.2),
      2.8,
    ),
  ).join('');
  const svg =
    seam(`M360 20 L360 ${cy - ry - 30}`, dark(trim, 0.1), 3) +
    `<circle cx="360" cy="${cy - ry - 54}" r="15" fill="none" stroke="${trim}" stroke-width="5"/>` +
    strands +
    area(body, base) +
    seam(ribs, dark(base, 0.18), 2) +
    area(cap(cy - ry - 22, 92, 34), dark(trim, 0.08)) +
    area(cap(cy + ry - 12, 92, 34), dark(trim, 0.08)) +
    seam(`M270 ${cy - ry - 10} L450 ${cy - ry - 10} M270 ${cy + ry + 8} L450 ${cy + ry + 8}`, pale(trim, 0.4), 2.4) +
    `<circle cx="360" cy="${cy + ry + 52}" r="20" fill="${second}"/>` +
    seam(`M360 ${cy + ry + 20} L360 ${cy + ry + 40}`, trim, 4);
  const shade =
    BLURS +
    patch(toD(ellipse(350, cy + 10, rx * 0.62, ry * 0.66)), { light: true, opacity: 0.62 * glow, soft: 40 }) +
    seam(body, '#000', 70, 'opacity="0.24" filter="url(#b26)"') +
    seam(ribs, '#fff', 3, 'opacity="0.2" filter="url(#b3)" transform="translate(-4 0)"') +
    fold(`M280 ${cy - ry + 20} L440 ${cy - ry + 20}`, { width: 24, opacity: 0.34, soft: 10 });
  const gloss = BLURS + patch(toD(ellipse(348, cy + 14, rx * 0.4, ry * 0.44)), { light: true, opacity: 0.2 * glow, soft: 40 });
  const cloth = `M-200 ${cy - ry + 16} L920 ${cy - ry + 16} L920 ${cy + ry - 18} L-200 ${cy + ry - 18} Z`;
  const half = shape === 'drum' ? () => rx * 1.04 : (y) => Math.max(60, rx * Math.sqrt(Math.max(0.05, 1 - ((y - cy) / ry) ** 2)) * 1.02);
  return {
    body: { svg, shade, gloss, texture: rng.pick(['silk', 'paper', 'linen']), warp: { cx: 360, half, bow: 6 }, ground: { lift: 34 } },
    slots: {
      main: [{ x: 360 - rx * 0.72, y: cy - ry * 0.62, w: rx * 1.44, h: ry * 1.24, clip: cloth }],
      all: { x: 360 - rx * 1.5, y: cy - ry * 0.8, w: rx * 3, h: ry * 1.6, clip: cloth, cell: 108 },
      accent: [],
      border: [{ x: 360 - rx * 1.3, y: cy + ry * 0.42, w: rx * 2.6, h: 46, clip: cloth }],
    },
  };
}

/** An enamel pin on a backing card: the pin is a medallion with a metal edge. @type {import('./index.mjs').Kind['draw']} */
export function drawPin(rng, { base, second }) {
  const form = rng.pick(['round', 'scallop', 'plaque']);
  const [cx, cy] = [360, 420];
  const r = 178;
  const edge =
    form === 'round'
      ? toD(ellipse(cx, cy, r, r))
      : form === 'plaque'
        ? toD(rect(cx - 158, cy - 190, 316, 380, 60))
        : 'M' +
          Array.from({ length: 97 }, (_, i) => {
            const a = (i / 96) * Math.PI * 2;
            const k = r * (1 + 0.055 * Math.cos(a * 8));
            return `${(cx + k * Math.cos(a)).toFixed(1)} ${(cy + k * Math.sin(a)).toFixed(1)}`;
          }).join('L') +
          'Z';
  const scaled = (s) => `<g transform="translate(${cx * (1 - s)} ${cy * (1 - s)}) scale(${s})">`;
  const card = toD(rect(132, 100, 456, 690, 10));
  const metal = '#c9a44c';
  const board = rng.pick(['#f3eee4', '#e9e1d2', '#d9cdb8', '#2b2a2d', '#f3eee4', dark(second, 0.35)]);
  const svg =
    area(card, board) +
    `<circle cx="360" cy="136" r="13" fill="${dark(board, 0.5)}"/>` +
    seam('M210 716 L510 716 M260 740 L460 740', blend(board, lightness(board) > 0.5 ? '#000000' : '#ffffff', 0.24), 2) +
    area(edge, dark(metal, 0.18)) +
    scaled(0.985) +
    area(edge, metal) +
    '</g>' +
    scaled(0.93) +
    area(edge, dark(metal, 0.3)) +
    '</g>' +
    scaled(0.915) +
    area(edge, base) +
    '</g>';
  const shade =
    BLURS +
    `<defs><linearGradient id="pinm" x1="0" x2="1" y1="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity="0.55"/><stop offset="0.4" stop-color="#000" stop-opacity="0.1"/><stop offset="0.6" stop-color="#fff" stop-opacity="0.3"/><stop offset="1" stop-color="#000" stop-opacity="0.3"/></linearGradient></defs>` +
    `<g transform="translate(9 15)">${patch(edge, { opacity: 0.5, soft: 10 })}</g>` +
    area(edge, '#808080') +
    `<path d="${edge}" fill="none" stroke="url(#pinm)" stroke-width="20"/>` +
    scaled(0.9) +
    `<path d="${edge}" fill="none" stroke="#000" stroke-width="12" opacity="0.25" filter="url(#b6)"/></g>` +
    patch('M140 110 L400 110 L200 780 L140 780 Z', { light: true, opacity: 0.1, soft: 40 });
  const gloss =
    BLURS +
    `<path d="M${cx - 130} ${cy - 60} C${cx - 100} ${cy - 130} ${cx - 30} ${cy - 156} ${cx + 40} ${cy - 146} C${cx - 20} ${cy - 120} ${cx - 80} ${cy - 80} ${cx - 130} ${cy - 60} Z" fill="#fff" opacity="0.34" filter="url(#b6)"/>`;
  const inner = form === 'plaque' ? toD(rect(cx - 142, cy - 172, 284, 344, 52)) : toD(ellipse(cx, cy, r * 0.89, r * 0.89));
  return {
    body: { svg, shade, gloss, texture: 'paper', areas: [{ d: edge, texture: 'plain' }], ground: { lift: 9 }, surface: { shine: 0.4 } },
    slots: {
      main: [{ x: cx - 118, y: cy - 122, w: 236, h: 244, clip: inner }],
      all: { x: cx - r, y: cy - r, w: 2 * r, h: 2 * r, clip: inner, cell: 84 },
      accent: [{ x: cx - 26, y: cy + 108, w: 52, h: 44, clip: inner }],
      border: [],
    },
  };
}
