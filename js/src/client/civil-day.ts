// Days as core counts them: civil days in UTC+8, whatever the visitor's own zone.

const DAY_MS = 86_400_000;
const UTC8_MS = 8 * 3_600_000;

/** Days since 1970-01-01. */
export function today(nowMs: number = Date.now()): number {
  return Math.floor((nowMs + UTC8_MS) / DAY_MS);
}

/** YYYY-MM-DD. */
export function todayText(nowMs: number = Date.now()): string {
  return new Date(nowMs + UTC8_MS).toISOString().slice(0, 10);
}
