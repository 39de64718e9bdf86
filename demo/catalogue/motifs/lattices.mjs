/** Frets, lattices and knots: forms made of straight lines and interlacing. */
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
  spiralPoints,
  translate,
} from '../geometry.mjs';
import { ACCENT, Art, DARK, LIGHT, MAIN, SECOND } from '../pen.mjs';

/** One squared spiral in a unit cell of 10. */
function squareSpiral(x, y, s, flip) {
  const points = pairs('0,10 0,0 10,0 10,8 3,8 3,3.4 7,3.4 7,5.6');
  return poly(
    points.map(([px, py]) => [x + (flip ? 10 - px : px) * s, y + py * s]),
    false,
  );
}

/** Huiwen: a band, or a square frame, of squared spirals. @param {import('../random.mjs').Rng} rng @param {{band?: boolean}} [options] */
export function fretHuiwen(rng, { band = rng.chance(0.5) } = {}) {
  const art = new Art();
  if (band) {
    const count = 8;
    art.stroke(
      poly(
        [
          [0, -4],
          [count * 12.5, -4],
        ],
        false,
      ),
      1.6,
    );
    art.stroke(
      poly(
        [
          [0, 14],
          [count * 12.5, 14],
        ],
        false,
      ),
      1.6,
    );
    for (let i = 0; i < count; i++) art.stroke(squareSpiral(1.2 + i * 12.5, 0, 1, i % 2 === 1), 1.7, MAIN);
    return art;
  }
  const n = 6;
  const cell = 100 / n;
  art.stroke(rect(1, 1, 98, 98), 1.8);
  art.stroke(rect(cell + 2, cell + 2, 96 - 2 * cell, 96 - 2 * cell), 1.8, SECOND);
  for (let i = 0; i < n - 1; i++) {
    for (let side = 0; side < 4; side++) {
      const spiral = new Art();
      spiral.stroke(squareSpiral(4 + i * cell, 4.4, 1.02, i % 2 === 1), 1.7, MAIN);
      art.add(spiral, rotate(side * 90, 50, 50));
    }
  }
  return art;
}

/** Leiwen: rows of rounded and squared double spirals. @param {import('../random.mjs').Rng} rng */
export function thunderLeiwen(rng) {
  const art = new Art();
  const rounded = rng.chance(0.5);
  const [columns, rows] = [4, 4];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const [x, y] = [12.5 + c * 25, 12.5 + r * 25];
      const turn = (r + c) % 2 ? 90 : 0;
      const unit = new Art();
      if (rounded) {
        const left = spiralPoints(-5.4, 0, 1, 5.4, -250, 250 / 360 + 1, 22);
        unit.stroke(smooth([...left, ...[...left].reverse().map(([x, y]) => /** @type {[number, number]} */ ([-x, -y]))]), 1.9);
        unit.stroke(poly(pairs('-11.8,-11.6 11.8,-11.6'), false), 1.1, SECOND);
        unit.stroke(poly(pairs('-11.8,11.6 11.8,11.6'), false), 1.1, SECOND);
      } else {
        unit.stroke(poly(pairs('-6,1.5 -6,-1.5 -3,-1.5 -3,5 -9,5 -9,-8 0,-8 0,8 9,8 9,-5 3,-5 3,1.5 6,1.5 6,-1.5'), false), 1.8);
        unit.stroke(rect(-11.6, -11.6, 23.2, 23.2), 0.9, SECOND);
      }
      art.add(unit, chain(translate(x, y), rotate(turn)));
    }
  }
  return art;
}

/** The wan fret: characters of alternating turn, their arms linked into one continuous lattice. @param {import('../random.mjs').Rng} rng */
export function wanFret(rng) {
  const art = new Art();
  const n = rng.pick([4, 6]);
  const cell = 100 / n;
  const k = cell * 0.3;
  const width = cell * 0.1;
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) {
      const [x, y] = [(c + 0.5) * cell, (r + 0.5) * cell];
      const s = (r + c) % 2 ? -1 : 1;
      const [out, reach] = [cell * 0.5, k];
      art.stroke(
        poly(
          [
            [x - s * out, y - k],
            [x - s * reach, y - k],
            [x - s * reach, y],
            [x + s * reach, y],
            [x + s * reach, y + k],
            [x + s * out, y + k],
          ],
          false,
        ),
        width,
      );
      art.stroke(
        poly(
          [
            [x - s * k, y + out],
            [x - s * k, y + k],
            [x, y + k],
            [x, y - k],
            [x + s * k, y - k],
            [x + s * k, y - out],
          ],
          false,
        ),
        width,
      );
    }
  }
  return art;
}

/** Clips a convex polygon to the half plane nearer to a than to b. */
function nearer(points, a, b) {
  const out = [];
  const side = ([x, y]) => (x - (a[0] + b[0]) / 2) * (b[0] - a[0]) + (y - (a[1] + b[1]) / 2) * (b[1] - a[1]);
  points.forEach((p, i) => {
    const q = points[(i + 1) % points.length];
    const [sp, sq] = [side(p), side(q)];
    if (sp <= 0) out.push(p);
    if (sp * sq < 0) out.push([mix(p[0], q[0], sp / (sp - sq)), mix(p[1], q[1], sp / (sp - sq))]);
  });
  return out;
}

/** Cracked ice: broken cells, with plum blossoms lying on the cracks. @param {import('../random.mjs').Rng} rng */
export function crackedIce(rng) {
  const art = new Art();
  const n = 6;
  const sites = [];
  for (let r = -1; r <= n; r++)
    for (let c = -1; c <= n; c++) sites.push([((c + rng.range(0.12, 0.88)) * 100) / n, ((r + rng.range(0.12, 0.88)) * 100) / n]);
  const corners = [];
  for (const site of sites) {
    let cell = pairs('0,0 100,0 100,100 0,100');
    for (const other of sites) if (other !== site && cell.length) cell = nearer(cell, site, other);
    if (cell.length < 3) continue;
    corners.push(...cell.filter(([x, y]) => x > 12 && x < 88 && y > 12 && y < 88));
    art.stroke(poly(cell), 1.15);
    const inner = cell.map(([x, y]) => [mix(site[0], x, 0.62), mix(site[1], y, 0.62)]);
    if (rng.chance(0.35)) art.line(poly([inner[0], inner[Math.floor(inner.length / 2)]], false), 0.6, SECOND);
  }
  const flowers = rng.shuffle(corners).slice(0, 5);
  for (const [x, y] of flowers) {
    const s = rng.range(4.6, 6.6);
    for (let i = 0; i < 5; i++) {
      const angle = i * 72 + rng.range(0, 20);
      art.fill(circle(x + s * 0.62 * Math.cos((angle * Math.PI) / 180), y + s * 0.62 * Math.sin((angle * Math.PI) / 180), s * 0.52), LIGHT);
    }
    art.fill(circle(x, y, s * 0.3), ACCENT);
  }
  return art;
}

/** Pearl roundel: a ring of pearls around a flower. @param {import('../random.mjs').Rng} rng */
export function pearlRoundel(rng) {
  const art = new Art();
  art.fill(circle(50, 50, 49), MAIN);
  art.fill(circle(50, 50, 35), SECOND);
  const count = rng.pick([16, 18, 20]);
  for (let i = 0; i < count; i++) {
    const a = (i / count) * Math.PI * 2;
    art.fill(circle(50 + 42 * Math.cos(a), 50 + 42 * Math.sin(a), 5.1), LIGHT);
  }
  art.line(circle(50, 50, 32.5), 1.1, LIGHT);
  const petals = rng.pick([6, 8]);
  for (let layer = 0; layer < 2; layer++) {
    for (let i = 0; i < petals; i++) {
      const petal = new Art();
      const [long, wide] = layer ? [17, 5.5] : [29, 9];
      petal.fill(
        smooth(
          [
            [50, 50],
            [50 - wide, 50 - long * 0.55],
            [50 - wide * 0.5, 50 - long * 0.9],
            [50, 50 - long],
            [50 + wide * 0.5, 50 - long * 0.9],
            [50 + wide, 50 - long * 0.55],
          ],
          true,
        ),
        layer ? ACCENT : LIGHT,
        { fade: layer ? LIGHT : MAIN },
      );
      art.add(petal, rotate(((i + layer * 0.5) * 360) / petals, 50, 50));
    }
  }
  art.fill(circle(50, 50, 5), MAIN);
  return art;
}

/** A strand with a gap on both sides, so that crossings read as over and under. */
function strand(art, path, width, tone) {
  art.stroke(path, width, tone);
  art.line(path, width * 0.22, DARK);
}

/** Endless knot (panchang). */
export function endlessKnot() {
  const art = new Art();
  const at = [29, 43, 57, 71];
  const [low, high] = [21, 79];
  const w = 5.2;
  const knot = new Art();
  const loop = (cx, cy, r, from, to) => strand(knot, smooth(arcPoints(cx, cy, r, from, to, 10)), w, MAIN);
  loop(low, 36, 7, 90, 270);
  loop(low, 64, 7, 90, 270);
  loop(high, 50, 7, -90, 90);
  loop(36, high, 7, 0, 180);
  loop(64, low, 7, 180, 360);
  loop(36, low, 7, 180, 360);
  loop(64, high, 7, 0, 180);
  strand(
    knot,
    smooth([
      [high, 29],
      [88, 27],
      [90, 14],
      [79, 11],
      [71, 16],
      [71, low],
    ]),
    w,
    MAIN,
  );
  strand(
    knot,
    smooth([
      [high, 71],
      [88, 73],
      [90, 86],
      [79, 89],
      [71, 84],
      [71, high],
    ]),
    w,
    MAIN,
  );
  strand(
    knot,
    smooth([
      [low, 29],
      [12, 27],
      [10, 14],
      [21, 11],
      [29, 16],
      [29, low],
    ]),
    w,
    MAIN,
  );
  strand(
    knot,
    smooth([
      [low, 71],
      [12, 73],
      [10, 86],
      [21, 89],
      [29, 84],
      [29, high],
    ]),
    w,
    MAIN,
  );
  for (const y of at)
    strand(
      knot,
      poly(
        [
          [low, y],
          [high, y],
        ],
        false,
      ),
      w,
      MAIN,
    );
  for (const x of at)
    strand(
      knot,
      poly(
        [
          [x, low],
          [x, high],
        ],
        false,
      ),
      w,
      SECOND,
    );
  at.forEach((y, r) =>
    at.forEach((x, c) => {
      if ((r + c) % 2 === 0)
        strand(
          knot,
          poly(
            [
              [x - 6.5, y],
              [x + 6.5, y],
            ],
            false,
          ),
          w,
          MAIN,
        );
    }),
  );
  art.add(knot, chain(rotate(45, 50, 50), scale(0.86, 0.86, 50, 50)));
  return art;
}

/** Coins: a square-holed coin, or a lattice of linked coins. @param {import('../random.mjs').Rng} rng */
export function coinMotif(rng) {
  const art = new Art();
  if (rng.chance(0.5)) {
    const n = 3;
    const r = 100 / (2 * n);
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < n; column++) {
        const [x, y] = [r + column * 2 * r, r + row * 2 * r];
        for (let side = 0; side < 4; side++) {
          const leaf = new Art();
          leaf.fill(
            ribbon(
              [
                [x - r, y],
                [x - r / 2, y - r / 2],
                [x, y - r],
              ],
              (t) => r * 0.2 * Math.sin(Math.PI * t),
            ),
            side % 2 ? SECOND : MAIN,
          );
          art.add(leaf, rotate(side * 90, x, y));
        }
        art.fill(
          poly([
            [x, y - 3.4],
            [x + 3.4, y],
            [x, y + 3.4],
            [x - 3.4, y],
          ]),
          ACCENT,
        );
      }
    }
    return art;
  }
  const coin = () => {
    const one = new Art();
    one.fill([...circle(50, 50, 27), ...rect(41, 41, 18, 18)], MAIN, { fade: SECOND, axis: [30, 24, 70, 80] });
    one.line(circle(50, 50, 23.5), 1.3);
    one.line(rect(38.6, 38.6, 22.8, 22.8), 1.3);
    for (let i = 0; i < 4; i++) {
      const sign = new Art();
      sign.line(poly(pairs('46.5,30 53.5,30'), false), 1.6);
      sign.line(poly(pairs('47.5,34 52.5,34'), false), 1.6);
      if (i % 2) sign.line(poly(pairs('50,29 50,36'), false), 1.4);
      one.add(sign, rotate(i * 90, 50, 50));
    }
    return one;
  };
  art.fill(
    ribbon(pairs('18,14 8,26 14,44 6,62'), (t) => 2.4 * (1 - t * 0.5)),
    ACCENT,
  );
  art.fill(
    ribbon(pairs('22,12 34,4 52,8 64,2'), (t) => 2.4 * (1 - t * 0.5)),
    ACCENT,
  );
  art.add(coin(), chain(translate(34, 36), rotate(rng.range(-20, 20)), scale(1.02), translate(-50, -50)));
  art.add(coin(), chain(translate(64, 66), rotate(rng.range(-20, 20)), scale(1.1), translate(-50, -50)));
  return art;
}

/** Fangsheng: two interlocked lozenges. */
export function fangsheng() {
  const art = new Art();
  const lozenge = (cx, k) =>
    poly([
      [cx, 50 - 30 * k],
      [cx + 32 * k, 50],
      [cx, 50 + 30 * k],
      [cx - 32 * k, 50],
    ]);
  art.fill([...lozenge(64, 1), ...lozenge(64, 0.72)], SECOND);
  art.fill([...lozenge(36, 1), ...lozenge(36, 0.72)], MAIN);
  const outer = (t) => [32 + 32 * t, 50 + 30 * t];
  const inner = (t) => [40.96 + 23.04 * t, 50 + 21.6 * t];
  art.fill(poly([outer(0.36), outer(0.86), inner(0.66), inner(0.08)]), SECOND, { outline: false, bare: true });
  art.line(poly([outer(0.36), outer(0.86)], false), 0.7);
  art.line(poly([inner(0.08), inner(0.66)], false), 0.7);
  for (const cx of [36, 64]) {
    art.line(lozenge(cx, 0.86), 1, LIGHT);
    art.fill(lozenge(cx === 36 ? 29 : 71, 0.2), ACCENT);
  }
  for (const side of [-1, 1]) {
    art.stroke(
      smooth([
        [50 + side * 46, 50],
        [50 + side * 49, 60],
        [50 + side * 45, 72],
      ]),
      1.4,
      ACCENT,
    );
    art.stroke(
      smooth([
        [50 + side * 46, 50],
        [50 + side * 44, 62],
        [50 + side * 48, 76],
      ]),
      1.4,
      ACCENT,
    );
  }
  art.fill(poly(pairs('50,43 57,50 50,57 43,50')), ACCENT);
  return art;
}

/** Taiji with the eight trigrams. @param {import('../random.mjs').Rng} rng */
export function baguaTaiji(rng) {
  const art = new Art();
  const trigrams = ['111', '011', '101', '001', '000', '100', '010', '110'];
  art.fill(circle(50, 50, 23), LIGHT, { knock: true });
  art.fill(
    [
      ['M', 50, 27],
      ['C', 62.7, 27, 73, 37.3, 73, 50],
      ['C', 73, 62.7, 62.7, 73, 50, 73],
      ['C', 43.6, 73, 38.5, 67.9, 38.5, 61.5],
      ['C', 38.5, 55.1, 43.6, 50, 50, 50],
      ['C', 56.4, 50, 61.5, 44.9, 61.5, 38.5],
      ['C', 61.5, 32.1, 56.4, 27, 50, 27],
      ['Z'],
    ],
    MAIN,
  );
  art.fill(circle(50, 38.5, 3.6), MAIN, { outline: false });
  art.fill(circle(50, 61.5, 3.6), LIGHT, { outline: false, knock: true });
  trigrams.forEach((bits, i) => {
    const sign = new Art();
    [...bits].forEach((bit, row) => {
      const y = 15 + row * 5.2;
      if (bit === '1') sign.fill(rect(40, y, 20, 3), MAIN, { outline: false });
      else {
        sign.fill(rect(40, y, 8.4, 3), MAIN, { outline: false });
        sign.fill(rect(51.6, y, 8.4, 3), MAIN, { outline: false });
      }
    });
    art.add(sign, chain(rotate(i * 45, 50, 50), translate(0, -5.5)));
  });
  if (rng.chance(0.6)) {
    const ring = Array.from({ length: 8 }, (_, i) => [
      50 + 47.5 * Math.cos(((i + 0.5) * Math.PI) / 4),
      50 + 47.5 * Math.sin(((i + 0.5) * Math.PI) / 4),
    ]);
    art.stroke(poly(ring), 1.2, SECOND);
  } else art.stroke(ellipse(50, 50, 46), 1.2, SECOND);
  return art;
}
