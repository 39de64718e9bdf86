// Nested records (JSON, XML) -> paths with text values: `price.amount`, `images.src`. Arrays repeat their path.

import type { FeedRow } from './product.ts';

const VARIANT_MEMBERS = new Set(['variants', 'skus', 'variations', 'children', 'childProducts', 'child_products']);
const MAX_DEPTH = 12;

export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Variants that are objects become rows of their own, so that their prices never mix with the product's. */
export function flattenRecord(record: JsonObject, row: number, columns: Set<string>): FeedRow {
  const cells = new Map<string, string[]>();
  const variants: FeedRow[] = [];
  for (const [key, value] of Object.entries(unwrap(record))) {
    if (VARIANT_MEMBERS.has(key) && Array.isArray(value) && value.some(isObject)) {
      for (const variant of value) if (isObject(variant)) variants.push(flattenRecord(variant, row, columns));
    } else {
      collect(key, value, cells, columns, 0);
    }
  }
  return variants.length > 0 ? { row, cells, variants } : { row, cells };
}

/** `{"node": {…}}` and the like hold one record. */
function unwrap(record: JsonObject): JsonObject {
  const values = Object.values(record);
  return values.length === 1 && isObject(values[0]) ? values[0] : record;
}

function collect(path: string, value: unknown, cells: Map<string, string[]>, columns: Set<string>, depth: number): void {
  if (value === null || value === undefined || depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    for (const element of value) collect(path, element, cells, columns, depth + 1);
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value))
      collect(key === '#text' ? path : `${path}.${key}`, member, cells, columns, depth + 1);
  } else {
    columns.add(path);
    const text = String(value).trim();
    if (text === '') return;
    const values = cells.get(path);
    if (values) values.push(text);
    else cells.set(path, [text]);
  }
}
