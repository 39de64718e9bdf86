// How known feeds group their rows, as data. A feed that fits none is read by its roles alone.

import { type ColumnMap, normaliseColumn } from './columns.ts';
import type { FeedRow } from './product.ts';

export interface Dialect {
  name: string;
  /** Columns that must be there, normalised. */
  needs: readonly string[];
  /** Column that holds the product's key, where it is not the usual one. */
  id?: string;
  /** Rows with equal values in this column form one product. */
  group?: string;
  /** A row where this column has (matching) text begins a product; the following rows belong to it. */
  lead?: { column: string; pattern?: RegExp; variant?: RegExp };
  /** A row is a variant only if one of these columns has text. */
  variantWhen?: readonly string[];
  /** Allowed words in the kind column; a row with another word is left out. */
  kinds?: { column: string; words: readonly string[] };
}

export const DIALECTS: readonly Dialect[] = [
  {
    name: 'shopify',
    needs: ['handle', 'title', 'variant_price'],
    id: 'handle',
    group: 'handle',
    variantWhen: ['option1_value', 'variant_price'],
  },
  {
    name: 'bagisto',
    needs: ['sku', 'parent_sku', 'type', 'attribute_family_code'],
    kinds: { column: 'type', words: ['simple', 'configurable', 'virtual', 'downloadable', 'grouped', 'bundle', 'booking'] },
  },
  {
    name: 'woocommerce',
    needs: ['type', 'sku', 'name', 'parent', 'regular_price'],
    kinds: {
      column: 'type',
      words: ['simple', 'variable', 'variation', 'grouped', 'external', 'subscription', 'variable-subscription'],
    },
  },
  { name: 'commercetools', needs: ['product_type', 'variant_id', 'sku', 'prices'], id: 'sku', lead: { column: 'product_type' } },
  {
    name: 'bigcommerce',
    needs: ['item_type', 'product_name'],
    lead: { column: 'item_type', pattern: /^\s*product/i, variant: /sku|variant/i },
  },
  {
    name: 'bigcommerce',
    needs: ['item', 'name', 'sku'],
    lead: { column: 'item', pattern: /^\s*product/i, variant: /sku|variant/i },
  },
  { name: 'square', needs: ['token', 'item_name', 'variation_name'], group: 'item_name' },
  { name: 'medusa', needs: ['product_handle', 'product_title'], id: 'product_handle', group: 'product_handle' },
];

export function findDialect(columns: readonly string[]): Dialect | undefined {
  const names = new Set(columns.map(normaliseColumn));
  return DIALECTS.find((dialect) => dialect.needs.every((name) => names.has(name)));
}

/** The columns as the feed writes them, looked up by normalised name. */
export function columnNamed(columns: ColumnMap, name: string | undefined): string {
  return name === undefined ? '' : (columns.columns.find((column) => normaliseColumn(column) === name) ?? '');
}

export function cell(row: FeedRow, column: string): string {
  return row.cells.get(column)?.[0] ?? '';
}
