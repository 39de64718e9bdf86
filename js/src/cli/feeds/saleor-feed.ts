// A Django fixture (as Saleor writes it): one flat list of objects of many models, joined here by their keys.

import { isObject, type JsonObject } from './flatten.ts';
import type { FeedRow, FeedTable } from './product.ts';

interface Entry {
  model: string;
  pk: string;
  fields: JsonObject;
}

export function isDjangoDump(records: readonly unknown[]): boolean {
  return (
    records.length > 0 &&
    records.every((record) => isObject(record) && typeof record['model'] === 'string' && 'pk' in record && isObject(record['fields']))
  );
}

/** Rows are the products; variants, pictures, prices and stock are joined to them. */
export function readDjangoDump(records: readonly unknown[]): FeedTable {
  const entries = records.filter(isObject).map(toEntry);
  const byModel = groupBy(entries, (entry) => entry.model);
  const products = byModel.get('product.product') ?? [];
  const join = (model: string, key: string) => groupBy(byModel.get(model) ?? [], (entry) => text(entry.fields[key]));
  const related = {
    categories: new Map((byModel.get('product.category') ?? []).map((entry) => [entry.pk, text(entry.fields['name'])])),
    media: join('product.productmedia', 'product'),
    listings: join('product.productchannellisting', 'product'),
    variants: join('product.productvariant', 'product'),
    prices: join('product.productvariantchannellisting', 'variant'),
    stock: join('warehouse.stock', 'product_variant'),
  };
  const rows = products.map((product, index) => productRow(product, index + 1, related));
  const columns = [...new Set(rows.flatMap((row) => [...row.cells.keys()]))];
  return { format: 'saleor', columns, rows, rowsRead: products.length };
}

type Joined = Map<string, Entry[]>;

interface Related {
  categories: Map<string, string>;
  media: Joined;
  listings: Joined;
  variants: Joined;
  prices: Joined;
  stock: Joined;
}

function productRow(product: Entry, row: number, related: Related): FeedRow {
  const { fields } = product;
  const listings = related.listings.get(product.pk) ?? [];
  const cells = cellsOf({
    id: [product.pk],
    name: [text(fields['name'])],
    slug: [text(fields['slug'])],
    description: [blocksText(fields['description']) || text(fields['description_plaintext'])],
    category: [related.categories.get(text(fields['category'])) ?? ''],
    images: (related.media.get(product.pk) ?? []).map((entry) => text(entry.fields['image']) || text(entry.fields['external_url'])),
    published: listings.length === 0 ? [] : [String(listings.some((entry) => entry.fields['is_published'] === true))],
  });
  const variants = (related.variants.get(product.pk) ?? []).map((variant) => variantRow(variant, row, related));
  return { row, cells, variants };
}

function variantRow(variant: Entry, row: number, related: Related): FeedRow {
  const prices = related.prices.get(variant.pk) ?? [];
  const stock = related.stock.get(variant.pk);
  const cells = cellsOf({
    sku: [text(variant.fields['sku'])],
    name: [text(variant.fields['name'])],
    price: prices.map((entry) => amount(entry, 'discounted_price_amount') || amount(entry, 'price_amount')),
    stock: stock === undefined ? [] : [String(stock.reduce((sum, entry) => sum + Number(entry.fields['quantity'] ?? 0), 0))],
  });
  return { row, cells };
}

function amount(entry: Entry, field: string): string {
  const value = text(entry.fields[field]);
  return value === '' ? '' : `${value} ${text(entry.fields['currency'])}`;
}

function toEntry(record: JsonObject): Entry {
  return { model: text(record['model']), pk: text(record['pk']), fields: record['fields'] as JsonObject };
}

/** The paragraphs of an Editor.js document. */
function blocksText(value: unknown): string {
  if (!isObject(value) || !Array.isArray(value['blocks'])) return '';
  return value['blocks']
    .map((block) => (isObject(block) && isObject(block['data']) ? text(block['data']['text']) : ''))
    .filter((line) => line !== '')
    .join('\n');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}

function cellsOf(values: Record<string, string[]>): Map<string, string[]> {
  const kept = Object.entries(values).map(([key, list]): [string, string[]] => [key, list.filter((value) => value !== '')]);
  return new Map(kept.filter(([, list]) => list.length > 0));
}

function groupBy(entries: readonly Entry[], key: (entry: Entry) => string): Joined {
  const groups: Joined = new Map();
  for (const entry of entries) {
    const group = groups.get(key(entry));
    if (group) group.push(entry);
    else groups.set(key(entry), [entry]);
  }
  return groups;
}
