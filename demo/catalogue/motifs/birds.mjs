/** Birds and winged creatures. */
import {
  chain,
  circle,
  ellipse,
  flatten,
  join,
  mix,
  normalsOf,
  pairs,
  poly,
  ribbon,
  rotate,
  scale,
  smooth,
  spiralPoints,
  translate,
} from '../geometry.mjs';
import { ACCENT, Art, DARK, LIGHT, MAIN, SECOND } from '../pen.mjs';

/** A feather from the origin upwards. */
function feather(long, wide, bend, tone, fade = -1) {
  const art = new Art();
  const spine = [
    [0, 0],
    [bend * 0.2, -long * 0.4],
    [bend * 0.6, -long * 0.75],
    [bend, -long],
  ];
  art.fill(
    ribbon(spine, (t) => wide * Math.min(1, 0.35 + t * 1.3) * (t > 0.82 ? Math.sqrt(Math.max(0.03, (1 - t) / 0.18)) : 1), 4),
    tone,
    { fade },
  );
  art.line(smooth(spine), 0.4, DARK);
  return art;
}

/** A wing as three rows of feathers; root at the origin, spread upwards and to the right. */
function wing({ rows, from, to, tip = MAIN, base = LIGHT, mid = SECOND }) {
  const art = new Art();
  const row = (count, long, wide, tone, fade, inset) => {
    for (let i = count - 1; i >= 0; i--) {
      const t = i / (count - 1);
      const x = mix(4, 30, 1 - t) * inset;
      const y = -mix(2, 15, (1 - t) ** 0.8) * inset;
      art.add(feather(long * mix(0.62, 1, (1 - t) ** 0.7), wide, -3, tone, fade), chain(translate(x, y), rotate(mix(to, from, t))));
    }
  };
  row(rows[0], 44, 3.5, tip, base, 1);
  row(rows[1], 29, 3.3, base, mid, 0.92);
  row(rows[2], 16, 3, mid, base, 0.82);
  art.fill(
    ribbon(pairs('-2,3 12,-6 24,-14 35,-14'), (t) => 4.4 * (1 - 0.65 * t)),
    base,
    { fade: mid },
  );
  return art;
}

/** Crane in flight among clouds. @param {import('../random.mjs').Rng} rng */
export function crane(rng) {
  const body = new Art();
  const lift = rng.range(-8, 8);
  for (const y of [0, 2.4])
    body.stroke(
      smooth([
        [70, 66 + y],
        [86, 71 + y],
        [102, 71 + y * 1.8],
      ]),
      1.1,
      DARK,
    );
  body.add(
    wing({ rows: [11, 9, 7], from: 92, to: 14, tip: DARK, base: LIGHT, mid: MAIN }),
    chain(translate(54, 55), rotate(-8 + lift), scale(0.9)),
  );
  for (const turn of [94, 106, 118]) body.add(feather(20, 3, 2, DARK, SECOND), chain(translate(68, 63), rotate(turn)));
  body.fill(smooth(pairs('34,58 44,53 58,55 70,61 76,66 66,69 50,69 38,64'), true), LIGHT, { fade: MAIN, axis: [54, 52, 56, 74] });
  body.fill(
    ribbon(pairs('42,60 30,61 20,57 11,49 3,44'), (t) => 3.8 * (1 - t) ** 1.2 + 1.3),
    LIGHT,
  );
  body.fill(
    ribbon(pairs('25,58.6 17,53.8 8,46.6'), (t) => 1.7 * Math.sin(Math.PI * (0.2 + 0.7 * t))),
    DARK,
    { outline: false },
  );
  body.fill(smooth(pairs('-1,41.4 2,38.8 6.6,41 6.4,45 2,46'), true), LIGHT);
  body.fill(smooth(pairs('-0.6,40.6 2,37.4 5.8,39.6 3,41.4'), true), ACCENT);
  body.fill(poly(pairs('-0.2,41.8 -0.2,44.8 -14,46.4')), DARK);
  body.fill(circle(2.2, 42.4, 0.7), DARK, { outline: false });
  body.add(
    wing({ rows: [11, 9, 7], from: 66, to: -14, tip: DARK, base: LIGHT, mid: MAIN }),
    chain(translate(50, 58), scale(-0.92, 0.98), rotate(-6 - lift)),
  );
  const art = new Art();
  if (rng.chance(0.7)) {
    for (const [x, y, s] of [
      [82, 92, 1],
      [20, 86, -1],
    ]) {
      art.fill(
        ribbon(
          [
            [x - 16, y + 2],
            [x, y + 4],
            [x + 16, y + 1],
          ],
          (t) => 2 * Math.sin(Math.PI * (0.1 + 0.8 * t)),
        ),
        SECOND,
      );
      art.fill(circle(x, y - 1, 6), SECOND, { fade: LIGHT });
      art.line(smooth(spiralPoints(x, y - 1, 5.4, 0.8, 60, s * 1.3, 18)), 1, DARK);
      art.fill(circle(x - s * 7, y, 4), SECOND, { fade: LIGHT });
    }
  }
  return art.add(body, rng.chance(0.5) ? scale(-1, 1, 50, 50) : [1, 0, 0, 1, 0, 0]);
}

/** One long phoenix tail plume with an eye. */
function plume(spine, width) {
  const art = new Art();
  const points = flatten(smooth(spine), 7);
  const normals = normalsOf(points);
  const barbs = [];
  const other = [];
  points.forEach(([x, y], i) => {
    const t = i / (points.length - 1);
    const w = width * Math.sin(Math.PI * (0.12 + 0.76 * t)) * (i % 2 ? 1 : 0.66);
    barbs.push([x + normals[i][0] * w, y + normals[i][1] * w]);
    other.push([x - normals[i][0] * w, y - normals[i][1] * w]);
  });
  art.fill(poly([...barbs, ...other.reverse()]), SECOND, { fade: MAIN });
  art.line(smooth(points.filter((_, i) => i % 3 === 0)), 0.7, LIGHT);
  const end = points[points.length - 1];
  const before = points[points.length - 4];
  const turn = (Math.atan2(end[1] - before[1], end[0] - before[0]) * 180) / Math.PI;
  const eye = new Art();
  eye.fill(smooth(pairs('-6,0 -1,-5 6,-4 11,0 6,4 -1,5'), true), MAIN, { fade: ACCENT });
  eye.fill(ellipse(2, 0, 4, 2.8), ACCENT);
  eye.fill(circle(2.6, 0, 1.4), DARK, { outline: false });
  return art.add(eye, chain(translate(...end), rotate(turn)));
}

/** Phoenix with spread wings and streaming plumes. @param {import('../random.mjs').Rng} rng */
export function phoenix(rng) {
  const body = new Art();
  const sway = rng.range(-4, 4);
  const tails = [
    [
      [56, 56],
      [66, 72],
      [60, 86],
      [72, 98 + sway],
    ],
    pairs('56,56 72,66 82,80 96,84'),
    pairs('54,56 54,74 42,86 40,101'),
    pairs('57,54 76,58 92,66 103,62'),
    pairs('53,57 44,72 28,80 22,94'),
  ];
  tails.forEach((spine) => body.add(plume(spine, 3.1), [1, 0, 0, 1, 0, 0]));
  body.add(
    wing({ rows: [10, 8, 6], from: 112, to: 26, tip: MAIN, base: SECOND, mid: ACCENT }),
    chain(translate(54, 47), rotate(-12), scale(0.84)),
  );
  body.add(
    wing({ rows: [10, 8, 6], from: 116, to: 30, tip: MAIN, base: SECOND, mid: ACCENT }),
    chain(translate(42, 46), scale(-0.84, 0.84), rotate(-4)),
  );
  body.fill(smooth(pairs('34,34 42,33 54,42 60,54 56,62 46,60 38,50'), true), MAIN, { fade: LIGHT, axis: [58, 60, 36, 36] });
  for (let r = 0; r < 4; r++)
    for (let i = 0; i < 3; i++)
      body.line(
        smooth([
          [41 + r * 4 - i * 1.6, 41 + r * 4 + i * 3.4],
          [43.4 + r * 4 - i * 1.6, 44 + r * 4 + i * 3.4],
          [45.6 + r * 4 - i * 1.6, 42 + r * 4 + i * 3.4],
        ]),
        0.6,
        DARK,
      );
  body.fill(
    ribbon(pairs('40,42 32,32 33,22 38,15'), (t) => 4.4 * (1 - t) + 2.4),
    MAIN,
    { fade: SECOND },
  );
  for (const [bend, long] of pairs('-9,12 -3,15 4,14 10,10'))
    body.fill(
      ribbon(
        [
          [38, 10],
          [40 + bend * 0.5, 10 - long * 0.5],
          [42 + bend * 1.3, 10 - long],
        ],
        (t) => 1.1 + Math.sin(Math.PI * t) * 1.4,
      ),
      ACCENT,
    );
  body.fill(smooth(pairs('33,13 36,8.5 42,9 44,14 40,18.4 35,18'), true), MAIN);
  body.fill(smooth(pairs('34,12 29,11.4 24.6,14.4 29,14.6 33.6,16.6'), true), ACCENT);
  body.fill(smooth(pairs('34,17.6 33,21 35,23 37,19'), true), ACCENT);
  body.fill(ellipse(38, 12.6, 1.9, 1.5), LIGHT);
  body.fill(circle(37.7, 12.6, 0.9), DARK, { outline: false });
  for (const x of [30, 34])
    body.fill(
      ribbon(
        [
          [x + 6, 24],
          [x - 4, 30],
          [x - 12, 28],
        ],
        (t) => 1.6 * (1 - t) + 0.2,
      ),
      ACCENT,
    );
  return new Art().add(body, rng.chance(0.5) ? scale(-1, 1, 50, 50) : [1, 0, 0, 1, 0, 0]);
}

/** Bat, in the round ornamental manner: cloud-edged wings and curled feelers. @param {import('../random.mjs').Rng} rng */
export function bat(rng) {
  const art = new Art();
  for (const side of [-1, 1]) {
    const half = new Art();
    half.fill(
      join(
        smooth(pairs('50,40 58,30 70,22 86,22 97,32 99,45')),
        smooth(pairs('99,45 92,44 87,50 88,58')),
        smooth(pairs('88,58 80,54 74,60 74,68')),
        smooth(pairs('74,68 66,62 60,66 58,74')),
        smooth(pairs('58,74 54,66 50,64')),
      ),
      MAIN,
      { fade: SECOND, axis: [50, 50, 99, 40] },
    );
    half.fill(join(smooth(pairs('57,44 66,33 80,30 90,37')), smooth(pairs('90,37 80,40 74,48 66,50 60,55 57,44'))), SECOND, {
      fade: LIGHT,
    });
    half.stroke(smooth(spiralPoints(83, 35.5, 6.2, 1, 180, -1.3, 18)), 1.7, LIGHT);
    for (const [x, y] of pairs('88,57 74,67'))
      half.line(
        smooth([
          [68, 36],
          [mix(68, x, 0.5) + 2, mix(36, y, 0.55)],
          [x, y],
        ]),
        0.8,
        DARK,
      );
    half.stroke(smooth(pairs('52,32 56,24 63,21 66,25 63,28')), 1.1, ACCENT);
    half.fill(join(smooth(pairs('51,36 53,27 58,26')), smooth(pairs('58,26 58,33 55,38 51,36'))), MAIN);
    art.add(half, chain(translate(50, 0), scale(side, 1), translate(-50, 0)));
  }
  art.fill(smooth(pairs('50,36 43,44 42,58 46,70 50,82 54,70 58,58 57,44'), true), MAIN, { fade: SECOND });
  for (const y of [54, 60, 66])
    art.line(
      smooth([
        [45, y],
        [50, y + 2.4],
        [55, y],
      ]),
      0.8,
      LIGHT,
    );
  art.fill(circle(50, 40, 8.6), MAIN);
  for (const x of [46.8, 53.2]) art.fill(circle(x, 39.2, 1.5), LIGHT, { outline: false });
  art.fill(smooth(pairs('50,41 48.4,43.6 50,45 51.6,43.6'), true), ACCENT, { outline: false });
  return new Art().add(art, rotate(rng.range(-10, 10), 50, 50));
}

/** Butterfly with patterned wings. @param {import('../random.mjs').Rng} rng */
export function butterfly(rng) {
  const art = new Art();
  const open = rng.range(0.85, 1);
  const round = rng.range(-4, 4);
  for (const side of [-1, 1]) {
    const half = new Art();
    half.fill(
      smooth(
        [
          [51, 54],
          [62, 56],
          [78, 62],
          [86, 74 + round],
          [80, 86],
          [72, 84],
          [74, 95],
          [66, 92],
          [58, 80],
          [52, 66],
        ],
        true,
      ),
      SECOND,
      { fade: MAIN, axis: [52, 56, 78, 92] },
    );
    half.fill(smooth(pairs('56,62 66,62 76,70 74,79 64,78'), true), LIGHT, { fade: SECOND });
    half.fill(circle(72, 76, 3.4), ACCENT);
    half.fill(
      smooth(
        [
          [51, 48],
          [56, 32],
          [70, 14 + round],
          [88, 8],
          [98, 16],
          [96, 34],
          [88, 48],
          [72, 56],
          [56, 55],
        ],
        true,
      ),
      MAIN,
      { fade: SECOND, axis: [52, 52, 96, 14] },
    );
    half.fill(smooth(pairs('56,46 64,30 80,19 90,24 86,38 74,47 62,51'), true), LIGHT, { fade: MAIN });
    for (const [x, y] of pairs('90,20 88,34 78,46'))
      half.line(
        smooth([
          [55, 50],
          [mix(55, x, 0.55), mix(50, y, 0.6)],
          [x, y],
        ]),
        0.7,
        DARK,
      );
    half.fill(circle(80, 27, 4.2), ACCENT);
    half.fill(circle(80, 27, 1.7), DARK, { outline: false });
    for (const [x, y] of pairs('93,28 92,38 86,47 83,80 76,88')) half.fill(circle(x, y, 1.5), LIGHT, { outline: false });
    half.stroke(smooth(pairs('51,40 56,24 64,14 69,14 69,18')), 0.9, DARK);
    art.add(half, chain(translate(50, 0), scale(side * open, 1), translate(-50, 0)));
  }
  art.fill(smooth(pairs('50,38 47,46 47.4,60 50,78 52.6,60 53,46'), true), DARK);
  art.fill(circle(50, 38, 3.2), DARK);
  for (const y of [52, 57, 62])
    art.line(
      smooth([
        [48, y],
        [52, y],
      ]),
      0.7,
      ACCENT,
    );
  return new Art().add(art, rotate(rng.range(-16, 16), 50, 50));
}

/** One mandarin duck swimming left. */
function duck(male) {
  const art = new Art();
  for (const [bend, y] of pairs('4,-4 8,0 10,4'))
    art.fill(
      ribbon(
        [
          [16, y],
          [26, y - 2],
          [34, y - bend],
        ],
        (t) => 2.6 * (1 - t) + 0.3,
      ),
      DARK,
      { fade: SECOND },
    );
  art.fill(smooth(pairs('-16,-2 -20,6 -14,14 4,17 20,12 25,2 16,-5 2,-6 -8,-6'), true), male ? MAIN : SECOND, {
    fade: LIGHT,
    axis: [0, -8, 0, 18],
  });
  art.fill(smooth(pairs('-4,-1 6,-5 18,-3 20,5 10,10 -1,8'), true), SECOND, { fade: male ? MAIN : DARK });
  for (const k of [0, 1, 2])
    art.line(
      smooth([
        [2 + k * 4, 0],
        [4 + k * 4, 4],
        [9 + k * 3, 7],
      ]),
      0.7,
      LIGHT,
    );
  if (male) {
    art.fill(smooth(pairs('6,-4 10,-16 18,-18 22,-10 16,-2'), true), ACCENT);
    art.line(smooth(pairs('11,-4 15,-14')), 0.7, DARK);
  }
  art.fill(smooth(pairs('-12,2 -20,-6 -21,-16 -14,-22 -5,-20 -2,-12 -4,-3'), true), male ? MAIN : SECOND, {
    fade: LIGHT,
    axis: [-4, -20, -14, 2],
  });
  if (male) {
    art.fill(
      ribbon(pairs('-14,-21 -6,-22 0,-16 1,-6'), (t) => 2.6 * (1 - t * 0.4)),
      ACCENT,
    );
    art.fill(smooth(pairs('-19,-14 -12,-17 -4,-14 -8,-9 -14,-9'), true), LIGHT);
  }
  art.fill(circle(-14.4, -14, 1.3), DARK, { outline: false });
  art.fill(smooth(pairs('-20,-15 -27,-11 -26.6,-8.6 -20,-10'), true), ACCENT);
  return art;
}

/** A pair of mandarin ducks on water. @param {import('../random.mjs').Rng} rng */
export function mandarinDuck(rng) {
  const art = new Art();
  art.add(duck(false), chain(translate(73, 44), scale(-0.84, 0.84)));
  art.add(duck(true), chain(translate(40, 52), scale(1.12)));
  for (let i = 0; i < 6; i++) {
    const y = 66 + i * 3.4;
    const x = 8 + (i % 3) * 7 + rng.range(-3, 3);
    art.stroke(
      smooth([
        [x, y],
        [x + 18, y - 1.6],
        [x + 36, y + 1],
        [x + 58 - i * 3, y - 1],
        [x + 76 - i * 6, y],
      ]),
      1.1,
      SECOND,
    );
  }
  return art;
}

/** Magpie on a twig. @param {import('../random.mjs').Rng} rng */
export function magpie(rng) {
  const art = new Art();
  art.fill(
    ribbon(pairs('4,84 30,78 60,80 96,70'), (t) => 2.2 * (1 - t) + 0.8),
    DARK,
    { fade: ACCENT },
  );
  for (const [x, y] of pairs('16,78 74,72 88,78 40,84')) {
    for (let i = 0; i < 5; i++)
      art.fill(circle(x + 3.4 * Math.cos((i * 72 * Math.PI) / 180), y + 3.4 * Math.sin((i * 72 * Math.PI) / 180), 2.9), MAIN, {
        fade: LIGHT,
      });
    art.fill(circle(x, y, 1.4), ACCENT);
  }
  for (const [dx, w] of pairs('8,2.6 4,3 0,3.2'))
    art.fill(
      ribbon(
        [
          [62, 62],
          [76, 76 + dx * 0.3],
          [92 - dx, 98 - dx],
        ],
        (t) => w * (1 - 0.3 * t),
      ),
      DARK,
      { fade: SECOND },
    );
  art.fill(smooth(pairs('26,34 36,30 52,40 66,58 64,68 48,70 34,60 27,46'), true), LIGHT);
  art.fill(smooth(pairs('38,42 52,42 66,58 72,70 58,64 44,56'), true), DARK, { fade: SECOND });
  for (const k of [0, 1, 2])
    art.line(
      smooth([
        [48 + k * 4, 48 + k * 3],
        [60 + k * 3, 60 + k * 2],
      ]),
      0.7,
      LIGHT,
    );
  art.fill(smooth(pairs('20,26 26,18 36,20 42,30 40,42 30,46 24,36'), true), DARK);
  art.fill(poly(pairs('21,24 8,29 21,30')), ACCENT);
  art.fill(circle(28, 25, 1.7), LIGHT);
  for (const x of [46, 52])
    art.stroke(
      poly(
        [
          [x, 68],
          [x - 2, 79],
        ],
        false,
      ),
      1.3,
      ACCENT,
    );
  return new Art().add(art, rng.chance(0.5) ? scale(-1, 1, 50, 50) : [1, 0, 0, 1, 0, 0]);
}
