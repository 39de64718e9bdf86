/** Water: waves, cliffs, crests. */
import { arcPoints, chain, circle, pairs, poly, ribbon, rotate, scale, smooth, spiralPoints, translate } from '../geometry.mjs';
import { ACCENT, Art, DARK, LIGHT, MAIN, SECOND } from '../pen.mjs';

/** A breaking crest that curls, around the origin. */
function crest(size, side) {
  const art = new Art();
  const s = (points) => points.map(([x, y]) => [x * size * side, y * size]);
  art.fill(
    [...smooth(s(pairs('-20,10 -17,-6 -6,-18 8,-18 15,-10 12,-3 6,-4'))), ...smooth(s(pairs('6,-4 5,-9 -2,-8 -4,0 2,10'))).slice(1), ['Z']],
    MAIN,
    { fade: LIGHT, axis: [0, 10 * size, 0, -18 * size] },
  );
  art.line(smooth(s(pairs('-14,9 -11,-4 -3,-12 6,-13 10,-9'))), 1.2, LIGHT);
  art.line(smooth(s(pairs('-8,10 -7,0 -1,-8'))), 1, LIGHT);
  for (const [x, y, r] of [
    [17, -13, 1.8],
    [19, -6, 1.3],
    [12, -20, 1.4],
    [2, -22, 1.1],
  ])
    art.fill(circle(x * size * side, y * size, r * size), LIGHT);
  return art;
}

/** Fish-scale waves, with crests on the top row. @param {import('../random.mjs').Rng} rng */
export function waterWave(rng) {
  const art = new Art();
  const r = 12.5;
  const rows = 7;
  const withCrests = rng.chance(0.6);
  if (withCrests)
    for (let i = 0; i < 3; i++) art.add(crest(0.86, i === 1 ? -1 : 1), chain(translate(18 + i * 32, 14), rotate(rng.range(-6, 6))));
  for (let row = 0; row < rows; row++) {
    const y = 32 + row * r * 0.86;
    const shift = row % 2 ? r : 0;
    for (let i = -1; i < 5; i++) {
      const x = i * 2 * r + r + shift;
      if (x < 0 || x > 100) continue;
      for (const [k, tone] of [
        [1, MAIN],
        [0.76, LIGHT],
        [0.52, SECOND],
        [0.28, LIGHT],
      ]) {
        const arc = arcPoints(x, y, r * k, 180, 360, 10);
        art.fill([...poly(arc)], tone, { outline: k === 1 });
      }
    }
  }
  return art;
}

/** Sea waves and cliffs: slanting stripes below, rolling waves, stepped peaks. @param {import('../random.mjs').Rng} rng */
export function seaWaveCliff(rng) {
  const art = new Art();
  const tones = [MAIN, LIGHT, SECOND, LIGHT, ACCENT];
  for (const side of [-1, 1]) {
    for (let i = 0; i < 17; i++) {
      const x = 80 + side * (i * 5 - 1);
      art.fill(
        ribbon(
          [
            [x, 108],
            [x + side * 4, 96],
            [x + side * 11, 86],
            [x + side * 14, 76],
          ],
          () => 2.5,
        ),
        tones[i % 5],
        { outline: i % 5 === 0 },
      );
    }
  }
  const peak = (x, y, h, w) => {
    for (let k = 0; k < 4; k++) {
      const f = 1 - k * 0.24;
      art.fill(
        smooth(
          [
            [x - w * f, y],
            [x - w * f * 0.86, y - h * f * 0.5],
            [x - w * f * 0.42, y - h * f * 0.68],
            [x - w * f * 0.3, y - h * f * 0.92],
            [x, y - h * f],
            [x + w * f * 0.3, y - h * f * 0.92],
            [x + w * f * 0.42, y - h * f * 0.68],
            [x + w * f * 0.86, y - h * f * 0.5],
            [x + w * f, y],
          ],
          true,
          0.07,
        ),
        [MAIN, LIGHT, SECOND, ACCENT][k],
      );
    }
  };
  peak(56, 84, 46, 17);
  peak(104, 84, 46, 17);
  peak(80, 86, 74, 20);
  for (let i = 0; i < 6; i++) {
    const x = [14, 36, 56, 104, 124, 146][i];
    art.add(crest(1.12, x < 80 ? 1 : -1), translate(x, 70 + (i % 2) * 5 + rng.range(-1.5, 1.5)));
  }
  for (let row = 0; row < 2; row++) {
    for (let i = 0; i < 9; i++) {
      const x = 4 + i * 19 + (row ? 9.5 : 0);
      if (x > 162) continue;
      for (const [k, tone] of [
        [1, MAIN],
        [0.74, LIGHT],
        [0.48, SECOND],
        [0.22, LIGHT],
      ])
        art.fill(poly(arcPoints(x, 84 + row * 7, 10.5 * k, 180, 360, 12)), tone, { outline: k === 1 });
    }
  }
  for (const x of [28, 132]) {
    art.fill(
      ribbon(
        [
          [x - 15, 34],
          [x - 4, 37],
          [x + 6, 35],
          [x + 16, 38],
        ],
        (t) => 2.2 * Math.sin(Math.PI * (0.1 + 0.8 * t)),
      ),
      ACCENT,
    );
    art.fill(circle(x, 29, 6), ACCENT, { fade: LIGHT });
    art.line(smooth(spiralPoints(x, 29, 5.2, 0.8, 90, 1.4, 18)), 1.1, DARK);
  }
  return new Art().add(art, scale(0.625));
}
