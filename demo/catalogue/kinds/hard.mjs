/** Boxed and flat hard goods: gift box, notebook, phone case, lipstick, enamel pin. */
import { rect, toD } from '../geometry.mjs';
import { area, BLURS, dark, fold, pale, patch, seam, turned } from './parts.mjs';

/** Gift box with a lid and ribbon, seen from the front, a little above. @type {import('./index.mjs').Kind['draw']} */
export function drawGiftBox(rng, { base, second, trim }, training = false) {
  const [wide, tall] = [rng.range(400, 470), rng.range(240, 300)];
  const x0 = 360 - wide / 2;
  const x1 = 360 + wide / 2;
  const foot = 716;
  const top = foot - tall;
  const depth = rng.range(70, 100);
  const inset = depth * 0.42;
  const lidH = rng.range(56, 84);
  const topFace = `M${x0 - 5} ${top} L${x0 + inset} ${top - depth} L${x1 - inset} ${top - depth} L${x1 + 5} ${top} Z`;
  const front = `M${x0} ${top} L${x1} ${top} L${x1} ${foot} L${x0} ${foot} Z`;
  const lid = `M${x0 - 5} ${top} L${x1 + 5} ${top} L${x1 + 5} ${top + lidH} L${x0 - 5} ${top + lidH} Z`;
  const ribbon = rng.pick(['band', 'seal', 'none']);
  const bandX = 360 + rng.range(-wide * 0.3, wide * 0.3) * (rng.chance(0.5) ? 1 : 0);
  const slope = (x) => 360 + (x - 360) * ((wide / 2 - inset) / (wide / 2));
  let bow = '';
  if (ribbon === 'band') {
    bow =
      area(
        `M${bandX - 19} ${top} L${slope(bandX - 19)} ${top - depth} L${slope(bandX + 19)} ${top - depth} L${bandX + 19} ${top} Z`,
        trim,
      ) +
      area(`M${bandX - 19} ${top} L${bandX + 19} ${top} L${bandX + 19} ${foot} L${bandX - 19} ${foot} Z`, dark(trim, 0.06)) +
      [-1, 1]
        .map(
          (s) =>
            `<path d="M${slope(bandX)} ${top - depth * 0.55} C${slope(bandX) + s * 30} ${top - depth * 0.55 - 66} ${slope(bandX) + s * 112} ${top - depth * 0.55 - 54} ${slope(bandX) + s * 90} ${top - depth * 0.55 - 4} C${slope(bandX) + s * 70} ${top - depth * 0.55 + 18} ${slope(bandX) + s * 30} ${top - depth * 0.55 + 10} ${slope(bandX)} ${top - depth * 0.55} Z" fill="${s > 0 ? dark(trim, 0.08) : trim}"/><path d="M${slope(bandX) + s * 20} ${top - depth * 0.55 - 14} C${slope(bandX) + s * 44} ${top - depth * 0.55 - 44} ${slope(bandX) + s * 84} ${top - depth * 0.55 - 40} ${slope(bandX) + s * 76} ${top - depth * 0.55 - 8} C${slope(bandX) + s * 56} ${top - depth * 0.55 + 4} ${slope(bandX) + s * 34} ${top - depth * 0.55} ${slope(bandX) + s * 20} ${top - depth * 0.55 - 14} Z" fill="${dark(trim, 0.34)}"/>`,
        )
        .join('') +
      `<rect x="${slope(bandX) - 14}" y="${top - depth * 0.55 - 14}" width="28" height="26" rx="8" fill="${pale(trim, 0.08)}"/>`;
  } else if (ribbon === 'seal')
    bow = `<rect x="338" y="${top + lidH - 26}" width="44" height="52" rx="5" fill="${trim}"/><rect x="344" y="${top + lidH - 20}" width="32" height="40" rx="3" fill="none" stroke="${pale(trim, 0.5)}" stroke-width="1.6"/>`;
  const lidTone = rng.chance(0.4) ? second : base;
  const svg =
    area(front, base) +
    area(topFace, pale(lidTone, 0.1)) +
    area(lid, lidTone) +
    seam(`M${x0 - 5} ${top + lidH} L${x1 + 5} ${top + lidH}`, dark(lidTone, 0.4), 2) +
    seam(`M${x0 - 5} ${top} L${x1 + 5} ${top}`, pale(lidTone, 0.35), 2) +
    seam(`M${x0 + 12} ${foot - 12} L${x1 - 12} ${foot - 12}`, trim, 1.6);
  const shade =
    BLURS +
    `<defs><linearGradient id="boxf" x1="0" x2="1" y1="0" y2="0.5"><stop offset="0" stop-color="#fff" stop-opacity="0.14"/><stop offset="0.6" stop-color="#000" stop-opacity="0.08"/><stop offset="1" stop-color="#000" stop-opacity="0.34"/></linearGradient><linearGradient id="boxt" x1="0" x2="1" y1="1" y2="0"><stop offset="0" stop-color="#fff" stop-opacity="0.42"/><stop offset="1" stop-color="#fff" stop-opacity="0.08"/></linearGradient></defs>` +
    area(front, 'url(#boxf)') +
    area(lid, 'url(#boxf)') +
    area(topFace, 'url(#boxt)') +
    fold(`M${x0} ${top + lidH + 7} L${x1} ${top + lidH + 7}`, { width: 14, opacity: 0.36, soft: 6 }) +
    fold(`M${x0} ${foot} L${x1} ${foot}`, { width: 22, opacity: 0.28, soft: 10 });
  const gloss =
    BLURS +
    patch(`M${x0 + 10} ${top + lidH + 20} L${x0 + 130} ${top + lidH + 20} L${x0 + 40} ${foot - 10} L${x0 + 10} ${foot - 10} Z`, {
      light: true,
      opacity: 0.1,
      soft: 26,
    }) +
    seam(`M${x0 - 4} ${top} L${x1 + 4} ${top}`, '#fff', 1.6, 'opacity="0.35"');
  const clip = `M${x0} ${top + lidH + 2} L${x1} ${top + lidH + 2} L${x1} ${foot} L${x0} ${foot} Z`;
  const sealed = ribbon === 'seal' && !training; // the motif goes below the clasp
  const whole = rng.chance(0.35) && !sealed;
  const below = top + lidH + (sealed ? 34 : 12);
  return {
    body: {
      svg,
      shade,
      gloss,
      over: bow,
      texture: rng.pick(['paper', 'kraft', 'brocade', 'linen']),
      ground: { feet: [{ x: 360, y: foot - 4, rx: wide / 2 - 2, ry: 9 }] },
      surface: { raise: 1.1 },
    },
    slots: {
      main: whole
        ? [{ x: x0 + 40, y: top + 20, w: wide - 80, h: tall - 40, clip: front }]
        : [{ x: x0 + 30, y: below, w: wide - 60, h: foot - 18 - below, clip }],
      all: { x: x0, y: top, w: wide, h: tall, clip: front, cell: 98 },
      accent: [
        { x: x0 + 12, y: top + 6, w: lidH - 12, h: lidH - 12 },
        { x: x1 - lidH, y: top + 6, w: lidH - 12, h: lidH - 12 },
      ],
      border: [{ x: x0 - 4, y: top + lidH / 2 - 20, w: wide + 8, h: 40, clip: lid }],
    },
    floorY: 600,
    view: { cx: 366, cy: 540, w: 640 },
  };
}

/** Notebook lying flat, with an elastic or a thread binding. @type {import('./index.mjs').Kind['draw']} */
export function drawNotebook(rng, { base, second, trim }) {
  const [x, y, w, h] = [164, 136, 392, 568];
  const binding = rng.pick(['thread', 'elastic', 'cloth']);
  const cover = toD(rect(x, y, w, h, binding === 'thread' ? 3 : 14));
  const pages = `M${x + 10} ${y + h} L${x + w - 3} ${y + h} L${x + w + 9} ${y + h + 13} L${x + 18} ${y + h + 13} Z M${x + w} ${y + 10} L${x + w + 9} ${y + 18} L${x + w + 9} ${y + h + 13} L${x + w} ${y + h} Z`;
  const svg =
    area(toD(rect(x + 6, y + 8, w + 6, h + 8, 10)), dark(base, 0.4)) +
    area(pages, '#efe8da') +
    seam(
      `M${x + 14} ${y + h + 5} L${x + w + 4} ${y + h + 5} M${x + 16} ${y + h + 9} L${x + w + 7} ${y + h + 9} M${x + w + 4} ${y + 16} L${x + w + 4} ${y + h + 6}`,
      '#cfc4ae',
      1,
    ) +
    area(cover, base) +
    (binding === 'cloth'
      ? area(
          `M${x + 14} ${y} L${x + 66} ${y} L${x + 66} ${y + h} L${x + 14} ${y + h} C${x} ${y + h} ${x} ${y + h} ${x} ${y + h - 14} L${x} ${y + 14} C${x} ${y} ${x} ${y} ${x + 14} ${y} Z`,
          second,
        )
      : '') +
    (binding === 'thread'
      ? seam(
          `M${x + 34} ${y} L${x + 34} ${y + h} ` +
            [0.04, 0.3, 0.7, 0.96].map((t) => `M${x} ${y + h * t} L${x + 34} ${y + h * t}`).join(' '),
          trim,
          3,
        ) +
        area(`M${x} ${y} L${x + 34} ${y} L${x + 34} ${y + 40} L${x} ${y + 40} Z`, second, 'opacity="0.8"') +
        area(`M${x} ${y + h - 40} L${x + 34} ${y + h - 40} L${x + 34} ${y + h} L${x} ${y + h} Z`, second, 'opacity="0.8"')
      : seam(`M${x + 22} ${y + 2} L${x + 22} ${y + h - 2}`, dark(base, 0.22), 2));
  const over =
    binding === 'elastic'
      ? seam(`M${x + w - 46} ${y - 2} L${x + w - 46} ${y + h + 3}`, trim, 11) +
        seam(`M${x + w - 50} ${y - 2} L${x + w - 50} ${y + h + 3}`, pale(trim, 0.3), 2) +
        (rng.chance(0.5)
          ? seam(`M${x + 120} ${y + h} C${x + 122} ${y + h + 40} ${x + 112} ${y + h + 60} ${x + 118} ${y + h + 84}`, trim, 7)
          : '')
      : rng.chance(0.3)
        ? seam(`M${x + 100} ${y + h} C${x + 104} ${y + h + 40} ${x + 92} ${y + h + 56} ${x + 98} ${y + h + 80}`, trim, 6)
        : '';
  const shade =
    BLURS +
    `<defs><linearGradient id="bookl" x1="0" x2="1" y1="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity="0.22"/><stop offset="0.5" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.2"/></linearGradient></defs>` +
    area(cover, 'url(#bookl)') +
    fold(`M${x + 24} ${y} L${x + 24} ${y + h}`, { width: 9, opacity: 0.22, soft: 3 }) +
    fold(`M${x + 32} ${y} L${x + 32} ${y + h}`, { light: true, width: 7, opacity: 0.2, soft: 3 }) +
    fold(`M${x + w - 2} ${y} L${x + w - 2} ${y + h}`, { width: 7, opacity: 0.24, soft: 3 }) +
    fold(`M${x} ${y + h - 2} L${x + w} ${y + h - 2}`, { width: 7, opacity: 0.24, soft: 3 }) +
    fold(`M${x + 3} ${y + 3} L${x + w - 8} ${y + 3}`, { light: true, width: 4, opacity: 0.4, soft: 3 }) +
    (binding === 'elastic' ? fold(`M${x + w - 38} ${y} L${x + w - 38} ${y + h}`, { width: 8, opacity: 0.3, soft: 3 }) : '');
  const clip = `M${x + 36} ${y} L${x + w} ${y} L${x + w} ${y + h} L${x + 36} ${y + h} Z`;
  const left = binding === 'cloth' ? x + 70 : x + 40;
  const room = x + w - left - (binding === 'elastic' ? 56 : 0);
  return {
    body: {
      svg,
      shade,
      gloss: '',
      over,
      texture: rng.pick(['leather', 'linen', 'paper', 'kraft']),
      puff: 0.15,
      puffRadius: 10,
      ground: { lift: 11 },
    },
    slots: {
      main: [{ x: left + 20, y: y + 110, w: room - 40, h: h - 220, clip }],
      all: { x: left, y, w: x + w - left, h, clip: `M${left} ${y} L${x + w} ${y} L${x + w} ${y + h} L${left} ${y + h} Z`, cell: 110 },
      accent: [{ x: left + room - 84, y: y + h - 92, w: 66, h: 66 }],
      border: [
        { x: left, y: y + 36, w: x + w - left, h: 46, clip },
        { x: left, y: y + h - 82, w: x + w - left, h: 46, clip },
      ],
    },
  };
}

/** Phone case, back. @type {import('./index.mjs').Kind['draw']} */
export function drawPhoneCase(rng, { base, trim }) {
  const [x, y, w, h] = [208, 116, 304, 628];
  const round = rng.range(40, 54);
  const cover = toD(rect(x, y, w, h, round));
  const inner = toD(rect(x + 5, y + 5, w - 10, h - 10, round - 5));
  const many = rng.pick(['square', 'column', 'bar']);
  const bump = { square: [x + 26, y + 28, 134, 134, 34], column: [x + 26, y + 30, 70, 160, 34], bar: [x + 18, y + 48, w - 32, 84, 40] };
  const lens = (cx, cy, r) =>
    `<circle cx="${cx}" cy="${cy}" r="${r}" fill="#17181b"/><circle cx="${cx}" cy="${cy}" r="${r * 0.74}" fill="#26282e"/><circle cx="${cx}" cy="${cy}" r="${r * 0.42}" fill="#0b0c10"/><circle cx="${cx - r * 0.26}" cy="${cy - r * 0.3}" r="${r * 0.17}" fill="#7b8aa8"/>`;
  const cameras = {
    square:
      area(toD(rect(x + 22, y + 22, 132, 132, 34)), '#2a2b2f') +
      area(toD(rect(x + 26, y + 26, 124, 124, 30)), '#1d1e22') +
      lens(x + 60, y + 60, 25) +
      lens(x + 60, y + 117, 25) +
      lens(x + 116, y + 88, 25) +
      `<circle cx="${x + 116}" cy="${y + 44}" r="7" fill="#e9e4d6"/>`,
    column:
      area(toD(rect(x + 22, y + 24, 68, 158, 34)), '#232428') +
      lens(x + 56, y + 60, 25) +
      lens(x + 56, y + 122, 25) +
      `<circle cx="${x + 56}" cy="${y + 164}" r="6" fill="#e9e4d6"/>`,
    bar:
      area(toD(rect(x + 14, y + 40, w - 28, 84, 40)), '#232428') +
      lens(x + 70, y + 82, 30) +
      lens(x + 150, y + 82, 30) +
      lens(x + 222, y + 82, 18),
  };
  const svg =
    area(
      toD(rect(x - 4, y + 128, 6, 56, 3)) + toD(rect(x - 4, y + 200, 6, 56, 3)) + toD(rect(x + w - 2, y + 164, 6, 80, 3)),
      dark(base, 0.3),
    ) +
    area(cover, dark(rng.chance(0.4) ? trim : base, 0.12)) +
    area(inner, base);
  const shade =
    BLURS +
    `<defs><linearGradient id="casel" x1="0" x2="1" y1="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity="0.24"/><stop offset="0.45" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.22"/></linearGradient></defs>` +
    area(cover, 'url(#casel)') +
    seam(inner, '#fff', 3, 'opacity="0.3" filter="url(#b3)"') +
    fold(`M${x + w - 4} ${y + 60} L${x + w - 4} ${y + h - 50}`, { width: 10, opacity: 0.36, soft: 3 }) +
    fold(`M${x + 50} ${y + h - 4} L${x + w - 50} ${y + h - 4}`, { width: 10, opacity: 0.36, soft: 3 }) +
    patch(toD(rect(...bump[many])), { opacity: 0.34, soft: 6 });
  const gloss =
    BLURS +
    `<path d="M${x + 190} ${y + 10} L${x + 262} ${y + 10} L${x + 60} ${y + h - 10} L${x + 12} ${y + h - 30} L${x + 12} ${y + 470} Z" fill="#fff" opacity="${rng.range(0.05, 0.11)}" filter="url(#b3)"/>` +
    seam(
      `M${x + 4} ${y + h - 60} L${x + 4} ${y + 60} C${x + 4} ${y + 20} ${x + 20} ${y + 4} ${x + 60} ${y + 4} L${x + w - 60} ${y + 4}`,
      '#fff',
      2.4,
      'opacity="0.4" filter="url(#b3)"',
    );
  const low = many === 'bar' ? y + 140 : y + 180;
  return {
    body: {
      svg,
      shade,
      gloss,
      over: cameras[many],
      texture: rng.pick(['plain', 'leather', 'plain']),
      puff: 0.2,
      puffRadius: 12,
      ground: { lift: 13 },
      surface: { shine: 0.25 },
    },
    slots: {
      main: [{ x: x + 26, y: low + 20, w: w - 52, h: y + h - low - 70, clip: inner }],
      all: { x, y, w, h, clip: inner, cell: 96 },
      accent: [{ x: x + w - 92, y: y + h - 96, w: 66, h: 66 }],
      border: [{ x: x + 4, y: y + h - 84, w: w - 8, h: 52, clip: inner }],
    },
  };
}

/** Lipstick: an engraved case and a bullet, the cap beside it. @type {import('./index.mjs').Kind['draw']} */
export function drawLipstick(rng, { base, trim }) {
  const cx = 300;
  const w = rng.range(60, 70);
  const [top, foot] = [470, 742];
  const tube = `M${cx - w} ${top} L${cx + w} ${top} L${cx + w} ${foot} C${cx + w * 0.6} ${foot + 20} ${cx - w * 0.6} ${foot + 20} ${cx - w} ${foot} Z`;
  const collar = `M${cx - w * 0.8} ${top - 76} L${cx + w * 0.8} ${top - 76} L${cx + w * 0.8} ${top + 8} C${cx + w * 0.4} ${top + 18} ${cx - w * 0.4} ${top + 18} ${cx - w * 0.8} ${top + 8} Z`;
  const bullet = `M${cx - w * 0.62} ${top - 74} L${cx - w * 0.62} ${top - 190} C${cx - w * 0.56} ${top - 236} ${cx + w * 0.1} ${top - 268} ${cx + w * 0.44} ${top - 262} C${cx + w * 0.62} ${top - 256} ${cx + w * 0.62} ${top - 226} ${cx + w * 0.62} ${top - 200} L${cx + w * 0.62} ${top - 74} Z`;
  const capX = 478;
  const cw = w * 1.06;
  const cap = `M${capX - cw} 412 A${cw} 16 0 0 1 ${capX + cw} 412 L${capX + cw} 748 C${capX + cw * 0.6} 768 ${capX - cw * 0.6} 768 ${capX - cw} 748 Z`;
  const lip = rng.pick(['#a3202f', '#b8463f', '#8f2b45', '#c25a4c', '#9c2740', '#b03a52']);
  const svg =
    area(bullet, lip) +
    area(
      `M${cx - w * 0.62} ${top - 190} C${cx - w * 0.56} ${top - 236} ${cx + w * 0.1} ${top - 268} ${cx + w * 0.44} ${top - 262} C${cx + w * 0.3} ${top - 230} ${cx - w * 0.2} ${top - 196} ${cx - w * 0.62} ${top - 190} Z`,
      pale(lip, 0.2),
    ) +
    area(collar, trim) +
    area(tube, base) +
    seam(`M${cx - w} ${top + 8} L${cx + w} ${top + 8}`, trim, 7) +
    seam(`M${cx - w} ${foot - 12} L${cx + w} ${foot - 12}`, trim, 5) +
    area(cap, base) +
    area(`M${capX - cw} 412 A${cw} 16 0 0 1 ${capX + cw} 412 A${cw} 14 0 0 1 ${capX - cw} 412 Z`, pale(base, 0.24)) +
    seam(`M${capX - cw} 730 L${capX + cw} 730`, trim, 8);
  const shade =
    BLURS +
    turned('lsb', bullet, { strength: 0.7 }) +
    turned('lsc', collar, { strength: 1.3 }) +
    turned('lst', tube, { strength: 1.1 }) +
    turned('lscap', cap, { strength: 1.1 });
  const strip = (x, y0, y1, width, opacity) =>
    `<rect x="${x}" y="${y0}" width="${width}" height="${y1 - y0}" rx="${width / 2}" fill="#fff" opacity="${opacity}" filter="url(#b3)"/>`;
  const gloss =
    BLURS +
    strip(cx - w * 0.62, top + 24, foot - 26, 11, 0.5) +
    strip(capX - cw * 0.64, 436, 716, 12, 0.5) +
    strip(cx - w * 0.44, top - 70, top, 9, 0.7) +
    strip(cx - w * 0.36, top - 184, top - 90, 10, 0.34) +
    strip(capX + cw * 0.7, 440, 716, 6, 0.22);
  const half = (y) => (y > 405 ? cw : w);
  return {
    body: {
      svg,
      shade,
      gloss,
      texture: 'plain',
      warp: { cx: capX, half, bow: 10 },
      ground: {
        feet: [
          { x: cx, y: foot + 6, rx: w, ry: 10 },
          { x: capX, y: 752, rx: cw, ry: 11 },
        ],
      },
      surface: { shine: 0.5, raise: 1.2 },
    },
    slots: {
      main: [{ x: capX - cw * 1.02, y: 440, w: cw * 2.04, h: 264, clip: cap }],
      all: {
        x: capX - cw * 1.5,
        y: 420,
        w: cw * 3,
        h: 320,
        clip: `M${capX - cw * 1.6} 430 L${capX + cw * 1.6} 430 L${capX + cw * 1.6} 722 L${capX - cw * 1.6} 722 Z`,
        cell: 62,
      },
      accent: [],
      border: [
        {
          x: capX - cw * 1.5,
          y: 678,
          w: cw * 3,
          h: 34,
          clip: `M${capX - cw * 1.6} 430 L${capX + cw * 1.6} 430 L${capX + cw * 1.6} 722 L${capX - cw * 1.6} 722 Z`,
        },
      ],
    },
    floorY: 640,
    view: { cx: 392, cy: 510, w: 580 },
  };
}
