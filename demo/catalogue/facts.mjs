/** What a buyer asks before buying: size, care, how many there are, when they leave, whether they may come back. */

/** @typedef {[zh: string, en: string]} Both */

/** Clothes: measures of the smallest size in cm, and how they grow with the size. @returns {Both} */
function chart(sizes, names, first, step) {
  const rows = (at) =>
    sizes.map((size, i) => `${size} ${names.map((name, m) => `${name[at]} ${first[m] + step[m] * i}`).join(at ? ', ' : '，')} cm`);
  return [rows(0).join('；'), rows(1).join('; ')];
}

const LENGTH = ['衣长', 'length'];
const CHEST = ['胸宽', 'chest'];
const WEAR = ['S', 'M', 'L', 'XL'];
const TOP = chart(WEAR, [LENGTH, CHEST], [66, 49], [2, 2.5]);
const DRESS = chart(
  WEAR,
  [
    ['胸围', 'bust'],
    ['腰围', 'waist'],
    ['臀围', 'hips'],
  ],
  [84, 66, 90],
  [4, 4, 4],
);
const HOODED = chart(WEAR, [LENGTH, CHEST], [65, 54], [2, 3]);
const SKIRT = chart(
  ['S', 'M', 'L'],
  [
    ['裙长', 'length'],
    ['腰围', 'waist'],
  ],
  [92, 66],
  [3, 5],
);

/** By kind: one entry for each of the kind's names, in their order, or one for all. @type {Record<string, Both[]>} */
const DIMENSIONS = {
  qipao: [DRESS],
  tshirt: [TOP],
  hoodie: [HOODED],
  skirt: [SKIRT],
  scarf: [
    ['90 × 90 cm，手工卷边', '90 × 90 cm, hand-rolled edge'],
    ['88 × 88 cm', '88 × 88 cm'],
    ['53 × 53 cm，小方巾', '53 × 53 cm, neckerchief'],
  ],
  cushion: [
    ['45 × 45 cm，含枕芯', '45 × 45 cm, filling included'],
    ['50 × 50 cm，含枕芯', '50 × 50 cm, filling included'],
    ['45 × 45 cm，枕套，不含枕芯', '45 × 45 cm, cover without filling'],
  ],
  tote: [
    ['宽 36 × 高 40 cm，底厚 10 cm，提手高 26 cm', 'W 36 × H 40 cm, base 10 cm, handle drop 26 cm'],
    ['宽 34 × 高 38 cm，提手高 26 cm', 'W 34 × H 38 cm, handle drop 26 cm'],
    ['宽 42 × 高 40 cm，底厚 12 cm，提手高 28 cm', 'W 42 × H 40 cm, base 12 cm, handle drop 28 cm'],
  ],
  sachet: [
    ['袋身 9 × 9 cm，连流苏长 22 cm', 'Pouch 9 × 9 cm, 22 cm with tassel'],
    ['袋身 8 × 8 cm，连流苏长 20 cm', 'Pouch 8 × 8 cm, 20 cm with tassel'],
  ],
  mug: [
    ['高 9.5 cm，口径 8.3 cm，容量 350 ml', 'H 9.5 cm, rim 8.3 cm, holds 350 ml'],
    ['高 10.5 cm，口径 8.5 cm，容量 420 ml', 'H 10.5 cm, rim 8.5 cm, holds 420 ml'],
    ['高 9 cm，口径 8 cm，容量 300 ml', 'H 9 cm, rim 8 cm, holds 300 ml'],
  ],
  vase: [
    ['高 26 cm，最宽 14 cm', 'H 26 cm, 14 cm at its widest'],
    ['高 30 cm，最宽 15 cm', 'H 30 cm, 15 cm at its widest'],
    ['高 20 cm，最宽 11 cm', 'H 20 cm, 11 cm at its widest'],
  ],
  bowl: [
    ['口径 12 cm，高 6 cm，容量 320 ml', 'Rim 12 cm, H 6 cm, holds 320 ml'],
    ['口径 18 cm，高 8 cm，容量 900 ml', 'Rim 18 cm, H 8 cm, holds 900 ml'],
    ['口径 11 cm，高 6 cm，容量 260 ml', 'Rim 11 cm, H 6 cm, holds 260 ml'],
  ],
  'tea-tin': [
    ['高 13 cm，直径 8 cm，可装茶叶约 100 g', 'H 13 cm, 8 cm across, holds about 100 g of leaf'],
    ['高 16 cm，直径 9 cm，可装茶叶约 150 g', 'H 16 cm, 9 cm across, holds about 150 g of leaf'],
    ['高 11 cm，直径 7.5 cm，可装茶叶约 75 g', 'H 11 cm, 7.5 cm across, holds about 75 g of leaf'],
  ],
  burner: [
    ['高 14 cm，口径 9 cm，适用盘香、塔香', 'H 14 cm, rim 9 cm, for coils and cones'],
    ['高 16 cm，口径 10 cm，适用盘香、塔香', 'H 16 cm, rim 10 cm, for coils and cones'],
  ],
  'gift-box': [
    ['24 × 24 × 12 cm，空盒', '24 × 24 × 12 cm, sold empty'],
    ['28 × 20 × 10 cm，可放 8 枚糕点', '28 × 20 × 10 cm, takes 8 pastries'],
    ['22 × 16 × 10 cm，空盒', '22 × 16 × 10 cm, sold empty'],
  ],
  notebook: [
    ['A5（14.8 × 21 cm），192 页，横线', 'A5 (14.8 × 21 cm), 192 pages, ruled'],
    ['B6（12.8 × 18.2 cm），240 页，点格', 'B6 (12.8 × 18.2 cm), 240 pages, dotted'],
    ['A6（10.5 × 14.8 cm），160 页，空白', 'A6 (10.5 × 14.8 cm), 160 pages, plain'],
  ],
  'phone-case': [['适配 6.1 与 6.7 英寸机型，厚 1.6 mm', 'For 6.1 and 6.7 inch phones, 1.6 mm thick']],
  lipstick: [['净含量 3.5 g，管长 8 cm', '3.5 g, 8 cm tube']],
  fan: [['扇面直径 24 cm，连柄长 40 cm', 'Face 24 cm across, 40 cm with handle']],
  lantern: [
    ['直径 30 cm，连流苏高 62 cm', '30 cm across, 62 cm high with tassel'],
    ['直径 22 cm，连流苏高 48 cm', '22 cm across, 48 cm high with tassel'],
    ['直径 36 cm，连流苏高 75 cm', '36 cm across, 75 cm high with tassel'],
  ],
  pin: [
    ['直径 3 cm，背面双针扣', '3 cm across, two clutch pins'],
    ['直径 3.5 cm，背面安全别针', '3.5 cm across, safety pin'],
    ['直径 2.5 cm，背面蝴蝶扣', '2.5 cm across, one clutch pin'],
  ],
};

/** What the buyer chooses. @type {Record<string, string[]>} */
const SIZES = { qipao: WEAR, tshirt: WEAR, hoodie: WEAR, skirt: ['S', 'M', 'L'], 'phone-case': ['6.1″', '6.7″'] };

const SILK = [
  '30 °C 以下手洗或干洗，不拧绞，阴干，反面低温熨烫。',
  'Hand wash below 30 °C or dry clean; do not wring, dry in the shade, iron low on the reverse.',
];
const BROCADE = ['建议干洗；勾丝处勿拉扯，反面垫布熨烫。', 'Dry clean; do not pull loose threads, press on the reverse under a cloth.'];
const COTTON = [
  '翻面后 30 °C 机洗，深浅分开，不烘干，避开图案熨烫。',
  'Machine wash at 30 °C inside out with like colours; do not tumble dry or iron the design.',
];
const PLANT = [
  '局部擦洗，或 30 °C 以下手洗；初次下水约缩 3%，不可漂白。',
  'Sponge clean or hand wash below 30 °C; may shrink about 3 % in the first wash; do not bleach.',
];
const BOARD = ['防潮避光，灰尘用软毛刷拂去。', 'Keep dry and out of the sun; brush dust off softly.'];
const GLAZED = ['软布湿擦，避免骤冷骤热。', 'Wipe with a damp cloth; avoid sudden heat or cold.'];

/** By the material's name in the feed. @type {Record<string, Both>} */
const BY_MATERIAL = {
  桑蚕丝: SILK,
  真丝斜纹绸: SILK,
  香云纱: [
    '清水轻漂，不用洗涤剂，反面阴干；颜色会随穿着变得温润。',
    'Rinse in clear water without detergent, dry reversed in the shade; the colour softens with wear.',
  ],
  织锦缎: BROCADE,
  提花缎: BROCADE,
  精梳棉: COTTON,
  莫代尔棉: COTTON,
  棉质抓绒: COTTON,
  重磅棉: COTTON,
  帆布: PLANT,
  棉麻: PLANT,
  亚麻: PLANT,
  陶瓷: GLAZED,
  高岭土瓷: GLAZED,
  骨瓷: GLAZED,
  马口铁: ['干布擦拭，保持罐内干燥，不可水洗或加热。', 'Wipe dry, keep the inside dry; do not wash or heat.'],
  锡: ['干布擦拭即可，忌酸与明火。', 'Wipe with a dry cloth; keep from acid and flame.'],
  黄铜: ['香灰冷却后倒出，软布擦亮；铜色随时间变深属正常。', 'Empty the ash once cold and polish softly; brass darkens with time.'],
  特种纸: BOARD,
  织锦面纸盒: BOARD,
  布面精装: BOARD,
  液态硅胶: ['温水加少许洗洁精擦洗，晾干后使用。', 'Wash with warm water and a little soap; let it dry before use.'],
  植鞣皮: ['避水避晒，每季上一次皮革油；颜色会越用越深。', 'Keep from water and sun, oil it once a season; the colour deepens with use.'],
  真丝绡: ['避水避潮，不用时收入扇套。', 'Keep dry; put it in its sleeve when not in use.'],
  宣纸: ['避水避潮，灰尘用软毛刷拂去。', 'Keep dry; brush dust off softly.'],
  绸布: ['仅限室内，配 LED 灯，远离明火；灰尘用软毛刷拂去。', 'Indoors only, with an LED lamp, away from flames; brush dust off softly.'],
  锌合金珐琅: ['避开水与香水，软布擦拭。', 'Keep from water and perfume; wipe with a soft cloth.'],
  铜珐琅: ['避开水与香水，软布擦拭。', 'Keep from water and perfume; wipe with a soft cloth.'],
};
const LIPSTICK = ['避光，存放于 25 °C 以下；开封后 12 个月内用完。', 'Keep out of the light below 25 °C; use within 12 months of opening.'];
const TABLEWARE = {
  gilt: ['描金款请手洗，勿入微波炉与洗碗机。', 'Gold decoration: wash by hand; not for microwave or dishwasher.'],
  any: ['可用于微波炉与洗碗机，忌骤冷骤热。', 'Microwave and dishwasher safe; avoid sudden heat or cold.'],
};
const CLAY_BURNER = [
  '香灰冷却后倒出，湿布擦净；燃香时请勿离人。',
  'Empty the ash once cold and wipe clean; never leave burning incense alone.',
];

/** @returns {Both} */
function careOf(kind, material, style) {
  if (kind === 'lipstick') return LIPSTICK;
  if (kind === 'mug' || kind === 'bowl') return TABLEWARE[style] ?? TABLEWARE.any;
  if (kind === 'burner' && material !== '黄铜') return CLAY_BURNER;
  return BY_MATERIAL[material];
}

/**
 * Columns of the feed that the buyer's questions are answered from. `units` is what lies in the warehouse, `lead_days` when the parcel leaves,
 * `returns` after how many days it may come back (`unopened`: only sealed).
 * @param {import('./random.mjs').Rng} rng @param {import('./product.mjs').Spec} spec
 * @param {{material: string, name: number, availability: string}} row  name: which of the kind's names the title uses
 */
export function buyerFacts(rng, { kind, style }, { material, name, availability }) {
  const dimensions = DIMENSIONS[kind][name % DIMENSIONS[kind].length];
  const care = careOf(kind, material, style);
  const units = Math.ceil(64 * rng.next() ** 1.4);
  return {
    dimensions: dimensions[0],
    dimensions_en: dimensions[1],
    sizes: (SIZES[kind] ?? []).join('|'),
    care: care[0],
    care_en: care[1],
    units: String(availability === 'in_stock' ? units : 0),
    lead_days: String(availability === 'preorder' ? 21 : 2),
    returns: kind === 'lipstick' ? 'unopened' : '30',
  };
}
