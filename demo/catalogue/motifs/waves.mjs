/** Water: waves, cliffs, crests. */
import { arcPoints, chain, circle, poly, ribbon, rotate, scale, smooth, spiralPoints, translate } from '../geometry.mjs';
import { ACCENT, Art, DARK, LIGHT, MAIN, SECOND } from '../pen.mjs';

/** A breaking crest that curls, around the origin. */
function crest(size, side) {
  const art = new Art();
  const s = (points) => points.map(([x, y]) => [x * size * side, y * size]);
  art.fill([...smooth(s([[-20, 10], [-17, -6], [-6, -18], [8, -18], [15, -10], [12, -3], [6, -4]])), ...smooth(s([[6, -4], [5, -9], [-2, -8], [-4, 0], [2, 10]])).slice(1), ['Z']], MAIN, { fade: LIGHT, axis: [0, 10 * size, 0, -18 * size] });
  art.line(smooth(s([[-14, 9], [-11, -4], [-3, -12], [6, -13], [10, -9]])), 1.2, LIGHT);
  art.line(smooth(s([[-8, 10], [-7, 0], [-1, -8]])), 1, LIGHT);
  for (const [x, y, r] of [[17, -13, 1.8], [19, -6, 1.3], [12, -20, 1.4], [2, -22, 1.1]]) art.fill(circle(x * size * side, y * size, r * size), LIGHT);
  return art;
}

/** Fish-scale waves, with crests on the top row. @param {import('../random.mjs').Rng} rng */
export function waterWave(rng) {
  const art = new Art();
  const r = 12.5;
  const rows = 7;
  const withCrests = rng.chance(0.6);
  if (withCrests) for (let i = 0; i < 3; i++) art.add(crest(0.86, i === 1 ? -1 : 1), chain(translate(18 + i * 32, 14), rotate(rng.range(-6, 6))));
  for (let row = 0; row < rows; row++) {
    const y = 32 + row * r * 0.86;
    const shift = row % 2 ? r : 0;
    for (let i = -1; i < 5; i++) {
      const x = i * 2 * r + r + shift;
      if (x < 0 || x > 100) continue;
      for (const [k, tone] of [[1, MAIN], [0.76, LIGHT], [0.52, SECOND], [0.28, LIGHT]]) {
        const arc = arcPoints(x, y, r * k, 180, 360, 10);
        art.fill([...poly(arc)], tone, { outline: k === 1 });
      }
    }
  }
  return art;
}

/** Sea waves and cliffs: slanting bands below, rolling waves, three peaks in the middle. @param {import('../random.mjs').Rng} rng */
export function seaWaveCliff(rng) {
  const art = new Art();
  const wide = 160;
  const bands = 5;
  const tones = [MAIN, LIGHT, SECOND, LIGHT, ACCENT];
  for (const side of [-1, 1]) {
    for (let i = 0; i < 9; i++) {
      const x = 80 + side * (i * 9 + 4);
      const shape = [];
      for (let b = bands; b >= 1; b--) {
        const w = (b / bands) * 4.6;
        shape.push([w, tones[b - 1]]);
      }
      for (const [w, tone] of shape) {
        const points = [[x, 104], [x + side * 3, 84], [x + side * 9, 72], [x + side * 12, 62]];
        art.fill(ribbon(points, (t) => w * (1 - 0.1 * t)), tone, { outline: w > 4 });
      }
    }
  }
  const peak = (x, y, h, w) => {
    for (let k = 0; k < 4; k++) {
      const f = 1 - k * 0.22;
      art.fill(smooth([[x - w * f, y], [x - w * f * 0.82, y - h * f * 0.55], [x - w * f * 0.3, y - h * f * 0.72], [x, y - h * f], [x + w * f * 0.3, y - h * f * 0.72], [x + w * f * 0.82, y - h * f * 0.55], [x + w * f, y]], true, 0.12), [MAIN, LIGHT, SECOND, ACCENT][k]);
    }
  };
  peak(64, 74, 38, 13);
  peak(96, 74, 38, 13);
  peak(80, 76, 60, 15);
  for (let row = 0; row < 2; row++) {
    for (let i = -4; i <= 4; i++) {
      if (row === 0 && Math.abs(i) < 1) continue;
      const x = 80 + i * 18 + (row ? 9 : 0);
      if (x < 6 || x > wide - 6) continue;
      art.add(crest(row ? 0.62 : 0.74, i < 0 ? 1 : -1), translate(x, 62 + row * 11 + rng.range(-1, 1)));
    }
  }
  for (let i = 0; i < 11; i++) {
    const x = 8 + i * 14.4;
    for (const [k, tone] of [[1, MAIN], [0.72, LIGHT], [0.44, SECOND]]) art.fill(poly(arcPoints(x, 84, 8.4 * k, 180, 360, 10)), tone, { outline: k === 1 });
  }
  for (const [x, y] of [[22, 40], [138, 40]]) {
    art.stroke(smooth(spiralPoints(x, y, 6, 1, 90, 1.4, 18)), 1.6, ACCENT);
    art.stroke(smooth([[x - 14, y + 7], [x, y + 6], [x + 14, y + 8]]), 1.4, ACCENT);
  }
  void DARK;
  return new Art().add(art, scale(0.625));
}
