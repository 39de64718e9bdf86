// A group of rows -> one product. Every text is cleaned once, every doubt is reported with row and column.

import { cleanDescription, cleanLabel, type CleanedText } from './clean-text.ts';
import { canonicalLanguage, type ColumnMap, guessLanguage, normaliseColumn } from './columns.ts';
import type { RowGroup } from './group-rows.ts';
import type { PriceChoice, PriceReader } from './prices.ts';
import type { FeedRow, FeedText, Product, Variant } from './product.ts';
import type { FeedReport } from './report.ts';
import type { Role } from './roles.ts';
import { isSafeAddress, parseAvailability, parseCount, parseYesNo, splitList, splitPictures } from './values.ts';

const MAX_ID_BYTES = 256;
const TEXT_ROLES: readonly Role[] = ['description', 'short_description', 'tags', 'material', 'colour', 'pattern', 'craft', 'occasion'];
const LONG_ROLES = new Set<Role>(['description', 'short_description']);

/** A product whose prices wait for the catalogue's currency. */
export interface ProductDraft {
  product: Product;
  price: PriceChoice;
  variantPrices: PriceChoice[];
}

export interface Assembly {
  columns: ColumnMap;
  prices: PriceReader;
  report: FeedReport;
  /** Kind words such as `simple`, which are no categories. */
  kindWords: ReadonlySet<string>;
  kindColumn: string;
}

/** Undefined when the group is no product; its rows are rejected then. */
export function assembleProduct(group: RowGroup, assembly: Assembly): ProductDraft | undefined {
  const { columns, report } = assembly;
  const lead = group.rows[0];
  if (lead === undefined) return undefined;
  const rejectAll = (column: string, value: string, problem: string, remedy: string): undefined => {
    for (const row of new Set([...group.rows, ...group.variants])) report.reject(row.row, column, value, problem, remedy);
    return undefined;
  };
  if (Buffer.byteLength(group.id) > MAX_ID_BYTES)
    return rejectAll(columns.firstColumn('id'), group.id, `the key is longer than ${MAX_ID_BYTES} bytes`, 'use a shorter key');
  const title = readTitle(group, assembly);
  if (Object.keys(title).length === 0)
    return rejectAll(columns.firstColumn('title'), '', 'the product has no title', 'give every product a title');
  const variants = group.variants.map((row, index) => readVariant(row, index, group, assembly));
  const price = assembly.prices.read(lead);
  const product: Product = {
    id: group.id,
    row: lead.row,
    rowCount: new Set([...group.rows, ...group.variants].map((row) => row.row)).size,
    title,
    texts: readTexts(group, assembly),
    category: readCategory(group, assembly),
    priceMinor: null,
    currency: '',
    available: variants.length === 0 ? readAvailable(lead, assembly) : variants.some((variant) => variant.available),
    published: readPublished(group, assembly),
    popularity: Math.max(...group.rows.map((row) => readPopularity(row, assembly))),
    images: readImages(group, assembly),
    url: readUrl(group, assembly),
    variants,
    aliases: readAliases(group, columns),
  };
  const variantPrices = group.variants.map((row) => (row === lead ? price : assembly.prices.read(row)));
  return { product, price, variantPrices };
}

function clean(raw: string, role: Role, row: FeedRow, column: string, { report }: Assembly): string {
  const cleaned: CleanedText = LONG_ROLES.has(role) ? cleanDescription(raw) : cleanLabel(raw);
  for (const { problem, remedy } of cleaned.problems) report.warn(row.row, column, raw, problem, remedy);
  return cleaned.text;
}

function languageOf(row: FeedRow, columnLanguage: string, text: string, columns: ColumnMap): string {
  return columnLanguage || canonicalLanguage(columns.first(row, 'locale')) || guessLanguage(text);
}

/** One title per language; a title for the whole group goes before the titles of its variants. */
export function readTitle(group: RowGroup, assembly: Assembly): Record<string, string> {
  const { columns } = assembly;
  const titles = new Map<string, string>();
  for (const role of ['group_title', 'title'] as const) {
    for (const row of group.rows) {
      for (const { column, lang, value } of columns.all(row, role)) {
        const text = clean(value, 'title', row, column, assembly);
        const language = languageOf(row, lang, text, columns);
        if (text !== '' && !titles.has(language)) titles.set(language, text);
      }
    }
  }
  return Object.fromEntries(titles);
}

export function readTexts(group: RowGroup, assembly: Assembly): FeedText[] {
  const { columns } = assembly;
  const texts = new Map<string, FeedText>();
  for (const role of TEXT_ROLES) {
    for (const row of group.rows) {
      const cells = columns.all(row, role);
      const column = cells[0]?.column;
      const wanted = cells.filter((cell) => cell.lang !== '' || cell.column === column);
      for (const [lang, text] of byLanguage(wanted, role, row, assembly)) {
        const key = JSON.stringify([role, lang, text]);
        if (!texts.has(key)) texts.set(key, { field: role, lang, text });
      }
    }
  }
  return [...texts.values()];
}

/** Values of one role and row, joined per language: tags of a JSON list read as one text. */
function byLanguage(
  cells: { column: string; lang: string; value: string }[],
  role: Role,
  row: FeedRow,
  assembly: Assembly,
): Map<string, string> {
  const joined = new Map<string, string>();
  for (const { column, lang, value } of cells) {
    const text = clean(role === 'tags' ? splitList(value).join(', ') : value, role, row, column, assembly);
    if (text === '') continue;
    const language = languageOf(row, lang, text, assembly.columns);
    const earlier = joined.get(language);
    joined.set(language, earlier === undefined ? text : `${earlier}${LONG_ROLES.has(role) ? '\n' : ', '}${text}`);
  }
  return joined;
}

function readCategory(group: RowGroup, assembly: Assembly): string {
  for (const row of group.rows) {
    for (const { column, value } of assembly.columns.all(row, 'category')) {
      if (column === assembly.kindColumn && assembly.kindWords.has(value.toLowerCase())) continue;
      const isList = /^(?:categories|taxons)$/.test(normaliseColumn(column));
      const text = clean(isList ? (splitList(value)[0] ?? '') : value, 'category', row, column, assembly);
      if (text !== '') return text;
    }
  }
  return '';
}

function readVariant(row: FeedRow, index: number, group: RowGroup, assembly: Assembly): Variant {
  const { columns } = assembly;
  const options = columns
    .all(row, 'options')
    .map(({ value }) => value.normalize('NFC'))
    .filter((value) => value !== 'Default Title');
  const id = columns.first(row, 'sku') || (group.variants.length === 1 ? group.id : `${group.id}#${index + 1}`);
  return { id, options, priceMinor: null, available: readAvailable(row, assembly) };
}

function readAvailable(row: FeedRow, assembly: Assembly): boolean {
  const { columns, report } = assembly;
  const word = columns.firstCell(row, 'availability');
  if (word) {
    const known = parseAvailability(word.value);
    if (known !== undefined) return known;
    report.warn(
      row.row,
      word.column,
      word.value,
      'the availability is not a known word; the product counts as available',
      'use in_stock, out_of_stock, preorder or backorder',
    );
    return true;
  }
  const stock = columns.firstCell(row, 'stock');
  if (!stock || isUntracked(row, columns)) return true;
  const counts = stock.value.includes('=') ? stock.value.split(/[,;|]/).map((part) => part.split('=')[1] ?? '') : [stock.value];
  const numbers = counts.map(parseCount);
  if (numbers.some((number) => number === undefined)) {
    report.warn(
      row.row,
      stock.column,
      stock.value,
      'the stock is not a number; the product counts as available',
      'write the stock as digits',
    );
    return true;
  }
  return numbers.some((number) => (number ?? 0) > 0);
}

/** Stock that is not counted, or may be oversold, does not make a product unavailable. */
function isUntracked(row: FeedRow, columns: ColumnMap): boolean {
  if (/^(?:continue|yes|true|1|notify)$/i.test(columns.first(row, 'stock_policy'))) return true;
  const tracked = columns.first(row, 'stock_tracked');
  return columns.has('stock_tracked') && (tracked === '' || parseYesNo(tracked) === false);
}

/** Only a plain “no” unpublishes; an empty cell on a variant's row says nothing. */
function readPublished(group: RowGroup, { columns }: Assembly): boolean {
  return columns.columnsOf('published').every(({ column }) => {
    const said = group.rows.map((row) => row.cells.get(column)?.[0]).find((value) => value !== undefined);
    return said === undefined || parseYesNo(said) !== false;
  });
}

function readPopularity(row: FeedRow, { columns, report }: Assembly): number {
  const cell = columns.firstCell(row, 'popularity');
  if (!cell) return 0;
  const count = parseCount(cell.value);
  if (count !== undefined && count >= 0) return count;
  report.warn(row.row, cell.column, cell.value, 'the popularity is not a number of at least 0; it counts as 0', 'write it as digits');
  return 0;
}

function readImages(group: RowGroup, assembly: Assembly): string[] {
  const { columns } = assembly;
  const rows = [...group.rows, ...group.variants.filter((row) => !group.rows.includes(row))];
  const found = new Set<string>();
  const collect = (row: FeedRow, role: Role) => {
    for (const { column, value } of columns.all(row, role)) {
      for (const address of splitPictures(value)) if (isAllowed(address, row, column, assembly)) found.add(address);
    }
  };
  for (const row of rows) collect(row, 'image');
  for (const row of rows) collect(row, 'more_images');
  if (found.size === 0) for (const row of rows) collect(row, 'thumbnail');
  return [...found];
}

function isAllowed(address: string, row: FeedRow, column: string, { report }: Assembly): boolean {
  if (isSafeAddress(address)) return true;
  report.warn(
    row.row,
    column,
    address,
    'the address is neither http, https nor relative; it is left out',
    'give a plain web address or a file name',
  );
  return false;
}

function readUrl(group: RowGroup, assembly: Assembly): string {
  for (const row of group.rows) {
    for (const { column, value } of assembly.columns.all(row, 'url')) if (isAllowed(value, row, column, assembly)) return value;
  }
  return '';
}

function readAliases(group: RowGroup, columns: ColumnMap): string[] {
  const values = [...group.rows, ...group.variants].flatMap((row) =>
    [...columns.all(row, 'alias'), ...columns.all(row, 'id')].map(({ value }) => value),
  );
  return [...new Set(values)].filter((value) => value !== group.id);
}
