/** Clothes: T-shirt, hoodie, qipao, pleated skirt. Laid or hung flat, seen from the front. */
import { pairs, symmetric, toD } from '../geometry.mjs';
import { lightness } from '../palette.mjs';
import { area, BLURS, crease, dark, fold, frogButton, pale, patch, seam, stitches } from './parts.mjs';

const AXIS = 360;
const LABEL = '#e6ded0';

/** Colour of a seam or stitch on cloth; on dark cloth a shadow cannot be seen, and the thread is lighter. */
const seamTone = (base, training) => (t) => (training || lightness(base) > 0.3 ? dark(base, t) : pale(base, t * 0.7));

/** @type {import('./index.mjs').Kind['draw']} */
export function drawTshirt(rng, { base, second }, training = false) {
  const loose = rng.range(-8, 16);
  const outline = symmetric(
    [
      pairs('360,206 398,200 424,178 434,152'),
      pairs('434,152 482,166 536,186'),
      [
        [536, 186],
        [588, 220],
        [622, 286],
        [650 + loose, 372],
      ],
      [
        [650 + loose, 372],
        [600, 398],
        [558, 410],
      ],
      pairs('558,410 546,366 534,338'),
      [
        [534, 338],
        [536 + loose * 0.5, 480],
        [540 + loose, 640],
        [546 + loose, 778],
      ],
      [
        [546 + loose, 778],
        [460, 792],
        [360, 794],
      ],
    ],
    AXIS,
    0.15,
  );
  const body = toD(outline);
  const mark = seamTone(base, training);
  const rib = 'M286 152 C296 196 326 218 360 218 C394 218 424 196 434 152 L446 156 C436 210 402 234 360 234 C318 234 284 210 274 156 Z';
  const back = 'M286 152 C320 170 400 170 434 152 C424 196 394 212 360 212 C326 212 296 196 286 152 Z';
  const svg =
    area(body, base) +
    area(back, dark(base, 0.28)) +
    area('M336 163 L384 163 L384 182 L336 182 Z', training ? pale(second, 0.3) : LABEL) +
    area(rib, rng.chance(0.4) ? second : dark(base, 0.06)) +
    seam('M186 338 C180 300 186 240 190 186', mark(0.16), 1.2) +
    seam('M534 338 C540 300 534 240 530 186', mark(0.16), 1.2) +
    stitches(`M${178 - loose} 764 C260 780 460 780 ${542 + loose} 764`, mark(0.25)) +
    stitches(`M${78 - loose} 364 L158 398`, mark(0.25)) +
    stitches(`M${642 + loose} 364 L562 398`, mark(0.25));
  const wander = () => rng.range(-14, 14);
  const shade =
    BLURS +
    crease(
      [
        [212, 330],
        [262 + wander(), 420],
        [250 + wander(), 520],
      ],
      1.1,
      16,
    ) +
    crease(
      [
        [508, 330],
        [462 + wander(), 430],
        [478 + wander(), 530],
      ],
      1.1,
      16,
    ) +
    crease(
      [
        [240 + wander(), 560],
        [258, 680],
        [236 + wander(), 780],
      ],
      0.9,
      18,
    ) +
    crease(
      [
        [470 + wander(), 580],
        [452, 690],
        [478 + wander(), 785],
      ],
      0.9,
      18,
    ) +
    crease(
      [
        [340 + wander(), 640],
        [352, 720],
        [338 + wander(), 790],
      ],
      0.6,
      20,
    ) +
    crease(pairs('150,250 130,310 112,370'), 0.9, 14) +
    crease(pairs('580,246 600,310 612,370'), 0.9, 14) +
    fold('M196 200 C182 250 182 300 188 340', { width: 22, opacity: 0.2, soft: 10 }) +
    fold('M524 200 C538 250 538 300 532 340', { width: 22, opacity: 0.26, soft: 10 }) +
    patch('M180 340 L250 340 L230 790 L170 790 Z', { opacity: 0.1, soft: 26 }) +
    patch('M480 340 L545 340 L560 790 L500 790 Z', { opacity: 0.2, soft: 26 }) +
    patch('M300 260 C340 250 380 250 400 270 L390 420 L300 430 Z', { light: true, opacity: 0.14, soft: 40 });
  const chest = 'M206 250 L514 250 L520 760 L200 760 Z';
  return {
    body: { svg, shade, gloss: '', texture: 'jersey', puff: 0.55, puffRadius: 42, ripple: 2.2, ground: { lift: 9 } },
    slots: {
      main: rng.chance(0.8) ? [{ x: 235, y: 290, w: 250, h: 270, clip: chest }] : [{ x: 214, y: 300, w: 292, h: 380, clip: chest }],
      all: { x: 60, y: 150, w: 600, h: 640, clip: body, cell: 128 },
      accent: [training ? { x: 420, y: 286, w: 72, h: 72 } : { x: 440, y: 676, w: 58, h: 58 }],
      border: [{ x: 190, y: 690, w: 340, h: 56, clip: body }],
    },
  };
}

/** @type {import('./index.mjs').Kind['draw']} */
export function drawHoodie(rng, { base, second, trim }, training = false) {
  const out = rng.range(-10, 14);
  const outline = symmetric(
    [
      pairs('360,98 408,100 450,136 462,186 452,226'),
      pairs('452,226 504,238 546,264'),
      [
        [546, 264],
        [598, 340],
        [632, 480],
        [652 + out, 640],
      ],
      [
        [652 + out, 640],
        [660 + out, 688],
        [648 + out, 712],
      ],
      [
        [648 + out, 712],
        [618 + out, 722],
        [592 + out, 714],
      ],
      [
        [592 + out, 714],
        [582, 690],
        [584, 646],
      ],
      pairs('584,646 566,540 540,446'),
      pairs('540,446 544,560 548,680 540,748'),
      pairs('540,748 538,778 530,800'),
      pairs('530,800 446,812 360,813'),
    ],
    AXIS,
    0.15,
  );
  const body = toD(outline);
  const mark = seamTone(base, training);
  const opening = 'M360 122 C404 122 436 152 438 196 C438 232 400 278 360 312 C320 278 282 232 282 196 C284 152 316 122 360 122 Z';
  const pocket = 'M262 604 L458 604 L500 700 L490 742 L230 742 L220 700 Z';
  const hem = 'M180 748 C260 762 460 762 540 748 L530 800 C446 814 274 814 190 800 Z';
  const cuff = `M${584} 650 C606 662 634 656 ${653 + out} 642 C${664 + out} 690 ${652 + out} 712 ${648 + out} 712 C${628 + out} 724 ${606 + out} 720 ${592 + out} 714 C584 700 582 680 584 650 Z`;
  const rib = dark(base, 0.1);
  const mirrored = (content) => `<g transform="translate(720 0) scale(-1 1)">${content}</g>`;
  const lines = (id, clip, from, to, count, y0, y1) =>
    `<clipPath id="${id}"><path d="${clip}"/></clipPath><g clip-path="url(#${id})">${seam(Array.from({ length: count }, (_, i) => `M${from + (i * (to - from)) / count} ${y0} L${from + (i * (to - from)) / count + 2} ${y1}`).join(''), mark(0.2), 1.2)}</g>`;
  const svg =
    area(body, base) +
    area(hem, rib) +
    lines('hem', hem, 180, 540, 48, 740, 820) +
    seam('M180 748 C260 762 460 762 540 748', mark(0.28), 1.6) +
    area(cuff, rib) +
    lines('cuff', cuff, 580, 670 + out, 13, 640, 730) +
    mirrored(area(cuff, rib) + lines('cuff2', cuff, 580, 670 + out, 13, 640, 730)) +
    area(opening, dark(rng.chance(0.5) ? second : base, 0.4)) +
    area('M330 150 L390 150 L390 172 L330 172 Z', training ? pale(second, 0.3) : LABEL) +
    seam(opening, mark(0.2), 2.4) +
    stitches('M360 112 C412 112 448 148 449 198 C448 240 404 292 360 326 C316 292 272 240 271 198 C272 148 308 112 360 112 Z', mark(0.3)) +
    seam('M452 226 C440 262 396 304 360 332 C324 304 280 262 268 226', mark(0.24), 1.8) +
    seam('M360 98 L360 122', mark(0.25), 1.6) +
    stitches(pocket, mark(0.3)) +
    seam(pocket, mark(0.2), 1.4) +
    seam('M546 264 C528 320 530 390 540 446 M174 264 C192 320 190 390 180 446', mark(0.2), 1.5);
  const cord = rng.chance(0.7) ? trim : pale(base, 0.4);
  const eyelets = [324, 396]
    .map((x) => `<circle cx="${x}" cy="291" r="6" fill="#8d8678"/><circle cx="${x}" cy="291" r="3" fill="#3a352d"/>`)
    .join('');
  const string = (path, x, y) =>
    seam(path, dark(cord, 0.25), 6) +
    seam(path, cord, 4) +
    `<rect x="${x - 5}" y="${y}" width="9" height="22" rx="3" fill="${dark(cord, 0.12)}"/>`;
  const over = training
    ? string('M328 296 C322 340 330 376 324 420', 324, 416) + string('M392 296 C398 336 390 368 397 402', 397, 398)
    : string('M324 292 C318 316 324 338 320 362', 320, 358) + string('M396 292 C402 314 396 332 401 352', 401, 348) + eyelets;
  const wander = () => rng.range(-14, 14);
  const fineness = training ? 1 : 0.72;
  const shade =
    BLURS +
    fold('M182 450 C176 540 174 660 182 740', { width: 26, opacity: 0.3, soft: 10 }) +
    fold('M538 450 C544 540 546 660 538 740', { width: 28, opacity: 0.36, soft: 10 }) +
    crease(
      [
        [200, 430],
        [256 + wander(), 490],
        [258, 590],
      ],
      1.1,
      18 * fineness,
    ) +
    crease(
      [
        [520, 430],
        [468 + wander(), 500],
        [462, 590],
      ],
      1.1,
      18 * fineness,
    ) +
    crease(
      [
        [150, 330],
        [128 + wander(), 430],
        [120, 540],
      ],
      1,
      18 * fineness,
    ) +
    crease(
      [
        [572, 330],
        [590 + wander(), 440],
        [600, 560],
      ],
      1,
      18 * fineness,
    ) +
    crease(pairs('84,590 112,612 136,620'), 1, 13 * fineness) +
    crease(pairs('640,584 610,610 582,618'), 1, 13 * fineness) +
    crease(pairs('80,622 106,640 130,642'), 0.8, 11 * fineness) +
    crease(pairs('644,618 616,636 590,640'), 0.8, 11 * fineness) +
    crease(
      [
        [220 + wander(), 690],
        [228, 722],
        [216, 750],
      ],
      0.8,
      12 * fineness,
    ) +
    crease(
      [
        [500 + wander(), 690],
        [492, 722],
        [504, 750],
      ],
      0.8,
      12 * fineness,
    ) +
    crease(
      [
        [330 + wander(), 756],
        [334, 780],
        [330, 806],
      ],
      0.5,
      10 * fineness,
    ) +
    (training
      ? patch('M268 226 C300 290 340 318 360 332 C380 318 420 290 452 226 L446 350 L274 350 Z', { opacity: 0.26, soft: 10 })
      : fold('M266 234 C280 272 324 312 360 340 C396 312 440 272 454 234', { width: 12, opacity: 0.42, soft: 6 }) +
        fold('M267 230 C280 268 324 308 360 335 C396 308 440 268 453 230', { width: 4, opacity: 0.5, soft: 3 })) +
    patch(opening, { opacity: 0.34, soft: 10 }) +
    fold('M292 190 C300 140 336 116 372 116', { light: true, width: 10, opacity: 0.3, soft: 6 }) +
    patch(pocket, { light: true, opacity: 0.1, soft: 6 }) +
    fold('M238 748 L482 748', { width: 10, opacity: 0.25, soft: 6 }) +
    fold('M266 610 L228 700', { width: 8, opacity: 0.2, soft: 3 }) +
    fold('M454 610 L494 700', { width: 8, opacity: 0.24, soft: 3 }) +
    patch('M270 340 L400 330 L390 520 L280 540 Z', { light: true, opacity: 0.14, soft: 40 }) +
    patch('M470 300 L540 300 L545 740 L490 740 Z', { opacity: 0.16, soft: 26 }) +
    fold('M186 752 C270 764 450 764 536 752', { width: 12, opacity: 0.24, soft: 6 });
  return {
    body: {
      svg,
      shade,
      gloss: '',
      over,
      texture: training ? 'fleece' : 'jersey',
      puff: training ? 0.7 : 0.5,
      puffRadius: training ? 40 : 26,
      ripple: 2.4,
      ground: { lift: training ? 12 : 7 },
    },
    slots: {
      main: [training ? { x: 248, y: 346, w: 224, h: 244, clip: body } : { x: 240, y: 384, w: 240, h: 208, clip: body }],
      all: { x: 60, y: 236, w: 600, h: 500, clip: body, cell: 120 },
      accent: [{ x: 300, y: 632, w: 120, h: 88 }],
      border: [{ x: 236, y: 690, w: 248, h: 44, clip: pocket }],
    },
  };
}

/** @type {import('./index.mjs').Kind['draw']} */
export function drawQipao(rng, { base, trim }) {
  const long = rng.chance(0.6);
  const hem = long ? 838 : 770;
  const sleeve = rng.pick(['cap', 'short', 'none']);
  const arm =
    sleeve === 'none'
      ? [pairs('428,142 446,148 462,152'), pairs('462,152 452,200 464,262 470,286')]
      : sleeve === 'cap'
        ? [
            pairs('428,142 466,152 500,178'),
            pairs('500,178 522,208 530,236'),
            pairs('530,236 504,248 478,250'),
            pairs('478,250 472,266 470,286'),
          ]
        : [
            pairs('428,142 470,154 508,182'),
            pairs('508,182 544,234 560,318'),
            pairs('560,318 524,334 496,334'),
            pairs('496,334 486,300 474,276'),
          ];
  const outline = symmetric(
    [
      pairs('360,128 388,126 404,118'),
      pairs('404,118 412,134 428,142'),
      ...arm,
      [arm[arm.length - 1].at(-1), [462, 370], [446, 430], [458, 510], [480, 600], [474, 720], [462, hem - 6]],
      [
        [462, hem - 6],
        [410, hem + 4],
        [360, hem + 6],
      ],
    ],
    AXIS,
    0.16,
  );
  const body = toD(outline);
  const collar =
    'M316 118 C314 98 318 84 326 76 C346 86 374 86 394 76 C402 84 406 98 404 118 C392 132 372 138 360 140 C348 138 328 132 316 118 Z';
  const placket = 'M360 140 C390 170 440 190 468 262 C472 290 468 320 464 350';
  const edge = dark(trim, 0.05);
  const slit = `M466 ${hem - 210} L462 ${hem - 6}`;
  const svg =
    area(body, base) +
    area(collar, base) +
    seam(collar, edge, 4) +
    seam('M360 140 C359 118 360 100 360 84', dark(base, 0.4), 1.6) +
    seam(outlineHem(hem), edge, 5) +
    seam(`M258 ${hem - 6} C256 ${hem - 80} 252 ${hem - 150} 250 ${hem - 214}`, edge, 3.2) +
    seam(slit, edge, 3.2) +
    (sleeve === 'cap' ? seam('M478 250 C504 248 520 244 530 236', edge, 5) + seam('M242 250 C216 248 200 244 190 236', edge, 5) : '') +
    (sleeve === 'short' ? seam('M496 334 C524 334 548 328 560 318', edge, 5) + seam('M224 334 C196 334 172 328 160 318', edge, 5) : '') +
    (sleeve === 'none' ? seam('M462 152 C452 200 462 250 470 286', edge, 4) + seam('M258 152 C268 200 258 250 250 286', edge, 4) : '');
  const over =
    seam(placket, dark(base, 0.45), 6) +
    seam(placket, edge, 4.4) +
    frogButton(360, 134, edge, 0, 0.8) +
    frogButton(412, 178, edge, 38, 0.9) +
    frogButton(456, 236, edge, 62, 0.9) +
    frogButton(467, 320, edge, 84, 0.8);
  const wander = () => rng.range(-8, 8);
  const shade =
    BLURS +
    crease(
      [
        [262, 300],
        [300 + wander(), 330],
        [330, 336],
      ],
      1,
      14,
    ) +
    crease(
      [
        [458, 300],
        [420 + wander(), 334],
        [392, 340],
      ],
      1,
      14,
    ) +
    crease(
      [
        [270, 440],
        [312 + wander(), 452],
        [350, 446],
      ],
      1.1,
      14,
    ) +
    crease(
      [
        [450, 440],
        [410 + wander(), 456],
        [372, 452],
      ],
      1.1,
      14,
    ) +
    crease(
      [
        [300 + wander(), 540],
        [286, 680],
        [292 + wander(), hem],
      ],
      0.8,
      22,
    ) +
    crease(
      [
        [410 + wander(), 520],
        [430, 680],
        [424 + wander(), hem],
      ],
      0.8,
      22,
    ) +
    crease(
      [
        [356, 600],
        [350 + wander(), 720],
        [358, hem],
      ],
      0.7,
      22,
    ) +
    fold('M250 290 C262 370 276 430 262 520 C246 600 246 700 256 830', { width: 54, opacity: 0.36, soft: 16 }) +
    fold('M470 290 C458 370 444 430 458 520 C476 600 474 700 464 830', { width: 60, opacity: 0.5, soft: 16 }) +
    patch('M300 220 C330 210 350 230 345 330 L330 420 L335 640 L310 640 L296 520 Z', { light: true, opacity: 0.3, soft: 16 }) +
    fold('M330 90 C334 104 332 120 330 128', { light: true, width: 12, opacity: 0.3, soft: 6 }) +
    patch('M316 122 C340 146 380 146 404 122 L420 160 L300 160 Z', { opacity: 0.22, soft: 10 });
  const gloss =
    BLURS + fold('M310 240 C318 330 312 380 308 430 C304 520 312 600 308 720', { light: true, width: 16, opacity: 0.2, soft: 10 });
  return {
    body: {
      svg,
      shade,
      gloss,
      over,
      texture: rng.pick(['silk', 'brocade', 'silk']),
      puff: 0.65,
      puffRadius: 36,
      ripple: 2,
      ground: { lift: 10 },
    },
    slots: {
      main: rng.pick([
        [{ x: 282, y: 500, w: 168, h: hem - 560, clip: body }],
        [
          { x: 270, y: 210, w: 150, h: 190, clip: body, turn: -6 },
          { x: 300, y: 560, w: 150, h: hem - 620, clip: body },
        ],
      ]),
      all: { x: 160, y: 140, w: 400, h: hem - 140, clip: body, cell: 104 },
      accent: [{ x: 284, y: 190, w: 84, h: 84 }],
      border: [{ x: 252, y: hem - 76, w: 214, h: 62, clip: body }],
    },
  };
}

const outlineHem = (hem) => `M258 ${hem - 6} C290 ${hem + 2} 330 ${hem + 6} 360 ${hem + 6} C390 ${hem + 6} 430 ${hem + 2} 462 ${hem - 6}`;

/** Horse-face skirt: flat panels in the middle, pleats at the sides. @type {import('./index.mjs').Kind['draw']} */
export function drawSkirt(rng, { base, second, trim }) {
  const outline = symmetric(
    [
      pairs('360,150 440,150 486,154'),
      pairs('486,154 490,174 492,196'),
      pairs('492,196 536,420 592,640 630,790'),
      pairs('630,790 500,816 360,820'),
    ],
    AXIS,
    0.1,
  );
  const body = toD(outline);
  const panel = 'M282 196 L438 196 C446 400 462 620 476 806 C440 818 280 818 244 806 C258 620 274 400 282 196 Z';
  const pleats = Array.from({ length: 9 }, (_, i) => {
    const t = (i + 1) / 10;
    const top = 438 + (492 - 438) * t;
    const foot = 476 + (630 - 476) * t;
    return [top, foot, 806 - 20 * t];
  });
  const both = (fn) =>
    pleats.map((p) => fn(p)).join('') + `<g transform="translate(720 0) scale(-1 1)">${pleats.map((p) => fn(p)).join('')}</g>`;
  const band = `M228 154 C270 148 450 148 492 154 L492 200 C450 206 270 206 228 200 Z`;
  const svg =
    area(body, base) +
    both(([top, foot, y]) => seam(`M${top} 200 L${foot} ${y}`, dark(base, 0.22), 1.4)) +
    area(panel, base) +
    seam(panel, dark(base, 0.3), 1.6) +
    area(band, rng.chance(0.6) ? second : pale(base, 0.7)) +
    seam(band, dark(base, 0.2), 1.2) +
    seam('M126 704 C240 730 480 730 594 704', trim, 3) +
    seam('M98 776 C230 804 490 804 622 776', trim, 3);
  const shade =
    BLURS +
    both(
      ([top, foot, y]) =>
        fold(`M${top + 1} 210 L${foot + 3} ${y}`, { width: 9, opacity: 0.3, soft: 3 }) +
        fold(`M${top - 3} 210 L${foot - 8} ${y}`, { light: true, width: 7, opacity: 0.2, soft: 3 }),
    ) +
    fold('M440 200 C450 420 464 620 478 806', { width: 16, opacity: 0.36, soft: 6 }) +
    fold('M280 200 C270 420 256 620 242 806', { width: 16, opacity: 0.3, soft: 6 }) +
    patch('M300 220 L360 220 L350 790 L280 790 Z', { light: true, opacity: 0.14, soft: 26 }) +
    patch('M480 220 L500 220 L640 790 L560 800 Z', { opacity: 0.2, soft: 26 }) +
    fold('M228 208 L492 208', { width: 16, opacity: 0.3, soft: 6 }) +
    crease(
      [
        [330, 420],
        [340 + rng.range(-10, 10), 600],
        [322, 800],
      ],
      0.6,
      24,
    ) +
    crease(
      [
        [400, 380],
        [408, 600],
        [420 + rng.range(-10, 10), 800],
      ],
      0.6,
      24,
    );
  const gloss = BLURS + fold('M316 230 C314 420 300 620 290 790', { light: true, width: 18, opacity: 0.14, soft: 10 });
  return {
    body: { svg, shade, gloss, texture: rng.pick(['brocade', 'silk']), puff: 0.4, puffRadius: 30, ripple: 1.6, ground: { lift: 9 } },
    slots: {
      main: [{ x: 272, y: 380, w: 176, h: 300, clip: panel }],
      all: { x: 100, y: 200, w: 520, h: 610, clip: body, cell: 110 },
      accent: [{ x: 312, y: 236, w: 96, h: 96, clip: panel }],
      border: [{ x: 112, y: 714, w: 496, h: 72, clip: body }],
    },
  };
}
