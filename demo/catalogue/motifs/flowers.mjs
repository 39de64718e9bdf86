/** Blossoms and formal floral ornaments. */
import { chain, circle, join, mix, pairs, polar, ribbon, rotate, scale, smooth, spiralPoints, translate } from '../geometry.mjs';
import { ACCENT, Art, DARK, LIGHT, MAIN, SECOND } from '../pen.mjs';
import { ruyiHead } from './clouds.mjs';

/** A pointed or round petal from the origin upwards. @param {number} long @param {number} wide @param {number} [tip] 0 round, 1 pointed */
export function petalPath(long, wide, tip = 0.5) {
  const shoulder = mix(0.92, 0.72, tip);
  return join(
    smooth(
      [
        [0, 0],
        [-wide * 0.62, -long * 0.28],
        [-wide, -long * 0.6],
        [-wide * mix(0.62, 0.5, tip), -long * shoulder],
        [0, -long],
      ],
      false,
      0.17,
    ),
    smooth(
      [
        [0, -long],
        [wide * mix(0.62, 0.5, tip), -long * shoulder],
        [wide, -long * 0.6],
        [wide * 0.62, -long * 0.28],
        [0, 0],
      ],
      false,
      0.17,
    ),
  );
}

/** A leaf with a midrib and side veins, from the origin upwards. */
export function leaf(long, wide, bend = 0, tone = SECOND) {
  const art = new Art();
  const spine = [
    [0, 0],
    [bend * 0.35, -long * 0.35],
    [bend * 0.8, -long * 0.7],
    [bend, -long],
  ];
  art.fill(
    ribbon(spine, (t) => wide * Math.sin(Math.PI * t ** 0.8) * (1 - 0.2 * t) + 0.15),
    tone,
    { fade: DARK },
  );
  art.line(smooth(spine), 0.7, LIGHT);
  for (const t of [0.3, 0.5, 0.7]) {
    for (const side of [-1, 1])
      art.line(
        smooth([
          [bend * t, -long * t],
          [bend * t + side * wide * 0.6, -long * (t + 0.14)],
        ]),
        0.45,
        LIGHT,
      );
  }
  return art;
}

/** A ruffled petal, wide at the rim. */
function ruffledPetal(rng, long, wide) {
  const rim = [];
  const n = 7;
  for (let i = 0; i <= n; i++) {
    const t = i / n;
    const a = mix(-1, 1, t);
    const r = long * (1 - 0.16 * a * a) + (i % 2 ? -1 : 1) * long * 0.035 + rng.range(-0.03, 0.03) * long;
    rim.push([a * wide * (1 - 0.1 * Math.abs(a)), -r + Math.abs(a) ** 3 * long * 0.3]);
  }
  return join(smooth([[0, 0], [-wide * 0.55, -long * 0.3], rim[0]]), smooth(rim), smooth([rim[n], [wide * 0.55, -long * 0.3], [0, 0]]));
}

/** One peony blossom of about radius 50 around the origin. @param {import('../random.mjs').Rng} rng */
export function peonyBloom(rng, squash = 0.88) {
  const bloom = new Art();
  const layers = [
    [11, 46, 17, 0],
    [10, 39, 15.5, 12],
    [9, 31, 13.5, 5],
    [8, 23.5, 11, 20],
    [6, 16, 8.5, 8],
  ];
  layers.forEach(([count, long, wide, offset], layer) => {
    for (let i = 0; i < count; i++) {
      const petal = new Art();
      const l = long * rng.range(0.93, 1.05);
      petal.fill(ruffledPetal(rng, l, wide), MAIN, { fade: layer % 2 ? LIGHT : LIGHT, axis: [0, -l * 0.38, 0, -l * 1.06] });
      if (layer < 3) {
        petal.line(
          smooth([
            [0, -l * 0.62],
            [0.4, -l * 0.9],
          ]),
          0.4,
          MAIN,
        );
        petal.line(
          smooth([
            [-wide * 0.22, -l * 0.66],
            [-wide * 0.4, -l * 0.86],
          ]),
          0.35,
          MAIN,
        );
        petal.line(
          smooth([
            [wide * 0.22, -l * 0.66],
            [wide * 0.4, -l * 0.86],
          ]),
          0.35,
          MAIN,
        );
      }
      bloom.add(petal, rotate(offset + (i * 360) / count + rng.range(-4, 4)));
    }
  });
  for (let i = 0; i < 16; i++) {
    const [x, y] = polar(0, 0, rng.range(1, 7.5), i * 137.5);
    bloom.fill(circle(x, y, 1.35), ACCENT, { outline: false });
  }
  const art = new Art();
  return art.add(bloom, scale(1, squash));
}

/** A three-part peony leaf. */
function peonyLeaf(rng) {
  const art = new Art();
  for (const turn of [-38, 38, 0]) art.add(leaf(turn ? 24 : 32, turn ? 6 : 8, rng.range(-3, 3)), chain(translate(0, -6), rotate(turn)));
  art.stroke(smooth(pairs('0,4 0,-8')), 1.4, SECOND);
  return art;
}

/** Peony with leaves and a bud. @param {import('../random.mjs').Rng} rng */
export function peony(rng) {
  const art = new Art();
  const start = rng.range(0, 60);
  const leaves = rng.int(5, 6);
  for (let i = 0; i < leaves; i++)
    art.add(
      peonyLeaf(rng),
      chain(translate(50, 52), rotate(start + (i * 360) / leaves + rng.range(-10, 10)), translate(0, -25), scale(0.95)),
    );
  if (rng.chance(0.6)) {
    const side = rng.pick([-1, 1]);
    art.stroke(
      smooth([
        [50, 60],
        [50 + side * 24, 80],
        [50 + side * 38, 92],
      ]),
      1.6,
      SECOND,
    );
    const opened = new Art();
    for (const turn of [-28, 28, 0]) {
      const one = new Art();
      one.fill(petalPath(17, 6, 0.3), MAIN, { fade: LIGHT, axis: [0, 0, 0, -17] });
      opened.add(one, rotate(turn));
    }
    art.add(opened, chain(translate(50 + side * 38, 90), rotate(side * 110)));
  }
  art.add(peonyBloom(rng), chain(translate(50, 50), scale(0.82)));
  return art;
}

/** Lotus from the side, with pod or leaf. @param {import('../random.mjs').Rng} rng */
export function lotusBloom(rng) {
  const art = new Art();
  const petal = (turn, long, wide, x = 0, tone = MAIN) => {
    const one = new Art();
    one.fill(petalPath(long, wide, 0.75), LIGHT, { fade: tone, axis: [0, -long * 0.25, 0, -long] });
    one.line(
      smooth([
        [0, -long * 0.3],
        [0, -long * 0.86],
      ]),
      0.4,
      tone,
    );
    for (const side of [-1, 1])
      one.line(
        smooth([
          [side * wide * 0.3, -long * 0.32],
          [side * wide * 0.42, -long * 0.6],
          [side * wide * 0.12, -long * 0.88],
        ]),
        0.35,
        tone,
      );
    art.add(one, chain(translate(x, 0), rotate(turn)));
  };
  for (const turn of [-34, 34, -12, 12]) petal(turn, 42, 8.5);
  art.fill(smooth(pairs('-9,-13 -10,-20 0,-23 10,-20 9,-13 0,-9'), true), ACCENT);
  for (const turn of [-62, 62, -50, 50]) petal(turn, 40, 8.5);
  for (const turn of [-24, 24]) petal(turn, 36, 9.5);
  petal(0, 35, 10.5);
  for (const turn of [-82, 82]) petal(turn, 33, 7);
  for (const turn of [-42, 42]) petal(turn, 27, 8);
  return art;
}

/** Lotus with leaves, a bud and water. @param {import('../random.mjs').Rng} rng */
export function lotus(rng) {
  const art = new Art();
  const side = rng.pick([-1, 1]);
  const x = 50;
  art.stroke(
    smooth([
      [x, 46],
      [x + side * 3, 70],
      [x - side, 96],
    ]),
    2,
    SECOND,
  );
  art.stroke(
    smooth([
      [x - side * 30, 44],
      [x - side * 24, 66],
      [x - side * 8, 96],
    ]),
    1.6,
    SECOND,
  );
  const bud = new Art();
  for (const turn of [-12, 12, 0]) {
    const one = new Art();
    one.fill(petalPath(22, 5.5, 0.8), LIGHT, { fade: MAIN, axis: [0, -4, 0, -22] });
    bud.add(one, rotate(turn));
  }
  art.add(bud, chain(translate(x - side * 30, 45), rotate(-side * 12)));
  const pad = new Art();
  const rim = Array.from({ length: 15 }, (_, i) => {
    const a = (i / 14) * Math.PI * 2 - Math.PI / 2 + 0.06;
    const r = 1 + 0.045 * Math.sin(i * 2.4 + rng.range(0, 1));
    return [28 * r * Math.cos(a), 10.5 * r * Math.sin(a)];
  });
  pad.fill(smooth(rim, true), SECOND, { fade: DARK, axis: [-28, 0, 28, 0] });
  for (let i = 0; i < 9; i++)
    pad.line(
      smooth([
        [0, -3],
        [24 * Math.cos((i / 9) * Math.PI * 2), 8.6 * Math.sin((i / 9) * Math.PI * 2)],
      ]),
      0.5,
      LIGHT,
    );
  art.add(pad, chain(translate(x + side * 27, 74), rotate(-side * 6)));
  art.add(pad, chain(translate(x - side * 25, 84), rotate(side * 5), scale(0.8)));
  for (let i = 0; i < 3; i++)
    art.stroke(
      smooth([
        [x - 34 + i * 8, 93 + i * 2.6],
        [x - 14, 91.6 + i * 2.6],
        [x + 8, 94 + i * 2.6],
        [x + 34 - i * 9, 92.6 + i * 2.6],
      ]),
      0.8,
      SECOND,
    );
  art.add(lotusBloom(rng), chain(translate(x, 50), rotate(rng.range(-6, 6)), scale(1.05)));
  return art;
}

/** A round five-petalled plum blossom around the origin, radius about 10. @param {import('../random.mjs').Rng} rng */
export function plumBlossom(rng) {
  const art = new Art();
  const start = rng.range(0, 72);
  for (let i = 0; i < 5; i++) {
    const one = new Art();
    one.fill(smooth(pairs('0,-0.5 -4.6,-4.4 -4.8,-8 -1.6,-10.2 1.6,-10.2 4.8,-8 4.6,-4.4'), true), MAIN, {
      fade: LIGHT,
      axis: [0, -1, 0, -10],
    });
    art.add(one, rotate(start + i * 72));
  }
  for (let i = 0; i < 10; i++) {
    const [x, y] = polar(0, 0, 4.9, start + i * 36 + 10);
    art.line(
      smooth([
        [0, 0],
        [x, y],
      ]),
      0.35,
      ACCENT,
    );
    art.fill(circle(x, y, 0.6), ACCENT, { outline: false });
  }
  art.fill(circle(0, 0, 1.5), ACCENT, { outline: false });
  return art;
}

/** Chrysanthemum: many narrow petals, in layers. @param {import('../random.mjs').Rng} rng */
export function chrysanthemumBloom(rng) {
  const art = new Art();
  for (const [count, long, wide, lift] of [
    [22, 44, 4.2, 0],
    [20, 36, 4, 4],
    [17, 28, 3.6, 2],
    [13, 20, 3, 6],
    [9, 12, 2.5, 0],
  ]) {
    for (let i = 0; i < count; i++) {
      const one = new Art();
      const l = long * rng.range(0.92, 1.06);
      const curl = rng.range(-5, 5);
      one.fill(
        ribbon(
          [
            [0, 0],
            [curl * 0.2, -l * 0.5],
            [curl, -l],
          ],
          (t) => wide * Math.min(1, t * 1.6 + 0.25) * (t > 0.8 ? Math.sqrt(Math.max(0.02, (1 - t) / 0.2)) : 1),
          4,
        ),
        MAIN,
        { fade: LIGHT, axis: [0, -l * 0.3, 0, -l] },
      );
      art.add(one, rotate((i * 360) / count + lift + rng.range(-3, 3)));
    }
  }
  for (let i = 0; i < 7; i++) art.fill(circle(...polar(0, 0, i ? 2.6 : 0, i * 60), 1.5), ACCENT, { outline: false });
  return art;
}

/** @param {import('../random.mjs').Rng} rng */
export function chrysanthemum(rng) {
  const art = new Art();
  art.stroke(smooth(pairs('48,50 52,76 46,99')), 2, SECOND);
  const lobed = () => {
    const one = new Art();
    one.fill(smooth(pairs('0,0 -5,-8 -13,-9 -10,-16 -15,-23 -7,-25 0,-35 7,-25 15,-23 10,-16 13,-9 5,-8'), true, 0.2), SECOND, {
      fade: DARK,
      axis: [0, 0, 0, -35],
    });
    one.line(smooth(pairs('0,0 0,-30')), 0.6, LIGHT);
    for (const s of [-1, 1])
      for (const y of [-10, -19])
        one.line(
          smooth([
            [0, y + 4],
            [s * 8, y - 2],
          ]),
          0.5,
          LIGHT,
        );
    return one;
  };
  for (const [x, y, turn, size] of [
    [50, 78, 72, 0.9],
    [48, 86, -78, 0.86],
    [50, 66, 118, 0.7],
    [46, 70, -116, 0.74],
  ])
    art.add(lobed(), chain(translate(x, y), rotate(turn), scale(size)));
  if (rng.chance(0.7)) {
    const s = rng.pick([-1, 1]);
    art.stroke(
      smooth([
        [50, 80],
        [50 + s * 20, 66],
        [50 + s * 34, 62],
      ]),
      1.4,
      SECOND,
    );
    art.add(chrysanthemumBloom(rng), chain(translate(50 + s * 36, 66), scale(0.34, 0.3)));
  }
  art.add(chrysanthemumBloom(rng), chain(translate(48, 40), scale(0.9, 0.82)));
  return art;
}

/** Baoxianghua: the composite precious flower, a formal medallion. @param {import('../random.mjs').Rng} rng */
export function baoxianghua(rng) {
  const art = new Art();
  const n = rng.pick([6, 8]);
  const ring = (count, draw, offset = 0) => {
    for (let i = 0; i < count; i++) art.add(draw(), rotate(((i + offset) * 360) / count, 50, 50));
  };
  const k = n === 6 ? 1.16 : 0.94;
  ring(
    n,
    () => {
      const one = new Art();
      one.fill(
        join(
          smooth([
            [0, -20],
            [-9 * k, -24],
            [-15 * k, -34],
            [-10 * k, -42],
            [-4, -42],
          ]),
          smooth(pairs('-4,-42 -3,-47 0,-50')),
          smooth(pairs('0,-50 3,-47 4,-42')),
          smooth([
            [4, -42],
            [10 * k, -42],
            [15 * k, -34],
            [9 * k, -24],
            [0, -20],
          ]),
        ),
        SECOND,
        { fade: MAIN, axis: [0, -20, 0, -50] },
      );
      one.line(
        smooth([
          [-6 * k, -27],
          [-10 * k, -34],
          [-5, -38],
          [0, -43],
          [5, -38],
          [10 * k, -34],
          [6 * k, -27],
        ]),
        0.9,
        LIGHT,
      );
      return new Art().add(one, translate(50, 50));
    },
    0.5,
  );
  ring(n, () => new Art().add(ruyiHead(false), chain(translate(50, 50), translate(0, -33), scale(0.27 * k, 0.3), translate(-50, -50))));
  ring(
    n,
    () => {
      const one = new Art();
      one.fill(petalPath(30, 7.4 * k, 0.4), LIGHT, { fade: ACCENT, axis: [0, -10, 0, -30] });
      one.line(
        smooth([
          [-3, -14],
          [-4 * k, -22],
          [0, -26],
          [4 * k, -22],
          [3, -14],
        ]),
        0.8,
        MAIN,
      );
      return new Art().add(one, translate(50, 50));
    },
    0.5,
  );
  ring(n, () => {
    const one = new Art();
    one.fill(petalPath(19, 5.6 * k, 0.1), MAIN, { fade: LIGHT, axis: [0, -6, 0, -19] });
    return new Art().add(one, translate(50, 50));
  });
  art.fill(circle(50, 50, 7.4), ACCENT);
  ring(8, () => new Art().fill(circle(50, 45.2, 1.3), DARK, { outline: false }));
  art.fill(circle(50, 50, 1.7), DARK, { outline: false });
  return art;
}

/** Tuanhua: a round medallion of a peony and leaves. @param {import('../random.mjs').Rng} rng */
export function tuanhua(rng) {
  const art = new Art();
  art.stroke(circle(50, 50, 48), 1.4, ACCENT);
  for (let i = 0; i < 8; i++) {
    art.add(leaf(25, 7, i % 2 ? 6 : -6), chain(translate(50, 50), rotate(i * 45), translate(0, -20)));
    art.fill(circle(...polar(50, 50, 42, i * 45 + 22.5), 2.6), MAIN);
  }
  for (let i = 0; i < 4; i++) art.add(plumBlossom(rng), chain(translate(50, 50), rotate(i * 90 + 45), translate(0, -33), scale(0.9)));
  art.add(peonyBloom(rng, 1), chain(translate(50, 50), scale(0.56)));
  return art;
}

/** A curled acanthus-like leaf used on vines, from the origin. */
function vineLeaf(size, side) {
  const art = new Art();
  art.fill(
    join(
      smooth(pairs('0,0 6,-5 14,-6 20,-1').map(([x, y]) => [x * size, side * y * size])),
      smooth(pairs('20,-1 15,-1.5 16,4 12,2.5 11,7 7.5,3.5 4,5 0,0').map(([x, y]) => [x * size, side * y * size])),
    ),
    SECOND,
    { fade: MAIN },
  );
  art.line(smooth(pairs('1,0 8,-1.4 15,-2.6').map(([x, y]) => [x * size, side * y * size])), 0.6, LIGHT);
  return art;
}

/** Scrolling lotus: blossoms on an S-shaped vine. @param {import('../random.mjs').Rng} rng @param {{band?: boolean}} [options] */
export function scrollingLotus(rng, { band = rng.chance(0.45) } = {}) {
  const art = new Art();
  if (band) {
    const vine = Array.from({ length: 41 }, (_, i) => [i * 4, 36 + 21 * Math.sin((i / 10) * Math.PI)]);
    art.stroke(smooth(vine), 2.4, SECOND);
    for (let wave = 0; wave < 4; wave++) {
      const down = wave % 2 === 0;
      const x = 20 + wave * 40;
      const s = down ? 1 : -1;
      for (const [dx, turn, size] of [
        [-14, 120, 0.8],
        [-7, 60, 0.95],
        [8, 128, 0.95],
        [15, 66, 0.8],
      ]) {
        art.add(vineLeaf(size, 1), chain(translate(x + dx, 36 + s * 21 * Math.sin(((dx + 20) / 40) * Math.PI)), rotate(s * turn)));
      }
      art.stroke(smooth(spiralPoints(x + 14, 36 - s * 4, 7, 1.2, s * 90, -s * 1.3, 18)), 1.5, SECOND);
      art.add(lotusBloom(rng), chain(translate(x, 36 + (down ? 12 : -12)), rotate(down ? 0 : 180), scale(0.56)));
    }
    return art;
  }
  for (const side of [-1, 1]) {
    const half = new Art();
    const vine = pairs('50,72 62,86 80,84 92,66 90,42 78,22 62,14 52,20');
    half.stroke(smooth(vine), 2.2, SECOND);
    half.stroke(smooth(spiralPoints(74, 66, 11, 1.6, 60, -1.5, 18)), 1.6, SECOND);
    half.stroke(smooth(spiralPoints(74, 33, 10, 1.5, -60, 1.4, 18)), 1.6, SECOND);
    for (const [x, y, turn, size] of [
      [66, 87, 30, 0.9],
      [84, 80, -30, 0.8],
      [93, 58, -60, 0.85],
      [88, 36, -100, 0.8],
      [74, 19, -150, 0.8],
      [80, 74, 200, 0.6],
      [88, 50, 160, 0.6],
      [60, 15, 150, 0.6],
    ]) {
      half.add(vineLeaf(size, 1), chain(translate(x, y), rotate(turn)));
    }
    art.add(half, chain(translate(50, 0), scale(side, 1), translate(-50, 0)));
  }
  art.add(lotusBloom(rng), chain(translate(50, 66), scale(0.95)));
  return art;
}

/** Magnolia: upright goblets on a bare branch. @param {import('../random.mjs').Rng} rng */
export function magnolia(rng) {
  const art = new Art();
  const side = rng.pick([-1, 1]);
  const m = chain(translate(50, 0), scale(side, 1), translate(-50, 0));
  const body = new Art();
  body.fill(
    ribbon(pairs('28,99 34,80 48,64 56,46 72,32'), (t) => 2.8 * (1 - t) + 0.9),
    DARK,
    { fade: SECOND },
  );
  body.fill(
    ribbon(pairs('40,74 30,62 26,52'), (t) => 1.5 * (1 - t) + 0.6),
    DARK,
    { fade: SECOND },
  );
  body.fill(
    ribbon(pairs('54,50 48,38 46,32'), (t) => 1.3 * (1 - t) + 0.5),
    DARK,
  );
  const goblet = (open) => {
    const one = new Art();
    for (const [turn, long, wide] of [
      [-26 * open, 30, 7.5],
      [26 * open, 30, 7.5],
      [-50 * open, 25, 6.5],
      [50 * open, 25, 6.5],
      [-9 * open, 31, 8],
      [12 * open, 28, 8.5],
    ]) {
      const petal = new Art();
      petal.fill(petalPath(long, wide, 0.35), MAIN, { fade: LIGHT, axis: [0, -long * 0.05, 0, -long * 0.75] });
      petal.line(
        smooth([
          [0, -long * 0.2],
          [0, -long * 0.7],
        ]),
        0.35,
        MAIN,
      );
      one.add(petal, rotate(turn));
    }
    one.fill(smooth(pairs('-3.6,1 -3,-4 0,-6 3,-4 3.6,1 0,3'), true), SECOND);
    return one;
  };
  for (const [x, y, turn, open, size] of [
    [26, 52, -14, 1, 1],
    [72, 32, 26, 1.1, 1.1],
    [46, 32, -4, 0.5, 0.9],
  ])
    body.add(goblet(open), chain(translate(x, y), rotate(turn + rng.range(-6, 6)), scale(size)));
  for (const [x, y, turn] of [
    [60, 42, 80],
    [36, 78, -70],
  ])
    body.add(leaf(14, 3.4, 3), chain(translate(x, y), rotate(turn)));
  return art.add(body, m);
}
