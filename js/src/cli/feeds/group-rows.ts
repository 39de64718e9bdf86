// Rows -> products: which rows belong together, and which of them are variants.

import { canonicalLanguage, type ColumnMap } from './columns.ts';
import { cell, columnNamed, type Dialect } from './dialects.ts';
import type { FeedRow } from './product.ts';
import type { FeedReport } from './report.ts';

export interface RowGroup {
  id: string;
  /** Rows that may hold the product's own fields, the leading one first. */
  rows: FeedRow[];
  variants: FeedRow[];
}

export interface Grouping {
  columns: ColumnMap;
  dialect: Dialect | undefined;
  report: FeedReport;
}

export function groupRows(rows: readonly FeedRow[], grouping: Grouping): RowGroup[] {
  const known = rows.filter((row) => hasKnownKind(row, grouping));
  const { columns, dialect } = grouping;
  if (dialect?.lead) return groupByLead(known, grouping, dialect.lead);
  const groupColumn = columnNamed(columns, dialect?.group) || columns.firstColumn('group');
  if (groupColumn !== '') return groupByKey(known, grouping, groupColumn);
  if (columns.has('parent')) return groupByParent(known, grouping);
  return groupById(known, grouping);
}

function hasKnownKind(row: FeedRow, { columns, dialect, report }: Grouping): boolean {
  if (!dialect?.kinds) return true;
  const column = columnNamed(columns, dialect.kinds.column);
  const value = cell(row, column);
  const word = (value.split(',')[0] ?? '').trim().toLowerCase();
  if (word === '' || dialect.kinds.words.includes(word)) return true;
  report.reject(row.row, column, value, 'the product type is not known', `use one of ${dialect.kinds.words.join(', ')}`);
  return false;
}

/** The product's own key; a feed without any key column gets keys from its titles, and is told so. */
export function productId(row: FeedRow, { columns, dialect, report }: Grouping): string {
  const named = columnNamed(columns, dialect?.id);
  if (named !== '') return cell(row, named);
  if (columns.has('id')) return columns.first(row, 'id');
  report.warnOnce(
    'no-id',
    '',
    '',
    'the feed has no key column; keys are made from the titles',
    'add an id or sku column, or name one with --map id=COLUMN',
  );
  const title = columns.first(row, 'title').normalize('NFKC').toLowerCase();
  const key = title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return [...key].slice(0, 80).join('');
}

function rejectWithoutKey(row: FeedRow, { columns, dialect, report }: Grouping): void {
  const column = columnNamed(columns, dialect?.id) || columns.firstColumn('id');
  report.reject(row.row, column, '', 'the row has no key', 'give every product its id or sku');
}

function groupByKey(rows: readonly FeedRow[], grouping: Grouping, column: string): RowGroup[] {
  const groups = new Map<string, RowGroup>();
  const variantColumns = (grouping.dialect?.variantWhen ?? []).map((name) => columnNamed(grouping.columns, name));
  for (const row of rows) {
    const key = cell(row, column) || productId(row, grouping);
    if (key === '') {
      rejectWithoutKey(row, grouping);
      continue;
    }
    const group = groups.get(key) ?? { id: key, rows: [], variants: [] };
    groups.set(key, group);
    group.rows.push(row);
    if (variantColumns.length === 0 || variantColumns.some((name) => cell(row, name) !== '')) group.variants.push(row);
  }
  return [...groups.values()].filter((group) => hasNoTwin(group, grouping));
}

/** Two variants of one product under one key are a mistake of the feed: the later row is left out. */
function hasNoTwin(group: RowGroup, { columns, dialect, report }: Grouping): boolean {
  if (dialect?.group !== undefined || !columns.has('id')) return true;
  const seen = new Map<string, number>();
  for (const row of [...group.rows]) {
    const id = columns.first(row, 'id');
    const earlier = seen.get(id);
    if (earlier === undefined) {
      seen.set(id, row.row);
      continue;
    }
    report.reject(row.row, columns.firstColumn('id'), id, `the key is used in row ${earlier} already`, 'give every row a key of its own');
    group.rows.splice(group.rows.indexOf(row), 1);
    group.variants.splice(group.variants.indexOf(row), 1);
  }
  return true;
}

function groupByLead(rows: readonly FeedRow[], grouping: Grouping, lead: NonNullable<Dialect['lead']>): RowGroup[] {
  const column = columnNamed(grouping.columns, lead.column);
  const groups: RowGroup[] = [];
  for (const row of rows) {
    const word = cell(row, column);
    const current = groups.at(-1);
    if (word !== '' && (lead.pattern?.test(word) ?? true)) {
      const id = productId(row, grouping);
      if (id === '') rejectWithoutKey(row, grouping);
      else groups.push({ id, rows: [row], variants: [row] });
    } else if (current) {
      current.rows.push(row);
      if (lead.variant === undefined || lead.variant.test(word)) current.variants.push(row);
    } else {
      grouping.report.reject(row.row, column, word, 'the row stands before any product', 'let a product row come first');
    }
  }
  for (const group of groups) dropLeadAsVariant(group, lead);
  return groups;
}

/** Where variants have rows of their own, the product's row is not one of them. */
function dropLeadAsVariant(group: RowGroup, lead: NonNullable<Dialect['lead']>): void {
  if (lead.variant !== undefined && group.variants.length > 1) group.variants.shift();
}

function groupByParent(rows: readonly FeedRow[], grouping: Grouping): RowGroup[] {
  const { columns, report } = grouping;
  const isChild = (row: FeedRow) => !['', '0'].includes(columns.first(row, 'parent'));
  const groups = groupById(
    rows.filter((row) => !isChild(row)),
    grouping,
    false,
  );
  const byKey = new Map<string, RowGroup>();
  for (const group of groups) {
    for (const { value } of group.rows.flatMap((row) => [...columns.all(row, 'id'), ...columns.all(row, 'sku')]))
      if (!byKey.has(value)) byKey.set(value, group);
  }
  for (const row of rows.filter(isChild)) {
    const parent = columns.first(row, 'parent');
    const group = byKey.get(parent.replace(/^id:/i, ''));
    if (group) group.variants.push(row);
    else
      report.reject(
        row.row,
        columns.firstColumn('parent'),
        parent,
        'no product of this feed has the parent key',
        'add the parent, or correct the key',
      );
  }
  return groups;
}

/** One row, one product; rows of one key in further languages are translations of it. */
function groupById(rows: readonly FeedRow[], grouping: Grouping, rowIsVariant = true): RowGroup[] {
  const { columns, report } = grouping;
  const groups = new Map<string, RowGroup>();
  for (const row of rows) {
    const id = productId(row, grouping);
    const group = groups.get(id);
    if (id === '') rejectWithoutKey(row, grouping);
    else if (group === undefined)
      groups.set(id, { id, rows: [row], variants: row.variants ? [...row.variants] : rowIsVariant ? [row] : [] });
    else if (isTranslation(row, group, columns)) group.rows.push(row);
    else {
      const problem = `the key is used in row ${group.rows[0]?.row} already`;
      report.reject(row.row, columns.firstColumn('id') || columns.firstColumn('title'), id, problem, 'give every product a key of its own');
    }
  }
  return [...groups.values()];
}

function isTranslation(row: FeedRow, group: RowGroup, columns: ColumnMap): boolean {
  const lang = canonicalLanguage(columns.first(row, 'locale'));
  return lang !== '' && group.rows.every((other) => canonicalLanguage(columns.first(other, 'locale')) !== lang);
}
