/** Clothes: T-shirt, hoodie, qipao, pleated skirt. Laid or hung flat, seen from the front. */
import { smooth, symmetric, toD } from '../geometry.mjs';
import { area, BLURS, crease, dark, fold, frogButton, pale, patch, seam, stitches } from './parts.mjs';

const AXIS = 360;

/** @type {import('./index.mjs').Kind['draw']} */
export function drawTshirt(rng, { base, second }) {
  const loose = rng.range(-8, 16);
  const outline = symmetric([
    [[360, 206], [398, 200], [424, 178], [434, 152]],
    [[434, 152], [482, 166], [536, 186]],
    [[536, 186], [588, 220], [622, 286], [650 + loose, 372]],
    [[650 + loose, 372], [600, 398], [558, 410]],
    [[558, 410], [546, 366], [534, 338]],
    [[534, 338], [536 + loose * 0.5, 480], [540 + loose, 640], [546 + loose, 778]],
    [[546 + loose, 778], [460, 792], [360, 794]],
  ], AXIS, 0.15);
  const body = toD(outline);
  const rib = 'M286 152 C296 196 326 218 360 218 C394 218 424 196 434 152 L446 156 C436 210 402 234 360 234 C318 234 284 210 274 156 Z';
  const back = 'M286 152 C320 170 400 170 434 152 C424 196 394 212 360 212 C326 212 296 196 286 152 Z';
  const svg =
    area(body, base) + area(back, dark(base, 0.28)) + area('M336 163 L384 163 L384 182 L336 182 Z', pale(second, 0.3)) + area(rib, rng.chance(0.4) ? second : dark(base, 0.06)) +
    seam('M186 338 C180 300 186 240 190 186', dark(base, 0.16), 1.2) + seam('M534 338 C540 300 534 240 530 186', dark(base, 0.16), 1.2) +
    stitches(`M${178 - loose} 764 C260 780 460 780 ${542 + loose} 764`, dark(base, 0.25)) +
    stitches(`M${78 - loose} 364 L158 398`, dark(base, 0.25)) + stitches(`M${642 + loose} 364 L562 398`, dark(base, 0.25));
  const wander = () => rng.range(-14, 14);
  const shade =
    BLURS +
    crease([[212, 330], [262 + wander(), 420], [250 + wander(), 520]], 1.1, 16) + crease([[508, 330], [462 + wander(), 430], [478 + wander(), 530]], 1.1, 16) +
    crease([[240 + wander(), 560], [258, 680], [236 + wander(), 780]], 0.9, 18) + crease([[470 + wander(), 580], [452, 690], [478 + wander(), 785]], 0.9, 18) +
    crease([[340 + wander(), 640], [352, 720], [338 + wander(), 790]], 0.6, 20) +
    crease([[150, 250], [130, 310], [112, 370]], 0.9, 14) + crease([[580, 246], [600, 310], [612, 370]], 0.9, 14) +
    fold('M196 200 C182 250 182 300 188 340', { width: 22, opacity: 0.2, soft: 10 }) + fold('M524 200 C538 250 538 300 532 340', { width: 22, opacity: 0.26, soft: 10 }) +
    patch('M180 340 L250 340 L230 790 L170 790 Z', { opacity: 0.1, soft: 26 }) + patch('M480 340 L545 340 L560 790 L500 790 Z', { opacity: 0.2, soft: 26 }) +
    patch('M300 260 C340 250 380 250 400 270 L390 420 L300 430 Z', { light: true, opacity: 0.14, soft: 40 });
  const chest = 'M206 250 L514 250 L520 760 L200 760 Z';
  return {
    body: { svg, shade, gloss: '', texture: 'jersey', puff: 0.75, puffRadius: 42, ripple: 2.2, ground: { lift: 9 } },
    slots: {
      main: rng.chance(0.8) ? [{ x: 235, y: 290, w: 250, h: 270, clip: chest }] : [{ x: 214, y: 300, w: 292, h: 380, clip: chest }],
      all: { x: 60, y: 150, w: 600, h: 640, clip: body, cell: 128 },
      accent: [{ x: 420, y: 286, w: 72, h: 72 }],
      border: [{ x: 190, y: 690, w: 340, h: 56, clip: body }],
    },
  };
}

/** @type {import('./index.mjs').Kind['draw']} */
export function drawHoodie(rng, { base, second, trim }) {
  const outline = symmetric([
    [[360, 128], [404, 132], [438, 168], [448, 214]],
    [[448, 214], [506, 226], [556, 252]],
    [[556, 252], [604, 318], [630, 470], [640, 700]],
    [[640, 700], [608, 712], [572, 708]],
    [[572, 708], [560, 560], [540, 440]],
    [[540, 440], [544, 560], [548, 700], [546, 792]],
    [[546, 792], [450, 806], [360, 808]],
  ], AXIS, 0.15);
  const body = toD(outline);
  const hoodIn = 'M360 150 C402 152 424 184 428 224 C410 262 384 286 360 296 C336 286 310 262 292 224 C296 184 318 152 360 150 Z';
  const pocket = 'M262 604 L458 604 L494 700 L486 744 L234 744 L226 700 Z';
  const cuffs = 'M80 700 C104 712 128 712 150 706 L156 664 C130 670 104 668 78 660 Z';
  const rib = dark(base, 0.1);
  const flip = (path) => `<g transform="translate(720 0) scale(-1 1)">${path}</g>`;
  const ribs = Array.from({ length: 34 }, (_, i) => `M${182 + i * 10.8} 770 L${182 + i * 10.8} 804`).join('');
  const svg =
    area(body, base) +
    area('M174 758 C260 772 460 772 546 758 L546 792 C450 808 270 808 174 792 Z', rib) + seam(ribs, dark(base, 0.2), 1) + seam('M174 758 C260 772 460 772 546 758', dark(base, 0.25), 1.4) +
    area(cuffs, rib) + flip(area(cuffs, rib)) +
    area(hoodIn, dark(second, 0.42)) +
    seam('M292 224 C306 268 336 298 360 312 C384 298 414 268 428 224', dark(base, 0.22), 2) +
    area('M272 214 C270 168 304 128 360 128 C416 128 450 168 448 214 L428 224 C424 184 402 152 360 150 C318 152 296 184 292 224 Z', pale(base, 0.05)) +
    stitches(pocket, dark(base, 0.3)) + seam(pocket, dark(base, 0.2), 1.4);
  const cord = rng.chance(0.7) ? trim : pale(base, 0.4);
  const over =
    seam('M322 284 C318 330 326 370 320 420', dark(cord, 0.2), 6) + seam('M321 284 C317 330 325 370 319 420', cord, 4) +
    seam('M398 284 C404 330 394 360 402 404', dark(cord, 0.2), 6) + seam('M397 284 C403 330 393 360 401 404', cord, 4) +
    `<rect x="315" y="416" width="9" height="22" rx="3" fill="${dark(cord, 0.1)}"/><rect x="397" y="400" width="9" height="22" rx="3" fill="${dark(cord, 0.1)}"/>`;
  const wander = () => rng.range(-14, 14);
  const shade =
    BLURS +
    fold('M180 440 C176 540 176 680 176 780', { width: 30, opacity: 0.34, soft: 10 }) + fold('M540 440 C544 540 546 680 544 780', { width: 30, opacity: 0.38, soft: 10 }) +
    crease([[196, 420], [256 + wander(), 480], [262, 590]], 1.2, 18) + crease([[524, 420], [470 + wander(), 500], [460, 590]], 1.2, 18) +
    crease([[130, 330], [112 + wander(), 430], [128, 560]], 1.1, 18) + crease([[590, 330], [606 + wander(), 440], [592, 560]], 1.1, 18) +
    crease([[104, 600], [140, 620], [152, 660]], 1, 14) + crease([[570, 600], [590, 630], [632, 640]], 1, 14) +
    crease([[270 + wander(), 690], [280, 730], [268, 770]], 0.7, 14) + crease([[440 + wander(), 690], [446, 730], [452, 770]], 0.7, 14) +
    patch('M290 214 C300 268 340 300 360 312 C380 300 420 268 430 214 L428 330 L292 330 Z', { opacity: 0.24, soft: 10 }) +
    patch(hoodIn, { opacity: 0.3, soft: 10 }) + patch(pocket, { light: true, opacity: 0.1, soft: 6 }) + fold('M240 750 L480 750', { width: 10, opacity: 0.25, soft: 6 }) +
    patch('M270 330 L400 320 L390 520 L280 540 Z', { light: true, opacity: 0.13, soft: 40 }) + patch('M470 300 L560 300 L550 780 L490 780 Z', { opacity: 0.16, soft: 26 });
  return {
    body: { svg, shade, gloss: '', over, texture: 'fleece', puff: 1, puffRadius: 44, ripple: 2.4, ground: { lift: 12 } },
    slots: {
      main: [{ x: 248, y: 338, w: 224, h: 250, clip: body }],
      all: { x: 70, y: 230, w: 580, h: 540, clip: body, cell: 120 },
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
  const arm = sleeve === 'none'
    ? [[[428, 142], [446, 148], [462, 152]], [[462, 152], [452, 200], [464, 262], [470, 286]]]
    : sleeve === 'cap'
      ? [[[428, 142], [466, 152], [500, 178]], [[500, 178], [522, 208], [530, 236]], [[530, 236], [504, 248], [478, 250]], [[478, 250], [472, 266], [470, 286]]]
      : [[[428, 142], [470, 154], [508, 182]], [[508, 182], [544, 234], [560, 318]], [[560, 318], [524, 334], [496, 334]], [[496, 334], [486, 300], [474, 276]]];
  const outline = symmetric([
    [[360, 128], [388, 126], [404, 118]],
    [[404, 118], [412, 134], [428, 142]],
    ...arm,
    [arm[arm.length - 1].at(-1), [462, 370], [446, 430], [458, 510], [480, 600], [474, 720], [462, hem - 6]],
    [[462, hem - 6], [410, hem + 4], [360, hem + 6]],
  ], AXIS, 0.16);
  const body = toD(outline);
  const collar = 'M316 118 C314 98 318 84 326 76 C346 86 374 86 394 76 C402 84 406 98 404 118 C392 132 372 138 360 140 C348 138 328 132 316 118 Z';
  const placket = 'M360 140 C390 170 440 190 468 262 C472 290 468 320 464 350';
  const edge = dark(trim, 0.05);
  const slit = `M466 ${hem - 210} L462 ${hem - 6}`;
  const svg =
    area(body, base) + area(collar, base) + seam(collar, edge, 4) + seam('M360 140 C359 118 360 100 360 84', dark(base, 0.4), 1.6) +
    seam(outlineHem(hem), edge, 5) +
    seam(`M258 ${hem - 6} C256 ${hem - 80} 252 ${hem - 150} 250 ${hem - 214}`, edge, 3.2) + seam(slit, edge, 3.2) +
    (sleeve === 'cap' ? seam('M478 250 C504 248 520 244 530 236', edge, 5) + seam('M242 250 C216 248 200 244 190 236', edge, 5) : '') +
    (sleeve === 'short' ? seam('M496 334 C524 334 548 328 560 318', edge, 5) + seam('M224 334 C196 334 172 328 160 318', edge, 5) : '') +
    (sleeve === 'none' ? seam('M462 152 C452 200 462 250 470 286', edge, 4) + seam('M258 152 C268 200 258 250 250 286', edge, 4) : '');
  const over = seam(placket, dark(base, 0.45), 6) + seam(placket, edge, 4.4) + frogButton(360, 134, edge, 0, 0.8) + frogButton(412, 178, edge, 38, 0.9) + frogButton(456, 236, edge, 62, 0.9) + frogButton(467, 320, edge, 84, 0.8);
  const wander = () => rng.range(-8, 8);
  const shade =
    BLURS +
    crease([[262, 300], [300 + wander(), 330], [330, 336]], 1, 14) + crease([[458, 300], [420 + wander(), 334], [392, 340]], 1, 14) +
    crease([[270, 440], [312 + wander(), 452], [350, 446]], 1.1, 14) + crease([[450, 440], [410 + wander(), 456], [372, 452]], 1.1, 14) +
    crease([[300 + wander(), 540], [286, 680], [292 + wander(), hem]], 0.8, 22) + crease([[410 + wander(), 520], [430, 680], [424 + wander(), hem]], 0.8, 22) + crease([[356, 600], [350 + wander(), 720], [358, hem]], 0.7, 22) +
    fold('M250 290 C262 370 276 430 262 520 C246 600 246 700 256 830', { width: 54, opacity: 0.36, soft: 16 }) + fold('M470 290 C458 370 444 430 458 520 C476 600 474 700 464 830', { width: 60, opacity: 0.5, soft: 16 }) +
    patch('M300 220 C330 210 350 230 345 330 L330 420 L335 640 L310 640 L296 520 Z', { light: true, opacity: 0.3, soft: 16 }) +
    fold('M330 90 C334 104 332 120 330 128', { light: true, width: 12, opacity: 0.3, soft: 6 }) + patch('M316 122 C340 146 380 146 404 122 L420 160 L300 160 Z', { opacity: 0.22, soft: 10 });
  const gloss = BLURS + fold('M310 240 C318 330 312 380 308 430 C304 520 312 600 308 720', { light: true, width: 16, opacity: 0.2, soft: 10 });
  return {
    body: { svg, shade, gloss, over, texture: rng.pick(['silk', 'brocade', 'silk']), puff: 0.9, puffRadius: 40, ripple: 2, ground: { lift: 10 } },
    slots: {
      main: rng.pick([[{ x: 282, y: 500, w: 168, h: hem - 560, clip: body }], [{ x: 270, y: 210, w: 150, h: 190, clip: body, turn: -6 }, { x: 300, y: 560, w: 150, h: hem - 620, clip: body }]]),
      all: { x: 160, y: 140, w: 400, h: hem - 140, clip: body, cell: 104 },
      accent: [{ x: 284, y: 190, w: 84, h: 84 }],
      border: [{ x: 252, y: hem - 76, w: 214, h: 62, clip: body }],
    },
  };
}

const outlineHem = (hem) => `M258 ${hem - 6} C290 ${hem + 2} 330 ${hem + 6} 360 ${hem + 6} C390 ${hem + 6} 430 ${hem + 2} 462 ${hem - 6}`;

/** Horse-face skirt: flat panels in the middle, pleats at the sides. @type {import('./index.mjs').Kind['draw']} */
export function drawSkirt(rng, { base, second, trim }) {
  const outline = symmetric([[[360, 150], [440, 150], [486, 154]], [[486, 154], [490, 174], [492, 196]], [[492, 196], [536, 420], [592, 640], [630, 790]], [[630, 790], [500, 816], [360, 820]]], AXIS, 0.1);
  const body = toD(outline);
  const panel = 'M282 196 L438 196 C446 400 462 620 476 806 C440 818 280 818 244 806 C258 620 274 400 282 196 Z';
  const pleats = Array.from({ length: 9 }, (_, i) => {
    const t = (i + 1) / 10;
    const top = 438 + (492 - 438) * t;
    const foot = 476 + (630 - 476) * t;
    return [top, foot, 806 - 20 * t];
  });
  const both = (fn) => pleats.map((p) => fn(p)).join('') + `<g transform="translate(720 0) scale(-1 1)">${pleats.map((p) => fn(p)).join('')}</g>`;
  const band = `M228 154 C270 148 450 148 492 154 L492 200 C450 206 270 206 228 200 Z`;
  const svg =
    area(body, base) + both(([top, foot, y]) => seam(`M${top} 200 L${foot} ${y}`, dark(base, 0.22), 1.4)) + area(panel, base) + seam(panel, dark(base, 0.3), 1.6) +
    area(band, rng.chance(0.6) ? second : pale(base, 0.7)) + seam(band, dark(base, 0.2), 1.2) +
    seam('M126 704 C240 730 480 730 594 704', trim, 3) + seam('M98 776 C230 804 490 804 622 776', trim, 3);
  const shade =
    BLURS + both(([top, foot, y]) => fold(`M${top + 1} 210 L${foot + 3} ${y}`, { width: 9, opacity: 0.3, soft: 3 }) + fold(`M${top - 3} 210 L${foot - 8} ${y}`, { light: true, width: 7, opacity: 0.2, soft: 3 })) +
    fold('M440 200 C450 420 464 620 478 806', { width: 16, opacity: 0.36, soft: 6 }) + fold('M280 200 C270 420 256 620 242 806', { width: 16, opacity: 0.3, soft: 6 }) +
    patch('M300 220 L360 220 L350 790 L280 790 Z', { light: true, opacity: 0.14, soft: 26 }) + patch('M480 220 L500 220 L640 790 L560 800 Z', { opacity: 0.2, soft: 26 }) + fold('M228 208 L492 208', { width: 16, opacity: 0.3, soft: 6 }) +
    crease([[330, 420], [340 + rng.range(-10, 10), 600], [322, 800]], 0.6, 24) + crease([[400, 380], [408, 600], [420 + rng.range(-10, 10), 800]], 0.6, 24);
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

export { smooth };
