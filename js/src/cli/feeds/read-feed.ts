// The one entry: a feed's bytes -> products, with every row accounted for.

import { InputError, UsageError } from '../input-error.ts';
import { assembleProduct, type Assembly, type ProductDraft, readTexts, readTitle } from './assemble.ts';
import { ColumnMap } from './columns.ts';
import { readDelimited } from './csv-feed.ts';
import { decodeFeed } from './decode.ts';
import { columnNamed, type Dialect, findDialect } from './dialects.ts';
import { groupRows, productId } from './group-rows.ts';
import { looksLikeJsonLines, readJson, readJsonLines } from './json-feed.ts';
import { PriceReader } from './prices.ts';
import type { Feed, FeedOptions, FeedRow, FeedTable, Overlay, Product } from './product.ts';
import { FeedReport } from './report.ts';
import { priceScaleOf } from './values.ts';
import { readXml } from './xml-feed.ts';

const FORMATS = ['auto', 'csv', 'tsv', 'json', 'jsonl', 'xml'];
const MAX_LOCALES = 8;

export function readFeed(bytes: Uint8Array, options: FeedOptions): Feed {
  if (!FORMATS.includes(options.format)) throw new UsageError(`--format ${options.format} is not known; use one of ${FORMATS.join(', ')}`);
  refuseBinary(bytes);
  const report = new FeedReport();
  const { text, encoding } = decodeFeed(bytes, options.encoding);
  const table = readTable(text, options.format, report);
  const columns = new ColumnMap(table.columns, options.map);
  const dialect = findDialect(table.columns);
  if (!columns.has('title')) throw new InputError('invalid-feed', unknownColumns(table));
  reportPrivateColumns(columns, report);
  const prices = new PriceReader(allRows(table.rows), columns, report, options);
  const assembly: Assembly = {
    columns,
    prices,
    report,
    kindWords: new Set(dialect?.kinds?.words ?? []),
    kindColumn: columnNamed(columns, dialect?.kinds?.column),
  };
  const overlay = isOverlay(table, columns);
  const rows = table.rows.filter((row) => !isShifted(row, columns, report));
  const overlays = overlay ? readOverlays(rows, assembly, dialect) : [];
  const drafts = overlay ? [] : groupRows(rows, { columns, dialect, report }).flatMap((group) => assembleProduct(group, assembly) ?? []);
  const currency = prices.settleCurrency();
  for (const draft of drafts) settlePrices(draft, prices, currency);
  const products = drafts.map(({ product }) => product);
  return {
    format: dialect?.name ? `${table.format} (${dialect.name})` : table.format,
    encoding,
    products,
    overlays,
    currency,
    priceScale: priceScaleOf(currency),
    locales: countLocales(products),
    variantCount: products.reduce((sum, product) => sum + product.variants.length, 0),
    rows: { read: table.rowsRead, kept: table.rowsRead - report.rejectedCount, rejected: report.rejectedCount },
    warnings: report.warnings,
    unmappedColumns: columns.unmapped().filter((column) => !prices.columnsUsed.includes(column)),
  };
}

function refuseBinary(bytes: Uint8Array): void {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (start === 'PAR1')
    throw new InputError(
      'unsupported',
      'the feed is a Parquet file, which this version does not read; export it as CSV, JSON Lines or XML',
    );
  if (start.startsWith('PK')) throw new InputError('unsupported', 'the feed is a ZIP or Excel file; export the sheet as CSV (UTF-8)');
  if (start.startsWith('\u001f\u008b')) throw new InputError('unsupported', 'the feed is gzip-compressed; unpack it first');
}

function readTable(text: string, format: string, report: FeedReport): FeedTable {
  const start = text.trimStart();
  if (start === '') throw new InputError('invalid-feed', 'the feed is empty');
  const chosen = format === 'auto' ? sniffFormat(start) : format;
  if (chosen === 'xml') return readXml(start, report);
  if (chosen === 'jsonl') return readJsonLines(text, report);
  if (chosen === 'json') return readJson(text, report);
  return readDelimited(text, chosen, report);
}

/** By content alone: a file called .json may hold JSON Lines. */
function sniffFormat(start: string): string {
  if (start.startsWith('<')) return 'xml';
  if (!/^[[{]/.test(start)) return 'csv';
  if (start.startsWith('{') && looksLikeJsonLines(start)) return 'jsonl';
  return 'json';
}

function unknownColumns(table: FeedTable): string {
  const shown = table.columns.slice(0, 40).join(', ');
  return `no column of this ${table.format} feed is known as a product's title; its columns are: ${shown}. Name it with --map title=COLUMN`;
}

function reportPrivateColumns(columns: ColumnMap, report: FeedReport): void {
  for (const { column } of columns.columnsOf('private')) {
    report.warnOnce(
      `private:${column}`,
      column,
      '',
      'the column holds the shop’s own costs or suppliers',
      'nothing to do: it is never written to public files',
    );
  }
}

/** A short row whose price or stock is no number lost a cell in the middle: its values stand in wrong columns. */
function isShifted(row: FeedRow, columns: ColumnMap, report: FeedReport): boolean {
  if (!row.isShort) return false;
  for (const role of ['price', 'price_minor', 'stock'] as const) {
    const cell = columns.firstCell(row, role);
    if (cell === undefined || /\d/.test(cell.value)) continue;
    report.reject(row.row, cell.column, cell.value, 'cells are missing in the middle, so values stand in wrong columns', 'fill the row');
    return true;
  }
  return false;
}

function* allRows(rows: readonly FeedRow[]): Iterable<FeedRow> {
  for (const row of rows) {
    yield row;
    if (row.variants) yield* row.variants;
  }
}

/** A table of key, language and texts, with nothing to sell in it. */
function isOverlay(table: FeedTable, columns: ColumnMap): boolean {
  const sells = (['price', 'price_minor', 'price_list_minor', 'image', 'stock', 'availability', 'category'] as const).some((role) =>
    columns.has(role),
  );
  return !sells && columns.has('locale') && columns.has('id') && table.rows.length > 0;
}

function readOverlays(rows: readonly FeedRow[], assembly: Assembly, dialect: Dialect | undefined): Overlay[] {
  const { columns, report } = assembly;
  return rows.flatMap((row) => {
    const key = productId(row, { columns, dialect, report });
    const group = { id: key, rows: [row], variants: [] };
    const title = readTitle(group, assembly);
    const texts = readTexts(group, assembly);
    if (key !== '' && (Object.keys(title).length > 0 || texts.length > 0)) return [{ key, row: row.row, title, texts }];
    report.reject(row.row, columns.firstColumn('id'), key, 'the translation has no key or no text', 'fill the key and at least one text');
    return [];
  });
}

/** A product costs what its cheapest available variant costs; without variants, what its own row says. */
function settlePrices({ product, price, variantPrices }: ProductDraft, prices: PriceReader, currency: string): void {
  product.currency = currency;
  product.variants.forEach((variant, index) => {
    variant.priceMinor = prices.settle(variantPrices[index] ?? [], currency, product.row);
  });
  const known = product.variants.filter((variant) => variant.priceMinor !== null);
  const open = known.filter((variant) => variant.available);
  const cheapest = (open.length > 0 ? open : known).reduce<number | null>(
    (low, { priceMinor }) => (low === null || (priceMinor ?? low) < low ? priceMinor : low),
    null,
  );
  const variantsArePriced = variantPrices.some((choice) => choice.length > 0);
  product.priceMinor = variantsArePriced ? cheapest : prices.settle(price, currency, product.row);
}

/** Languages of the titles, the most frequent first; Chinese and English before others on a tie. */
export function countLocales(products: readonly Product[]): string[] {
  const counts = new Map<string, number>();
  for (const product of products) for (const lang of Object.keys(product.title)) counts.set(lang, (counts.get(lang) ?? 0) + 1);
  const preference = ['zh-Hans', 'zh-Hant', 'en'];
  const place = (lang: string) => (preference.indexOf(lang) + preference.length + 1) % (preference.length + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || place(a[0]) - place(b[0]) || (a[0] < b[0] ? -1 : 1))
    .slice(0, MAX_LOCALES)
    .map(([lang]) => lang);
}
