// What people confirmed or refuted (`--annotations FILE`, W3C Web Annotations) -> findings per item.

import type { Box } from '../types.ts';
import { isObject } from './feeds/flatten.ts';
import type { FeedWarning } from './feeds/product.ts';
import { InputError } from './input-error.ts';
import { remedy, type Vocabulary } from './known-ids.ts';

export interface PersonFinding {
  id: string;
  present: boolean;
  box?: Box;
}

export type ItemAnnotations = PersonFinding[];

const SYMBOL = 'ruyi:symbol/';
const ITEM = 'ruyi:item/';

/** A later annotation of the same item and symbol replaces an earlier one. */
export function parseAnnotations(text: string): Map<string, ItemAnnotations> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new InputError('invalid-json', `--annotations: not valid JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isObject(document) || document['type'] !== 'AnnotationCollection' || !Array.isArray(document['items'])) {
    throw new InputError('invalid-json', '--annotations: an AnnotationCollection with items is needed');
  }
  const found = new Map<string, ItemAnnotations>();
  for (const [index, annotation] of document['items'].entries()) {
    const { item, finding } = parseAnnotation(annotation, index + 1);
    const others = (found.get(item) ?? []).filter(({ id }) => id !== finding.id);
    found.set(item, [...others, finding]);
  }
  return found;
}

/** One warning for each item and each symbol that nobody knows: what was said of it goes nowhere. */
export function annotationWarnings(found: ReadonlyMap<string, ItemAnnotations>, items: Vocabulary, symbols: Vocabulary): FeedWarning[] {
  const known = (vocabulary: Vocabulary) => new Set(vocabulary.ids.map(({ id }) => id));
  const [knownItems, knownSymbols] = [known(items), known(symbols)];
  const named = new Set([...found.values()].flatMap((findings) => findings.map(({ id }) => id)));
  const warning = (column: string, value: string, vocabulary: Vocabulary) => ({
    row: null,
    column: `--annotations ${column}`,
    value,
    problem: `names no ${vocabulary.kind} that is known; it is left out`,
    remedy: remedy(value, vocabulary),
  });
  return [
    ...[...found.keys()].filter((id) => !knownItems.has(id)).map((id) => warning(ITEM, id, items)),
    ...[...named].filter((id) => !knownSymbols.has(id)).map((id) => warning(SYMBOL, id, symbols)),
  ];
}

function parseAnnotation(annotation: unknown, place: number): { item: string; finding: PersonFinding } {
  const body = isObject(annotation) ? annotation['body'] : undefined;
  const target = isObject(annotation) ? annotation['target'] : undefined;
  const symbol = isObject(body) ? body['source'] : undefined;
  const item = isObject(target) ? target['source'] : undefined;
  const purpose = isObject(body) ? body['purpose'] : undefined;
  if (typeof symbol !== 'string' || !symbol.startsWith(SYMBOL) || typeof item !== 'string' || !item.startsWith(ITEM)) {
    throw new InputError('invalid-json', `--annotations: annotation ${place} names no ${SYMBOL}ID and ${ITEM}ID`);
  }
  if (purpose !== 'identifying' && purpose !== 'refuting') {
    throw new InputError(
      'invalid-json',
      `--annotations: annotation ${place} has the purpose “${String(purpose)}”; identifying or refuting is needed`,
    );
  }
  const box = isObject(target) && isObject(target['selector']) ? parseBox(target['selector']['value'], place) : undefined;
  const finding = { id: symbol.slice(SYMBOL.length), present: purpose === 'identifying' };
  return { item: decodeURIComponent(item.slice(ITEM.length)), finding: box === undefined ? finding : { ...finding, box } };
}

/** `xywh=percent:10,20,30,40` -> fractions. */
function parseBox(value: unknown, place: number): Box {
  const match = /^xywh=percent:([\d.]+),([\d.]+),([\d.]+),([\d.]+)$/.exec(String(value));
  const [x = Number.NaN, y = 0, w = 0, h = 0] = (match?.slice(1) ?? []).map((part) => Number(part) / 100);
  const box: Box = [x, y, Math.min(1, x + w), Math.min(1, y + h)];
  if (box.every((side) => side >= 0 && side <= 1) && box[0] < box[2] && box[1] < box[3]) return box;
  throw new InputError('invalid-json', `--annotations: annotation ${place} has no usable box: ${String(value)}`);
}
