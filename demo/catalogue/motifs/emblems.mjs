/** Characters as drawn paths (no font is needed) and festive objects. */
import {
  arcPoints,
  chain,
  circle,
  ellipse,
  mix,
  pairs,
  poly,
  rect,
  ribbon,
  rotate,
  scale,
  smooth,
  symmetric,
  translate,
} from '../geometry.mjs';
import { ACCENT, Art, DARK, LIGHT, MAIN, SECOND } from '../pen.mjs';

const bars = (art, list, width) => {
  for (const points of list) art.stroke(poly(points, false), width);
};

/** Shou as a round seal character: symmetric bars in a circle. */
function roundShou(art) {
  const w = 4.4;
  art.stroke(circle(50, 50, 46), 3);
  const half = [
    pairs('50,10 50,22'),
    pairs('32,18 32,27 50,27'),
    pairs('22,24 22,36 50,36'),
    pairs('12,40 12,45 50,45'),
    pairs('9,55 9,54 50,54'),
    pairs('14,64 14,70 26,70 26,63 50,63'),
    pairs('24,79 36,79 36,72 50,72'),
    pairs('36,86 44,86 44,80 50,80'),
  ];
  for (const points of half) {
    art.stroke(poly(points, false), w);
    art.stroke(
      poly(
        points.map(([x, y]) => [100 - x, y]),
        false,
      ),
      w,
    );
  }
  art.stroke(poly(pairs('50,22 50,63'), false), w);
  art.stroke(poly(pairs('50,80 50,90'), false), w);
}

/** Shou as a tall seal character. */
function tallShou(art) {
  const w = 4.6;
  bars(
    art,
    [
      pairs('50,2 50,40'),
      pairs('30,9 70,9'),
      pairs('22,18 22,26 78,26 78,18'),
      pairs('34,18 66,18'),
      pairs('18,34 82,34'),
      pairs('26,42 26,50 74,50 74,42'),
      pairs('38,42 62,42'),
      pairs('18,58 82,58'),
      pairs('22,66 44,66 44,82 22,82 22,66'),
      pairs('56,66 78,66 78,82 56,82 56,66'),
      pairs('33,66 33,58'),
      pairs('67,66 67,58'),
      pairs('30,90 30,98 70,98 70,90'),
      pairs('50,58 50,98'),
    ],
    w,
  );
}

/** @param {import('../random.mjs').Rng} rng */
export function shouCharacter(rng) {
  const art = new Art();
  if (rng.chance(0.6)) roundShou(art);
  else tallShou(art);
  return art;
}

/** A brush stroke: a ribbon with a heavy start, a lean middle and a full end. */
function brush(art, spine, weight, taper = 0) {
  art.fill(
    ribbon(spine, (t) => weight * (taper ? (1 - t) ** taper * 1.05 + 0.12 : 0.84 + 0.34 * Math.abs(2 * t - 1) ** 2)),
    MAIN,
    { outline: false },
  );
}

/** Fu, brush-like or as seal bars, alone or on a lozenge of paper. @param {import('../random.mjs').Rng} rng */
export function fuCharacter(rng) {
  const ink = new Art();
  const w = 4.3;
  if (rng.chance(0.75)) {
    brush(ink, pairs('24,8 28,12 31,18'), w, 0.5);
    brush(ink, pairs('11,26 25,24 38,21'), w);
    brush(ink, pairs('37,22 28,38 10,55'), w * 0.92, 0.7);
    brush(ink, pairs('25,42 25.5,66 25,93'), w);
    brush(ink, pairs('29,44 34,49 38,56'), w, 0.6);
    brush(ink, pairs('46,14 68,12 91,12'), w);
    brush(ink, pairs('53,24 54,32 55,40'), w * 0.9);
    brush(ink, pairs('53,25 70,23.5 84,23 83,31 81,39'), w * 0.85);
    brush(ink, pairs('55,39 70,38 81,37.5'), w * 0.85);
    brush(ink, pairs('47,51 48.5,70 50,92'), w);
    brush(ink, pairs('47,52 68,49.5 90,49 89,70 87.5,92'), w * 0.95);
    brush(ink, pairs('50,69 68,68 87,67.5'), w * 0.85);
    brush(ink, pairs('68.5,51 68.5,70 68.5,86'), w * 0.85);
    brush(ink, pairs('50,88 69,87 88,86.5'), w * 0.9);
  } else {
    bars(
      ink,
      [
        pairs('26,6 26,16'),
        pairs('10,18 42,18'),
        pairs('26,18 26,94'),
        pairs('14,38 14,60 26,46'),
        pairs('38,38 38,60 26,46'),
        pairs('50,10 94,10'),
        pairs('56,20 88,20 88,38 56,38 56,20'),
        pairs('50,50 94,50 94,92 50,92 50,50'),
        pairs('50,71 94,71'),
        pairs('72,50 72,92'),
      ],
      5.4,
    );
  }
  if (rng.chance(0.5)) return ink;
  const art = new Art();
  art.fill(poly(pairs('50,-12 112,50 50,112 -12,50')), SECOND);
  art.line(poly(pairs('50,-6 106,50 50,106 -6,50')), 1.2, ACCENT);
  for (const shape of ink.shapes) if (shape.role === 'fill') shape.knock = true;
  art.add(ink, chain(translate(50, 50), scale(0.62), translate(-51, -50)));
  return art;
}

/** Double happiness, with an optional ring. @param {import('../random.mjs').Rng} rng */
export function doubleHappiness(rng) {
  const art = new Art();
  const w = 4.6;
  const one = (x) => [
    [
      [x + 22, 5],
      [x + 22, 27],
    ],
    [
      [x + 3, 13],
      [x + 41, 13],
    ],
    [
      [x + 7, 26.5],
      [x + 37, 26.5],
    ],
    [
      [x + 8, 36],
      [x + 36, 36],
      [x + 36, 48],
      [x + 8, 48],
      [x + 8, 36],
    ],
    [
      [x + 14, 50],
      [x + 17, 59],
    ],
    [
      [x + 30, 50],
      [x + 27, 59],
    ],
    [
      [x + 8, 70],
      [x + 36, 70],
      [x + 36, 90],
      [x + 8, 90],
      [x + 8, 70],
    ],
  ];
  bars(art, [...one(3), ...one(53)], w);
  bars(art, [pairs('3,60 97,60')], w);
  if (rng.chance(0.4)) {
    const ring = new Art();
    ring.stroke(circle(50, 48, 70), 3);
    ring.stroke(circle(50, 48, 65), 1.2, ACCENT);
    art.add(ring, [1, 0, 0, 1, 0, 0]);
  }
  return art;
}

/** Strands of a tassel hanging from (x, y). */
export function tassel(art, x, y, length, width, tone = ACCENT) {
  art.fill(circle(x, y, width * 0.42), tone);
  art.fill(
    smooth(
      [
        [x - width * 0.36, y + width * 0.4],
        [x - width * 0.5, y + length * 0.6],
        [x - width * 0.52, y + length],
        [x + width * 0.52, y + length],
        [x + width * 0.5, y + length * 0.6],
        [x + width * 0.36, y + width * 0.4],
      ],
      true,
      0.08,
    ),
    tone,
    { angle: 90 },
  );
  for (let i = -2; i <= 2; i++)
    art.line(
      poly(
        [
          [x + i * width * 0.1, y + width * 0.6],
          [x + i * width * 0.18, y + length * 0.97],
        ],
        false,
      ),
      0.5,
    );
}

/** Lantern with ribs and a tassel. @param {import('../random.mjs').Rng} rng */
export function lanternMotif(rng) {
  const art = new Art();
  const wide = rng.range(30, 38);
  art.stroke(poly(pairs('50,0 50,12'), false), 1.8, ACCENT);
  art.fill(rect(37, 11, 26, 6, 1.5), ACCENT);
  art.fill(ellipse(50, 42, wide, 27), MAIN, { fade: SECOND, axis: [50 - wide, 42, 50 + wide, 42] });
  for (const k of [0.72, 0.38, 0]) art.line(ellipse(50, 42, Math.max(wide * k, 0.4), 27), 1, ACCENT);
  art.fill(rect(37, 66, 26, 6, 1.5), ACCENT);
  tassel(art, 50, 75, 24, 11, ACCENT);
  art.line(poly(pairs('43,36 57,36'), false), 1.6, LIGHT);
  art.line(poly(pairs('43,48 57,48'), false), 1.6, LIGHT);
  return art;
}

/** Hanging decorative knot with loops and tassel. @param {import('../random.mjs').Rng} rng */
export function chineseKnot(rng) {
  const art = new Art();
  const w = 3;
  const turn = rotate(45, 50, 36);
  const weave = new Art();
  const loopOut = (angle, long) => {
    const loop = new Art();
    loop.stroke(
      smooth([
        [46, 22],
        [38, 22 - long * 0.6],
        [50, 22 - long],
        [62, 22 - long * 0.6],
        [54, 22],
      ]),
      w,
      MAIN,
    );
    weave.add(loop, rotate(angle, 50, 36));
  };
  for (const angle of [0, 90, 180, 270]) loopOut(angle, 13);
  const at = [26, 31, 36, 41, 46];
  for (const y of at)
    weave.stroke(
      poly(
        [
          [36, y],
          [64, y],
        ],
        false,
      ),
      w,
      MAIN,
    );
  for (const x of at)
    weave.stroke(
      poly(
        [
          [x + 14, 22],
          [x + 14, 50],
        ],
        false,
      ),
      w,
      SECOND,
    );
  at.forEach((y, r) =>
    at.forEach((x, c) => {
      if ((r + c) % 2 === 0)
        weave.stroke(
          poly(
            [
              [x + 11.4, y],
              [x + 16.6, y],
            ],
            false,
          ),
          w,
          MAIN,
        );
    }),
  );
  art.stroke(poly(pairs('50,-6 50,10'), false), 2, ACCENT);
  for (const side of [-1, 1]) {
    art.stroke(
      smooth([
        [50 + side * 12, 30],
        [50 + side * 24, 22],
        [50 + side * 30, 32],
        [50 + side * 24, 42],
        [50 + side * 12, 42],
      ]),
      w,
      MAIN,
    );
    art.stroke(
      smooth([
        [50 + side * 6, 46],
        [50 + side * 16, 52],
        [50 + side * 16, 60],
        [50 + side * 6, 58],
      ]),
      w,
      MAIN,
    );
  }
  art.add(weave, chain(turn));
  art.fill(ellipse(50, 62, 4.5, 3.6), ACCENT);
  tassel(art, 50, 67, rng.range(28, 34), 10, MAIN);
  return art;
}

/** Folding fan, open. @param {import('../random.mjs').Rng} rng */
export function foldingFan(rng) {
  const art = new Art();
  const [from, to] = [198, 342];
  const [cx, cy] = [50, 82];
  const leaf = [...arcPoints(cx, cy, 74, from, to, 18), ...arcPoints(cx, cy, 34, to, from, 18)];
  const folds = 16;
  for (let i = 0; i <= folds; i++) {
    const a = (mix(from, to, i / folds) * Math.PI) / 180;
    art.stroke(
      poly(
        [
          [cx, cy],
          [cx + 36 * Math.cos(a), cy + 36 * Math.sin(a)],
        ],
        false,
      ),
      1.5,
      SECOND,
    );
  }
  art.fill(poly(leaf), LIGHT, { fade: MAIN, axis: [20, 40, 90, 60] });
  for (let i = 1; i < folds; i++) {
    const a = (mix(from, to, i / folds) * Math.PI) / 180;
    art.line(
      poly(
        [
          [cx + 34 * Math.cos(a), cy + 34 * Math.sin(a)],
          [cx + 74 * Math.cos(a), cy + 74 * Math.sin(a)],
        ],
        false,
      ),
      0.5,
      DARK,
    );
  }
  for (const a of [from, to]) {
    const r = (a * Math.PI) / 180;
    art.stroke(
      poly(
        [
          [cx, cy],
          [cx + 75 * Math.cos(r), cy + 75 * Math.sin(r)],
        ],
        false,
      ),
      2.4,
      SECOND,
    );
  }
  const flowerAt = rng.range(255, 300);
  for (let k = 0; k < 3; k++) {
    const a = ((flowerAt + (k - 1) * 14) * Math.PI) / 180;
    const [x, y] = [cx + (52 + (k % 2) * 9) * Math.cos(a), cy + (52 + (k % 2) * 9) * Math.sin(a)];
    for (let i = 0; i < 5; i++)
      art.fill(circle(x + 2.4 * Math.cos((i * 72 * Math.PI) / 180), y + 2.4 * Math.sin((i * 72 * Math.PI) / 180), 2), ACCENT);
    art.fill(circle(x, y, 1), DARK);
  }
  art.fill(circle(cx, cy, 2.6), ACCENT);
  tassel(art, cx + 2, cy + 5, 14, 5, ACCENT);
  return art;
}

/** Shanshui: layered hills, water lines, a boat and a sun. @param {import('../random.mjs').Rng} rng */
export function shanshui(rng) {
  const art = new Art();
  art.fill(circle(rng.range(62, 82), rng.range(18, 26), rng.range(7, 9)), ACCENT, { outline: false });
  const ridge = (base, height, peaks, tone, fade) => {
    const points = [[0, base]];
    for (let i = 0; i < peaks; i++) {
      const x = ((i + 0.5) / peaks) * 100 + rng.range(-5, 5);
      const h = height * rng.range(0.55, 1);
      points.push(
        [x - 70 / peaks / 2, base - h * 0.42],
        [x - 4, base - h * 0.93],
        [x, base - h],
        [x + 5, base - h * 0.82],
        [x + 46 / peaks, base - h * 0.36],
      );
    }
    points.push([100, base]);
    points.sort((a, b) => a[0] - b[0]);
    art.fill([...smooth(points), ['Z']], tone, { fade, axis: [50, base - height, 50, base], outline: true });
    return points;
  };
  ridge(70, 52, 3, SECOND, LIGHT);
  ridge(76, 38, 4, MAIN, LIGHT);
  const near = ridge(84, 26, 3, DARK, LIGHT);
  for (const [x, y] of near.filter((_, i) => i % 4 === 2))
    art.line(
      smooth([
        [x, y + 3],
        [x - 4, y + 9],
        [x - 3, y + 15],
      ]),
      0.7,
      LIGHT,
    );
  for (let i = 0; i < 7; i++) {
    const y = 85 + i * 2.1;
    const x = rng.range(4, 40);
    art.stroke(
      smooth([
        [x, y],
        [x + 12, y - 0.8],
        [x + 24, y + 0.5],
        [x + rng.range(30, 50), y],
      ]),
      0.7,
      MAIN,
    );
  }
  const bx = rng.range(24, 60);
  art.fill(
    smooth(
      [
        [bx, 90],
        [bx + 5, 93],
        [bx + 15, 93],
        [bx + 21, 89.6],
        [bx + 14, 91],
        [bx + 5, 91],
      ],
      true,
    ),
    DARK,
  );
  art.stroke(
    poly(
      [
        [bx + 10, 91],
        [bx + 10, 78],
      ],
      false,
    ),
    0.8,
    DARK,
  );
  art.fill(
    smooth(
      [
        [bx + 10.5, 78],
        [bx + 17, 82],
        [bx + 17, 88],
        [bx + 10.5, 89],
      ],
      true,
      0.1,
    ),
    LIGHT,
  );
  art.stroke(poly(pairs('0,84 0,84.2'), false), 0.2, MAIN);
  return art;
}
