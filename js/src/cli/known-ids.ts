// Ids that a command line names: an unknown one is refused with its value, where it stands, what may have been meant, and how to list all.

import { RuyiError } from '../client/errors.ts';
import { cut } from './cut.ts';
import { InputError } from './input-error.ts';

export interface KnownId {
  id: string;
  /** What else it is called, in any language. */
  names: readonly string[];
}

export interface Vocabulary {
  kind: 'symbol' | 'item' | 'ranker';
  /** Whose ids these are, such as “this shard”. */
  owner: string;
  ids: readonly KnownId[];
  /** The command that lists all of them. */
  listing: string;
}

/** An id of the command line or of a file that it names. place: `--item`, or a file and the member. */
export interface NamedId {
  kind: Vocabulary['kind'];
  value: string;
  place: string;
}

const MOST_SUGGESTIONS = 3;
/** Of a word's letters this share may differ. */
const MOST_DIFFERENCE = 0.4;
const MOST_SHOWN = 80;
/** So few need no other command to be listed. */
const MOST_LISTED = 8;
const CODES = { symbol: 'unknown-symbol', item: 'unknown-item', ranker: 'invalid-argument' } as const;

/** Runs `ask`; when core refuses an id, the first of `named` that is not known is named with its place and a remedy. */
export async function withKnownIds<T>(
  named: readonly NamedId[],
  read: (kind: NamedId['kind']) => Promise<Vocabulary>,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const codes: readonly string[] = Object.values(CODES);
    if (!(error instanceof RuyiError) || !codes.includes(error.code)) throw error;
    for (const one of named) {
      if (CODES[one.kind] !== error.code) continue;
      const vocabulary = await read(one.kind);
      if (!vocabulary.ids.some(({ id }) => id === one.value)) throw unknownId(one, vocabulary, error);
    }
    throw error;
  }
}

export function unknownId({ kind, value, place }: NamedId, vocabulary: Vocabulary, cause?: unknown): InputError {
  return new InputError(CODES[kind], `${place} ${quoted(value)}: ${remedy(value, vocabulary)}`, { cause });
}

/** What is wrong with an unknown id and what to do, for messages that name value and place themselves. */
export function remedy(value: string, vocabulary: Vocabulary): string {
  const { kind, owner, ids, listing } = vocabulary;
  const near = nearest(value, ids);
  const all = ids.length <= MOST_LISTED ? `it has: ${ids.map(({ id }) => id).join(', ')}` : `${listing} lists all ${ids.length}`;
  const meant = near.length === 0 ? '' : `; did you mean ${near.map(described).join(' or ')}?`;
  return `${owner} has no such ${kind}${meant === '' ? ';' : meant} ${all}`;
}

/** The ids that come closest by id or by name, best first. */
export function nearest(value: string, ids: readonly KnownId[], most = MOST_SUGGESTIONS): KnownId[] {
  const wanted = folded(value);
  if (wanted === '') return [];
  return ids
    .map((known) => ({ known, away: Math.min(...[known.id, ...known.names].map((word) => distance(wanted, folded(word)))) }))
    .filter(({ away }) => away <= MOST_DIFFERENCE)
    .sort((a, b) => a.away - b.away || (a.known.id < b.known.id ? -1 : 1))
    .slice(0, most)
    .map(({ known }) => known);
}

function described({ id, names }: KnownId): string {
  const name = names.find((one) => one !== '' && one !== id);
  return name === undefined ? quoted(id) : `${quoted(id)} (${name})`;
}

/** Control characters would change the terminal; a very long value says no more than its beginning. */
function quoted(value: string): string {
  return `“${cut(value.replace(/\p{Cc}/gu, '�'), MOST_SHOWN)}”`;
}

const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-·]+/g, ' ')
    .trim();

/** 0 the same, 1 nothing alike: the share of letters that differ; one that is part of the other is near. */
function distance(a: string, b: string): number {
  if (a === b) return 0;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short === '') return 1;
  const part = long.includes(short) && (short.length > 2 || /\p{Script=Han}/u.test(short));
  if (part) return 0.1 + 0.3 * (1 - short.length / long.length);
  return edits([...a], [...b]) / [...long].length;
}

/** Insertions, deletions, replacements, and neighbours that changed places. */
function edits(a: readonly string[], b: readonly string[]): number {
  let before: number[] = [];
  let last = b.map((_, at) => at).concat(b.length);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? b.length;
}
