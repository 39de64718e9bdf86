/**
 * The traditional colours, by the keys of models/knowledge/colours.json, as goods wear them: the sourced values are web
 * conventions of full strength, so the goods' values are calmed towards dye, glaze and lacquer. Keys without a sourced
 * value get ours.
 */

/** @typedef {{hex: string, zh: string, en: string}} Colour */

/** @type {Record<string, Colour>} */
export const COLOURS = {
  zhuhong: { hex: '#db4a20', zh: '朱红', en: 'vermilion' },
  yanzhi: { hex: '#9d2933', zh: '胭脂', en: 'rouge red' },
  gold: { hex: '#e1c574', zh: '金色', en: 'gold' },
  'imperial-yellow': { hex: '#eaae12', zh: '明黄', en: 'imperial yellow' },
  tianqing: { hex: '#a4c3c8', zh: '天青', en: 'sky-after-rain blue' },
  yuebai: { hex: '#d6e8ec', zh: '月白', en: 'moon white' },
  'qinghua-blue': { hex: '#264a96', zh: '青花蓝', en: 'porcelain blue' },
  'jade-green': { hex: '#4fd9a5', zh: '玉色', en: 'jade green' },
  shiqing: { hex: '#7fbf9f', zh: '石青', en: 'mineral blue-green' },
  shilv: { hex: '#3f9271', zh: '石绿', en: 'malachite green' },
  zhuqing: { hex: '#789262', zh: '竹青', en: 'bamboo green' },
  huangse: { hex: '#e8c04a', zh: '缃色', en: 'straw yellow' },
  black: { hex: '#1b191b', zh: '黑色', en: 'black' },
  white: { hex: '#f8f6f1', zh: '精白', en: 'white' },
  zi: { hex: '#8350a6', zh: '紫色', en: 'purple' },
  dianlan: { hex: '#0f4f76', zh: '靛蓝', en: 'indigo' },
  zhe: { hex: '#9c5333', zh: '赭', en: 'ochre brown' },
  dai: { hex: '#4a4266', zh: '黛', en: 'ink violet' },
  kongquelv: { hex: '#0f9285', zh: '孔雀绿', en: 'peacock green' },
  'bronze-green': { hex: '#549688', zh: '铜绿', en: 'bronze green' },
  qing: { hex: '#1fcf98', zh: '青色', en: 'qing green' },
  'morandi-grey': { hex: '#aaa49b', zh: '莫兰迪灰', en: 'muted grey' },
};

export const hexOf = (key) => COLOURS[key].hex;

/** @param {string} hex @returns {[number, number, number]} */
export const rgbOf = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** @param {number[]} rgb */
export const toHex = (rgb) =>
  '#' +
  rgb
    .map((v) =>
      Math.max(0, Math.min(255, Math.round(v)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('');

/** @param {string} a @param {string} b @param {number} t */
export const blend = (a, b, t) => {
  const [x, y] = [rgbOf(a), rgbOf(b)];
  return toHex(x.map((v, i) => v + (y[i] - v) * t));
};

/** Perceived lightness, 0..1. @param {string} hex */
export const lightness = (hex) => {
  const [r, g, b] = rgbOf(hex).map((v) => (v / 255) ** 2.2);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) ** (1 / 2.2);
};

const distance = (a, b) => {
  const [x, y] = [rgbOf(a), rgbOf(b)];
  return Math.hypot(...x.map((v, i) => (v - y[i]) * [0.55, 0.75, 0.4][i])) / 255;
};

/** Natural colouring of motif families: [main, second, accent, dark, light], palette keys. */
const NATURAL = {
  flower: [
    ['yanzhi', 'zhuqing', 'gold', 'black', 'white'],
    ['zhuhong', 'shilv', 'huangse', 'dai', 'white'],
    ['zi', 'bronze-green', 'gold', 'dai', 'yuebai'],
  ],
  lotus: [
    ['yanzhi', 'bronze-green', 'gold', 'dai', 'white'],
    ['qinghua-blue', 'bronze-green', 'gold', 'dianlan', 'white'],
    ['zhuhong', 'shilv', 'gold', 'black', 'white'],
  ],
  blossom: [
    ['yanzhi', 'zhe', 'gold', 'black', 'white'],
    ['zhuhong', 'dai', 'huangse', 'black', 'white'],
  ],
  pale: [
    ['yuebai', 'zhuqing', 'gold', 'dai', 'white'],
    ['white', 'zhuqing', 'huangse', 'zhe', 'white'],
    ['zi', 'zhuqing', 'gold', 'dai', 'white'],
  ],
  gold: [
    ['huangse', 'zhuqing', 'zhuhong', 'zhe', 'white'],
    ['imperial-yellow', 'shilv', 'zhuhong', 'zhe', 'white'],
  ],
  green: [
    ['shilv', 'zhuqing', 'gold', 'black', 'white'],
    ['kongquelv', 'zhuqing', 'zhe', 'black', 'yuebai'],
  ],
  fruit: [
    ['yanzhi', 'shilv', 'gold', 'zhe', 'white'],
    ['zhuhong', 'zhuqing', 'huangse', 'zhe', 'white'],
  ],
  persimmon: [['zhuhong', 'zhuqing', 'gold', 'zhe', 'huangse']],
  violet: [['zi', 'zhuqing', 'gold', 'dai', 'yuebai']],
  metal: [
    ['gold', 'zhe', 'zhuhong', 'zhe', 'white'],
    ['gold', 'huangse', 'yanzhi', 'zhe', 'white'],
  ],
  cloud: [
    ['tianqing', 'dianlan', 'gold', 'dianlan', 'white'],
    ['gold', 'zhe', 'zhuhong', 'zhe', 'white'],
    ['yuebai', 'bronze-green', 'gold', 'dai', 'white'],
  ],
  ice: [
    ['qinghua-blue', 'tianqing', 'gold', 'dianlan', 'white'],
    ['dianlan', 'tianqing', 'zhuhong', 'dianlan', 'white'],
  ],
  earth: [
    ['zhe', 'zhuqing', 'gold', 'black', 'white'],
    ['zhe', 'bronze-green', 'zhuhong', 'dai', 'huangse'],
  ],
  ink: [
    ['black', 'morandi-grey', 'zhuhong', 'black', 'white'],
    ['dianlan', 'tianqing', 'gold', 'black', 'white'],
  ],
  sea: [
    ['dianlan', 'bronze-green', 'gold', 'dianlan', 'white'],
    ['qinghua-blue', 'tianqing', 'zhuhong', 'dai', 'white'],
    ['kongquelv', 'shiqing', 'gold', 'dai', 'white'],
  ],
  tang: [
    ['kongquelv', 'yanzhi', 'gold', 'dai', 'white'],
    ['yanzhi', 'bronze-green', 'gold', 'black', 'white'],
    ['dianlan', 'zhuhong', 'gold', 'black', 'white'],
  ],
  red: [
    ['zhuhong', 'yanzhi', 'gold', 'yanzhi', 'white'],
    ['yanzhi', 'zhuhong', 'gold', 'black', 'white'],
  ],
  beast: [
    ['kongquelv', 'zhuhong', 'gold', 'dai', 'white'],
    ['zhuhong', 'dianlan', 'gold', 'black', 'white'],
    ['gold', 'zhuhong', 'huangse', 'zhe', 'white'],
    ['dianlan', 'bronze-green', 'gold', 'black', 'white'],
  ],
  crane: [
    ['yuebai', 'tianqing', 'zhuhong', 'black', 'white'],
    ['morandi-grey', 'gold', 'zhuhong', 'dai', 'white'],
  ],
  duck: [['zhuhong', 'kongquelv', 'gold', 'dai', 'white']],
  fish: [
    ['zhuhong', 'dianlan', 'gold', 'yanzhi', 'white'],
    ['zhuhong', 'bronze-green', 'huangse', 'black', 'white'],
  ],
  moon: [
    ['white', 'tianqing', 'gold', 'dai', 'white'],
    ['morandi-grey', 'zhuqing', 'huangse', 'dai', 'white'],
  ],
};

/** One-ink colourings for light and for dark grounds. */
const INKS_ON_LIGHT = ['dianlan', 'yanzhi', 'black', 'dai', 'kongquelv', 'zhuhong', 'qinghua-blue', 'zhe', 'shilv'];
const INKS_ON_DARK = ['gold', 'white', 'yuebai', 'huangse'];

/** @typedef {{mode: 'natural' | 'mono' | 'duo', keys: string[], tones: string[]}} Scheme  tones: hex per tone of pen.mjs */

/** Darkens or lightens a tone until it stands off the ground. */
function standOff(hex, ground, away) {
  let out = hex;
  for (let i = 0; i < 4 && distance(out, ground) < 0.16; i++) out = blend(out, away, 0.3);
  return out;
}

/**
 * Colours of a motif on a ground. @param {import('./random.mjs').Rng} rng @param {string} groundHex @param {string} groundKey
 * @param {string} hue family of NATURAL @param {'natural' | 'mono' | 'duo'} mode @param {string[]} [inks] allowed inks
 * @returns {Scheme}
 */
export function motifScheme(rng, groundHex, groundKey, hue, mode, inks = []) {
  const dark = lightness(groundHex) < 0.55;
  if (mode === 'natural') {
    const families = NATURAL[hue].filter((keys) => distance(hexOf(keys[0]), groundHex) > 0.13);
    if (families.length) {
      const keys = rng.pick(families);
      const away = dark ? '#ffffff' : '#201d20';
      const tones = keys.map((key, i) => (i < 3 ? standOff(hexOf(key), groundHex, away) : hexOf(key)));
      if (dark) tones[3] = blend(groundHex, '#120e10', 0.5);
      return { mode, keys: keys.filter((key, i) => i < 3), tones };
    }
  }
  const list = (inks.length ? inks : dark ? INKS_ON_DARK : INKS_ON_LIGHT).filter(
    (key) => key !== groundKey && distance(hexOf(key), groundHex) > 0.2,
  );
  const ink = rng.pick(list.length ? list : dark ? INKS_ON_DARK : INKS_ON_LIGHT);
  const main = hexOf(ink);
  if (mode === 'duo') {
    const seconds = (
      dark ? ['zhuhong', 'tianqing', 'gold', 'shiqing', 'white'] : ['zhuhong', 'gold', 'bronze-green', 'dianlan', 'yanzhi']
    ).filter((key) => key !== ink && key !== groundKey && distance(hexOf(key), groundHex) > 0.16);
    const second = rng.pick(seconds);
    return {
      mode,
      keys: [ink, second],
      tones: [
        main,
        hexOf(second),
        blend(main, hexOf(second), 0.5),
        dark ? blend(groundHex, main, 0.12) : blend(main, '#181416', 0.45),
        blend(groundHex, main, 0.16),
      ],
    };
  }
  return {
    mode: 'mono',
    keys: [ink],
    tones: [
      main,
      blend(main, groundHex, 0.24),
      blend(main, groundHex, 0.1),
      dark ? blend(groundHex, main, 0.14) : blend(main, '#181416', 0.3),
      blend(groundHex, main, 0.22),
    ],
  };
}

/** Companions of a main colour: [second, trim]. */
const COMPANIONS = {
  white: [
    ['dianlan', 'gold'],
    ['yanzhi', 'gold'],
    ['black', 'zhuhong'],
    ['zhuqing', 'zhe'],
    ['qinghua-blue', 'qinghua-blue'],
  ],
  yuebai: [
    ['dianlan', 'gold'],
    ['tianqing', 'dianlan'],
    ['dai', 'gold'],
    ['yanzhi', 'gold'],
    ['bronze-green', 'zhe'],
  ],
  tianqing: [
    ['white', 'gold'],
    ['dianlan', 'gold'],
    ['yuebai', 'zhe'],
  ],
  'morandi-grey': [
    ['white', 'zhe'],
    ['dai', 'gold'],
    ['zhuqing', 'white'],
  ],
  huangse: [
    ['zhe', 'zhuhong'],
    ['white', 'zhe'],
    ['shilv', 'zhe'],
  ],
  gold: [
    ['yanzhi', 'zhe'],
    ['white', 'zhe'],
    ['black', 'yanzhi'],
  ],
  'imperial-yellow': [
    ['yanzhi', 'zhuhong'],
    ['dianlan', 'zhe'],
    ['white', 'zhe'],
  ],
  'jade-green': [
    ['white', 'gold'],
    ['kongquelv', 'gold'],
  ],
  shiqing: [
    ['white', 'gold'],
    ['kongquelv', 'gold'],
    ['yuebai', 'zhe'],
  ],
  qing: [
    ['white', 'gold'],
    ['dai', 'gold'],
  ],
  zhuhong: [
    ['yanzhi', 'gold'],
    ['white', 'gold'],
    ['black', 'gold'],
  ],
  yanzhi: [
    ['gold', 'gold'],
    ['white', 'gold'],
    ['zhuhong', 'gold'],
    ['black', 'gold'],
  ],
  dianlan: [
    ['white', 'gold'],
    ['tianqing', 'gold'],
    ['yuebai', 'zhuhong'],
  ],
  'qinghua-blue': [
    ['white', 'gold'],
    ['yuebai', 'white'],
  ],
  dai: [
    ['yuebai', 'gold'],
    ['zi', 'gold'],
    ['morandi-grey', 'gold'],
  ],
  zi: [
    ['yuebai', 'gold'],
    ['dai', 'gold'],
  ],
  zhe: [
    ['huangse', 'gold'],
    ['white', 'gold'],
    ['black', 'gold'],
  ],
  zhuqing: [
    ['white', 'zhe'],
    ['huangse', 'zhe'],
    ['shilv', 'gold'],
  ],
  shilv: [
    ['white', 'gold'],
    ['huangse', 'gold'],
  ],
  kongquelv: [
    ['gold', 'gold'],
    ['white', 'gold'],
    ['yanzhi', 'gold'],
  ],
  'bronze-green': [
    ['white', 'gold'],
    ['dai', 'gold'],
    ['yuebai', 'zhe'],
  ],
  black: [
    ['yanzhi', 'gold'],
    ['white', 'gold'],
    ['zhuhong', 'gold'],
    ['morandi-grey', 'white'],
  ],
};

/** @param {import('./random.mjs').Rng} rng @param {string} key @returns {[string, string]} */
export const companions = (rng, key) => rng.pick(COMPANIONS[key]);
