/** Fish, deer, rabbit, tortoise. */
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
  translate,
} from '../geometry.mjs';
import { ACCENT, Art, DARK, LIGHT, MAIN, SECOND } from '../pen.mjs';
import { lotusBloom } from './flowers.mjs';

/** A carp along a bent spine, head first. @param {import('../geometry.mjs').Point[]} spine @param {number} girth */
function carp(spine, girth) {
  const art = new Art();
  const points = flatten(smooth(spine), 10);
  const normals = normalsOf(points);
  const last = points.length - 1;
  const width = (t) => girth * Math.sin(Math.PI * Math.min(0.97, 0.12 + t * 0.86)) ** 0.75 * (1 - 0.35 * t);
  const at = (t, k) => {
    const i = Math.round(t * last);
    const w = width(t) * k;
    return [points[i][0] + normals[i][0] * w, points[i][1] + normals[i][1] * w];
  };
  const heading = (i) => (Math.atan2(normals[i][0], -normals[i][1]) * 180) / Math.PI;
  const tail = new Art();
  for (const [turn, long] of pairs('-30,26 -10,21 12,21 34,26')) {
    const lobe = new Art();
    lobe.fill(
      ribbon(
        [
          [-2, 0],
          [long * 0.4, 1],
          [long * 0.8, -1],
          [long, 2],
        ],
        (t) => 1.4 + 4.4 * Math.sin(Math.PI * Math.min(0.96, t * 0.9 + 0.04)),
      ),
      SECOND,
      { fade: ACCENT },
    );
    for (const k of [-1.4, 1.4])
      lobe.line(
        smooth([
          [2, 0],
          [long * 0.5, k],
          [long * 0.86, k * 1.3],
        ]),
        0.5,
        LIGHT,
      );
    tail.add(lobe, rotate(turn));
  }
  art.add(tail, chain(translate(...points[last]), rotate(heading(last))));
  const fin = (t0, t1, k, reach, tone) => {
    const n = 8;
    const base = Array.from({ length: n + 1 }, (_, i) => at(mix(t0, t1, i / n), k * 0.85));
    const rim = Array.from({ length: n + 1 }, (_, i) =>
      at(mix(t0 + 0.05, t1 + 0.09, i / n), k * (1 + reach * Math.sin(Math.PI * (0.15 + 0.75 * (i / n))) * (i % 2 ? 0.88 : 1))),
    );
    art.fill(join(smooth(base), smooth([base[n], ...rim.reverse()]), smooth([rim[n], base[0]])), tone, { fade: ACCENT });
    for (let i = 1; i < n; i++) art.line(poly([base[i], rim[n - i]], false), 0.45, LIGHT);
  };
  fin(0.3, 0.62, 1, 0.8, SECOND);
  fin(0.56, 0.72, -1, 0.7, SECOND);
  fin(0.3, 0.4, -1, 1, SECOND);
  art.fill(ribbon(points, width, 1), MAIN, { fade: LIGHT, axis: [...at(0.5, 1), ...at(0.5, -1)] });
  for (let row = 0; row < 11; row++) {
    const t = 0.3 + row * 0.058;
    for (const k of row % 2 ? [-0.5, 0, 0.5] : [-0.74, -0.25, 0.25, 0.74]) {
      const a = at(t, k + 0.25);
      const b = at(t + 0.05, k);
      const c = at(t, k - 0.25);
      art.line(smooth([a, b, c]), 0.6, DARK);
    }
  }
  art.line(smooth([at(0.24, 0.96), at(0.28, 0.4), at(0.28, -0.4), at(0.24, -0.96)]), 1, DARK);
  art.fill(circle(...at(0.13, 0.3), girth * 0.17), LIGHT);
  art.fill(circle(...at(0.13, 0.3), girth * 0.08), DARK, { outline: false });
  art.line(smooth([at(0.02, -0.2), at(0.06, -0.5), at(0.1, -0.5)]), 0.8, DARK);
  for (const k of [0.2, -0.8])
    art.stroke(
      smooth([
        at(0.02, k * 0.5),
        [at(0.02, k)[0] + normals[0][1] * 5 + normals[0][0] * k * 3, at(0.02, k)[1] - normals[0][0] * 5 + normals[0][1] * k * 3],
      ]),
      0.7,
      ACCENT,
    );
  return art;
}

/** Fish with a lotus or with spray. @param {import('../random.mjs').Rng} rng */
export function fishAbundance(rng) {
  const body = new Art();
  if (rng.chance(0.6)) {
    body.stroke(smooth(pairs('86,30 80,54 84,88 66,96')), 1.7, SECOND);
    body.add(lotusBloom(rng), chain(translate(84, 28), rotate(14), scale(0.44)));
  }
  body.add(carp(pairs('16,38 34,26 56,34 68,54 62,74'), 15), [1, 0, 0, 1, 0, 0]);
  for (const [x, y, s] of [
    [14, 84, 1],
    [40, 90, 1],
    [84, 94, -1],
  ]) {
    body.stroke(
      smooth([
        [x - 12, y + 4],
        [x - 8, y - 5],
        [x, y - 7],
        [x + 5 * s, y - 2],
        [x, y + 1],
      ]),
      1.8,
      SECOND,
    );
    body.stroke(
      smooth([
        [x - 16, y + 6],
        [x, y + 5],
        [x + 16, y + 7],
      ]),
      1.3,
      SECOND,
    );
  }
  for (const [x, y, r] of [
    [6, 30, 1.8],
    [3, 24, 1.2],
    [9, 22, 1],
  ])
    body.fill(circle(x, y, r), LIGHT);
  return new Art().add(body, rng.chance(0.5) ? scale(-1, 1, 50, 50) : [1, 0, 0, 1, 0, 0]);
}

/** Two fish, head to tail, in a round. @param {import('../random.mjs').Rng} rng */
export function doubleFish(rng) {
  const one = carp(pairs('30,20 52,13 74,24 82,44 77,58'), 12);
  const art = new Art();
  if (rng.chance(0.4)) art.stroke(circle(50, 50, 49), 1.6, ACCENT);
  art.add(one, [1, 0, 0, 1, 0, 0]);
  art.add(one, rotate(180, 50, 50));
  art.fill(circle(50, 50, 4.4), ACCENT);
  return art;
}

/** Standing deer looking back, with a sprig of lingzhi. @param {import('../random.mjs').Rng} rng */
export function deer(rng) {
  const body = new Art();
  for (const [x, k] of pairs('60,3 36,-3'))
    body.fill(
      ribbon(
        [
          [x, 58],
          [x + k, 76],
          [x + k * 0.4, 98],
        ],
        (t) => 2.6 * (1 - t) ** 0.7 + 1.1,
      ),
      DARK,
      { fade: MAIN },
    );
  body.fill(smooth(pairs('28,50 33,42 46,43 60,42 70,46 73,58 66,66 52,64 38,66 30,62'), true), MAIN, {
    fade: LIGHT,
    axis: [50, 40, 50, 70],
  });
  for (const [x, k] of pairs('68,-1 31,2')) {
    body.fill(
      ribbon(
        [
          [x, 56],
          [x + k * 2, 70],
          [x - k * 2, 80],
          [x - k, 98],
        ],
        (t) => 3.8 * (1 - t) ** 0.9 + 1.2,
      ),
      MAIN,
      { fade: LIGHT },
    );
    body.fill(
      poly([
        [x - k - 1.6, 96],
        [x - k + 1.8, 96],
        [x - k + 2.4, 100],
        [x - k - 2.8, 100],
      ]),
      DARK,
    );
  }
  body.fill(
    ribbon(pairs('72,48 77,44 78,38'), (t) => 2.6 * (1 - t) + 0.4),
    LIGHT,
  );
  body.fill(
    ribbon(pairs('36,52 27,44 24,32 28,24'), (t) => 6 * (1 - t) + 3.4),
    MAIN,
    { fade: LIGHT, axis: [30, 20, 34, 56] },
  );
  body.fill(smooth(pairs('22,22 26,17 33,18 40,23 46,27 44,30 36,30 28,31 23,28'), true), MAIN, { fade: LIGHT });
  body.fill(circle(44.6, 27.4, 1.3), DARK, { outline: false });
  body.fill(circle(34, 22.6, 1.4), DARK, { outline: false });
  body.fill(smooth(pairs('25,20 17,17 13,20 18,24'), true), MAIN, { fade: LIGHT });
  for (const [dx, lean] of pairs('0,-1 5,1')) {
    const x = 27 + dx;
    body.stroke(
      smooth([
        [x, 18],
        [x + lean * 2 - 2, 8],
        [x + lean * 9, -4],
      ]),
      1.9,
      SECOND,
    );
    body.stroke(
      smooth([
        [x + lean - 1.6, 9],
        [x + lean * 7 + 3, 4],
        [x + lean * 8 + 5, -2],
      ]),
      1.5,
      SECOND,
    );
    body.stroke(
      smooth([
        [x - 1, 13],
        [x - 6 + lean * 2, 7],
      ]),
      1.4,
      SECOND,
    );
  }
  for (const [x, y] of pairs('40,48 48,47 56,46 63,48 44,54 52,53 60,53 67,56 38,55 33,48'))
    body.fill(circle(x + rng.range(-1, 1), y + rng.range(-0.8, 0.8), 1.5), LIGHT, { outline: false });
  for (const x of [12, 18, 84, 90])
    body.fill(
      ribbon(
        [
          [x, 100],
          [x + 2, 92],
          [x + rng.range(-5, 6), 84],
        ],
        (t) => 1.3 * (1 - t) + 0.1,
      ),
      SECOND,
    );
  return new Art().add(body, rng.chance(0.5) ? scale(-1, 1, 50, 50) : [1, 0, 0, 1, 0, 0]);
}

/** Jade rabbit before a full moon, under osmanthus. @param {import('../random.mjs').Rng} rng */
export function jadeRabbit(rng) {
  const body = new Art();
  body.fill(circle(50, 48, 46), ACCENT, { fade: LIGHT, axis: [50, 94, 50, 2] });
  for (const [x, y, w] of [
    [16, 80, 30],
    [62, 86, 34],
  ]) {
    body.fill(
      smooth(
        [
          [x, y + 6],
          [x + w * 0.1, y - 1],
          [x + w * 0.3, y - 3],
          [x + w * 0.46, y - 8],
          [x + w * 0.66, y - 3],
          [x + w * 0.9, y - 1],
          [x + w, y + 6],
        ],
        true,
      ),
      SECOND,
      { fade: LIGHT },
    );
  }
  body.fill(circle(76, 72, 5), LIGHT);
  body.fill(smooth(pairs('34,62 40,52 54,48 68,54 76,68 73,82 60,86 40,86 32,78'), true), MAIN, { fade: LIGHT, axis: [70, 84, 40, 50] });
  body.fill(smooth(pairs('54,66 64,62 73,68 73,80 64,86 54,82'), true), MAIN, { fade: LIGHT });
  for (const [bend, x] of pairs('-2,36 7,42')) {
    const ear = [
      [x, 40],
      [x + bend * 0.4, 28],
      [x + bend * 1.2, 13],
    ];
    body.fill(
      ribbon(ear, (t) => 4.3 * Math.sin(Math.PI * (0.16 + 0.78 * t)) ** 0.8),
      MAIN,
      { fade: LIGHT },
    );
    body.fill(
      ribbon(
        ear.map(([ex, ey], i) => [ex, ey + (i === 2 ? 4 : i === 0 ? -3 : 0)]),
        (t) => 2 * Math.sin(Math.PI * (0.15 + 0.75 * t)),
      ),
      ACCENT,
      { outline: false },
    );
  }
  body.fill(smooth(pairs('26,52 28,42 36,36 46,38 50,48 46,58 36,60 28,58'), true), MAIN, { fade: LIGHT, axis: [46, 58, 30, 38] });
  body.fill(ellipse(36.4, 46.4, 2, 2.3), DARK, { outline: false });
  body.fill(circle(35.8, 45.8, 0.7), LIGHT, { outline: false });
  body.fill(poly(pairs('26,51 29,50.4 27.6,53')), ACCENT);
  for (const x of [38, 46])
    body.fill(
      smooth(
        [
          [x, 76],
          [x + 4, 76],
          [x + 4, 86],
          [x - 3, 86.6],
          [x - 3, 83],
        ],
        true,
      ),
      MAIN,
      { fade: LIGHT },
    );
  for (const y of [0, 2.4])
    body.line(
      smooth([
        [31, 53 + y],
        [25, 54 + y * 1.8],
      ]),
      0.4,
      DARK,
    );
  for (let i = 0; i < 5; i++) {
    const [x, y] = [66 + i * 5 + rng.range(-1, 1), 16 + i * 5 + rng.range(-2, 2)];
    for (let k = 0; k < 4; k++)
      body.fill(circle(x + 2 * Math.cos((k * Math.PI) / 2), y + 2 * Math.sin((k * Math.PI) / 2), 1.5), SECOND, { outline: true });
  }
  return new Art().add(body, rng.chance(0.5) ? scale(-1, 1, 50, 50) : [1, 0, 0, 1, 0, 0]);
}

/** Tortoise from above. @param {import('../random.mjs').Rng} rng */
export function tortoise(rng) {
  const art = new Art();
  for (const [x, y, turn] of [
    [26, 30, -130],
    [74, 30, -50],
    [28, 76, 140],
    [72, 76, 40],
  ]) {
    const paw = new Art();
    paw.fill(smooth(pairs('-5,-6 8,-7 18,-3 18,4 8,7 -5,6'), true), SECOND, { fade: MAIN });
    for (const k of [-3, 0.5, 4])
      paw.line(
        poly(
          [
            [14, k],
            [18, k],
          ],
          false,
        ),
        0.8,
        DARK,
      );
    art.add(paw, chain(translate(x, y), rotate(turn)));
  }
  art.fill(
    ribbon(pairs('50,90 53,97 48,103'), (t) => 2.6 * (1 - t) + 0.2),
    SECOND,
  );
  art.fill(smooth(pairs('45,20 42,8 45,0 50,-3 55,0 58,8 55,20'), true), SECOND, { fade: MAIN });
  for (const x of [46.4, 53.6]) art.fill(circle(x, 4, 1.2), DARK, { outline: false });
  art.fill(ellipse(50, 54, 34, 39), MAIN, { fade: SECOND, axis: [50, 15, 50, 93] });
  art.line(ellipse(50, 54, 29.5, 34.4), 1.1, LIGHT);
  const cell = (x, y, r) => {
    const hex = Array.from({ length: 6 }, (_, i) => [x + r * Math.cos((i * Math.PI) / 3), y + r * Math.sin((i * Math.PI) / 3)]);
    art.fill(poly(hex), SECOND, { fade: LIGHT });
    art.line(poly(hex.map(([px, py]) => [mix(x, px, 0.55), mix(y, py, 0.55)])), 0.7, DARK);
  };
  for (const [x, y] of pairs('50,54 50,35 50,73 34,44.5 66,44.5 34,63.5 66,63.5')) cell(x, y, 9.6);
  return new Art().add(art, rotate(rng.range(-30, 30), 50, 50));
}
