// Cells -> values: amounts of money, counts, yes and no, lists. Nothing here guesses at keys.

/** An amount as written: decimal digits, so that no binary fraction ever touches money. */
export interface Money {
  /** Digits with at most one `.`, such as `10.20`. */
  decimal: string;
  /** ISO 4217, empty when the cell names none. */
  currency: string;
  /** True when `decimal` counts minor units already. */
  minor: boolean;
}

const SYMBOLS: readonly (readonly [RegExp, string])[] = [
  [/US\$/i, 'USD'],
  [/HK\$/i, 'HKD'],
  [/NT\$/i, 'TWD'],
  [/€/, 'EUR'],
  [/£/, 'GBP'],
  [/₩/, 'KRW'],
  [/₹/, 'INR'],
  [/人民币|元|RMB/i, 'CNY'],
  [/円/, 'JPY'],
  // Yuan and yen share this sign; the whole feed decides which it is.
  [/¥/, '¥'],
];

// Currencies a feed may name; any other three letters in a price are a unit or a word.
export const CURRENCY_CODES = new Set(
  'AED AUD BHD BRL CAD CHF CLP CNY CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KRW KWD MOP MXN MYR NOK NZD PHP PLN QAR RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR'.split(
    ' ',
  ),
);

/** Minor units per unit: 1 for currencies without fractions, 1000 for those with three digits, 100 otherwise. */
export function priceScaleOf(currency: string): number {
  if (/^(?:JPY|KRW|VND|CLP|ISK|PYG|UGX|XAF|XOF|XPF|RWF|KMF|GNF|DJF|BIF)$/.test(currency)) return 1;
  if (/^(?:BHD|IQD|JOD|KWD|LYD|OMR|TND)$/.test(currency)) return 1000;
  return 100;
}

/** Reads "10.20", "10,20 EUR", "1,299.00", "¥79", "US$ 12"; undefined when it is not an amount. */
export function parseMoney(raw: string, commaIsDecimal: boolean): Money | undefined {
  const text = raw
    .normalize('NFKC')
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .trim();
  const currency = currencyOf(text);
  const number = /^[^\d.,-]*(\d[\d., '\u2019\u00A0]*|[.,]\d+)[^\d]*$/.exec(text);
  if (!number || /-\s*[\d.,]/.test(text)) return undefined;
  const rest = text.replace(number[1] ?? '', '').replace(/[.\s]/g, '');
  if (rest.length > 12) return undefined;
  const decimal = plainDecimal((number[1] ?? '').replace(/[ '\u2019\u00A0]/g, '').replace(/[.,]$/, ''), commaIsDecimal);
  return decimal === undefined ? undefined : { decimal, currency, minor: false };
}

function currencyOf(text: string): string {
  for (const [symbol, currency] of SYMBOLS) if (symbol.test(text)) return currency;
  const words = text.toUpperCase().match(/[A-Z]+/g) ?? [];
  return words.find((word) => CURRENCY_CODES.has(word)) ?? '';
}

/** Which mark is the decimal one: the last of two kinds; a lone comma before other than three digits; else the column's habit. */
function plainDecimal(number: string, commaIsDecimal: boolean): string | undefined {
  const lastComma = number.lastIndexOf(',');
  const lastDot = number.lastIndexOf('.');
  let mark = '';
  if (lastComma >= 0 && lastDot >= 0) mark = lastComma > lastDot ? ',' : '.';
  else if (lastComma >= 0) mark = isGrouped(number, ',') && !commaIsDecimal ? '' : ',';
  else if (lastDot >= 0) mark = isGrouped(number, '.') && (commaIsDecimal || number.split('.').length > 2) ? '' : '.';
  const parts = mark === '' ? [number] : [number.slice(0, number.lastIndexOf(mark)), number.slice(number.lastIndexOf(mark) + 1)];
  const whole = (parts[0] ?? '').replace(/[.,]/g, '');
  const fraction = parts[1] ?? '';
  if (!/^\d*$/.test(whole) || !/^\d*$/.test(fraction) || whole.length > 15) return undefined;
  return fraction === '' ? whole || '0' : `${whole || '0'}.${fraction}`;
}

function isGrouped(number: string, mark: string): boolean {
  const [first = '', ...groups] = number.split(mark);
  return first.length >= 1 && first.length <= 3 && groups.length > 0 && groups.every((group) => group.length === 3);
}

/** True when a column of prices writes its fractions after a comma somewhere, so that `1.299` means thousands. */
export function usesDecimalComma(cells: Iterable<string>): boolean {
  for (const cell of cells) if (/\d,\d{1,2}(?!\d)/.test(cell) && !/,\d{3}/.test(cell)) return true;
  return false;
}

/** Minor units, rounded half up; undefined when the amount is beyond what a shard stores. */
export function toMinorUnits(money: Money, scale: number): number | undefined {
  const [whole = '0', fraction = ''] = money.decimal.split('.');
  const digits = money.minor ? 0 : Math.round(Math.log10(scale));
  const kept = (fraction + '0000').slice(0, digits);
  const roundsUp = (fraction[digits] ?? '0') >= '5';
  const minor = Number(whole + kept) + (roundsUp ? 1 : 0);
  return minor < 4294967295 ? minor : undefined;
}

/** A count or score of at least 0; thousands marks allowed. */
export function parseCount(raw: string): number | undefined {
  const text = raw.normalize('NFKC').replace(/[,\s+]/g, '');
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const YES = new Set(['true', 'yes', 'y', '1', 'on', 'active', 'published', 'enabled', 'live', 'visible', '是', '上架', '在售', '已上架']);
const NO = new Set([
  'false',
  'no',
  'n',
  '0',
  '-1',
  'off',
  'inactive',
  'draft',
  'archived',
  'unpublished',
  'disabled',
  'hidden',
  'private',
  '否',
  '下架',
  '草稿',
  '已下架',
  '仓库中',
]);

export function parseYesNo(raw: string): boolean | undefined {
  const text = raw.normalize('NFKC').trim().toLowerCase();
  if (YES.has(text)) return true;
  if (NO.has(text)) return false;
  return undefined;
}

const AVAILABLE = new Set([
  'instock',
  'available',
  'preorder',
  'backorder',
  'onbackorder',
  'limitedavailability',
  'lowstock',
  'instoreonly',
  'onlineonly',
  'madetoorder',
  'presale',
  '有货',
  '现货',
  '有库存',
  '在售',
  '预售',
  '预订',
  'متوفر',
]);
const UNAVAILABLE = new Set([
  'outofstock',
  'soldout',
  'unavailable',
  'notavailable',
  'discontinued',
  '无货',
  '缺货',
  '售罄',
  '已售罄',
  '下架',
  '断货',
  'غيرمتوفر',
]);

/** Availability words of the common feeds; schema.org addresses too. Undefined: not a known word. */
export function parseAvailability(raw: string): boolean | undefined {
  const text = raw
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/schema\.org\//, '')
    .replace(/[\s_-]/g, '');
  if (AVAILABLE.has(text)) return true;
  if (UNAVAILABLE.has(text)) return false;
  return parseYesNo(raw);
}

/** Lists of tags or categories in one cell; empty items go. */
export function splitList(cell: string): string[] {
  const separator = cell.includes('|') ? /\|/ : /[,，、;；\n]/;
  return cell
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

const PICTURE_START = String.raw`(?:https?:)?\/\/|[^,;|\s][^,;|]*\.(?:jpe?g|png|webp|gif|avif|tiff?|bmp|svg|heic)\b`;
const PICTURE_SEPARATOR = new RegExp(String.raw`\s*[|\n]\s*|\s*[,;]\s*(?=${PICTURE_START}|$)|\s+(?=https?:\/\/)`, 'i');

/** Addresses of pictures in one cell. A comma inside an address does not split it. */
export function splitPictures(cell: string): string[] {
  return cell
    .trim()
    .split(PICTURE_SEPARATOR)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** http, https and relative addresses pass; any other scheme does not. */
export function isSafeAddress(address: string): boolean {
  const compact = address.replace(/[\u0000-\u0020\u007F-\u009F]/g, '');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(compact)?.[1]?.toLowerCase();
  return scheme === undefined || scheme === 'http' || scheme === 'https';
}
