/** Branches, grasses and fruit. */
import {
  chain,
  circle,
  ellipse,
  join,
  pairs,
  polar,
  poly,
  ribbon,
  rotate,
  scale,
  smooth,
  spiralPoints,
  symmetric,
  translate,
} from '../geometry.mjs';
import { ACCENT, Art, DARK, LIGHT, MAIN, SECOND } from '../pen.mjs';
import { leaf, petalPath, plumBlossom } from './flowers.mjs';

/** Plum: an angular branch with blossoms and buds. @param {import('../random.mjs').Rng} rng */
export function plum(rng) {
  const body = new Art();
  const trunk = pairs('8,97 20,84 26,68 42,58 52,40 68,32 84,14');
  const twigs = [
    pairs('26,68 20,52 26,38 22,24'),
    pairs('42,58 58,60 72,54 88,56'),
    pairs('52,40 48,26 54,10'),
    pairs('68,32 82,36 94,32'),
    pairs('72,54 80,66'),
  ];
  body.fill(
    ribbon(trunk, (t) => 3.6 * (1 - t) ** 0.8 + 0.5 + 0.5 * Math.sin(t * 23)),
    DARK,
    { fade: SECOND },
  );
  for (const twig of twigs)
    body.fill(
      ribbon(twig, (t) => 1.5 * (1 - t) + 0.35),
      DARK,
    );
  const spots = [
    [24, 40, 1],
    [21, 56, 0.8],
    [44, 55, 1.15],
    [60, 59, 0.9],
    [78, 56, 1.05],
    [50, 24, 1.1],
    [66, 32, 1.2],
    [84, 18, 0.9],
    [86, 35, 0.8],
    [56, 43, 0.8],
  ];
  for (const [x, y, size] of rng.shuffle(spots).slice(0, rng.int(7, 9)))
    body.add(plumBlossom(rng), chain(translate(x + rng.range(-2, 2), y + rng.range(-2, 2)), scale(size * 0.86)));
  for (const [x, y] of pairs('22,24 54,10 88,56 94,32 80,67 72,27 34,61')) {
    body.fill(circle(x, y, 2.5), MAIN, { fade: LIGHT });
    body.line(
      smooth([
        [x - 2, y + 1],
        [x, y + 2.2],
        [x + 2, y + 1],
      ]),
      0.6,
      DARK,
    );
  }
  return new Art().add(body, rng.chance(0.5) ? scale(-1, 1, 50, 50) : [1, 0, 0, 1, 0, 0]);
}

/** Bamboo: jointed stalks and groups of narrow leaves. @param {import('../random.mjs').Rng} rng */
export function bamboo(rng) {
  const art = new Art();
  const stalks = rng.int(2, 3);
  for (let s = 0; s < stalks; s++) {
    const x0 = 34 + s * 17 + rng.range(-4, 4);
    const lean = rng.range(-6, 6);
    const w = (s === 0 ? 3.6 : 2.4) * rng.range(0.9, 1.1);
    let y = 100;
    while (y > 2) {
      const h = rng.range(17, 23);
      const at = (yy) => x0 + (lean * (100 - yy)) / 100;
      const top = Math.max(1, y - h + 1);
      art.fill(
        smooth(
          [
            [at(y) - w * 1.12, y],
            [at(y - h / 2) - w * 0.9, (y + top) / 2],
            [at(top) - w * 1.12, top],
            [at(top) + w * 1.12, top],
            [at(y - h / 2) + w * 0.9, (y + top) / 2],
            [at(y) + w * 1.12, y],
          ],
          true,
          0.1,
        ),
        SECOND,
        { fade: MAIN, axis: [at(y) - w, 50, at(y) + w, 50] },
      );
      y -= h;
    }
  }
  const cluster = (x, y, turn, size) => {
    const group = new Art();
    for (const a of rng.shuffle([-62, -30, 0, 34, 66]).slice(0, rng.int(3, 5))) {
      const one = new Art();
      const long = rng.range(20, 29);
      const bend = rng.range(-3, 3);
      one.fill(
        ribbon(
          [
            [0, 0],
            [bend * 0.3, -long * 0.5],
            [bend, -long],
          ],
          (t) => 2.7 * Math.sin(Math.PI * Math.min(1, t * 0.86 + 0.1)) ** 0.8 * (1 - t * 0.75) + 0.1,
        ),
        MAIN,
        { fade: SECOND },
      );
      one.line(
        smooth([
          [0, 0],
          [bend, -long * 0.85],
        ]),
        0.35,
        LIGHT,
      );
      group.add(one, rotate(a));
    }
    art.stroke(
      smooth([
        [x, y],
        [x + Math.cos(turn) * 4, y - 3],
      ]),
      0.9,
      SECOND,
    );
    art.add(group, chain(translate(x, y), rotate(turn), scale(size)));
  };
  for (const [x, y, turn] of [
    [30, 20, 150],
    [58, 12, 205],
    [72, 34, 120],
    [24, 46, 215],
    [66, 58, 150],
    [42, 32, 180],
    [80, 16, 160],
    [50, 68, 225],
  ])
    if (rng.chance(0.86)) cluster(x + rng.range(-3, 3), y, turn + rng.range(-15, 15), rng.range(0.85, 1.15));
  return art;
}

/** Orchid: long arching leaves and small blossoms. @param {import('../random.mjs').Rng} rng */
export function orchid(rng) {
  const art = new Art();
  const blades = [
    pairs('50,96 40,60 18,36 2,40'),
    pairs('50,96 56,56 74,26 96,22'),
    pairs('51,96 46,54 34,20 26,6'),
    pairs('49,96 64,70 84,56 99,62'),
    pairs('50,96 34,76 16,68 4,76'),
    pairs('52,96 58,60 60,30 54,8'),
    pairs('50,96 70,82 86,80 94,86'),
  ];
  for (const spine of blades) {
    const moved = spine.map(([x, y], i) => [x + rng.range(-3, 3) * (i > 0 ? 1 : 0), y + rng.range(-3, 3) * (i > 0 ? 1 : 0)]);
    art.fill(
      ribbon(moved, (t) => 2.1 * Math.sin(Math.PI * Math.min(0.98, t * 0.82 + 0.12)) ** 0.7 + 0.1),
      SECOND,
      { fade: DARK },
    );
  }
  const bloom = () => {
    const one = new Art();
    for (const [turn, long, wide] of [
      [-100, 13, 3],
      [100, 13, 3],
      [0, 14, 3.2],
      [-38, 10, 3.2],
      [38, 10, 3.2],
    ]) {
      const petal = new Art();
      petal.fill(petalPath(long, wide, 0.6), MAIN, { fade: LIGHT, axis: [0, 0, 0, -long] });
      one.add(petal, rotate(turn));
    }
    one.fill(smooth(pairs('0,0 -3.4,4 -2.4,8 0,9 2.4,8 3.4,4'), true), LIGHT, { fade: ACCENT });
    one.fill(circle(0, 1, 1.4), ACCENT, { outline: false });
    return one;
  };
  const stem = rng.chance(0.5) ? pairs('50,96 44,70 40,46') : pairs('50,96 56,72 62,50');
  art.stroke(smooth(stem), 1.2, SECOND);
  const [x, y] = stem[2];
  for (const [dx, dy, turn, size] of [
    [0, 0, 10, 1.15],
    [-13, 14, -40, 0.95],
    [12, 13, 44, 1],
    [-4, -16, 0, 0.8],
  ]) {
    art.stroke(
      smooth([
        [(x + stem[1][0]) / 2, (y + stem[1][1]) / 2],
        [x + dx, y + dy + 2],
      ]),
      0.9,
      SECOND,
    );
    art.add(bloom(), chain(translate(x + dx, y + dy), rotate(turn + rng.range(-12, 12)), scale(size)));
  }
  return art;
}

/** Pine: a twisted branch with round needle clusters. @param {import('../random.mjs').Rng} rng */
export function pine(rng) {
  const body = new Art();
  body.fill(
    ribbon(pairs('2,86 20,80 34,66 50,64 62,48 82,42 97,30'), (t) => 5 * (1 - t) ** 0.9 + 0.8 + 0.7 * Math.sin(t * 19)),
    DARK,
    { fade: ACCENT },
  );
  for (const twig of [pairs('34,66 32,48 38,34'), pairs('60,50 58,32 66,20'), pairs('50,64 64,74 80,76'), pairs('20,80 34,88 46,90')])
    body.fill(
      ribbon(twig, (t) => 2 * (1 - t) + 0.6),
      DARK,
    );
  for (const t of pairs('14,82 28,73 42,65 56,56'))
    body.line(
      smooth([
        [t[0] - 2, t[1] - 2],
        [t[0], t[1] + 1],
        [t[0] + 2, t[1] - 1],
      ]),
      0.7,
      LIGHT,
    );
  const spots = [
    [20, 66, 13],
    [38, 34, 15],
    [50, 50, 12],
    [66, 22, 15],
    [78, 38, 13],
    [94, 30, 11],
    [80, 76, 14],
    [46, 90, 12],
    [62, 68, 10],
    [30, 52, 11],
    [84, 20, 10],
  ];
  for (const [x, y, r] of spots) {
    const fan = new Art();
    const n = 23;
    fan.fill(
      smooth(
        Array.from({ length: 14 }, (_, i) => polar(0, 0, r * (i % 2 ? 0.97 : 0.84), (i / 14) * 360)),
        true,
      ),
      SECOND,
      { fade: MAIN, outline: false },
    );
    for (let i = 0; i < n; i++) {
      const [px, py] = polar(0, 0, r * rng.range(0.93, 1.08), (i / n) * 360 + rng.range(-4, 4));
      fan.stroke(
        poly(
          [
            [0, 0],
            [px, py],
          ],
          false,
        ),
        0.85,
        i % 2 ? MAIN : LIGHT,
      );
    }
    fan.fill(circle(0, 0, 1.3), ACCENT, { outline: false });
    body.add(fan, chain(translate(x, y), scale(1, 0.78)));
  }
  return new Art().add(body, rng.chance(0.5) ? scale(-1, 1, 50, 50) : [1, 0, 0, 1, 0, 0]);
}

/** One peach around (0, 0), tip up, radius about 24. */
function onePeach() {
  const art = new Art();
  art.fill(join(smooth(pairs('2,-29 -8,-22 -22,-12 -25,6 -14,21 0,23')), smooth(pairs('0,23 14,21 25,6 22,-12 10,-21 2,-29'))), LIGHT, {
    fade: MAIN,
    axis: [-6, 24, 6, -26],
  });
  art.line(smooth(pairs('2,-28 -7,-12 -8,4 -2,20')), 1, MAIN);
  for (let i = 0; i < 9; i++) art.fill(circle(...polar(10, -6, 2.5 + i * 0.9, i * 137), 0.55), MAIN, { outline: false });
  return art;
}

/** Peaches of longevity on a leafy twig. @param {import('../random.mjs').Rng} rng */
export function peach(rng) {
  const art = new Art();
  art.fill(
    ribbon(pairs('6,12 30,20 52,18 78,10 96,14'), (t) => 1.8 * (1 - t) + 0.8),
    DARK,
  );
  for (const [x, y, turn, long] of [
    [30, 20, 205, 32],
    [40, 18, 20, 24],
    [66, 14, 150, 34],
    [80, 11, 100, 26],
    [18, 16, 170, 26],
    [56, 17, -24, 20],
  ])
    art.add(leaf(long, 5.4, rng.range(-6, 6)), chain(translate(x, y), rotate(turn)));
  const two = rng.chance(0.7);
  if (two) art.add(onePeach(), chain(translate(70, 52), rotate(168), scale(0.92)));
  art.add(onePeach(), chain(translate(two ? 38 : 50, 62), rotate(188), scale(1.16)));
  for (const [x, y, turn] of [
    [26, 40, 225],
    [52, 38, 140],
    [80, 34, 120],
  ])
    art.add(leaf(26, 5, 4), chain(translate(x, y), rotate(turn)));
  if (rng.chance(0.5)) art.add(plumBlossom(rng), chain(translate(14, 30), scale(0.9)));
  return art;
}

/** Pomegranate with a split showing seeds. @param {import('../random.mjs').Rng} rng */
export function pomegranate(rng) {
  const art = new Art();
  art.fill(
    ribbon(pairs('20,2 34,10 48,16 60,14'), (t) => 1.8 - t),
    DARK,
  );
  for (const [x, y, turn, long] of [
    [34, 10, 235, 30],
    [40, 12, 110, 36],
    [50, 15, 60, 26],
    [30, 8, 180, 26],
    [46, 14, 20, 18],
  ])
    art.add(leaf(long, 5, rng.range(-5, 5)), chain(translate(x, y), rotate(turn)));
  const fruit = (withSeeds) => {
    const one = new Art();
    one.fill(smooth(pairs('0,-26 -18,-21 -27,-4 -24,14 -10,25 10,25 24,14 27,-4 18,-21'), true), MAIN, {
      fade: LIGHT,
      axis: [20, 20, -22, -22],
    });
    one.fill(poly(pairs('-7,24 -10,36 -5,31 0,38 5,31 10,36 7,24')), MAIN, { fade: ACCENT, axis: [0, 24, 0, 38] });
    if (withSeeds) {
      one.fill(smooth(pairs('-2,-17 10,-12 16,2 10,17 2,12 -6,4 -8,-8'), true), LIGHT);
      for (const [x, y] of pairs('0,-10 6,-8 1,-3 8,-1 3,3 9,5 -3,-5 6,10 12,0 0,6 4.5,-13 -4.5,1'))
        one.fill(ellipse(x, y, 2.5, 3), ACCENT);
    } else
      for (const s of [-1, 1])
        one.line(
          smooth([
            [s * 4, -22],
            [s * 12, 0],
            [s * 5, 22],
          ]),
          0.7,
          LIGHT,
        );
    return one;
  };
  art.add(fruit(false), chain(translate(74, 50), rotate(-24), scale(0.72)));
  art.add(fruit(true), chain(translate(44, 56), rotate(rng.range(4, 20)), scale(1.02)));
  art.add(leaf(26, 5.6, 5), chain(translate(66, 26), rotate(80)));
  return art;
}

/** Bottle gourds on a vine with tendrils. @param {import('../random.mjs').Rng} rng */
export function gourd(rng) {
  const art = new Art();
  art.stroke(smooth(pairs('6,20 26,8 48,12 70,6 94,16')), 1.8, SECOND);
  const body = (size) => {
    const one = new Art();
    one.stroke(smooth(pairs('0,-40 2,-46 -1,-52')), 1.8, SECOND);
    one.fill(symmetric([pairs('0,-41 -6,-39 -13,-30 -14,-20 -8,-10 -9,-4 -20,6 -23,20 -15,34 0,38')], 0), MAIN, {
      fade: LIGHT,
      axis: [16, 20, -18, -20],
    });
    one.line(smooth(pairs('-9,-8 0,-5.5 9,-8')), 1.1, ACCENT);
    one.line(smooth(pairs('-14,12 -17,20 -12,29')), 1, LIGHT);
    return { one, size };
  };
  const broad = () => {
    const one = new Art();
    one.fill(smooth(pairs('0,0 -11,-4 -16,-14 -10,-20 -4,-19 0,-26 4,-19 10,-20 16,-14 11,-4'), true), SECOND, {
      fade: DARK,
      axis: [0, 0, 0, -26],
    });
    for (const x of [-10, 0, 10])
      one.line(
        smooth([
          [0, -1],
          [x * 0.9, -17],
        ]),
        0.55,
        LIGHT,
      );
    return one;
  };
  for (const [x, y, turn, size] of [
    [24, 10, -20, 0.9],
    [60, 10, 20, 0.85],
    [84, 12, 100, 0.9],
    [14, 16, 220, 0.8],
    [48, 14, 175, 0.7],
  ])
    art.add(broad(), chain(translate(x, y), rotate(turn), scale(size)));
  for (const [x, y, s] of [
    [74, 14, 1],
    [10, 30, -1],
    [90, 30, 1],
  ])
    art.stroke(smooth(spiralPoints(x, y + 8, 7, 1, -90, s * 1.6, 20)), 0.9, SECOND);
  art.add(body(1).one, chain(translate(38, 62), rotate(rng.range(-6, 4))));
  art.add(body(1).one, chain(translate(72, 56), rotate(rng.range(4, 14)), scale(0.72)));
  return art;
}

/** Persimmons with their four-part calyx. @param {import('../random.mjs').Rng} rng */
export function persimmon(rng) {
  const art = new Art();
  art.fill(
    ribbon(pairs('4,8 28,14 54,12 82,20 97,14'), (t) => 2.2 * (1 - t) + 0.8),
    DARK,
  );
  for (const [x, y, turn, long] of [
    [30, 13, 25, 20],
    [58, 12, 140, 30],
    [80, 19, 50, 22],
    [20, 11, 200, 26],
    [90, 16, 140, 22],
  ])
    art.add(leaf(long, 6.4, rng.range(-4, 4)), chain(translate(x, y), rotate(turn)));
  const fruit = () => {
    const one = new Art();
    one.fill(smooth(pairs('0,-17 -17,-18 -27,-6 -25,10 -12,20 0,21 12,20 25,10 27,-6 17,-18'), true), MAIN, {
      fade: LIGHT,
      axis: [18, 18, -16, -18],
    });
    for (const turn of [-62, 62, -24, 24]) {
      const sepal = new Art();
      sepal.fill(petalPath(15, 5, 0.7), SECOND, { fade: DARK });
      one.add(sepal, chain(translate(0, -17), rotate(180 + turn), scale(1, 0.72)));
    }
    one.stroke(poly(pairs('0,-17 1,-25'), false), 2, DARK);
    return one;
  };
  art.add(fruit(), chain(translate(70, 50), rotate(rng.range(-4, 10)), scale(0.95)));
  art.add(fruit(), chain(translate(36, 62), rotate(rng.range(-8, 4)), scale(1.14)));
  if (rng.chance(0.5)) art.add(fruit(), chain(translate(76, 84), scale(0.68)));
  return art;
}

/** Osmanthus: leathery leaves with clusters of tiny four-petalled flowers. @param {import('../random.mjs').Rng} rng */
export function osmanthus(rng) {
  const body = new Art();
  body.fill(
    ribbon(pairs('6,94 26,74 46,56 66,38 92,18'), (t) => 2 * (1 - t) + 0.6),
    DARK,
  );
  body.fill(
    ribbon(pairs('46,56 66,58 86,66'), (t) => 1.1 * (1 - t) + 0.5),
    DARK,
  );
  body.fill(
    ribbon(pairs('34,66 26,48 28,28'), (t) => 1.1 * (1 - t) + 0.5),
    DARK,
  );
  for (const [x, y, turn] of [
    [26, 74, 110],
    [30, 70, -50],
    [48, 54, -30],
    [60, 44, 100],
    [68, 36, -20],
    [88, 20, 40],
    [78, 62, 140],
    [86, 66, 70],
    [28, 30, -10],
    [26, 44, -80],
    [28, 40, 60],
    [84, 24, 110],
  ])
    body.add(leaf(rng.range(22, 28), 5.2, rng.range(-3, 3)), chain(translate(x, y), rotate(turn)));
  const tiny = () => {
    const one = new Art();
    for (let i = 0; i < 4; i++) one.add(new Art().fill(petalPath(4.3, 2.1, 0), MAIN, { fade: LIGHT }), rotate(i * 90 + 45));
    one.fill(circle(0, 0, 0.9), ACCENT, { outline: false });
    return one;
  };
  for (const [x, y] of pairs('38,62 54,50 28,52 70,36 66,58 44,44 80,28')) {
    const n = rng.int(5, 7);
    for (let i = 0; i < n; i++) {
      const [px, py] = polar(x, y, rng.range(2, 7), i * (360 / n) + rng.range(-20, 20));
      body.add(tiny(), chain(translate(px, py), rotate(rng.range(0, 90)), scale(rng.range(0.9, 1.2))));
    }
  }
  return new Art().add(body, rng.chance(0.5) ? scale(-1, 1, 50, 50) : [1, 0, 0, 1, 0, 0]);
}

/** Bunches of grapes on a vine. @param {import('../random.mjs').Rng} rng */
export function grape(rng) {
  const art = new Art();
  art.stroke(smooth(pairs('4,16 28,8 52,14 76,6 97,14')), 2, DARK);
  const lobed = () => {
    const one = new Art();
    one.fill(smooth(pairs('0,0 -9,2 -15,-5 -13,-14 -7,-14 -6,-22 0,-27 6,-22 7,-14 13,-14 15,-5 9,2'), true, 0.2), SECOND, {
      fade: DARK,
      axis: [0, 0, 0, -26],
    });
    for (const x of [-9, 0, 9])
      one.line(
        smooth([
          [0, 0],
          [x, -16],
        ]),
        0.5,
        LIGHT,
      );
    return one;
  };
  for (const [x, y, turn, size] of [
    [20, 12, 10, 1],
    [50, 12, -20, 0.9],
    [80, 8, 30, 0.9],
    [34, 12, 190, 0.9],
    [66, 12, 170, 0.8],
  ])
    art.add(lobed(), chain(translate(x, y), rotate(turn), scale(size)));
  for (const [cx, cy, size] of [
    [36, 34, 1],
    [72, 30, 0.78],
  ]) {
    for (let row = 6; row >= 0; row--) {
      const count = [4, 5, 5, 4, 3, 2, 1][row];
      for (let i = 0; i < count; i++) {
        art.fill(circle(cx + (i - (count - 1) / 2) * 8.6 * size + rng.range(-0.8, 0.8), cy + row * 8.2 * size, 5 * size), MAIN, {
          fade: LIGHT,
          axis: [cx + 10, cy + 30, cx - 10, cy - 10],
        });
      }
    }
  }
  art.stroke(smooth(spiralPoints(92, 28, 7, 1, -90, 1.5, 18)), 0.9, SECOND);
  return art;
}
