/** Ruyi heads and clouds: forms made of curls. */
import { chain, join, mix, pairs, ribbon, rotate, scale, smooth, spiralPoints, symmetric, translate } from '../geometry.mjs';
import { ACCENT, Art, DARK, LIGHT, MAIN, SECOND } from '../pen.mjs';

/** Half outline of a ruyi head, tip down, in a 0..100 box. */
const RUYI_HALF = [pairs('50,92 43,80 33,76'), pairs('33,76 18,78 6,67 5,50 16,38 29,38 34,43'), pairs('34,43 27,34 27,20 37,9 50,5')];

/** The ruyi head: a trefoil with curled shoulders. */
export function ruyiHead(detail = true) {
  const art = new Art();
  art.fill(symmetric(RUYI_HALF), MAIN, { fade: SECOND, axis: [50, 100, 50, 0] });
  if (detail) {
    art.fill(symmetric(RUYI_HALF.map((piece) => piece.map(([x, y]) => [mix(50, x, 0.72), mix(50, y, 0.72)]))), LIGHT, { outline: true });
    for (const side of [1, -1]) {
      const m = chain(translate(50, 0), scale(side, 1), translate(-50, 0));
      const curl = new Art();
      curl.stroke(smooth([[46, 72], [34, 66], ...spiralPoints(30, 54, 10, 2, 140, 1.15, 14)]), 2.4, MAIN);
      art.add(curl, m);
    }
    art.stroke(smooth(pairs('50,46 43,38 43,27 50,21 57,27 57,38 50,46')), 2.2, MAIN);
    art.fill([['M', 50, 56], ['C', 47, 62, 47, 66, 50, 72], ['C', 53, 66, 53, 62, 50, 56], ['Z']], ACCENT);
  }
  return art;
}

/** Ruyi sceptre or a pair of heads. @param {import('../random.mjs').Rng} rng */
export function ruyi(rng) {
  const art = new Art();
  if (rng.chance(0.5)) {
    const spine = pairs('20,88 34,76 44,60 56,52 68,40 74,28');
    art.fill(
      ribbon(spine, (t) => 3.4 + 1.2 * Math.sin(t * Math.PI)),
      MAIN,
      { fade: SECOND },
    );
    art.line(smooth(spine), 0.9, LIGHT);
    art.add(ruyiHead(), chain(translate(73, 24), rotate(48), scale(0.46), translate(-50, -62)));
    art.add(ruyiHead(false), chain(translate(49, 57), rotate(50), scale(0.22), translate(-50, -50)));
    art.add(ruyiHead(false), chain(translate(19, 88), rotate(228), scale(0.26), translate(-50, -60)));
    for (let i = -2; i <= 2; i++)
      art.stroke(
        smooth([
          [52, 62],
          [60 + i * 1.5, 72],
          [62 + i * 2.2, 90],
        ]),
        1,
        ACCENT,
      );
    art.fill(smooth(pairs('56,64 61,66 64,72 58,74 54,70'), true), ACCENT);
    return art;
  }
  art.add(ruyiHead(), chain(translate(8, 4), scale(0.84, 0.84)));
  for (const side of [1, -1]) {
    const tail = new Art();
    tail.fill(
      ribbon(pairs('50,80 60,90 74,92 86,84 88,76 82,73'), (t) => 2.6 * (1 - t * 0.6)),
      SECOND,
    );
    tail.fill(
      ribbon(pairs('50,82 56,95 66,99 76,97'), (t) => 1.8 * (1 - t * 0.7)),
      ACCENT,
    );
    art.add(tail, chain(translate(50, 0), scale(side, 1), translate(-50, 0)));
  }
  return art;
}

/** Four ruyi heads around a centre, with cloud tails: the ruyi-cloud. */
export function ruyiCloud() {
  const art = new Art();
  for (let i = 0; i < 4; i++) {
    const turn = rotate(45 + i * 90, 50, 50);
    const tail = new Art();
    tail.fill(
      ribbon(pairs('54,45 66,40 73,30 70,22 64,24'), (t) => 2.8 * (1 - 0.65 * t)),
      SECOND,
    );
    art.add(tail, turn);
  }
  for (let i = 0; i < 4; i++) {
    const head = ruyiHead();
    art.add(head, chain(rotate(i * 90, 50, 50), translate(50, 27), scale(0.47), translate(-50, -48)));
  }
  art.fill(symmetric([pairs('50,60 45,57 40,50 45,43 50,40')]), ACCENT);
  return art;
}

/** One curled lobe of a cloud. */
function lobe(cx, cy, r, side) {
  const art = new Art();
  art.fill(
    smooth(
      Array.from({ length: 10 }, (_, i) => {
        const a = (i / 10) * Math.PI * 2;
        return [r * Math.cos(a), r * 0.94 * Math.sin(a)];
      }),
      true,
    ),
    MAIN,
    { fade: LIGHT, axis: [0, r, 0, -r] },
  );
  art.stroke(smooth(spiralPoints(0, 0, r * 0.98, r * 0.16, 100, 1.4, 22)), r * 0.13 + 0.5, SECOND);
  return { art, m: chain(translate(cx, cy), scale(side, 1)) };
}

/** A cloud that streams: nested curls at the head, long tapering tails. */
function streamingCloud(rng) {
  const art = new Art();
  const tails = [
    pairs('34,62 52,70 70,66 84,70 100,66'),
    pairs('30,68 50,79 72,76 92,82'),
    pairs('44,54 62,58 78,53 94,56'),
    pairs('24,62 12,66 2,62'),
  ];
  tails.forEach((spine, i) =>
    art.fill(
      ribbon(spine, (t) => (4 - 0.6 * i) * (1 - t) ** 0.8 + 0.15),
      i % 2 ? SECOND : MAIN,
      { fade: LIGHT },
    ),
  );
  const curls = [
    [62, 44, 11, -1, 20],
    [46, 32, 14, 1, -10],
    [25, 44, 12, 1, 0],
    [17, 58, 8.5, 1, 10],
    [40, 55, 15, -1, 0],
  ];
  for (const [cx, cy, r, side, turn] of curls) {
    const one = new Art();
    one.fill(
      smooth(
        Array.from({ length: 12 }, (_, i) => [r * Math.cos((i / 12) * Math.PI * 2), r * 0.92 * Math.sin((i / 12) * Math.PI * 2)]),
        true,
      ),
      MAIN,
      { fade: LIGHT, axis: [0, r, 0, -r] },
    );
    one.fill(
      ribbon(spiralPoints(0, 0, r * 0.78, r * 0.2, 110, 1.35, 20), (t) => r * 0.13 * (1 - 0.4 * t)),
      SECOND,
      { outline: false },
    );
    one.fill(
      smooth(
        Array.from({ length: 8 }, (_, i) => [r * 0.2 * Math.cos((i / 8) * Math.PI * 2), r * 0.2 * Math.sin((i / 8) * Math.PI * 2)]),
        true,
      ),
      ACCENT,
      { outline: false },
    );
    art.add(one, chain(translate(cx + rng.range(-1, 1), cy + rng.range(-1, 1)), rotate(turn), scale(side, 1)));
  }
  return new Art().add(art, rng.chance(0.5) ? scale(-1, 1, 50, 50) : [1, 0, 0, 1, 0, 0]);
}

/** Auspicious cloud: curled lobes with streaming tails. @param {import('../random.mjs').Rng} rng */
export function auspiciousCloud(rng) {
  if (rng.chance(0.5)) return streamingCloud(rng);
  const art = new Art();
  const wobble = (v) => v + rng.range(-1.5, 1.5);
  const tails = [pairs('30,66 48,73 68,69 86,72 99,68'), pairs('22,66 12,70 2,66'), pairs('40,70 56,79 76,76 92,80')];
  tails.forEach((spine, i) =>
    art.fill(
      ribbon(spine, (t) => (3.8 - 0.5 * i) * (1 - t) ** 0.7 + 0.2),
      i % 2 ? SECOND : MAIN,
      { fade: LIGHT },
    ),
  );
  const lobes = [
    [wobble(66), wobble(49), 12.5, -1],
    [wobble(80), wobble(60), 8.5, -1],
    [wobble(29), wobble(49), 12.5, 1],
    [wobble(48), wobble(38), 17, rng.pick([1, -1])],
    [wobble(15), wobble(61), 8.5, 1],
    [wobble(36), wobble(60), 11.5, 1],
    [wobble(57), wobble(61), 10.5, -1],
  ];
  for (const [cx, cy, r, side] of lobes) {
    const { art: part, m } = lobe(cx, cy, r, side);
    art.add(part, m);
  }
  return art;
}

/** Lingzhi: a fungus with a ruyi-shaped cap on a crooked stem, with grass. @param {import('../random.mjs').Rng} rng */
export function lingzhi(rng) {
  const art = new Art();
  for (let i = 0; i < 5; i++) {
    const lean = rng.range(-22, 26);
    art.fill(
      ribbon(
        [
          [50, 96],
          [50 + lean * 0.5, 82],
          [50 + lean, 66 + rng.range(-6, 8)],
        ],
        (t) => 1.8 * (1 - t) + 0.2,
      ),
      SECOND,
    );
  }
  const stems = [
    [pairs('52,97 46,82 50,68 44,52'), 4, 44, 40, 0.62],
    [pairs('54,95 62,84 66,74 72,68'), 2.8, 74, 60, 0.36],
    [pairs('48,92 36,86 28,78 24,74'), 2.4, 22, 68, 0.3],
  ];
  for (const [spine, width, x, y, size] of stems) {
    art.fill(
      ribbon(spine, () => width),
      MAIN,
      { fade: DARK },
    );
    const cap = new Art();
    cap.fill(symmetric([pairs('50,84 38,88 20,84 6,66 10,44 26,36 34,42'), pairs('34,42 32,26 50,16')]), MAIN, {
      fade: SECOND,
      axis: [50, 100, 50, 0],
    });
    for (const k of [0.78, 0.56, 0.34]) {
      cap.line(
        smooth([
          [50 - 40 * k, 40 + 30 * (1 - k)],
          [50 - 36 * k, 70],
          [50, 84 - 10 * (1 - k)],
          [50 + 36 * k, 70],
          [50 + 40 * k, 40 + 30 * (1 - k)],
        ]),
        1.3,
        LIGHT,
      );
    }
    art.add(cap, chain(translate(x, y), rotate(rng.range(-8, 8)), scale(size, size * 0.8), translate(-50, -60)));
  }
  return art;
}

/** Mooncake-festival moon behind clouds. @param {import('../random.mjs').Rng} rng */
export function moonAndCake(rng) {
  const art = new Art();
  const n = 16;
  const edge = [];
  for (let i = 0; i < n; i++) {
    const a = (i / n) * Math.PI * 2;
    const b = ((i + 0.5) / n) * Math.PI * 2;
    edge.push([50 + 40 * Math.cos(a), 50 + 40 * Math.sin(a)], [50 + 45 * Math.cos(b), 50 + 45 * Math.sin(b)]);
  }
  art.fill(smooth(edge, true), MAIN, { fade: SECOND, axis: [50, 96, 50, 4] });
  const ring = (r) =>
    smooth(
      Array.from({ length: 24 }, (_, i) => [50 + r * Math.cos((i / 24) * Math.PI * 2), 50 + r * Math.sin((i / 24) * Math.PI * 2)]),
      true,
    );
  art.line(ring(37), 1.2);
  art.line(ring(34.5), 0.8);
  for (let i = 0; i < 8; i++) {
    const turn = chain(rotate(i * 45, 50, 50), translate(50, 24), scale(0.15), translate(-50, -50));
    art.add(ruyiHead(false), turn);
  }
  const petals = rng.pick([6, 8]);
  for (let i = 0; i < petals; i++) {
    const petal = new Art();
    petal.fill(join(smooth(pairs('50,50 43,42 45,34 50,31')), smooth(pairs('50,31 55,34 57,42 50,50'))), LIGHT, { fade: SECOND });
    art.add(petal, rotate((i * 360) / petals, 50, 50));
  }
  art.fill(ring(5), ACCENT);
  return art;
}
