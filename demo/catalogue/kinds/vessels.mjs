/** Turned wares: mug, vase, bowl, tea tin, incense burner, gaiwan. Seen a little from above, standing. */
import { flatten, pairs, smooth, toD } from '../geometry.mjs';
import { lightness } from '../palette.mjs';
import { area, BLURS, dark, fold, pale, patch, seam, turned } from './parts.mjs';

const CX = 360;

/**
 * Outline of a body of revolution. @param {Array<[number, number]>} profile [half width, y] from the top down
 * @param {number} bow how far a level edge hangs in the middle, at the widest place
 */
function revolve(profile, bow, k = 1 / 6) {
  const side = flatten(
    smooth(
      profile.map(([half, y]) => [half, y]),
      false,
      k,
    ),
    10,
  );
  const widest = Math.max(...profile.map(([half]) => half));
  const [topHalf, topY] = profile[0];
  const [footHalf, footY] = profile[profile.length - 1];
  const footBow = (bow * footHalf) / widest;
  const rimBow = (bow * 0.55 * topHalf) / widest;
  const right = smooth(
    profile.map(([half, y]) => [CX + half, y]),
    false,
    k,
  );
  const left = smooth(
    [...profile].reverse().map(([half, y]) => [CX - half, y]),
    false,
    k,
  );
  const path =
    toD(right) +
    `C${CX + footHalf * 0.96} ${footY + footBow * 0.75} ${CX + footHalf * 0.55} ${footY + footBow} ${CX} ${footY + footBow}` +
    `C${CX - footHalf * 0.55} ${footY + footBow} ${CX - footHalf * 0.96} ${footY + footBow * 0.75} ${CX - footHalf} ${footY}` +
    toD(left).replace(/^M[^A-Z]+/, '') +
    `A${topHalf} ${rimBow} 0 0 1 ${CX + topHalf} ${topY} Z`;
  const half = (y) => {
    if (y <= side[0][1]) return side[0][0];
    for (let i = 1; i < side.length; i++) {
      if (y <= side[i][1]) {
        const t = (y - side[i - 1][1]) / Math.max(1e-6, side[i][1] - side[i - 1][1]);
        return side[i - 1][0] + (side[i][0] - side[i - 1][0]) * t;
      }
    }
    return footHalf;
  };
  return { path, half, rimBow, footBow, foot: { x: CX, y: footY + footBow * 0.35, rx: footHalf * 1.02, ry: Math.max(7, footBow * 0.85) } };
}

const rim = (halfWidth, y, ry) =>
  `M${CX - halfWidth} ${y} A${halfWidth} ${ry} 0 0 1 ${CX + halfWidth} ${y} A${halfWidth} ${ry} 0 0 1 ${CX - halfWidth} ${y} Z`;
const hoop = (halfWidth, y, bow) =>
  `M${CX - halfWidth} ${y} C${CX - halfWidth * 0.6} ${y + bow} ${CX + halfWidth * 0.6} ${y + bow} ${CX + halfWidth} ${y}`;

/** Tall window reflections of a studio, on the left of a glazed body. */
function windowGlints(half, top, bottom, strength = 1) {
  const at = (y, k) => CX + half(y) * k;
  const [a, b] = [top + (bottom - top) * 0.16, top + (bottom - top) * 0.72];
  const strip = (k0, k1) =>
    `M${at(a, k0)} ${a} L${at(a, k1)} ${a + 4} C${at((a + b) / 2, k1)} ${(a + b) / 2} ${at(b, k1)} ${b - 20} ${at(b, k1)} ${b} L${at(b, k0)} ${b - 6} C${at(b, k0)} ${b - 20} ${at((a + b) / 2, k0)} ${(a + b) / 2} ${at(a, k0)} ${a} Z`;
  return (
    BLURS +
    `<path d="${strip(-0.66, -0.5)}" fill="#fff" opacity="${0.42 * strength}" filter="url(#b3)"/>` +
    `<path d="${strip(-0.44, -0.4)}" fill="#fff" opacity="${0.24 * strength}" filter="url(#b3)"/>` +
    `<path d="${strip(0.78, 0.84)}" fill="#fff" opacity="${0.16 * strength}" filter="url(#b6)"/>`
  );
}

/** Pale glazes throw light about, so their shading is gentler. @param {string} hex */
const soften = (hex) => (lightness(hex) > 0.8 ? 0.6 : lightness(hex) > 0.6 ? 0.8 : 1);

/** @type {import('./index.mjs').Kind['draw']} */
export function drawMug(rng, { base, second, trim }) {
  const wide = rng.range(128, 146);
  const tall = rng.range(270, 330);
  const top = 430 - (tall - 290) * 0.5;
  const style = rng.pick(['straight', 'barrel', 'taper']);
  const profiles = {
    straight: [
      [wide, top],
      [wide, top + tall * 0.5],
      [wide - 2, top + tall * 0.9],
      [wide - 16, top + tall],
    ],
    barrel: [
      [wide - 10, top],
      [wide + 12, top + tall * 0.45],
      [wide + 2, top + tall * 0.8],
      [wide - 40, top + tall],
    ],
    taper: [
      [wide + 8, top],
      [wide - 6, top + tall * 0.5],
      [wide - 26, top + tall * 0.92],
      [wide - 38, top + tall],
    ],
  };
  const shape = revolve(profiles[style], 34);
  const topHalf = profiles[style][0][0];
  const inside = rng.chance(0.35) ? second : pale(base, 0.55);
  const hx = CX + shape.half(top + tall * 0.3);
  const handle = `M${hx - 10} ${top + tall * 0.17} C${hx + 66} ${top + tall * 0.1} ${hx + 104} ${top + tall * 0.3} ${hx + 92} ${top + tall * 0.5} C${hx + 82} ${top + tall * 0.68} ${hx + 36} ${top + tall * 0.76} ${hx - 14} ${top + tall * 0.78}`;
  const svg =
    seam(handle, dark(base, 0.12), 29) +
    seam(handle, base, 25) +
    area(shape.path, base) +
    area(rim(topHalf, top, shape.rimBow), pale(base, 0.3)) +
    area(rim(topHalf - 7, top + 1, shape.rimBow - 3), inside) +
    (rng.chance(0.5) ? seam(rim(topHalf - 2, top, shape.rimBow - 1), trim, 3.6) : '');
  const shade =
    BLURS +
    seam(handle, '#000', 26, 'opacity="0.1"') +
    fold(handle, { light: true, width: 7, opacity: 0.34, soft: 3 }) +
    fold(
      `M${hx + 4} ${top + tall * 0.76} C${hx + 50} ${top + tall * 0.72} ${hx + 84} ${top + tall * 0.58} ${hx + 98} ${top + tall * 0.44}`,
      { width: 12, opacity: 0.32, soft: 6 },
    ) +
    area(shape.path, '#808080') +
    turned('mugbody', shape.path, { strength: soften(base) * 0.9 }) +
    patch(rim(topHalf - 8, top + 1, shape.rimBow - 4), { opacity: 0.3, soft: 3 }) +
    patch(
      `M${CX - topHalf * 0.9} ${top + 2} A${topHalf} ${shape.rimBow} 0 0 0 ${CX + topHalf * 0.5} ${top + shape.rimBow * 0.8} L${CX} ${top} Z`,
      { light: true, opacity: 0.3, soft: 6 },
    ) +
    fold(`M${CX - 110} ${top + tall + 18} C${CX - 50} ${top + tall + 34} ${CX + 50} ${top + tall + 34} ${CX + 110} ${top + tall + 18}`, {
      width: 26,
      opacity: 0.3,
      soft: 10,
    });
  const gloss = windowGlints(shape.half, top + 20, top + tall, rng.range(0.7, 1.1));
  const reach = topHalf * 0.98;
  return {
    body: {
      svg,
      shade,
      gloss,
      texture: rng.pick(['ceramic', 'ceramic', 'stoneware']),
      puff: 0.2,
      puffRadius: 16,
      warp: { cx: CX, half: shape.half, bow: 30 },
      ground: { feet: [shape.foot] },
      surface: { shine: 0.3 },
    },
    slots: {
      main: [
        {
          x: CX - reach,
          y: top + tall * 0.2,
          w: reach * 2,
          h: tall * 0.62,
          clip: `M0 ${top + 34} L720 ${top + 34} L720 ${top + tall + 6} L0 ${top + tall + 6} Z`,
        },
      ],
      all: {
        x: CX - reach * 1.5,
        y: top + 30,
        w: reach * 3,
        h: tall - 40,
        clip: `M0 ${top + 38} L720 ${top + 38} L720 ${top + tall - 8} L0 ${top + tall - 8} Z`,
        cell: 96,
      },
      accent: [],
      border: [{ x: CX - reach * 1.55, y: top + tall - 62, w: reach * 3.1, h: 44 }],
    },
    floorY: 640,
    view: { cx: 384, cy: 560, w: 560 },
  };
}

const VASES = {
  meiping: {
    profile: pairs('36,214 30,236 40,262 112,312 136,392 116,500 82,620 72,716 78,740'),
    main: [330, 250],
  },
  yuhuchun: {
    profile: pairs('66,190 36,240 28,330 60,440 120,560 126,640 92,716 66,742'),
    main: [520, 180],
  },
  jar: {
    profile: pairs('76,318 70,336 84,356 146,420 158,510 138,620 104,706 96,738'),
    main: [410, 260],
  },
  bottle: {
    profile: pairs('34,176 30,250 32,380 66,440 140,530 146,620 104,714 84,742'),
    main: [500, 200],
  },
  trumpet: {
    profile: pairs('118,214 74,280 58,380 82,470 96,540 72,630 84,716 96,742'),
    main: [440, 190],
  },
};

/** @type {import('./index.mjs').Kind['draw']} */
export function drawVase(rng, { base, second, trim }) {
  const { profile, main } = VASES[rng.pick(Object.keys(VASES))];
  const wide = rng.range(0.92, 1.1);
  const points = profile.map(([half, y]) => [half * wide, y]);
  const shape = revolve(points, 26);
  const [topHalf, topY] = points[0];
  const bands = rng.chance(0.6);
  const neck = points[2][1];
  const bodyHalf = Math.max(...points.map(([half]) => half));
  const footY = points[points.length - 1][1];
  const svg =
    area(shape.path, base) +
    area(rim(topHalf, topY, Math.max(5, shape.rimBow)), pale(base, 0.25)) +
    area(rim(topHalf * 0.84, topY + 1, Math.max(3, shape.rimBow * 0.72)), dark(base, 0.62)) +
    (bands
      ? seam(hoop(shape.half(footY - 24), footY - 24, 14), trim, 3) +
        seam(hoop(shape.half(footY - 34), footY - 34, 14), trim, 1.4) +
        seam(hoop(shape.half(neck), neck, 8), trim, 2.4) +
        seam(hoop(shape.half(topY + 8), topY + 8, 8), trim, 2)
      : '') +
    (rng.chance(0.3) ? seam(rim(topHalf, topY, Math.max(5, shape.rimBow)), second, 3) : '');
  const shade =
    BLURS +
    turned('vasebody', shape.path, { strength: soften(base) * 1.05 }) +
    patch(`M${CX - 120} ${footY - 60} L${CX + 120} ${footY - 60} L${CX + 120} ${footY + 30} L${CX - 120} ${footY + 30} Z`, {
      opacity: 0.22,
      soft: 26,
    }) +
    fold(hoop(shape.half(neck + 14) * 0.9, neck + 12, 10), { width: 16, opacity: 0.2, soft: 6 });
  const gloss =
    windowGlints(shape.half, main[0] - 40, footY, rng.range(0.8, 1.2)) +
    patch(`M${CX - 12} ${topY + 30} L${CX - 6} ${topY + 30} L${CX - 8} ${neck} L${CX - 14} ${neck} Z`, {
      light: true,
      opacity: 0.5,
      soft: 3,
    });
  const reach = bodyHalf * 0.86;
  return {
    body: {
      svg,
      shade,
      gloss,
      texture: 'ceramic',
      puff: 0.35,
      puffRadius: 26,
      warp: { cx: CX, half: shape.half, bow: 22 },
      ground: { feet: [shape.foot] },
      surface: { shine: 0.35 },
    },
    slots: {
      main: [{ x: CX - reach, y: main[0], w: reach * 2, h: main[1] }],
      all: {
        x: CX - bodyHalf * 1.5,
        y: main[0] - 40,
        w: bodyHalf * 3,
        h: footY - main[0] + 10,
        clip: `M0 ${main[0] - 40} L720 ${main[0] - 40} L720 ${footY - 40} L0 ${footY - 40} Z`,
        cell: 92,
      },
      accent: [],
      border: [
        { x: CX - bodyHalf * 1.4, y: footY - 96, w: bodyHalf * 2.8, h: 44 },
        { x: CX - bodyHalf * 1.4, y: main[0] - 48, w: bodyHalf * 2.8, h: 40 },
      ],
    },
    floorY: 640,
    view: { cx: 360, cy: 462, w: 640 },
  };
}

/** @type {import('./index.mjs').Kind['draw']} */
export function drawBowl(rng, { base, second, trim }, training = false) {
  const wide = rng.range(200, 226);
  const top = rng.range(456, 486);
  const deep = rng.range(170, 220);
  const foot = top + deep;
  const shape = revolve(
    [
      [wide, top],
      [wide * 0.96, top + deep * 0.3],
      [wide * 0.74, top + deep * 0.66],
      [wide * 0.44, top + deep * 0.9],
      [wide * 0.4, top + deep * 0.94],
      [wide * 0.39, foot],
    ],
    66,
  );
  const ry = shape.rimBow * 1.35;
  const inside = pale(rng.chance(0.4) ? second : base, 0.4);
  const svg =
    area(shape.path, base) +
    area(rim(wide, top, ry), pale(base, 0.3)) +
    area(rim(wide - 7, top + 2, ry - 4), inside) +
    seam(rim(wide - 1, top, ry), trim, 4) +
    seam(hoop(wide * 0.395, foot - 10, 20), trim, 2.4);
  const shade =
    BLURS +
    turned('bowlbody', shape.path, { strength: soften(base) }) +
    patch(
      `M${CX - wide} ${top + deep * 0.5} L${CX + wide} ${top + deep * 0.5} L${CX + wide * 0.4} ${foot + 30} L${CX - wide * 0.4} ${foot + 30} Z`,
      { opacity: 0.3, soft: 26 },
    ) +
    `<path d="${rim(wide - 7, top + 2, ry - 4)}" fill="#7d7d7d"/>` +
    patch(rim(wide * 0.62, top - ry * 0.3, ry * 0.5), { opacity: 0.3, soft: 16 }) +
    patch(`M${CX - wide * 0.2} ${top + ry * 0.86} A${wide} ${ry} 0 0 0 ${CX + wide * 0.9} ${top + 6} L${CX + wide * 0.5} ${top + 10} Z`, {
      light: true,
      opacity: 0.5,
      soft: 6,
    });
  const gloss = windowGlints(shape.half, top + 20, foot - 20, 0.9);
  const reach = wide * 0.8;
  // Decoration ends below the front of the rim and above the foot.
  const outside = `M${CX - wide} ${top + 6} A${wide} ${ry} 0 0 0 ${CX + wide} ${top + 6} L${CX + wide} ${foot - 24} L${CX - wide} ${foot - 24} Z`;
  return {
    body: {
      svg,
      shade,
      gloss,
      texture: 'ceramic',
      puff: 0.2,
      puffRadius: 20,
      warp: { cx: CX, half: shape.half, bow: 52 },
      ground: { feet: [shape.foot] },
      surface: { shine: 0.35 },
    },
    slots: {
      main: [
        {
          x: CX - reach,
          y: top + (training ? 64 : 40),
          w: reach * 2,
          h: deep * (training ? 0.6 : 0.58),
          clip: `M0 ${top + 10} L720 ${top + 10} L720 ${foot + 20} L0 ${foot + 20} Z`,
        },
      ],
      all: {
        x: CX - wide * 1.5,
        y: top + (training ? 10 : 34),
        w: wide * 3,
        h: training ? deep : deep - 50,
        clip: training ? `M0 ${top + 6} L720 ${top + 6} L720 ${foot - 20} L0 ${foot - 20} Z` : outside,
        cell: 92,
      },
      accent: [],
      border: [{ x: CX - wide * 1.45, y: top + 28, w: wide * 2.9, h: 32 }],
    },
    floorY: 560,
    view: { cx: 366, cy: 560, w: training ? 620 : 540 },
  };
}

/** Round tea tin with a lid. @type {import('./index.mjs').Kind['draw']} */
export function drawTeaTin(rng, { base, second, trim }) {
  const wide = rng.range(122, 150);
  const tall = rng.range(330, 430);
  const foot = 752;
  const top = foot - tall;
  const lid = rng.range(64, 110);
  const shape = revolve(
    [
      [wide, top],
      [wide, top + lid],
      [wide, top + tall * 0.6],
      [wide, foot],
    ],
    36,
    0,
  );
  const ry = shape.rimBow * 1.2;
  const domed = rng.chance(0.4);
  const lidColour = rng.chance(0.45) ? second : dark(base, 0.08);
  const lidPath = `M${CX - wide - 2} ${top} A${wide + 2} ${ry} 0 0 1 ${CX + wide + 2} ${top} L${CX + wide + 2} ${top + lid} C${CX + wide * 0.6} ${top + lid + 34} ${CX - wide * 0.6} ${top + lid + 34} ${CX - wide - 2} ${top + lid} Z`;
  const dome = domed
    ? `M${CX - wide + 4} ${top - 4} C${CX - wide * 0.8} ${top - 56} ${CX + wide * 0.8} ${top - 56} ${CX + wide - 4} ${top - 4} A${wide} ${ry} 0 0 1 ${CX - wide + 4} ${top - 4} Z`
    : '';
  const svg =
    area(shape.path, base) +
    (domed ? area(dome, lidColour) + `<ellipse cx="${CX}" cy="${top - 52}" rx="17" ry="14" fill="${trim}"/>` : '') +
    area(lidPath, lidColour) +
    (domed ? '' : area(rim(wide + 2, top, ry), pale(lidColour, 0.16)) + seam(rim(wide - 8, top, ry - 4), dark(lidColour, 0.14), 1.6)) +
    seam(hoop(wide + 2, top + lid, 34), dark(lidColour, 0.45), 2.2) +
    seam(hoop(wide, top + lid + 8, 34), trim, 3) +
    seam(hoop(wide, foot - 12, 36), trim, 3.2);
  const shade =
    BLURS +
    turned('tinbody', shape.path, { strength: soften(base), glow: 0.28 }) +
    turned('tinlid', lidPath, { strength: 0.4, glow: 0.28 }) +
    (domed ? patch(dome, { light: true, opacity: 0.12, soft: 6 }) : patch(rim(wide, top, ry), { light: true, opacity: 0.34, soft: 3 })) +
    fold(hoop(wide, top + lid + 12, 34), { width: 14, opacity: 0.34, soft: 6 }) +
    fold(hoop(wide, foot - 4, 36), { width: 18, opacity: 0.26, soft: 10 });
  const gloss = windowGlints(() => wide, top - 20, foot, 0.62);
  const reach = wide * 0.92;
  return {
    body: {
      svg,
      shade,
      gloss,
      texture: rng.pick(['metal', 'paper', 'plain']),
      warp: { cx: CX, half: () => wide, bow: 32 },
      ground: { feet: [shape.foot] },
      surface: { shine: 0.4 },
    },
    slots: {
      main: [
        {
          x: CX - reach,
          y: top + lid + 36,
          w: reach * 2,
          h: tall - lid - 70,
          clip: `M0 ${top + lid + 14} L720 ${top + lid + 14} L720 ${foot + 20} L0 ${foot + 20} Z`,
        },
      ],
      all: {
        x: CX - wide * 1.57,
        y: top + lid + 10,
        w: wide * 3.14,
        h: tall - lid,
        clip: `M0 ${top + lid + 14} L720 ${top + lid + 14} L720 ${foot - 6} L0 ${foot - 6} Z`,
        cell: 92,
      },
      accent: [],
      border: [
        { x: CX - wide * 1.55, y: foot - 66, w: wide * 3.1, h: 42 },
        { x: CX - wide * 1.55, y: top + 24, w: wide * 3.1, h: 40 },
      ],
    },
    floorY: 640,
    view: { cx: 370, cy: 552, w: 560 },
  };
}

/** Tripod incense burner with a pierced lid and a thread of smoke. @type {import('./index.mjs').Kind['draw']} */
export function drawBurner(rng, { base, trim }) {
  const wide = rng.range(150, 176);
  const top = 452;
  const foot = 664;
  const shape = revolve(
    [
      [wide * 0.8, top],
      [wide * 0.78, top + 22],
      [wide, top + 92],
      [wide * 0.92, top + 156],
      [wide * 0.5, foot],
    ],
    34,
  );
  const legs = [-0.62, 0.62, 0.04].map((k, i) => {
    const x = CX + wide * k;
    const y = i === 2 ? 30 : 0;
    return `M${x - 20} ${foot - 34 + y} C${x - 22} ${foot - 10 + y} ${x - 16 + k * 10} ${foot + 30 + y} ${x - 18 + k * 16} ${foot + 62 + y} L${x + 18 + k * 16} ${foot + 62 + y} C${x + 14 + k * 8} ${foot + 24 + y} ${x + 26} ${foot - 10 + y} ${x + 22} ${foot - 34 + y} Z`;
  });
  const lid = `M${CX - wide * 0.8} ${top} C${CX - wide * 0.74} ${top - 92} ${CX - wide * 0.3} ${top - 120} ${CX} ${top - 122} C${CX + wide * 0.3} ${top - 120} ${CX + wide * 0.74} ${top - 92} ${CX + wide * 0.8} ${top} C${CX + wide * 0.4} ${top + 20} ${CX - wide * 0.4} ${top + 20} ${CX - wide * 0.8} ${top} Z`;
  const holes = Array.from(
    { length: 5 },
    (_, i) =>
      `<ellipse cx="${CX + (i - 2) * wide * 0.26}" cy="${top - 46 - (2 - Math.abs(i - 2)) * 13}" rx="${9 - Math.abs(i - 2)}" ry="13" fill="${dark(base, 0.7)}"/>`,
  ).join('');
  const ears = [-1, 1]
    .map((s) =>
      seam(
        `M${CX + s * wide * 0.9} ${top + 70} C${CX + s * wide * 1.26} ${top + 50} ${CX + s * wide * 1.24} ${top - 16} ${CX + s * wide * 0.98} ${top - 4}`,
        dark(base, 0.06),
        17,
      ),
    )
    .join('');
  const knob = `<circle cx="${CX}" cy="${top - 136}" r="19" fill="${trim}"/><rect x="${CX - 9}" y="${top - 124}" width="18" height="12" fill="${dark(trim, 0.2)}"/>`;
  const svg =
    ears +
    area(legs[0], dark(base, 0.12)) +
    area(legs[1], dark(base, 0.2)) +
    area(shape.path, base) +
    area(legs[2], base) +
    area(lid, base) +
    holes +
    knob +
    seam(hoop(wide * 0.8, top, 22), dark(base, 0.5), 4) +
    seam(hoop(wide * 0.8, top + 14, 22), trim, 3);
  const shade =
    BLURS +
    turned('burnbody', shape.path, { strength: 1.15 }) +
    turned('burnlid', lid, { strength: 0.9 }) +
    legs.map((leg, i) => turned(`leg${i}`, leg, { strength: 0.7 })).join('') +
    patch(`M${CX - wide} ${foot - 70} L${CX + wide} ${foot - 70} L${CX + wide * 0.6} ${foot + 30} L${CX - wide * 0.6} ${foot + 30} Z`, {
      opacity: 0.36,
      soft: 16,
    }) +
    fold(hoop(wide * 0.8, top + 8, 22), { width: 14, opacity: 0.4, soft: 6 }) +
    `<circle cx="${CX - 6}" cy="${top - 142}" r="8" fill="#fff" opacity="0.5" filter="url(#b3)"/>`;
  const gloss =
    windowGlints(shape.half, top + 30, foot - 30, 0.55) +
    patch(
      `M${CX - wide * 0.5} ${top - 60} C${CX - wide * 0.4} ${top - 92} ${CX - wide * 0.2} ${top - 104} ${CX - 20} ${top - 108} L${CX - 30} ${top - 92} Z`,
      { light: true, opacity: 0.4, soft: 6 },
    );
  const feet = [
    { x: CX - wide * 0.76, y: foot + 62, rx: 26, ry: 7 },
    { x: CX + wide * 0.76, y: foot + 62, rx: 26, ry: 7 },
    { x: CX + 8, y: foot + 92, rx: 30, ry: 8 },
  ];
  return {
    body: {
      svg,
      shade,
      gloss,
      texture: rng.pick(['stoneware', 'metal', 'ceramic']),
      puff: 0.4,
      puffRadius: 20,
      warp: { cx: CX, half: shape.half, bow: 26 },
      ground: { feet },
      surface: { shine: 0.4, raise: 1.2 },
    },
    slots: {
      main: [{ x: CX - wide * 0.82, y: top + 26, w: wide * 1.64, h: 148 }],
      all: {
        x: CX - wide * 1.5,
        y: top + 20,
        w: wide * 3,
        h: 170,
        clip: `M0 ${top + 20} L720 ${top + 20} L720 ${top + 172} L0 ${top + 172} Z`,
        cell: 84,
      },
      accent: [],
      border: [{ x: CX - wide * 1.4, y: top + 120, w: wide * 2.8, h: 40 }],
    },
    floorY: 640,
    view: { cx: 366, cy: 540, w: 570 },
  };
}
