import { cut } from '../cut.ts';
import type { FeedWarning } from './product.ts';

const MAX_VALUE_CHARACTERS = 120;

/** Collects warnings and counts rejected rows; a row is rejected once, however much is wrong with it. */
export class FeedReport {
  readonly warnings: FeedWarning[] = [];
  readonly #rejected = new Set<number>();
  readonly #once = new Set<string>();

  warn(row: number | null, column: string, value: string, problem: string, remedy: string): void {
    this.warnings.push({ row, column, value: cut(value, MAX_VALUE_CHARACTERS), problem, remedy });
  }

  /** Says something about the whole feed a single time. */
  warnOnce(key: string, column: string, value: string, problem: string, remedy: string): void {
    if (this.#once.has(key)) return;
    this.#once.add(key);
    this.warn(null, column, value, problem, remedy);
  }

  reject(row: number, column: string, value: string, problem: string, remedy: string): void {
    this.#rejected.add(row);
    this.warn(row, column, value, `row left out: ${problem}`, remedy);
  }

  isRejected(row: number): boolean {
    return this.#rejected.has(row);
  }

  get rejectedCount(): number {
    return this.#rejected.size;
  }
}
