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
/** Below this share of all movement a contribution is small. */
const SMALL_SHARE = 0.015;

function key({ term, symbol, item, festival }: Contribution): string {
  return [term, symbol ?? '', item ?? '', festival ?? ''].join('\n');
}

/** Equal reasons are one row; the largest come first; small ones and the rounding close the list as one row. */
export function waterfall(contributions: Contribution[], score: number): WaterfallRow[] {
  const merged = new Map<string, { source: Contribution; count: number; value: number }>();
  for (const source of contributions) {
    if (source.value === 0) continue;
    const known = merged.get(key(source));
    if (known) {
      known.value += source.value;
      known.count++;
    } else merged.set(key(source), { source, count: 1, value: source.value });
  }
  const movement = [...merged.values()].reduce((sum, row) => sum + Math.abs(row.value), 0);
  const sorted = [...merged.values()].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const large = sorted.filter(
    (row, at) => at < MAX_ROWS && row.source.term !== 'rounding' && Math.abs(row.value) >= SMALL_SHARE * movement,
  );
  const small = sorted.filter((row) => !large.includes(row));
  const rows: WaterfallRow[] = [];
  let total = 0;
  for (const row of large) {
    rows.push({ ...row, start: total, end: total + row.value });
    total += row.value;
  }
  const count = small.reduce((sum, row) => sum + row.count, 0);
  const last = rows.at(-1);
  if (count > 0)
    rows.push({ source: small.length === 1 ? small[0]?.source : undefined, count, value: score - total, start: total, end: score });
  else if (last) last.end = score; // the same but for the last bit
  return rows;
}
