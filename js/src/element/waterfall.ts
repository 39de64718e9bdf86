// Contributions -> rows that end exactly at the score. Pure arithmetic; nothing here draws.

import type { Contribution } from '../types.ts';

export interface WaterfallRow {
  /** The contribution that names the row; undefined for a group of small ones. */
  source: Contribution | undefined;
  /** How many contributions the row sums. */
  count: number;
  value: number;
  /** Running total before and after this row; the last row's `end` is the score itself. */
  start: number;
  end: number;
}

const MAX_ROWS = 8;
/** So many reasons, and the rest as one, are read at a glance. */
const MAX_SHORT_ROWS = 3;
/** Below this share of all movement a contribution is small. */
const SMALL_SHARE = 0.015;

interface Group {
  source: Contribution;
  count: number;
  value: number;
}

function key({ term, symbol, item, festival }: Contribution): string {
  return [term, symbol ?? '', item ?? '', festival ?? ''].join('\n');
}

/** A reason as one says it: the liked items behind it, and the symbols of one festival, are not told apart. */
function shortKey({ term, symbol, festival }: Contribution): string {
  return [term, term === 'symbol' ? symbol : '', term === 'occasion' ? festival : ''].join('\n');
}

function grouped(contributions: Contribution[], keyOf: (source: Contribution) => string): Group[] {
  const groups = new Map<string, Group>();
  for (const source of contributions) {
    if (source.value === 0) continue;
    const known = groups.get(keyOf(source));
    if (known) {
      known.value += source.value;
      known.count++;
    } else groups.set(keyOf(source), { source, count: 1, value: source.value });
  }
  return [...groups.values()].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}

/** The largest come first; what is small and the rounding close the list as one row, which ends at the score to the bit. */
function rowsOf(groups: Group[], score: number, limit: number): { rows: WaterfallRow[]; small: Group[] } {
  const movement = groups.reduce((sum, row) => sum + Math.abs(row.value), 0);
  const counts = (row: Group) => row.source.term !== 'rounding' && Math.abs(row.value) >= SMALL_SHARE * movement;
  const large = groups.filter((row, at) => at < limit && counts(row));
  const small = groups.filter((row) => !large.includes(row));
  const rows: WaterfallRow[] = [];
  let total = 0;
  for (const row of large) {
    rows.push({ ...row, start: total, end: total + row.value });
    total += row.value;
  }
  const count = small.reduce((sum, row) => sum + row.count, 0);
  const last = rows.at(-1);
  if (count > 0) rows.push({ source: undefined, count, value: score - total, start: total, end: score });
  else if (last) last.end = score; // the same but for the last bit
  return { rows, small };
}

/** Equal reasons are one row. `keyOf`: what makes two of them equal for the reader. */
export function waterfall(contributions: Contribution[], score: number, keyOf = key): WaterfallRow[] {
  const { rows, small } = rowsOf(grouped(contributions, keyOf), score, MAX_ROWS);
  const last = rows.at(-1);
  if (last && small.length === 1) last.source = small[0]?.source;
  return rows;
}

/** At most three reasons and one row for everything else; the last ends at the score as well. */
export function shortWaterfall(contributions: Contribution[], score: number): WaterfallRow[] {
  const { rows, small } = rowsOf(grouped(contributions, shortKey), score, MAX_SHORT_ROWS);
  // Only the last bits of the sum are left: they are no reason, and belong to the last one that is.
  if (small.every(({ source }) => source.term === 'rounding') && rows.length > small.length) {
    const rest = small.length > 0 ? rows.pop() : undefined;
    const last = rows.at(-1);
    if (last && rest) Object.assign(last, { value: last.value + rest.value, end: score });
  }
  return rows;
}

/** What raises the score, strongest first, each with the part of it that weighs most. */
export function raising(contributions: Contribution[]): { value: number; strongest: Contribution }[] {
  return grouped(contributions, shortKey)
    .filter(({ source, value }) => source.term !== 'rounding' && value > 0)
    .map(({ source, value }) => {
      const parts = contributions.filter((one) => shortKey(one) === shortKey(source));
      return { value, strongest: parts.reduce((best, one) => (one.value > best.value ? one : best)) };
    });
}

const IMPERSONAL: ReadonlySet<Contribution['term']> = new Set(['popularity', 'occasion', 'rounding']);

/** Nothing of the score comes from this shopper or from what they look at: everybody is shown the same. */
export function isImpersonal(contributions: Contribution[]): boolean {
  return contributions.every(({ term, value }) => value === 0 || IMPERSONAL.has(term));
}
