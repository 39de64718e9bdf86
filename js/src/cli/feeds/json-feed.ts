// JSON documents and JSON Lines -> rows. The content decides which it is, not the file's name.

import { InputError } from '../input-error.ts';
import { flattenRecord, isObject, type JsonObject } from './flatten.ts';
import type { FeedRow, FeedTable } from './product.ts';
import type { FeedReport } from './report.ts';
import { isDjangoDump, readDjangoDump } from './saleor-feed.ts';

const LIST_MEMBERS = [
  'products',
  'items',
  'data',
  'entries',
  'results',
  'records',
  'rows',
  'goods',
  'list',
  'catalog',
  'catalogue',
  '@graph',
];

const MAX_LIST_DEPTH = 4;

export function looksLikeJsonLines(text: string): boolean {
  const lines = text
    .split('\n', 200)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const complete = lines.filter((line) => line.startsWith('{') && line.endsWith('}')).length;
  return lines.length > 1 && complete * 2 > lines.length;
}

export function readJsonLines(text: string, report: FeedReport): FeedTable {
  const columns = new Set<string>();
  const rows: FeedRow[] = [];
  let rowsRead = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    rowsRead++;
    const value = tryParse(line);
    if (isObject(value)) rows.push(flattenRecord(value, index + 1, columns));
    else report.reject(index + 1, '', line.trim(), 'the line is not a JSON object', 'write one complete object per line');
  }
  return { format: 'jsonl', columns: [...columns], rows, rowsRead };
}

export function readJson(text: string, report: FeedReport): FeedTable {
  let document: unknown;
  try {
    document = JSON.parse(keepLongNumbers(text));
  } catch (cause) {
    throw new InputError('invalid-feed', `the feed is not valid JSON: ${(cause as Error).message}`, { cause });
  }
  const records = findRecords(document);
  if (records === undefined) throw new InputError('invalid-feed', 'the JSON holds no list of objects that could be products');
  if (isDjangoDump(records)) return readDjangoDump(records);
  const columns = new Set<string>();
  const rows: FeedRow[] = [];
  for (const [index, record] of records.entries()) {
    if (isObject(record)) rows.push(flattenRecord(record, index + 1, columns));
    else report.reject(index + 1, '', JSON.stringify(record), 'the element is not an object', 'write every product as an object');
  }
  return { format: 'json', columns: [...columns], rows, rowsRead: records.length };
}

function tryParse(line: string): unknown {
  try {
    return JSON.parse(keepLongNumbers(line));
  } catch {
    return undefined;
  }
}

/** Integers beyond 2^53 are keys, not amounts: they become strings before parsing, so that no digit changes. */
function keepLongNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => (/^\d{16,}$/.test(token) ? `"${token}"` : token));
}

/** A list at the top, under a usual name, or the longest list of objects a few levels down; a single product also counts. */
function findRecords(document: unknown): unknown[] | undefined {
  if (Array.isArray(document)) return document;
  if (!isObject(document)) return undefined;
  const named = LIST_MEMBERS.map((name) => document[name]).find(isRecordList);
  if (named) return named;
  if (looksLikeProduct(document)) return [document];
  const longest = listsWithin(document, 0).reduce<unknown[] | undefined>(
    (best, next) => (best === undefined || next.length > best.length ? next : best),
    undefined,
  );
  return longest ?? keyedRecords(document);
}

function listsWithin(object: JsonObject, depth: number): unknown[][] {
  return Object.values(object).flatMap((value) => {
    if (isRecordList(value)) return [value];
    return isObject(value) && depth < MAX_LIST_DEPTH ? listsWithin(value, depth + 1) : [];
  });
}

function isRecordList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.some(isObject);
}

function looksLikeProduct(object: JsonObject): boolean {
  return ['title', 'name', 'productName', '标题', '名称', '商品名称'].some((key) => typeof object[key] === 'string');
}

/** `{"SKU-1": {…}, "SKU-2": {…}}`: the key is the product's id unless the record has one. */
function keyedRecords(document: JsonObject): JsonObject[] | undefined {
  const entries = Object.entries(document);
  if (entries.length === 0 || !entries.every(([, value]) => isObject(value) && looksLikeProduct(value))) return undefined;
  return entries.map(([id, value]) => ({ id, ...(value as JsonObject) }));
}
