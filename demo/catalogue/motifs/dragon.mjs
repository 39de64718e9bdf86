/** The dragon: a scaled, maned body that winds through the box, four clawed legs, a flaming pearl and clouds. */
import {
  chain,
  circle,
  flatten,
  join,
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

/** Ways the body may wind, tail first; the head follows the last point and its turn. */
const POSES = [
  {
    spine: pairs('6,78 18,92 36,90 44,76 32,64 18,54 18,38 32,28 50,34 58,50 72,60 88,52 88,34 78,25'),
    head: [66, 20, 8],
    pearl: [44, 14],
  },
  {
    spine: pairs('92,94 78,97 64,90 68,76 82,68 86,54 72,46 54,52 40,62 24,60 16,44 24,30 38,25'),
    head: [50, 22, 188],
    pearl: [78, 20],
    flip: true,
  },
  {
    spine: pairs('44,98 58,92 74,86 84,72 76,58 58,58 42,66 26,62 18,46 26,32 44,30 62,36 76,28'),
    head: [80, 16, 60],
    pearl: [52, 12],
  },
];

/** Half width of the body: thin tail, full middle, strong neck. */
const girth = (t) => 0.5 + 5.6 * Math.min(1, t * 2.4) ** 0.8 * (1 - 0.24 * Math.max(0, t - 0.55) * 2);

/** Dragon's head, looking left, about 34 wide, around its neck joint. */
function head() {
  const art = new Art();
  for (const [x, y, bend, long] of [
    [12, -4, -6, 22],
    [14, 0, 2, 24],
    [14, 4, 8, 22],
    [11, 8, 12, 17],
    [8, -7, -12, 17],
  ]) {
    art.fill(
      ribbon(
        [
          [x, y],
          [x + long * 0.5, y + bend * 0.3 - 2],
          [x + long * 0.82, y + bend + 2],
          [x + long, y + bend - 3],
        ],
        (t) => 2.4 * (1 - t) ** 0.8 + 0.2,
      ),
      SECOND,
      { fade: ACCENT },
    );
  }
  for (const [dx, dy] of pairs('0,0 5,1.5')) {
    art.fill(
      ribbon(
        [
          [2 + dx, -9 + dy],
          [8 + dx, -17 + dy],
          [17 + dx, -21 + dy],
        ],
        (t) => 1.5 * (1 - t) + 0.4,
      ),
      LIGHT,
    );
    art.fill(
      ribbon(
        [
          [8 + dx, -17 + dy],
          [9 + dx, -23 + dy],
          [13 + dx, -27 + dy],
        ],
        (t) => 1.1 * (1 - t) + 0.3,
      ),
      LIGHT,
    );
  }
  art.fill(smooth(pairs('6,10 -2,13 -12,12.5 -16,9 -14,6.5 -8,7 -1,5 6,2'), true), MAIN, { fade: LIGHT });
  art.fill(smooth(pairs('-13,6.6 -6,7 2,3 -4,2.4 -10,2.8'), true), ACCENT, { outline: false });
  art.fill(
    join(
      smooth(pairs('15,9 7,8 2,3 -4,2 -11,2 -17,3.2 -21,1 -21,-4 -17,-7 -13,-5.4 -8,-6.6 -5,-10 2,-11 9,-9 15,-5')),
      smooth(pairs('15,-5 17,2 15,9')),
    ),
    MAIN,
    { fade: SECOND, axis: [-10, 4, 8, -12] },
  );
  for (let i = 0; i < 4; i++)
    art.fill(
      poly([
        [-17 + i * 4.2, 2.4],
        [-15.4 + i * 4.2, 2.2],
        [-16.2 + i * 4.2, 5.4],
      ]),
      LIGHT,
      { outline: false },
    );
  for (let i = 0; i < 3; i++)
    art.fill(
      poly([
        [-13 + i * 4, 7.2],
        [-11.6 + i * 4, 7],
        [-12.4 + i * 4, 4.6],
      ]),
      LIGHT,
      { outline: false },
    );
  art.fill(smooth(pairs('-4,-6 -1,-8.6 4,-8 5,-5 1,-3.6 -3,-4.2'), true), LIGHT);
  art.fill(circle(0, -5.9, 1.5), DARK, { outline: false });
  art.fill(
    ribbon(pairs('-6,-8 -1,-11.5 6,-10.5 10,-13'), (t) => 1.6 * (1 - t) + 0.3),
    ACCENT,
  );
  art.line(smooth(spiralPoints(-17.4, -2.4, 2.2, 0.5, 160, 1.1, 10)), 0.9, DARK);
  art.line(smooth(pairs('-12,-2 -7,-1.4 -2,-0.6')), 0.7, DARK);
  for (const [y, lift] of pairs('-3,-10 0,5'))
    art.stroke(
      smooth([
        [-19, y],
        [-27, y + lift * 0.5],
        [-31, y + lift],
        [-38, y + lift * 0.7],
        [-41, y + lift + 5],
      ]),
      1.1,
      ACCENT,
    );
  for (const x of [-10, -5, 0, 5])
    art.fill(
      ribbon(
        [
          [x, 12],
          [x - 1, 17],
          [x + 3, 21],
        ],
        (t) => 1.4 * (1 - t) + 0.1,
      ),
      SECOND,
    );
  return art;
}

/** A leg with four hooked claws, from the body outwards (downwards). */
function leg() {
  const art = new Art();
  for (const k of [0, 1, 2])
    art.fill(
      ribbon(
        [
          [3, 3 + k * 3],
          [9, 4 + k * 4],
          [14, 1 + k * 4],
        ],
        (t) => 1.5 * (1 - t) + 0.1,
      ),
      SECOND,
    );
  art.fill(
    ribbon(pairs('0,-3 5,6 1,13 -2,19'), (t) => 3.3 * (1 - t * 0.55)),
    MAIN,
    { fade: SECOND },
  );
  for (let i = 0; i < 3; i++)
    art.line(
      smooth([
        [1 + i * 0.4, 2 + i * 4],
        [3.4 - i * 0.4, 4 + i * 4],
        [5.4 - i * 1.2, 3 + i * 4],
      ]),
      0.6,
      DARK,
    );
  for (const turn of [-58, -20, 18, 62]) {
    const claw = new Art();
    claw.fill(
      ribbon(pairs('0,0 0.6,4 -0.6,7'), (t) => 1.5 * (1 - t * 0.4)),
      MAIN,
    );
    claw.fill(
      ribbon(pairs('-0.6,6.4 0.4,9 3.4,11'), (t) => 1.05 * (1 - t) + 0.1),
      LIGHT,
    );
    art.add(claw, chain(translate(-2.2, 18.4), rotate(turn)));
  }
  art.fill(circle(-2.2, 18.6, 2), MAIN);
  return art;
}

/** Flaming pearl around the origin. */
export function flamingPearl() {
  const art = new Art();
  for (const [turn, long, bend] of [
    [-34, 13, -4],
    [4, 17, 3],
    [44, 12, 5],
    [-76, 9, -3],
  ]) {
    const flame = new Art();
    flame.fill(
      ribbon(
        [
          [0, 1],
          [bend * 0.2, -long * 0.35],
          [-bend * 0.3, -long * 0.65],
          [bend, -long],
        ],
        (t) => 3.4 * (1 - t) ** 0.9 + 0.15,
      ),
      ACCENT,
      { fade: SECOND },
    );
    art.add(flame, chain(rotate(turn), translate(0, -3.8)));
  }
  art.fill(circle(0, 0, 5.6), LIGHT, { fade: ACCENT, axis: [-3, -5, 5, 6] });
  art.line(smooth(spiralPoints(0, 0, 3.6, 0.6, 0, 1.2, 14)), 0.9, ACCENT);
  return art;
}

/** A small curl of cloud. */
function wisp(size) {
  const art = new Art();
  art.fill(
    ribbon(
      pairs('-14,2 -6,4 4,2 14,5').map(([x, y]) => [x * size, y * size]),
      (t) => 2.2 * size * Math.sin(Math.PI * (0.1 + 0.8 * t)),
    ),
    SECOND,
    { fade: LIGHT },
  );
  for (const [x, y, r, s] of [
    [-5, -1, 5, 1],
    [4, -3, 6.4, -1],
  ]) {
    art.fill(circle(x * size, y * size, r * size), SECOND, { fade: LIGHT });
    art.line(smooth(spiralPoints(x * size, y * size, r * size * 0.9, r * size * 0.15, s > 0 ? 60 : 120, s * 1.3, 18)), 1.1, DARK);
  }
  return art;
}

/** @param {import('../random.mjs').Rng} rng */
export function dragon(rng) {
  const art = new Art();
  const pose = rng.pick(POSES);
  const spine = pose.spine.map(([x, y]) => [x + rng.range(-1.2, 1.2), y + rng.range(-1.2, 1.2)]);
  const points = flatten(smooth(spine), 9);
  const normals = normalsOf(points);
  const last = points.length - 1;
  const at = (t) => Math.round(t * last);
  const side = pose.flip ? -1 : 1;
  const place = (part, t, turn, size) => {
    const i = at(t);
    art.add(part, chain(translate(...points[i]), rotate(turn), scale(size)));
  };
  for (const [x, y, size] of [
    [20, 18, 0.8],
    [86, 80, 0.85],
    [60, 78, 0.6],
    [50, 20, 0.5],
  ])
    if (rng.chance(0.75)) art.add(wisp(size), translate(x, y));
  for (const [t, turn, size] of [
    [0.3, 40, 0.8],
    [0.76, -30, 0.9],
  ])
    place(leg(), t, turn * side, size);

  const fin = [];
  for (let i = at(0.05); i < at(0.98); i += 2) {
    const w = girth(i / last) + 0.2;
    const reach = w + 1.6 + w * 0.36;
    const next = points[Math.min(last, i + 1)];
    fin.push([points[i][0] + normals[i][0] * w * 0.8 * side, points[i][1] + normals[i][1] * w * 0.8 * side]);
    fin.push([next[0] + normals[i][0] * reach * side, next[1] + normals[i][1] * reach * side]);
  }
  const back = points.slice(at(0.05), at(0.98)).reverse();
  art.fill(poly([...fin, ...back]), ACCENT, { fade: SECOND });
  for (const [turn, long] of pairs('-40,12 -8,16 26,12')) {
    const tuft = new Art();
    tuft.fill(
      ribbon(
        [
          [0, 0],
          [-long * 0.4, 1.4],
          [-long * 0.8, -1],
          [-long, -4],
        ],
        (t) => 2 * Math.sin(Math.PI * (0.15 + 0.8 * t)) + 0.1,
      ),
      SECOND,
      { fade: ACCENT },
    );
    const heading = (Math.atan2(points[3][1] - points[0][1], points[3][0] - points[0][0]) * 180) / Math.PI;
    art.add(tuft, chain(translate(...points[0]), rotate(heading + turn)));
  }
  art.fill(ribbon(points, girth, 1), MAIN, { fade: SECOND, axis: [20, 0, 70, 100] });
  const belly = points.map(([x, y], i) => [
    x - normals[i][0] * girth(i / last) * 0.66 * side,
    y - normals[i][1] * girth(i / last) * 0.66 * side,
  ]);
  art.fill(
    ribbon(belly.slice(at(0.06)), (t) => girth(0.06 + t * 0.94) * 0.33, 1),
    LIGHT,
    { outline: true },
  );
  for (let i = at(0.1); i < last; i += 2) {
    const w = girth(i / last);
    const inner = (k) => [points[i][0] - normals[i][0] * w * k * side, points[i][1] - normals[i][1] * w * k * side];
    art.line(poly([inner(0.36), inner(0.97)], false), 0.5, DARK);
  }
  for (let i = at(0.08); i < last - 1; i += 2) {
    const w = girth(i / last);
    const tangent = [-normals[i][1], normals[i][0]];
    for (const k of (i / 2) % 2 ? [0.66, 0.1] : [0.4, -0.16]) {
      const c = [points[i][0] + normals[i][0] * w * k * side, points[i][1] + normals[i][1] * w * k * side];
      const s = w * 0.3;
      art.line(
        smooth([
          [c[0] + normals[i][0] * s, c[1] + normals[i][1] * s],
          [c[0] + tangent[0] * s * 1.2, c[1] + tangent[1] * s * 1.2],
          [c[0] - normals[i][0] * s, c[1] - normals[i][1] * s],
        ]),
        0.55,
        DARK,
      );
    }
  }
  for (const [t, turn, size] of [
    [0.45, -25, 0.85],
    [0.88, 40, 0.92],
  ])
    place(leg(), t, turn * side, size);
  const [hx, hy, turn] = pose.head;
  const flipHead =
    pose.flip || turn > 40
      ? chain(translate(hx, hy), scale(-1, 1), rotate(pose.flip ? -4 : 8), scale(1.04))
      : chain(translate(hx, hy), rotate(turn), scale(1.04));
  art.add(head(), flipHead);
  art.add(flamingPearl(), chain(translate(flipHead[0] < 0 ? hx + 47 : hx - 47, hy - 7), scale(1.05)));
  return art;
}
