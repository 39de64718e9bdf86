/** Soft goods: silk scarf, cushion, tote bag, sachet. */
import { pairs, rect, rotate, smooth, toD, transform } from '../geometry.mjs';
import { area, BLURS, crease, dark, fold, pale, patch, seam, stitches } from './parts.mjs';

/** A square scarf laid out with gentle waves. @type {import('./index.mjs').Kind['draw']} */
export function drawScarf(rng, { base, second, trim }) {
  const turn = rotate(rng.range(-5, 5), 360, 450);
  const w = () => rng.range(-5, 5);
  const square = (inset) => {
    const [a, b, t, u] = [74 + inset, 646 - inset, 164 + inset, 736 - inset];
    const k = Math.max(0, 1 - inset / 60);
    return toD(
      transform(
        smooth(
          [
            [a, t],
            [220, t + 6 * k],
            [360, t - 5 * k],
            [500, t + 4 * k],
            [b, t],
            [b - 5 * k, 320],
            [b + 5 * k, 470],
            [b - 3 * k, 610],
            [b, u],
            [500, u - 5 * k],
            [350, u + 6 * k],
            [210, u - 3 * k],
            [a, u],
            [a + 5 * k, 600],
            [a - 5 * k, 450],
            [a + 4 * k, 300],
          ],
          true,
          0.12,
        ),
        turn,
      ),
    );
  };
  const outer = square(0);
  const frame = square(34);
  const inner = square(46);
  const clip = toD(transform(rect(122, 212, 476, 476), turn));
  const svg =
    area(outer, base) +
    area(square(6), rng.chance(0.5) ? second : base) +
    area(frame, trim) +
    area(square(38), second) +
    area(inner, base) +
    seam(outer, dark(base, 0.2), 2);
  const diag = (x0, y0, x1, y1, x2, y2, s, width) =>
    crease(
      [
        [x0 + w() * 2, y0 + w() * 2],
        [x1 + w() * 4, y1 + w() * 4],
        [x2 + w() * 2, y2 + w() * 2],
      ],
      s,
      width,
    );
  const shade =
    BLURS +
    diag(90, 250, 250, 330, 420, 300, 1, 26) +
    diag(120, 660, 300, 560, 560, 600, 1, 30) +
    diag(500, 190, 520, 340, 620, 420, 0.9, 26) +
    diag(200, 180, 300, 420, 240, 700, 0.7, 34) +
    diag(420, 300, 520, 480, 480, 720, 0.9, 30) +
    diag(330, 420, 420, 470, 600, 440, 0.6, 22) +
    patch('M90 190 L330 190 L260 430 L90 470 Z', { light: true, opacity: 0.16, soft: 40 }) +
    patch('M430 480 L640 440 L640 730 L430 730 Z', { opacity: 0.15, soft: 40 });
  const gloss =
    BLURS +
    fold('M110 300 C230 360 380 330 470 290', { light: true, width: 20, opacity: 0.2, soft: 10 }) +
    fold('M150 640 C300 530 480 560 590 590', { light: true, width: 16, opacity: 0.16, soft: 10 }) +
    fold('M470 420 C520 500 500 600 480 690', { light: true, width: 14, opacity: 0.16, soft: 10 });
  return {
    body: { svg, shade, gloss, texture: 'silk', puff: 0.35, puffRadius: 14, ripple: 3, ground: { lift: 6 } },
    slots: {
      main: [{ x: 150, y: 240, w: 420, h: 420, clip, turn: 0 }],
      all: { x: 116, y: 206, w: 488, h: 488, clip, cell: 132 },
      accent: [
        { x: 136, y: 226, w: 92, h: 92, clip },
        { x: 492, y: 226, w: 92, h: 92, clip },
        { x: 136, y: 582, w: 92, h: 92, clip },
        { x: 492, y: 582, w: 92, h: 92, clip },
      ],
      border: [
        { x: 124, y: 614, w: 472, h: 74, clip },
        { x: 124, y: 212, w: 472, h: 74, clip },
      ],
    },
  };
}

/** A stuffed square cushion. @type {import('./index.mjs').Kind['draw']} */
export function drawCushion(rng, { base, second, trim }) {
  const pinch = rng.range(16, 28);
  const [a, b, t, u] = [92, 628, 190, 726];
  const path = smooth(
    [
      [a, t],
      [200, t + pinch * 0.8],
      [360, t + pinch],
      [520, t + pinch * 0.8],
      [b, t],
      [b - pinch * 0.7, 320],
      [b - pinch, 458],
      [b - pinch * 0.7, 600],
      [b, u],
      [520, u - pinch * 0.7],
      [360, u - pinch],
      [200, u - pinch * 0.7],
      [a, u],
      [a + pinch * 0.7, 600],
      [a + pinch, 458],
      [a + pinch * 0.7, 320],
    ],
    true,
    0.13,
  );
  const body = toD(path);
  const edge = rng.pick(['piping', 'tassels', 'plain']);
  const corners = [
    [a, t, -1, -1],
    [b, t, 1, -1],
    [a, u, -1, 1],
    [b, u, 1, 1],
  ];
  const tassel =
    edge === 'tassels'
      ? corners
          .map(
            ([x, y, sx, sy]) =>
              Array.from({ length: 7 }, (_, i) =>
                seam(
                  `M${x} ${y} q${sx * (8 + i)} ${sy * (6 + 3 * i)} ${sx * (14 + i * 3.4)} ${sy * (40 - i * 3.4)}`,
                  i % 2 ? trim : dark(trim, 0.15),
                  3,
                ),
              ).join('') + `<circle cx="${x}" cy="${y}" r="7" fill="${trim}"/>`,
          )
          .join('')
      : '';
  const svg =
    tassel +
    area(body, base) +
    (edge === 'piping' ? seam(body, dark(trim, 0.1), 7) + seam(body, trim, 4.4) : seam(body, dark(base, 0.18), 2)) +
    (rng.chance(0.25)
      ? seam('M126 236 C240 250 480 250 594 236 C584 380 584 560 594 684 C480 670 240 670 126 684 C136 560 136 380 126 236 Z', second, 4)
      : '');
  const tug = (x, y, cx, cy) =>
    crease(
      [
        [x, y],
        [(x + cx) / 2 + rng.range(-16, 16), (y + cy) / 2 + rng.range(-10, 10)],
        [cx, cy],
      ],
      1,
      15,
    );
  const shade =
    BLURS +
    tug(104, 206, 220, 290) +
    tug(612, 206, 506, 290) +
    tug(106, 712, 214, 626) +
    tug(614, 712, 500, 626) +
    tug(128, 200, 280, 250) +
    tug(590, 210, 560, 340) +
    tug(120, 690, 150, 570) +
    tug(600, 712, 450, 680) +
    patch('M220 280 C300 240 420 250 470 330 C480 420 440 520 330 530 C230 530 180 400 220 280 Z', {
      light: true,
      opacity: 0.24,
      soft: 40,
    }) +
    patch('M480 420 L620 360 L620 720 L300 720 C420 690 480 580 480 420 Z', { opacity: 0.26, soft: 40 });
  return {
    body: {
      svg,
      shade,
      gloss: '',
      texture: rng.pick(['linen', 'canvas', 'silk', 'brocade']),
      puff: 0.85,
      puffRadius: 80,
      ripple: 2.4,
      ground: { lift: 18 },
    },
    slots: {
      main: [{ x: 196, y: 294, w: 328, h: 328, clip: body }],
      all: { x: 92, y: 190, w: 536, h: 536, clip: body, cell: 136 },
      accent: [
        { x: 138, y: 242, w: 82, h: 82 },
        { x: 500, y: 242, w: 82, h: 82 },
        { x: 138, y: 592, w: 82, h: 82 },
        { x: 500, y: 592, w: 82, h: 82 },
      ],
      border: [{ x: 130, y: 612, w: 460, h: 70, clip: body }],
    },
  };
}

/** A canvas tote hanging by its handles. @type {import('./index.mjs').Kind['draw']} */
export function drawTote(rng, { base, second, trim }) {
  const flare = rng.range(-10, 22);
  const body = `M${150 + flare} 330 C260 338 460 338 ${570 - flare} 330 C574 480 584 660 590 800 C590 822 578 832 560 834 C420 842 300 842 160 834 C142 832 130 822 130 800 C136 660 146 480 ${150 + flare} 330 Z`;
  const strap = rng.chance(0.5) ? trim : dark(base, 0.08);
  const handle = (y, dx, tone) =>
    seam(
      `M${250 + dx} ${344 + y} C${246 + dx} 210 ${300 + dx} ${100 + y} ${360 + dx} ${100 + y} C${420 + dx} ${100 + y} ${474 + dx} 210 ${470 + dx} ${344 + y}`,
      tone,
      21,
    );
  const svg =
    handle(-8, 6, dark(strap, 0.35)) +
    area(
      `M${150 + flare} 330 C260 322 460 322 ${570 - flare} 330 L${566 - flare} 352 C460 344 260 344 ${154 + flare} 352 Z`,
      dark(base, 0.4),
    ) +
    area(body, base) +
    (rng.chance(0.3)
      ? area(
          `M133 740 C270 752 450 752 587 740 L590 800 C590 822 578 832 560 834 C420 842 300 842 160 834 C142 832 130 822 130 800 Z`,
          second,
        )
      : '') +
    stitches(`M${152 + flare} 356 C260 364 460 364 ${568 - flare} 356`, dark(base, 0.35)) +
    handle(6, 0, strap) +
    seam(`M240 330 L240 400 L262 400 L262 330`, dark(strap, 0.3), 1.2) +
    area('M239 330 L261 330 L261 398 L239 398 Z', strap) +
    area('M459 330 L481 330 L481 398 L459 398 Z', strap) +
    stitches('M243 344 L257 392 M257 344 L243 392 M463 344 L477 392 M477 344 L463 392', dark(strap, 0.4));
  const wander = () => rng.range(-14, 14);
  const shade =
    BLURS +
    crease(
      [
        [250, 400],
        [226 + wander(), 520],
        [200, 640],
      ],
      1,
      18,
    ) +
    crease(
      [
        [470, 400],
        [500 + wander(), 520],
        [516, 660],
      ],
      1,
      18,
    ) +
    crease(
      [
        [330 + wander(), 700],
        [350, 760],
        [330, 830],
      ],
      0.7,
      20,
    ) +
    crease(
      [
        [170, 760],
        [260 + wander(), 800],
        [380, 812],
      ],
      1,
      16,
    ) +
    crease(
      [
        [560, 720],
        [500, 790],
        [400 + wander(), 816],
      ],
      1,
      16,
    ) +
    patch('M190 400 L360 400 L330 660 L190 700 Z', { light: true, opacity: 0.16, soft: 40 }) +
    patch('M500 380 L575 380 L590 830 L520 830 Z', { opacity: 0.26, soft: 26 }) +
    fold('M140 828 L580 828', { width: 26, opacity: 0.3, soft: 10 }) +
    fold('M256 220 C270 150 310 108 356 106', { light: true, width: 8, opacity: 0.3, soft: 3 }) +
    fold('M470 330 C474 220 430 118 372 106', { width: 9, opacity: 0.3, soft: 3 });
  return {
    body: { svg, shade, gloss: '', texture: rng.pick(['canvas', 'linen']), puff: 0.7, puffRadius: 34, ripple: 2, ground: { lift: 13 } },
    slots: {
      main: [{ x: 214, y: 440, w: 292, h: 320, clip: body }],
      all: { x: 130, y: 410, w: 460, h: 424, clip: body, cell: 126 },
      accent: [{ x: 478, y: 724, w: 78, h: 78, clip: body }],
      border: [{ x: 136, y: 748, w: 448, h: 64, clip: body }],
    },
  };
}

/** A hanging sachet pouch with a tassel. @type {import('./index.mjs').Kind['draw']} */
export function drawSachet(rng, { base, second, trim }, training = false) {
  const round = rng.chance(0.5);
  const body = round
    ? 'M360 262 C440 256 540 330 544 444 C546 560 450 630 360 632 C270 630 174 560 176 444 C180 330 280 256 360 262 Z'
    : 'M360 250 C420 250 470 262 500 280 C496 330 540 420 540 500 C536 590 450 640 360 640 C270 640 184 590 180 500 C180 420 224 330 220 280 C250 262 300 250 360 250 Z';
  const cord = `M360 256 C340 200 330 150 360 96 C390 150 380 200 360 256`;
  const strands = Array.from({ length: 17 }, (_, i) =>
    seam(
      `M${344 + i * 2} 704 C${338 + i * 2.8} 760 ${332 + i * 3.5 + rng.range(-2, 2)} 810 ${330 + i * 3.8} 852`,
      i % 3 ? trim : dark(trim, 0.2),
      3,
    ),
  ).join('');
  const svg =
    seam(cord, dark(trim, 0.1), 6) +
    seam(cord, trim, 3.4) +
    strands +
    area(body, base) +
    seam(body, dark(trim, 0.15), 8) +
    seam(body, trim, 5) +
    `<circle cx="360" cy="672" r="19" fill="${second}"/><circle cx="354" cy="665" r="6" fill="${pale(second, 0.6)}"/><rect x="341" y="690" width="38" height="20" rx="8" fill="${dark(trim, 0.15)}"/>` +
    seam('M341 700 L379 700', pale(trim, 0.3), 2) +
    `<path d="M334 244 C320 214 352 206 360 236 C368 206 400 214 386 244 Z" fill="${trim}"/>`;
  const shade =
    BLURS +
    crease(pairs('300,270 290,310 250,350'), 1, 16) +
    crease(pairs('420,270 436,310 470,350'), 1, 16) +
    crease(pairs('356,266 352,300 356,340'), 0.9, 14) +
    patch('M230 340 C280 300 360 310 380 380 C380 450 320 500 260 480 C220 450 210 390 230 340 Z', {
      light: true,
      opacity: 0.34,
      soft: 26,
    }) +
    patch('M440 400 C520 420 540 480 520 560 C480 620 400 636 330 630 C420 600 450 500 440 400 Z', {
      opacity: training ? 0.34 : 0.16,
      soft: training ? 26 : 40,
    });
  const gloss = BLURS + patch('M250 350 C290 320 340 330 350 370 C330 420 280 430 250 410 Z', { light: true, opacity: 0.18, soft: 16 });
  return {
    body: {
      svg,
      shade,
      gloss,
      texture: rng.pick(['brocade', 'silk']),
      puff: training ? 1.4 : 0.95,
      puffRadius: 60,
      ripple: 2,
      ground: { lift: 14 },
    },
    slots: {
      main: [{ x: 246, y: 334, w: 228, h: 228, clip: body }],
      all: { x: 176, y: 256, w: 368, h: 384, clip: body, cell: 104 },
      accent: [{ x: 330, y: 560, w: 60, h: 52, clip: body }],
      border: [{ x: 190, y: 530, w: 340, h: 60, clip: body }],
    },
  };
}
