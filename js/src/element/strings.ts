// Every visible word of the elements, by locale.

import type { EventKind, Lang, Placement, StyleName, Term, Wish } from '../types.ts';

export type UiLang = Lang;
export const UI_LANGS: readonly UiLang[] = ['zh-Hans', 'zh-Hant', 'en'];

export interface Strings {
  shelfLabel: Record<Placement, string>;
  loading: string;
  loadFailed: string;
  retry: string;
  why: string;
  whyOf: (title: string, reasons: string) => string;
  like: string;
  liked: string;
  likeOf: (title: string) => string;
  noPicture: string;
  soldOut: string;
  refined: string;
  refinedByHistory: string;
  updated: string;
  termChip: Record<Term, string>;
  term: Record<Term, string>;
  close: string;
  dialogTitle: string;
  rankLine: (rank: string, eligible: number) => string;
  movedLine: (from: string, to: string, by: string) => string;
  inexact: string;
  where: string;
  regionLabel: (symbol: string, index: number, count: number, confidence: string) => string;
  noRegion: string;
  dashed: string;
  evidence: Record<'shop' | 'picture' | 'person', string>;
  shopSays: (quote: string) => string;
  pictureShows: (percent: string) => string;
  pictureLocates: (percent: string) => string;
  pictureMeasures: string;
  personConfirmed: string;
  denied: string;
  disagrees: string;
  words: string;
  howMuch: string;
  reason: string;
  amount: string;
  runningTotal: string;
  total: string;
  bar: string;
  smallTerms: (count: number) => string;
  /** liked: the item was liked, put into the cart or bought, not only looked at. */
  becauseOf: (what: string, item: string, liked: boolean) => string;
  occasion: (festival: string, symbol: string) => string;
  toPicture: string;
  toBar: string;
  toSources: string;
  toPictureOf: (symbol: string) => string;
  toSourcesOf: (symbol: string) => string;
  whatIf: string;
  withoutSymbol: (symbol: string, rank: string, now: string) => string;
  withoutItem: (title: string, rank: string, now: string) => string;
  unchanged: (now: string) => string;
  leaveOneOut: string;
  noCounterfactual: string;
  /** `all`: no reason alone changes the rank. */
  withoutChange: (count: number, all: boolean, rank: string) => string;
  sources: string;
  openSource: string;
  noWords: string;
  explainLoading: string;
  explainFailed: (code: string) => string;
  wishes: string;
  wish: Record<Wish, string>;
  wishOf: (wish: string, symbol: string) => string;
  offNotice: string;
  turnOn: string;
  onDevice: string;
  profileSwitch: string;
  profileOff: Record<'chosen' | 'site-refusal' | 'global-privacy-control' | 'no-consent' | 'site-consent', string>;
  profileKept: string;
  profileNotKept: string;
  profileLiked: string;
  profileWishes: string;
  /** The two ends of each style. */
  stylePoles: Record<StyleName, [string, string]>;
  wished: Record<'occasion' | 'recipient', (name: string) => string>;
  /** Either bound may be absent, not both. */
  wishedPrice: (low: string | undefined, high: string | undefined) => string;
  weightOf: (term: string) => string;
  profileLearned: string;
  learnedNote: string;
  learnedSymbol: (symbol: string, more: boolean) => string;
  folded: (counts: string) => string;
  comparisons: string;
  times: (what: string, count: number) => string;
  preferred: (better: string, worse: string) => string;
  profileNothing: string;
  eventKind: Record<EventKind, string>;
  forget: string;
  forgetOf: (what: string) => string;
  forgetAll: string;
  forgetAllSure: string;
  forgetAllYes: string;
  cancel: string;
  forgotten: string;
  exportProfile: string;
  importProfile: string;
  imported: string;
  importFailed: string;
  exportName: string;
  photoDrop: string;
  photoChoose: string;
  photoAgain: string;
  photoPrivate: string;
  photoReading: string;
  photoSeeing: string;
  photoSeen: (count: number) => string;
  photoNothing: string;
  photoFailed: string;
  photoNoModel: string;
  photoAlt: string;
  photoSymbols: string;
  photoColours: string;
  photoShelf: string;
  notClaimed: string;
}

/** What core calls its own step in `moved`; every other name is that of a shop's rule. */
const FOR_VARIETY = 'diversity';

const zh: Strings = {
  shelfLabel: { similar: '相近的物件', 'for-you': '为你推荐', query: '按所求推荐', 'complete-the-look': '搭配成套', trending: '店中热门' },
  loading: '正在挑选……',
  loadFailed: '推荐暂时无法显示。',
  retry: '再试一次',
  why: '为何',
  whyOf: (title, reasons) => `为何 ${reasons}：《${title}》`,
  like: '喜欢',
  liked: '已喜欢',
  likeOf: (title) => `喜欢《${title}》`,
  noPicture: '暂无图片',
  soldOut: '售罄',
  refined: '顺序已更新：加入了画面与文字的相近程度。',
  refinedByHistory: '顺序已更新：按你的整段喜好重新理解。',
  updated: '推荐已按你的选择更新。',
  termChip: {
    visual: '样貌相近',
    text: '描述相近',
    graph: '寓意相通',
    sequence: '接着你看过的',
    symbol: '纹样相合',
    popularity: '许多人喜欢',
    occasion: '正当时节',
    price: '价位相合',
    category: '你想要的品类',
    rounding: '综合',
  },
  term: {
    visual: '样貌相近',
    text: '描述相近',
    graph: '寓意相通',
    sequence: '浏览顺序',
    symbol: '纹样',
    popularity: '受欢迎程度',
    occasion: '时节',
    price: '价位',
    category: '品类',
    rounding: '舍入',
  },
  close: '关闭',
  dialogTitle: '为何推荐',
  rankLine: (rank, eligible) => `可选的 ${eligible} 件里排${rank}`,
  movedLine: (from, to, by) => (by === FOR_VARIETY ? `为求多样，由${from}移至${to}` : `因“${by}”由${from}移至${to}`),
  inexact: '初步排列：相近程度尚在载入。',
  where: '在画面何处',
  regionLabel: (symbol, index, count, confidence) =>
    `${symbol}${count > 1 ? `，第 ${index} 处，共 ${count} 处` : ''}${confidence ? `，把握 ${confidence}` : ''}`,
  noRegion: '画面上没有标出位置。',
  dashed: '虚线：店家写明有此纹样，位置只是大致。',
  evidence: { shop: '店家所述', picture: '画面所见', person: '人工确认' },
  shopSays: (quote) => `店家写道：“${quote}”`,
  pictureShows: (percent) => `画面可见，把握 ${percent}`,
  pictureLocates: (percent) => `画面大致在此，把握 ${percent}，不足以单凭画面断言`,
  pictureMeasures: '由画面像素量出',
  personConfirmed: '有人确认过',
  denied: '店家文字否认此纹样',
  disagrees: '文字与画面说法不一，分量已减',
  words: '推荐理由',
  howMuch: '每条理由的分量',
  reason: '理由',
  amount: '分量',
  runningTotal: '累计',
  total: '总分',
  bar: '图示',
  smallTerms: (count) => `其余 ${count} 项小量`,
  becauseOf: (what, item, liked) => `${what}，因为你${liked ? '喜欢' : '留意过'}《${item}》`,
  occasion: (festival, symbol) => `时节：${festival}（${symbol}）`,
  toPicture: '看画面',
  toBar: '看分量',
  toSources: '看出处',
  toPictureOf: (symbol) => `看画面：${symbol}`,
  toSourcesOf: (symbol) => `看出处：${symbol}`,
  whatIf: '若无此理由',
  withoutSymbol: (symbol, rank, now) => `不计“${symbol}”这一理由：${rank}（现为${now}）`,
  withoutItem: (title, rank, now) => `不计《${title}》：${rank}（现为${now}）`,
  unchanged: (now) => `名次不变，仍为${now}`,
  leaveOneOut: '逐一剔除后重算',
  noCounterfactual: '没有可以单独去掉的理由。',
  withoutChange: (count, all, rank) => `单独去掉${all ? '任何一条' : `其余 ${count} 条中的任何一条`}，名次都不变（${rank}）`,
  sources: '出处',
  openSource: '打开来源',
  noWords: '没有可引用的说明。',
  explainLoading: '正在推算名次与出处……',
  explainFailed: (code) => `完整说明未能载入（${code}）。以上各项仍然准确。`,
  wishes: '告诉我们你的喜好',
  wish: { more: '多一些', less: '少一些', never: '不要' },
  wishOf: (wish, symbol) => `${symbol}：${wish}`,
  offNotice: '个性化现在是关闭的，你的选择没有被记下。',
  turnOn: '在本设备上开启',
  onDevice: '只存在你的设备上，不会发送。',
  profileSwitch: '个性化推荐',
  profileOff: {
    chosen: '由你关闭。',
    'site-refusal': '因你在本站的隐私选择而关闭。',
    'global-privacy-control': '因浏览器的“全球隐私控制”而关闭。',
    'no-consent': '默认关闭，开启之前不记录任何内容。',
    'site-consent': '',
  },
  profileKept: '保存在本设备上，不会发送。',
  profileNotKept: '仅保留到关闭此页，不会发送。',
  profileLiked: '你的物件',
  profileWishes: '你的喜好',
  stylePoles: { plain_ornate: ['素雅', '华丽'], ancient_modern: ['古朴', '新潮'], solemn_playful: ['庄重', '活泼'] },
  wished: { occasion: (name) => `场合：${name}`, recipient: (name) => `送给${name}` },
  wishedPrice: (low, high) => `价位：${low === undefined ? `${high} 以内` : high === undefined ? `${low} 以上` : `${low} 至 ${high}`}`,
  weightOf: (term) => `“${term}”的分量`,
  profileLearned: '由此学到的',
  learnedNote: '由以上记录推算而来；忘记其中任何一条，这些便一并忘记。',
  learnedSymbol: (symbol, more) => `${more ? '偏爱' : '少看'}${symbol}`,
  folded: (counts) => `较早的记录只留下次数：${counts}`,
  comparisons: '比较',
  times: (what, count) => (count > 1 ? `${what} ${count} 次` : what),
  preferred: (better, worse) => `比起《${worse}》，更喜欢《${better}》`,
  profileNothing: '尚无记录。',
  eventKind: {
    like: '喜欢',
    view: '看过',
    cart: '加购',
    buy: '买过',
    dislike: '不喜欢',
    hide: '不再显示',
    dwell: '细看过',
    why: '问过缘由',
    tap: '点过',
  },
  forget: '忘记',
  forgetOf: (what) => `忘记：${what}`,
  forgetAll: '全部忘记',
  forgetAllSure: '全部忘记？此举不可撤回。',
  forgetAllYes: '是，全部忘记',
  cancel: '取消',
  forgotten: '已全部忘记。',
  exportProfile: '导出',
  importProfile: '导入',
  imported: '已导入。',
  importFailed: '此文件不是可用的喜好记录。',
  exportName: 'ruyi-喜好.json',
  photoDrop: '把照片放到这里',
  photoChoose: '选择照片',
  photoAgain: '换一张照片',
  photoPrivate: '照片只在你的设备上读取，不会上传。',
  photoReading: '正在看这张照片……',
  photoSeeing: '正在辨认纹样与位置……',
  photoSeen: (count) => `认出 ${count} 种纹样与颜色。`,
  photoNothing: '没有足够把握的纹样。',
  photoFailed: '这张照片无法读取。',
  photoNoModel: '本店未提供看图的模型。',
  photoAlt: '你的照片',
  photoSymbols: '照片里的纹样',
  photoColours: '传统色',
  photoShelf: '店里相近的物件',
  notClaimed: '仅作参考',
};

/** As shops in Taiwan and Hong Kong write, not zh-Hans in other characters. */
const zhHant: Strings = {
  shelfLabel: {
    similar: '相似商品',
    'for-you': '為你推薦',
    query: '依你的需求推薦',
    'complete-the-look': '搭配成套',
    trending: '店內熱門',
  },
  loading: '正在挑選……',
  loadFailed: '目前無法顯示推薦。',
  retry: '再試一次',
  why: '為何',
  whyOf: (title, reasons) => `為何 ${reasons}：《${title}》`,
  like: '喜歡',
  liked: '已喜歡',
  likeOf: (title) => `喜歡《${title}》`,
  noPicture: '尚無圖片',
  soldOut: '已售完',
  refined: '順序已更新：加入了畫面與文字的相近程度。',
  refinedByHistory: '順序已更新：依你的整段喜好重新理解。',
  updated: '已依你的選擇更新推薦。',
  termChip: {
    visual: '外觀相近',
    text: '描述相近',
    graph: '寓意相通',
    sequence: '接續你看過的',
    symbol: '紋樣相合',
    popularity: '很多人喜歡',
    occasion: '正逢時節',
    price: '價位相合',
    category: '你要的品類',
    rounding: '綜合',
  },
  term: {
    visual: '外觀相近',
    text: '描述相近',
    graph: '寓意相通',
    sequence: '瀏覽順序',
    symbol: '紋樣',
    popularity: '受歡迎程度',
    occasion: '時節',
    price: '價位',
    category: '品類',
    rounding: '捨入',
  },
  close: '關閉',
  dialogTitle: '推薦原因',
  rankLine: (rank, eligible) => `在可選的 ${eligible} 件中排${rank}`,
  movedLine: (from, to, by) => (by === FOR_VARIETY ? `為求多樣，由${from}移至${to}` : `因「${by}」由${from}移至${to}`),
  inexact: '初步排序：相近程度仍在載入。',
  where: '在畫面何處',
  regionLabel: (symbol, index, count, confidence) =>
    `${symbol}${count > 1 ? `，第 ${index} 處，共 ${count} 處` : ''}${confidence ? `，信心 ${confidence}` : ''}`,
  noRegion: '畫面上沒有標示位置。',
  dashed: '虛線：店家寫明有此紋樣，位置僅為大略。',
  evidence: { shop: '店家說明', picture: '畫面所見', person: '人工確認' },
  shopSays: (quote) => `店家寫道：「${quote}」`,
  pictureShows: (percent) => `畫面可見，信心 ${percent}`,
  pictureLocates: (percent) => `畫面大略在此，信心 ${percent}，不足以單憑畫面斷定`,
  pictureMeasures: '由畫面像素量得',
  personConfirmed: '有人確認過',
  denied: '店家文字否認此紋樣',
  disagrees: '文字與畫面說法不一，比重已調低',
  words: '推薦理由',
  howMuch: '每項理由的比重',
  reason: '理由',
  amount: '比重',
  runningTotal: '累計',
  total: '總分',
  bar: '圖示',
  smallTerms: (count) => `其餘 ${count} 項小量`,
  becauseOf: (what, item, liked) => `${what}，因為你${liked ? '喜歡' : '留意過'}《${item}》`,
  occasion: (festival, symbol) => `時節：${festival}（${symbol}）`,
  toPicture: '看畫面',
  toBar: '看比重',
  toSources: '看出處',
  toPictureOf: (symbol) => `看畫面：${symbol}`,
  toSourcesOf: (symbol) => `看出處：${symbol}`,
  whatIf: '若沒有這項理由',
  withoutSymbol: (symbol, rank, now) => `不計「${symbol}」這項理由：${rank}（目前${now}）`,
  withoutItem: (title, rank, now) => `不計《${title}》：${rank}（目前${now}）`,
  unchanged: (now) => `名次不變，仍是${now}`,
  leaveOneOut: '逐一剔除後重新計算',
  noCounterfactual: '沒有可以單獨去掉的理由。',
  withoutChange: (count, all, rank) => `單獨去掉${all ? '任何一個' : `其餘 ${count} 個中的任何一個`}，名次都不變（${rank}）`,
  sources: '出處',
  openSource: '開啟來源',
  noWords: '沒有可以引用的說明。',
  explainLoading: '正在推算名次與出處……',
  explainFailed: (code) => `無法載入完整說明（${code}）。以上各項仍然正確。`,
  wishes: '告訴我們你的喜好',
  wish: { more: '多一點', less: '少一點', never: '不要' },
  wishOf: (wish, symbol) => `${symbol}：${wish}`,
  offNotice: '個人化目前已關閉，你的選擇沒有留下紀錄。',
  turnOn: '在這部裝置上開啟',
  onDevice: '只存在你的裝置上，不會傳送。',
  profileSwitch: '個人化推薦',
  profileOff: {
    chosen: '由你關閉。',
    'site-refusal': '因你在本站的隱私選擇而關閉。',
    'global-privacy-control': '因瀏覽器的「全球隱私控制」而關閉。',
    'no-consent': '預設關閉，開啟之前不會記錄任何內容。',
    'site-consent': '',
  },
  profileKept: '儲存在這部裝置上，不會傳送。',
  profileNotKept: '只保留到關閉此頁為止，不會傳送。',
  profileLiked: '你的商品',
  profileWishes: '你的喜好',
  stylePoles: { plain_ornate: ['素雅', '華麗'], ancient_modern: ['古樸', '新潮'], solemn_playful: ['莊重', '活潑'] },
  wished: { occasion: (name) => `場合：${name}`, recipient: (name) => `送給${name}` },
  wishedPrice: (low, high) => `價位：${low === undefined ? `${high} 以內` : high === undefined ? `${low} 以上` : `${low} 至 ${high}`}`,
  weightOf: (term) => `「${term}」的比重`,
  profileLearned: '從中學到的',
  learnedNote: '由以上紀錄推算而來；忘記其中任何一項，這些也會一併忘記。',
  learnedSymbol: (symbol, more) => `${more ? '偏愛' : '少看'}${symbol}`,
  folded: (counts) => `較早的紀錄只留下次數：${counts}`,
  comparisons: '比較',
  times: (what, count) => (count > 1 ? `${what} ${count} 次` : what),
  preferred: (better, worse) => `比起《${worse}》，更喜歡《${better}》`,
  profileNothing: '尚無紀錄。',
  eventKind: {
    like: '喜歡',
    view: '看過',
    cart: '加入購物車',
    buy: '買過',
    dislike: '不喜歡',
    hide: '不再顯示',
    dwell: '細看過',
    why: '問過原因',
    tap: '點過',
  },
  forget: '忘記',
  forgetOf: (what) => `忘記：${what}`,
  forgetAll: '全部忘記',
  forgetAllSure: '要全部忘記嗎？此動作無法復原。',
  forgetAllYes: '是，全部忘記',
  cancel: '取消',
  forgotten: '已全部忘記。',
  exportProfile: '匯出',
  importProfile: '匯入',
  imported: '已匯入。',
  importFailed: '這個檔案不是可用的喜好紀錄。',
  exportName: 'ruyi-喜好.json',
  photoDrop: '把照片拖放到這裡',
  photoChoose: '選擇照片',
  photoAgain: '換一張照片',
  photoPrivate: '照片只在你的裝置上讀取，不會上傳。',
  photoReading: '正在看這張照片……',
  photoSeeing: '正在辨識紋樣與位置……',
  photoSeen: (count) => `辨識出 ${count} 種紋樣與顏色。`,
  photoNothing: '沒有足夠把握的紋樣。',
  photoFailed: '無法讀取這張照片。',
  photoNoModel: '本店未提供辨識圖片的模型。',
  photoAlt: '你的照片',
  photoSymbols: '照片中的紋樣',
  photoColours: '傳統色',
  photoShelf: '店內相似商品',
  notClaimed: '僅供參考',
};

const en: Strings = {
  shelfLabel: {
    similar: 'Similar items',
    'for-you': 'For you',
    query: 'What you asked for',
    'complete-the-look': 'Goes with it',
    trending: 'Popular now',
  },
  loading: 'Choosing…',
  loadFailed: 'Recommendations cannot be shown right now.',
  retry: 'Try again',
  why: 'Why',
  whyOf: (title, reasons) => `Why ${reasons}: “${title}”`,
  like: 'Like',
  liked: 'Liked',
  likeOf: (title) => `Like “${title}”`,
  noPicture: 'No picture',
  soldOut: 'Sold out',
  refined: 'Order updated: the likeness of pictures and words now counts.',
  refinedByHistory: 'Order updated: your whole history is now read together.',
  updated: 'Updated to your choice.',
  termChip: {
    visual: 'Similar look',
    text: 'Similar words',
    graph: 'Related meaning',
    sequence: 'Follows what you saw',
    symbol: 'Matching motif',
    popularity: 'Liked by many',
    occasion: 'In season',
    price: 'Fitting price',
    category: 'The kind you want',
    rounding: 'Overall fit',
  },
  term: {
    visual: 'Similar look',
    text: 'Similar words',
    graph: 'Related meaning',
    sequence: 'Order of viewing',
    symbol: 'Motif',
    popularity: 'Popularity',
    occasion: 'Season',
    price: 'Price',
    category: 'Kind of product',
    rounding: 'Rounding',
  },
  close: 'Close',
  dialogTitle: 'Why this',
  rankLine: (rank, eligible) => `${rank} of ${eligible} items that could be shown`,
  movedLine: (from, to, by) => `moved from ${from} to ${to} ${by === FOR_VARIETY ? 'for variety' : `by “${by}”`}`,
  inexact: 'First order: likeness is still loading.',
  where: 'Where in the picture',
  regionLabel: (symbol, index, count, confidence) =>
    `${symbol}${count > 1 ? `, place ${index} of ${count}` : ''}${confidence ? `, confidence ${confidence}` : ''}`,
  noRegion: 'No place is marked in the picture.',
  dashed: 'Dashed: the shop names it; its place is a rough guess.',
  evidence: { shop: 'The shop says so', picture: 'The picture shows it', person: 'A person confirmed it' },
  shopSays: (quote) => `The shop writes: “${quote}”`,
  pictureShows: (percent) => `Seen in the picture, confidence ${percent}`,
  pictureLocates: (percent) => `Roughly here, confidence ${percent}: too little to claim it from the picture alone`,
  pictureMeasures: 'Measured from the picture’s pixels',
  personConfirmed: 'Confirmed by a person',
  denied: 'The shop’s words deny it',
  disagrees: 'Words and picture disagree: it counts for less',
  words: 'In words',
  howMuch: 'How much each reason counts',
  reason: 'Reason',
  amount: 'Amount',
  runningTotal: 'Running total',
  total: 'Score',
  bar: 'Bar',
  smallTerms: (count) => `${count} other small ${count === 1 ? 'amount' : 'amounts'}`,
  becauseOf: (what, item, liked) => `${what}, because ${liked ? 'you like' : 'of'} “${item}”`,
  occasion: (festival, symbol) => `Season: ${festival} (${symbol})`,
  toPicture: 'Show in picture',
  toBar: 'Show amount',
  toSources: 'Sources',
  toPictureOf: (symbol) => `Show in picture: ${symbol}`,
  toSourcesOf: (symbol) => `Sources: ${symbol}`,
  whatIf: 'What if',
  withoutSymbol: (symbol, rank, now) => `Without the reason ${symbol}: ${rank} (now ${now})`,
  withoutItem: (title, rank, now) => `Without “${title}”: ${rank} (now ${now})`,
  unchanged: (now) => `no change, still ${now}`,
  leaveOneOut: 'recomputed without it',
  noCounterfactual: 'There is no single reason to take away.',
  withoutChange: (count, all, rank) =>
    `${all ? 'Taking away any one reason' : count === 1 ? 'Taking away the one other reason' : `Taking away any one of the ${count} others`} leaves it at ${rank}`,
  sources: 'Sources',
  openSource: 'Open source',
  noWords: 'There is nothing that can be cited.',
  explainLoading: 'Working out ranks and sources…',
  explainFailed: (code) => `The full explanation could not be loaded (${code}). What is shown above still holds.`,
  wishes: 'Tell us what you like',
  wish: { more: 'More', less: 'Less', never: 'Never' },
  wishOf: (wish, symbol) => `${wish}: ${symbol}`,
  offNotice: 'Personalisation is off, so your choice was not noted.',
  turnOn: 'Turn it on, on this device',
  onDevice: 'It stays on your device and is never sent.',
  profileSwitch: 'Personalised recommendations',
  profileOff: {
    chosen: 'You turned it off.',
    'site-refusal': 'Off because of your privacy choice on this site.',
    'global-privacy-control': 'Off because your browser sends Global Privacy Control.',
    'no-consent': 'Off by default. Nothing is noted until you turn it on.',
    'site-consent': '',
  },
  profileKept: 'Kept on this device, never sent.',
  profileNotKept: 'Kept until this page is closed, never sent.',
  profileLiked: 'Your items',
  profileWishes: 'Your wishes',
  stylePoles: { plain_ornate: ['Plain', 'Ornate'], ancient_modern: ['Classical', 'Modern'], solemn_playful: ['Solemn', 'Playful'] },
  wished: { occasion: (name) => `Occasion: ${name}`, recipient: (name) => `Gift for ${name}` },
  wishedPrice: (low, high) => `Price: ${low === undefined ? `up to ${high}` : high === undefined ? `from ${low}` : `${low} to ${high}`}`,
  weightOf: (term) => `How much “${term}” counts`,
  profileLearned: 'Learnt from this',
  learnedNote: 'Worked out from what is listed above; it goes when any of that is forgotten.',
  learnedSymbol: (symbol, more) => `${more ? 'More' : 'Less'}: ${symbol}`,
  folded: (counts) => `Of older records only counts are left: ${counts}`,
  comparisons: 'comparisons',
  times: (what, count) => (count > 1 ? `${what} ×${count}` : what),
  preferred: (better, worse) => `“${better}” over “${worse}”`,
  profileNothing: 'Nothing is noted yet.',
  eventKind: {
    like: 'liked',
    view: 'seen',
    cart: 'in cart',
    buy: 'bought',
    dislike: 'disliked',
    hide: 'hidden',
    dwell: 'looked at',
    why: 'asked why',
    tap: 'tapped',
  },
  forget: 'Forget',
  forgetOf: (what) => `Forget ${what}`,
  forgetAll: 'Forget everything',
  forgetAllSure: 'Forget everything? This cannot be undone.',
  forgetAllYes: 'Yes, forget everything',
  cancel: 'Cancel',
  forgotten: 'Everything is forgotten.',
  exportProfile: 'Export',
  importProfile: 'Import',
  imported: 'Imported.',
  importFailed: 'This file is not a usable profile.',
  exportName: 'ruyi-profile.json',
  photoDrop: 'Drop a photo here',
  photoChoose: 'Choose a photo',
  photoAgain: 'Another photo',
  photoPrivate: 'The photo is read on your device and never uploaded.',
  photoReading: 'Looking at the photo…',
  photoSeeing: 'Recognising motifs and their places…',
  photoSeen: (count) => `${count} motifs and colours recognised.`,
  photoNothing: 'No motif is certain enough to name.',
  photoFailed: 'This photo cannot be read.',
  photoNoModel: 'This shop offers no model for photos.',
  photoAlt: 'Your photo',
  photoSymbols: 'Motifs in the photo',
  photoColours: 'Traditional colours',
  photoShelf: 'Similar items in the shop',
  notClaimed: 'a hint only',
};

/** Script and regions whose readers expect traditional characters. */
const TRADITIONAL: ReadonlySet<string> = new Set(['hant', 'tw', 'hk', 'mo']);

const BY_LANG: Record<UiLang, Strings> = { 'zh-Hans': zh, 'zh-Hant': zhHant, en };

/** The interface language of a BCP 47 tag; a script is worth more than a region, and any other language is answered in English. */
export function uiLang(tag: string): UiLang {
  const [language = '', ...parts] = tag.toLowerCase().replaceAll('_', '-').split('-');
  // Cantonese and Hokkien are written in traditional characters unless a script says otherwise.
  const traditional = ['yue', 'nan'].includes(language);
  if (language !== 'zh' && language !== 'cmn' && !traditional) return 'en';
  if (parts.includes('hans')) return 'zh-Hans';
  return traditional || parts.some((part) => TRADITIONAL.has(part)) ? 'zh-Hant' : 'zh-Hans';
}

export function stringsFor(lang: UiLang): Strings {
  return BY_LANG[lang];
}

/** "3rd", "第 3 名". */
export function ordinal(lang: UiLang, n: number): string {
  if (lang !== 'en') return `第 ${n} 名`;
  const suffix = { one: 'st', two: 'nd', few: 'rd' }[new Intl.PluralRules('en', { type: 'ordinal' }).select(n) as string] ?? 'th';
  return `${n}${suffix}`;
}

export function percent(lang: UiLang, share: number): string {
  return new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** Signed, three decimals, a real minus sign. */
export function amount(value: number): string {
  const text = Math.abs(value).toFixed(3);
  return value < 0 && text !== '0.000' ? `−${text}` : `+${text}`;
}
