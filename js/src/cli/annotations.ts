// What people confirmed or refuted (`--annotations FILE`, W3C Web Annotations) -> findings per item.

import type { Box } from '../types.ts';
import { isObject } from './feeds/flatten.ts';
import { InputError } from './input-error.ts';

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
