// XML (RSS, Atom, plain) -> rows. Elements and attributes become paths, so a price inside shipping is never the product's.

import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { InputError } from '../input-error.ts';
import { flattenRecord, isObject, type JsonObject } from './flatten.ts';
import type { FeedRow, FeedTable } from './product.ts';
import type { FeedReport } from './report.ts';

const RECORD_NAMES = ['item', 'entry', 'product', 'offer', 'shopitem', 'row', 'record', 'good', 'goods', 'article'];

export function readXml(text: string, report: FeedReport): FeedTable {
  const validity = XMLValidator.validate(text, { allowBooleanAttributes: true });
  if (validity !== true) {
    throw new InputError('invalid-feed', `the feed is not well-formed XML: ${validity.err.msg} (line ${validity.err.line})`);
  }
  const document: unknown = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    htmlEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
  }).parse(text);
  const records = findRecords(document);
  if (records.length === 0) throw new InputError('invalid-feed', 'the XML holds no repeated element that could be a product');
  const columns = new Set<string>();
  const rows: FeedRow[] = [];
  for (const [index, record] of records.entries()) {
    if (isObject(record)) rows.push(flattenRecord(withoutPrefixes(record), index + 1, columns));
    else report.reject(index + 1, '', String(record), 'the element holds no fields', 'write every product with its fields');
  }
  return { format: 'xml', columns: [...columns], rows, rowsRead: records.length };
}

/** The list under a usual element name nearest to the root; else the longest list of elements with fields. */
function findRecords(document: unknown): unknown[] {
  const found: { name: string; list: unknown[] }[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (!isObject(value) || depth > 6) return;
    for (const [name, member] of Object.entries(value)) {
      const list = Array.isArray(member) ? member : [member];
      if (list.some(isObject)) found.push({ name: name.replace(/^.*:/, '').toLowerCase(), list });
      for (const element of list.slice(0, 1)) visit(element, depth + 1);
    }
  };
  visit(document, 0);
  const named = RECORD_NAMES.map((name) => found.find((candidate) => candidate.name === name)).find((candidate) => candidate !== undefined);
  if (named) return named.list;
  return found.filter(({ list }) => list.length > 1).reduce<unknown[]>((best, { list }) => (list.length > best.length ? list : best), []);
}

/** `g:price` and `price` are the same field; where both stand, both values are kept, the first one first. */
function withoutPrefixes(record: JsonObject): JsonObject {
  const result = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(record)) {
    const bare = name.replace(/^(?:g|c|s|media|content|dc):/, '');
    const shaped = isObject(value)
      ? withoutPrefixes(value)
      : Array.isArray(value)
        ? value.map((element) => (isObject(element) ? withoutPrefixes(element) : element))
        : value;
    const earlier = result[bare];
    result[bare] = earlier === undefined ? shaped : [earlier, shaped].flat();
  }
  return result;
}
