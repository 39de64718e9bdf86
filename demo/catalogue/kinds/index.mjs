/** The table of product kinds: how each is drawn, named, priced and coloured. */
import { drawFan, drawLantern, drawPin } from './festive.mjs';
import { drawHoodie, drawQipao, drawSkirt, drawTshirt } from './garments.mjs';
import { drawGiftBox, drawLipstick, drawNotebook, drawPhoneCase } from './hard.mjs';
import { drawCushion, drawSachet, drawScarf, drawTote } from './soft.mjs';
import { drawBowl, drawBurner, drawMug, drawTeaTin, drawVase } from './vessels.mjs';

/**
 * @typedef {{x: number, y: number, w: number, h: number, clip?: string, cell?: number, turn?: number}} Slot  design coordinates
 * @typedef {object} Drawing
 * @property {import('../picture.mjs').Body} body
 * @property {{main: Slot[], all: Slot, accent: Slot[], border: Slot[]}} slots
 * @property {number} [floorY]  where the table ends, design pixels
 * @property {{cx: number, cy: number, w: number}} [view]  framing: middle and width, design pixels
 */

/**
 * @typedef {object} Kind
 * @property {(rng: import('../random.mjs').Rng, colours: {base: string, second: string, trim: string}, training?: boolean) => Drawing} draw
 *   training: as the shipped image encoder's training pictures were drawn; the shop's own may look better
 * @property {'stand' | 'flat'} view
 * @property {number} weight
 * @property {string} category      as a shop's export would write it
 * @property {string[]} zh          names of the thing
 * @property {string[]} en
 * @property {[number, number]} price  CNY
 * @property {Array<[string, string]>} materials  zh, en
 * @property {string[]} grounds     palette keys that suit it
 * @property {string[]} styles      ways of decoration that suit it
 * @property {string} [symbol]      a symbol id that the thing itself is
 */

const WEAR = ['white', 'yuebai', 'black', 'morandi-grey', 'dianlan', 'yanzhi', 'dai', 'zhuqing', 'zhuhong', 'kongquelv', 'zhe'];
const SILK = [
  'yuebai',
  'white',
  'yanzhi',
  'zhuhong',
  'dianlan',
  'kongquelv',
  'tianqing',
  'shiqing',
  'dai',
  'huangse',
  'zi',
  'bronze-green',
  'gold',
  'black',
  'imperial-yellow',
];
const GLAZE = [
  'white',
  'white',
  'white',
  'yuebai',
  'yuebai',
  'tianqing',
  'shiqing',
  'bronze-green',
  'white',
  'dianlan',
  'yanzhi',
  'black',
  'huangse',
  'jade-green',
  'zhe',
  'qinghua-blue',
  'shilv',
];
const BOX = [
  'yanzhi',
  'zhuhong',
  'dianlan',
  'kongquelv',
  'white',
  'yuebai',
  'black',
  'gold',
  'dai',
  'shilv',
  'zhe',
  'huangse',
  'imperial-yellow',
  'morandi-grey',
];

/** @type {Record<string, Kind>} */
export const KINDS = {
  qipao: {
    draw: drawQipao,
    view: 'flat',
    weight: 1.2,
    category: '女装/旗袍',
    zh: ['改良旗袍', '旗袍', '新中式旗袍裙'],
    en: ['qipao', 'cheongsam dress', 'modern qipao'],
    price: [368, 1680],
    materials: [
      ['桑蚕丝', 'mulberry silk'],
      ['香云纱', 'gambiered silk'],
      ['织锦缎', 'brocade satin'],
    ],
    grounds: SILK,
    styles: ['embroidery', 'print', 'line', 'ink'],
    symbol: 'qipao',
  },
  tshirt: {
    draw: drawTshirt,
    view: 'flat',
    weight: 1.3,
    category: '男女装/T恤',
    zh: ['短袖T恤', '国潮T恤', '圆领T恤'],
    en: ['T-shirt', 'graphic tee', 'crew-neck tee'],
    price: [79, 239],
    materials: [
      ['精梳棉', 'combed cotton'],
      ['莫代尔棉', 'modal cotton'],
    ],
    grounds: WEAR,
    styles: ['print', 'ink', 'line', 'embroidery', 'paper-cut'],
  },
  hoodie: {
    draw: drawHoodie,
    view: 'flat',
    weight: 1.2,
    category: '男女装/卫衣',
    zh: ['连帽卫衣', '国潮卫衣', '加绒卫衣'],
    en: ['hoodie', 'relaxed hoodie', 'fleece hoodie'],
    price: [169, 459],
    materials: [
      ['棉质抓绒', 'cotton fleece'],
      ['重磅棉', 'heavyweight cotton'],
    ],
    grounds: WEAR,
    styles: ['print', 'embroidery', 'line', 'ink'],
  },
  skirt: {
    draw: drawSkirt,
    view: 'flat',
    weight: 0.9,
    category: '女装/马面裙',
    zh: ['马面裙', '织金马面裙'],
    en: ['horse-face skirt', 'mamianqun pleated skirt'],
    price: [259, 980],
    materials: [
      ['织锦缎', 'brocade satin'],
      ['提花缎', 'jacquard satin'],
    ],
    grounds: SILK,
    styles: ['gilt', 'embroidery', 'print', 'line'],
    symbol: 'mamianqun',
  },
  scarf: {
    draw: drawScarf,
    view: 'flat',
    weight: 1.3,
    category: '配饰/丝巾',
    zh: ['真丝方巾', '丝巾', '桑蚕丝小方巾'],
    en: ['silk scarf', 'silk square', 'twill scarf'],
    price: [129, 699],
    materials: [
      ['桑蚕丝', 'mulberry silk'],
      ['真丝斜纹绸', 'silk twill'],
    ],
    grounds: SILK,
    styles: ['print', 'ink', 'line', 'paper-cut', 'gilt'],
  },
  cushion: {
    draw: drawCushion,
    view: 'flat',
    weight: 1.1,
    category: '家居/抱枕',
    zh: ['抱枕', '沙发靠垫', '新中式抱枕'],
    en: ['cushion', 'throw pillow', 'cushion cover'],
    price: [69, 299],
    materials: [
      ['亚麻', 'linen'],
      ['棉麻', 'cotton linen'],
      ['织锦缎', 'brocade'],
    ],
    grounds: [...BOX, 'tianqing', 'bronze-green', 'zhuqing'],
    styles: ['embroidery', 'print', 'line', 'relief', 'paper-cut'],
  },
  tote: {
    draw: drawTote,
    view: 'flat',
    weight: 1.1,
    category: '箱包/帆布袋',
    zh: ['帆布托特包', '帆布袋', '大容量托特包'],
    en: ['canvas tote', 'tote bag', 'shopper tote'],
    price: [59, 219],
    materials: [
      ['帆布', 'canvas'],
      ['棉麻', 'cotton linen'],
    ],
    grounds: ['white', 'white', 'black', 'dianlan', 'yanzhi', 'zhuqing', 'morandi-grey', 'zhe', 'huangse', 'kongquelv'],
    styles: ['print', 'line', 'ink', 'paper-cut', 'embroidery'],
  },
  sachet: {
    draw: drawSachet,
    view: 'flat',
    weight: 0.8,
    category: '配饰/香囊',
    zh: ['刺绣香囊', '香囊挂件', '荷包香囊'],
    en: ['sachet', 'scented pouch', 'hanging sachet'],
    price: [29, 129],
    materials: [
      ['织锦缎', 'brocade'],
      ['桑蚕丝', 'silk'],
    ],
    grounds: SILK,
    styles: ['embroidery', 'embroidery', 'print', 'gilt'],
    symbol: 'sachet',
  },
  mug: {
    draw: drawMug,
    view: 'stand',
    weight: 1.2,
    category: '茶具餐具/马克杯',
    zh: ['马克杯', '办公水杯', '咖啡杯'],
    en: ['mug', 'tea mug', 'coffee mug'],
    price: [49, 189],
    materials: [
      ['骨瓷', 'bone china'],
      ['陶瓷', 'ceramic'],
    ],
    grounds: GLAZE,
    styles: ['print', 'line', 'relief', 'gilt', 'ink'],
  },
  vase: {
    draw: drawVase,
    view: 'stand',
    weight: 1.1,
    category: '家居/花瓶',
    zh: ['花瓶', '摆件花瓶', '花器'],
    en: ['vase', 'flower vase', 'table vase'],
    price: [159, 1280],
    materials: [
      ['高岭土瓷', 'porcelain'],
      ['陶瓷', 'ceramic'],
    ],
    grounds: GLAZE,
    styles: ['print', 'line', 'relief', 'ink', 'gilt'],
  },
  bowl: {
    draw: drawBowl,
    view: 'stand',
    weight: 0.8,
    category: '茶具餐具/碗',
    zh: ['碗', '汤碗', '茶碗'],
    en: ['bowl', 'soup bowl', 'tea bowl'],
    price: [39, 299],
    materials: [
      ['高岭土瓷', 'porcelain'],
      ['陶瓷', 'ceramic'],
    ],
    grounds: GLAZE,
    styles: ['print', 'line', 'relief', 'ink'],
  },
  'tea-tin': {
    draw: drawTeaTin,
    view: 'stand',
    weight: 1.1,
    category: '茶/茶叶罐',
    zh: ['茶叶罐', '茶礼罐', '密封茶罐'],
    en: ['tea tin', 'tea caddy', 'tea canister'],
    price: [58, 398],
    materials: [
      ['马口铁', 'tinplate'],
      ['锡', 'pewter'],
    ],
    grounds: BOX,
    styles: ['print', 'gilt', 'line', 'relief', 'paper-cut'],
  },
  burner: {
    draw: drawBurner,
    view: 'stand',
    weight: 0.8,
    category: '家居/香炉',
    zh: ['香炉', '三足香炉', '熏香炉'],
    en: ['incense burner', 'tripod censer', 'incense censer'],
    price: [88, 680],
    materials: [
      ['黄铜', 'brass'],
      ['陶瓷', 'ceramic'],
    ],
    grounds: ['gold', 'zhe', 'bronze-green', 'black', 'tianqing', 'shiqing', 'morandi-grey', 'dai'],
    styles: ['relief', 'relief', 'line', 'gilt'],
  },
  'gift-box': {
    draw: drawGiftBox,
    view: 'stand',
    weight: 1.2,
    category: '礼盒',
    zh: ['礼盒', '糕点礼盒', '伴手礼盒'],
    en: ['gift box', 'pastry gift box', 'keepsake box'],
    price: [88, 598],
    materials: [
      ['特种纸', 'textured paper'],
      ['织锦面纸盒', 'brocade-covered board'],
    ],
    grounds: BOX,
    styles: ['gilt', 'print', 'paper-cut', 'line', 'relief'],
  },
  notebook: {
    draw: drawNotebook,
    view: 'flat',
    weight: 1.1,
    category: '文具/笔记本',
    zh: ['笔记本', '手账本', '随身本'],
    en: ['notebook', 'journal', 'pocket notebook'],
    price: [29, 139],
    materials: [
      ['布面精装', 'cloth hardcover'],
      ['特种纸', 'textured paper'],
    ],
    grounds: BOX,
    styles: ['gilt', 'line', 'print', 'relief', 'paper-cut', 'ink'],
  },
  'phone-case': {
    draw: drawPhoneCase,
    view: 'flat',
    weight: 1.2,
    category: '数码/手机壳',
    zh: ['手机壳', '磁吸手机壳', '国潮手机壳'],
    en: ['phone case', 'magnetic phone case', 'slim phone case'],
    price: [35, 129],
    materials: [
      ['液态硅胶', 'liquid silicone'],
      ['植鞣皮', 'leather'],
    ],
    grounds: [...WEAR, 'tianqing', 'shiqing', 'gold', 'zi', 'huangse'],
    styles: ['print', 'line', 'gilt', 'relief', 'ink', 'paper-cut'],
  },
  lipstick: {
    draw: drawLipstick,
    view: 'stand',
    weight: 0.9,
    category: '美妆/口红',
    zh: ['雕花口红', '国潮口红', '丝绒口红'],
    en: ['lipstick', 'engraved lipstick', 'velvet lipstick'],
    price: [89, 269],
    materials: [
      ['锌合金', 'zinc alloy'],
      ['陶瓷管', 'ceramic case'],
    ],
    grounds: ['gold', 'black', 'yanzhi', 'dianlan', 'kongquelv', 'white', 'zhuhong', 'dai'],
    styles: ['relief', 'gilt', 'line', 'print'],
  },
  fan: {
    draw: drawFan,
    view: 'flat',
    weight: 1,
    category: '配饰/扇子',
    zh: ['团扇', '手工团扇', '双面团扇'],
    en: ['round fan', 'handmade round fan', 'two-sided fan'],
    price: [39, 259],
    materials: [
      ['真丝绡', 'silk gauze'],
      ['宣纸', 'xuan paper'],
    ],
    grounds: ['white', 'yuebai', 'tianqing', 'shiqing', 'gold', 'huangse', 'yuebai', 'dianlan', 'yanzhi'],
    styles: ['embroidery', 'ink', 'print', 'line'],
    symbol: 'folding-fan',
  },
  lantern: {
    draw: drawLantern,
    view: 'flat',
    weight: 0.8,
    category: '家居/灯笼',
    zh: ['灯笼', '手提灯笼', '宫灯挂饰'],
    en: ['lantern', 'hand lantern', 'palace lantern'],
    price: [49, 329],
    materials: [
      ['绸布', 'silk cloth'],
      ['宣纸', 'xuan paper'],
    ],
    grounds: ['zhuhong', 'yanzhi', 'zhuhong', 'white', 'huangse', 'yuebai', 'gold'],
    styles: ['print', 'paper-cut', 'gilt', 'line'],
    symbol: 'lantern',
  },
  pin: {
    draw: drawPin,
    view: 'flat',
    weight: 0.9,
    category: '配饰/徽章',
    zh: ['珐琅徽章', '胸针', '金属徽章'],
    en: ['enamel pin', 'brooch', 'lapel pin'],
    price: [25, 99],
    materials: [
      ['锌合金珐琅', 'enamelled alloy'],
      ['铜珐琅', 'enamelled brass'],
    ],
    grounds: [...SILK],
    styles: ['print', 'gilt', 'line'],
  },
};
