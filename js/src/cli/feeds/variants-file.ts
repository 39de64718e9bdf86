// A second file with the variants of the first (as Spree exports them), joined by the product's key.

import { ColumnMap } from './columns.ts';
import { readDelimited } from './csv-feed.ts';
import { decodeFeed } from './decode.ts';
import { PriceReader } from './prices.ts';
import type { Feed, FeedOptions, Product, Variant } from './product.ts';
import { FeedReport } from './report.ts';
import { parseCount } from './values.ts';

/** Replaces the placeholder variants of the named products; rows that name no product are reported, never invented. */
export function joinVariants(feed: Feed, bytes: Uint8Array, options: FeedOptions): void {
  const report = new FeedReport();
  const table = readDelimited(decodeFeed(bytes, options.encoding).text, 'csv', report);
  const columns = new ColumnMap(table.columns, new Map());
  const key = columns.columnsOf('alias').find(({ column }) => column !== columns.firstColumn('sku'))?.column;
  if (key === undefined || !columns.has('options')) return;
  const prices = new PriceReader(table.rows, columns, report, { ...options, currency: feed.currency });
  const products = new Map(
    feed.products.flatMap((product) => [product.id, ...product.aliases].map((name): [string, Product] => [name, product])),
  );
  const joined = new Map<Product, Variant[]>();
  for (const row of table.rows) {
    const product = products.get(row.cells.get(key)?.[0] ?? '');
    if (product === undefined) {
      report.warn(
        row.row,
        key,
        row.cells.get(key)?.[0] ?? '',
        'variants.csv: no product has this key',
        'correct the key or add the product',
      );
      continue;
    }
    const list = joined.get(product) ?? [];
    joined.set(product, list);
    const stock = columns.first(row, 'stock');
    list.push({
      id: columns.first(row, 'sku') || `${product.id}#${list.length + 1}`,
      options: columns.all(row, 'options').map(({ value }) => value),
      priceMinor: prices.settle(prices.read(row), feed.currency, row.row) ?? product.priceMinor,
      available: stock === '' || (parseCount(stock) ?? 1) > 0,
    });
  }
  for (const product of feed.products) product.variants = joined.get(product) ?? [];
  feed.variantCount = feed.products.reduce((sum, product) => sum + product.variants.length, 0);
  feed.warnings.push(...report.warnings);
}
