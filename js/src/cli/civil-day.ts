// Civil days in UTC+8, the zone in which festivals and history count.

import { UsageError } from './input-error.ts';

const DAY_MS = 86_400_000;
const UTC8_MS = 8 * 3_600_000;

export function today(now: number = Date.now()): string {
  return new Date(now + UTC8_MS).toISOString().slice(0, 10);
}

/** `YYYY-MM-DD` of a day that exists, or a usage error. */
export function checkedDay(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text)
    throw new UsageError(`--date ${text}: a day such as 2026-02-17 is needed`);
  return text;
}

/** Days since 1970-01-01. */
export function dayNumber(day: string): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}
