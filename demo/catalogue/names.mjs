/** What a shop calls the motifs, decorations and occasions, in both languages. */

/**
 * @typedef {object} Name
 * @property {string[]} zh
 * @property {string[]} en
 * @property {[string, string]} wish  what it stands for
 */

/** @type {Record<string, Name>} */
export const SYMBOL_NAMES = {
  ruyi: { zh: ['如意纹', '如意'], en: ['ruyi', 'ruyi sceptre'], wish: ['称心如意', 'everything going as wished'] },
  'auspicious-cloud': { zh: ['祥云', '祥云纹'], en: ['auspicious cloud', 'xiangyun cloud'], wish: ['吉祥安泰', 'good omens'] },
  'ruyi-cloud': { zh: ['如意云纹', '如意云头'], en: ['ruyi cloud', 'ruyi-head cloud'], wish: ['顺遂吉祥', 'ease and good fortune'] },
  lingzhi: { zh: ['灵芝', '灵芝纹'], en: ['lingzhi', 'lingzhi fungus'], wish: ['康健长寿', 'health and years'] },
  'fret-huiwen': { zh: ['回纹', '回字纹'], en: ['huiwen fret', 'Chinese fret'], wish: ['福泽绵延', 'luck without end'] },
  'thunder-leiwen': { zh: ['云雷纹', '雷纹'], en: ['leiwen', 'thunder pattern'], wish: ['古意沉稳', 'the calm of old bronzes'] },
  'wan-swastika': { zh: ['万字纹', '万字锦'], en: ['wan fret', 'wan lattice'], wish: ['万福绵长', 'ten thousand joys'] },
  'cracked-ice': { zh: ['冰裂纹', '冰梅纹'], en: ['cracked-ice', 'ice-and-prunus'], wish: ['冬尽春来', 'winter giving way to spring'] },
  'pearl-roundel': { zh: ['联珠纹', '连珠纹'], en: ['pearl roundel', 'beaded roundel'], wish: ['丝路华彩', 'Silk Road splendour'] },
  'endless-knot': { zh: ['盘长纹', '盘长结'], en: ['endless knot', 'panchang knot'], wish: ['路路通达', 'bonds that last'] },
  'coin-motif': { zh: ['古钱纹', '铜钱纹'], en: ['cash coin', 'coin pattern'], wish: ['财源广进', 'prosperity'] },
  fangsheng: { zh: ['方胜纹', '方胜'], en: ['fangsheng', 'interlocked lozenge'], wish: ['同心双合', 'two hearts joined'] },
  'bagua-taiji': { zh: ['太极八卦', '八卦纹'], en: ['taiji and bagua', 'yin-yang'], wish: ['阴阳调和', 'balance'] },
  'sea-wave-cliff': { zh: ['海水江崖', '海水江崖纹'], en: ['sea waves and cliffs', 'lishui'], wish: ['福山寿海', 'a realm at peace'] },
  'water-wave': { zh: ['海水纹', '水波纹'], en: ['water wave', 'wave pattern'], wish: ['生生不息', 'ceaseless life'] },
  baoxianghua: { zh: ['宝相花', '宝相花纹'], en: ['baoxianghua', 'precious flower'], wish: ['端庄圆满', 'dignity and grace'] },
  tuanhua: { zh: ['团花', '团花纹'], en: ['tuanhua', 'floral medallion'], wish: ['圆满和美', 'wholeness'] },
  'scrolling-lotus': { zh: ['缠枝莲', '缠枝莲纹'], en: ['scrolling lotus', 'lotus scroll'], wish: ['绵延不绝', 'endless growth'] },
  peony: { zh: ['牡丹', '牡丹花'], en: ['peony', 'tree peony'], wish: ['花开富贵', 'riches and honour'] },
  lotus: { zh: ['莲花', '荷花'], en: ['lotus', 'lotus flower'], wish: ['清净高洁', 'purity'] },
  plum: { zh: ['梅花', '寒梅'], en: ['plum blossom', 'winter plum blossom'], wish: ['凌寒不屈', 'courage in the cold'] },
  magnolia: { zh: ['玉兰', '玉兰花'], en: ['magnolia', 'magnolia branch'], wish: ['高洁清雅', 'quiet nobility'] },
  chrysanthemum: { zh: ['菊花', '秋菊'], en: ['chrysanthemum', 'autumn chrysanthemum'], wish: ['淡泊长寿', 'serene years'] },
  orchid: { zh: ['兰花', '幽兰'], en: ['orchid', 'Chinese orchid'], wish: ['君子之风', 'a gentle bearing'] },
  bamboo: { zh: ['竹纹', '翠竹'], en: ['bamboo', 'green bamboo'], wish: ['节节高升', 'steady rise'] },
  pine: { zh: ['苍松', '松树'], en: ['pine', 'old pine'], wish: ['松柏常青', 'evergreen strength'] },
  peach: { zh: ['寿桃', '仙桃'], en: ['peach of longevity', 'peach'], wish: ['福寿安康', 'health and years'] },
  pomegranate: { zh: ['石榴', '石榴纹'], en: ['pomegranate', 'pomegranate fruit'], wish: ['多子多福', 'a full house'] },
  gourd: { zh: ['葫芦', '葫芦纹'], en: ['bottle gourd', 'hulu gourd'], wish: ['福禄双全', 'fortune and plenty'] },
  persimmon: { zh: ['柿子', '柿柿如意'], en: ['persimmon', 'persimmons'], wish: ['事事顺心', 'all going as you wish'] },
  osmanthus: { zh: ['桂花', '丹桂'], en: ['osmanthus', 'osmanthus blossom'], wish: ['蟾宫折桂', 'success in exams'] },
  grape: { zh: ['葡萄', '葡萄纹'], en: ['grape vine', 'grapes'], wish: ['丰收兴旺', 'a good harvest'] },
  dragon: { zh: ['龙纹', '云龙纹'], en: ['Chinese dragon', 'dragon'], wish: ['龙腾四海', 'power and vitality'] },
  phoenix: { zh: ['凤凰', '凤纹'], en: ['phoenix', 'fenghuang'], wish: ['凤仪天下', 'grace and virtue'] },
  crane: { zh: ['仙鹤', '云鹤'], en: ['crane', 'red-crowned crane'], wish: ['鹤寿延年', 'years of peace'] },
  bat: { zh: ['蝙蝠', '福蝠'], en: ['bat', 'fu bat'], wish: ['福气满门', 'good fortune at the door'] },
  butterfly: { zh: ['蝴蝶', '百蝶'], en: ['butterfly', 'butterflies'], wish: ['美满成双', 'love in pairs'] },
  'mandarin-duck': { zh: ['鸳鸯', '鸳鸯戏水'], en: ['mandarin duck', 'mandarin ducks'], wish: ['恩爱白头', 'a loving couple'] },
  magpie: { zh: ['喜鹊', '喜鹊登枝'], en: ['magpie', 'magpie on a branch'], wish: ['喜事临门', 'good news'] },
  'fish-abundance': { zh: ['鱼纹', '连年有余'], en: ['fish', 'fish of abundance'], wish: ['岁岁丰足', 'plenty year after year'] },
  'double-fish': { zh: ['双鱼', '双鱼纹'], en: ['paired fish', 'twin fish'], wish: ['和美有余', 'harmony and plenty'] },
  deer: { zh: ['鹿纹', '瑞鹿'], en: ['deer', 'spotted deer'], wish: ['福禄随行', 'fortune on the way'] },
  'jade-rabbit': { zh: ['玉兔', '月兔'], en: ['jade rabbit', 'moon rabbit'], wish: ['月圆人安', 'reunion under the moon'] },
  tortoise: { zh: ['龟纹', '玄武龟'], en: ['tortoise', 'tortoise'], wish: ['安稳长寿', 'endurance'] },
  'shou-character': { zh: ['团寿', '寿字纹'], en: ['shou character', 'longevity medallion'], wish: ['寿比南山', 'many happy years'] },
  'fu-character': { zh: ['福字', '福字纹'], en: ['fu character', 'fu blessing'], wish: ['福气盈门', 'blessings'] },
  'double-happiness': {
    zh: ['囍字', '双喜'],
    en: ['double happiness', 'double-happiness character'],
    wish: ['百年好合', 'a happy marriage'],
  },
  lantern: { zh: ['灯笼纹', '花灯'], en: ['lantern', 'festive lantern'], wish: ['喜庆热闹', 'joy and warmth'] },
  'chinese-knot': { zh: ['中国结', '同心中国结'], en: ['Chinese knot', 'Chinese knot'], wish: ['同心永结', 'unity'] },
  'folding-fan': { zh: ['折扇', '扇面'], en: ['folding fan', 'folding fan'], wish: ['文人雅趣', 'scholarly ease'] },
  mooncake: { zh: ['月饼', '月饼纹'], en: ['mooncake', 'mooncake'], wish: ['花好月圆', 'reunion'] },
  shanshui: { zh: ['山水', '山水纹'], en: ['shanshui landscape', 'shanshui'], wish: ['寄情林泉', 'a retreat among hills and streams'] },
};

const CLOTH = new Set(['qipao', 'tshirt', 'hoodie', 'skirt', 'scarf', 'cushion', 'tote', 'sachet', 'fan']);
const CLAY = new Set(['mug', 'vase', 'bowl']);

/** How a shop names a decoration on a kind: [zh, en adjective]. @param {string} style @param {string} kind @param {boolean} blueWhite */
export function craftName(style, kind, blueWhite) {
  if (blueWhite) return ['青花', 'blue-and-white'];
  switch (style) {
    case 'print':
      return CLOTH.has(kind) ? ['印花', 'printed'] : CLAY.has(kind) ? ['釉下彩', 'underglaze-painted'] : ['彩绘', 'illustrated'];
    case 'line':
      return ['线描', 'line-drawn'];
    case 'embroidery':
      return ['刺绣', 'embroidered'];
    case 'relief':
      return CLOTH.has(kind) ? ['压纹', 'embossed'] : ['浮雕', 'relief'];
    case 'paper-cut':
      return ['剪纸', 'paper-cut'];
    case 'ink':
      return ['水墨', 'ink-painted'];
    default:
      return CLOTH.has(kind) ? ['织金', 'gold-woven'] : ['烫金', 'gold-stamped'];
  }
}

/** Occasions: [zh, en, symbols it goes with]. */
export const OCCASIONS = [
  [
    '婚礼',
    'a wedding',
    ['double-happiness', 'mandarin-duck', 'phoenix', 'peony', 'fangsheng', 'endless-knot', 'butterfly', 'double-fish', 'pomegranate'],
  ],
  ['寿宴', 'a birthday for parents', ['shou-character', 'peach', 'crane', 'pine', 'tortoise', 'lingzhi', 'bat', 'deer']],
  [
    '新春',
    'the Spring Festival',
    [
      'fu-character',
      'dragon',
      'lantern',
      'fish-abundance',
      'persimmon',
      'auspicious-cloud',
      'coin-motif',
      'magpie',
      'chinese-knot',
      'ruyi',
    ],
  ],
  ['中秋', 'the Moon Festival', ['jade-rabbit', 'mooncake', 'osmanthus', 'lotus', 'pomegranate']],
  ['升学', 'a graduation', ['osmanthus', 'bamboo', 'deer']],
  ['茶席', 'the tea table', []],
  ['书房', 'a study', []],
  ['通勤', 'everyday wear', []],
  ['乔迁', 'a house-warming', []],
];

/** Brands of the sample shop: zh, en. */
export const BRANDS = [
  ['青梧', 'Qingwu'],
  ['朱砂记', 'Zhusha & Co.'],
  ['半日闲', 'Half-Day Idle'],
  ['南窗造物', 'South Window'],
  ['拾野', 'Shiye'],
];
