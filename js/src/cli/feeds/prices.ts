// Prices of one feed: read per row, then settled in one currency for the whole catalogue.

import { type ColumnMap, normaliseColumn } from './columns.ts';
import type { FeedOptions, FeedRow } from './product.ts';
import type { FeedReport } from './report.ts';
import { CURRENCY_CODES, type Money, parseMoney, priceScaleOf, toMinorUnits, usesDecimalComma } from './values.ts';

/** The same price in the currencies the feed gives. */
export type PriceChoice = readonly Money[];

/** A currency sign that two currencies share; settled for the whole feed, never per item. */
const SHARED_SIGN = '¥';

export class PriceReader {
  readonly #columns: ColumnMap;
  readonly #report: FeedReport;
  readonly #options: FeedOptions;
  readonly #commaIsDecimal: boolean;
  readonly #perCurrency: readonly { column: string; currency: string }[];
  #seen = new Map<string, number>();
  #isChinese: boolean;

  constructor(rows: Iterable<FeedRow>, columns: ColumnMap, report: FeedReport, options: FeedOptions) {
    this.#columns = columns;
    this.#report = report;
    this.#options = options;
    const list = [...rows];
    const priceColumns = [...columns.columnsOf('price'), ...columns.columnsOf('sale_price')].map(({ column }) => column);
    this.#commaIsDecimal = usesDecimalComma(list.flatMap((row) => priceColumns.flatMap((column) => row.cells.get(column) ?? [])));
    this.#perCurrency = columns.columns.flatMap((column) => {
      const code = /^(?:variant_)?price_([a-z]{3})$/.exec(normaliseColumn(column))?.[1]?.toUpperCase();
      return code !== undefined && CURRENCY_CODES.has(code) ? [{ column, currency: code }] : [];
    });
    this.#isChinese = list.some((row) => /[\u4e00-\u9fff]/.test(columns.first(row, 'title')));
  }

  get columnsUsed(): readonly string[] {
    return this.#perCurrency.map(({ column }) => column);
  }

  /** What a buyer pays for this row; a limited sale price counts on its days only. */
  read(row: FeedRow): PriceChoice {
    const regular = this.#readRole(row, 'price');
    const sale = this.#saleIsOn(row) ? this.#readRole(row, 'sale_price') : [];
    const price = sale.length > 0 ? sale : regular;
    const found = [price, this.#readMinor(row), this.#readList(row), this.#readPerCurrency(row)].find((choice) => choice.length > 0) ?? [];
    const first = found[0];
    if (first) this.#seen.set(first.currency, (this.#seen.get(first.currency) ?? 0) + 1);
    return found;
  }

  #readRole(row: FeedRow, role: 'price' | 'sale_price'): Money[] {
    const cells = this.#columns.all(row, role);
    const column = cells[0]?.column;
    return cells
      .filter((cell) => cell.column === column)
      .flatMap(({ value }) => {
        const money = parseMoney(value, this.#commaIsDecimal);
        if (money === undefined) {
          this.#report.warn(
            row.row,
            column ?? '',
            value,
            'the price cannot be read; the product is shown without it',
            'write an amount such as 129.00 CNY',
          );
          return [];
        }
        return [{ ...money, currency: this.#currencyOf(row) || money.currency }];
      });
  }

  #readMinor(row: FeedRow): Money[] {
    const value = this.#columns.first(row, 'price_minor');
    if (value === '') return [];
    if (/^\d{1,10}$/.test(value)) return [{ decimal: value, currency: this.#currencyOf(row), minor: true }];
    this.#report.warn(
      row.row,
      this.#columns.firstColumn('price_minor'),
      value,
      'the price in minor units is not a whole number',
      'write it as digits alone',
    );
    return [];
  }

  /** `EUR 34375;DE-EUR 27500;EUR 1967 b2b`: entries without country, group and channel are the public price. */
  #readList(row: FeedRow): Money[] {
    const value = this.#columns.first(row, 'price_list_minor');
    return value.split(';').flatMap((entry) => {
      const match = /^([A-Z]{3}) (\d{1,10})$/.exec(entry.trim());
      return match?.[1] && match[2] ? [{ decimal: match[2], currency: match[1], minor: true }] : [];
    });
  }

  #readPerCurrency(row: FeedRow): Money[] {
    return this.#perCurrency.flatMap(({ column, currency }) => {
      const money = parseMoney(row.cells.get(column)?.[0] ?? '', this.#commaIsDecimal);
      return money === undefined ? [] : [{ ...money, currency }];
    });
  }

  #currencyOf(row: FeedRow): string {
    const value = this.#columns.first(row, 'currency').trim().toUpperCase();
    if (value === 'RMB' || value === '人民币' || value === '元') return 'CNY';
    return /^[A-Z]{3}$/.test(value) ? value : '';
  }

  #saleIsOn(row: FeedRow): boolean {
    const [from = '', to = ''] = this.#columns.first(row, 'sale_dates').split('/');
    const end = to || this.#columns.first(row, 'sale_dates_end');
    const today = this.#options.date;
    const day = (value: string) => /^\d{4}-\d{2}-\d{2}/.exec(value.trim())?.[0];
    return (day(from) ?? today) <= today && (day(end) ?? today) >= today;
  }

  /** The catalogue's currency: the given one, else the one most prices name. */
  settleCurrency(): string {
    if (this.#options.currency !== '') return this.#options.currency;
    const named = [...this.#seen]
      .filter(([currency]) => currency !== '' && currency !== SHARED_SIGN)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (named[0]) return named[0][0];
    return this.#seen.has(SHARED_SIGN) && this.#isChinese ? 'CNY' : '';
  }

  /** Minor units in the catalogue's currency, or null when the feed gives none in it. */
  settle(choice: PriceChoice, currency: string, row: number): number | null {
    if (choice.length === 0) return null;
    const money =
      choice.find((candidate) => candidate.currency === currency) ??
      choice.find((candidate) => candidate.currency === '' || candidate.currency === SHARED_SIGN);
    const column = this.#columns.firstColumn('price') || this.#columns.firstColumn('price_minor');
    if (money === undefined) {
      const written = choice.map((candidate) => `${candidate.decimal} ${candidate.currency}`).join(', ');
      this.#report.warn(
        row,
        column,
        written,
        `the price is not in the catalogue's currency ${currency || '(none)'}; the product is shown without it`,
        'give every price in one currency',
      );
      return null;
    }
    if (money.currency !== currency) this.#sayAssumed(column, currency);
    if (money.currency === '' && currency === '') this.#sayUnknown(column);
    const minor = toMinorUnits(money, priceScaleOf(currency));
    if (minor === undefined)
      this.#report.warn(row, column, money.decimal, 'the price is too large to store', 'check the amount and its unit');
    return minor ?? null;
  }

  #sayAssumed(column: string, currency: string): void {
    const source = this.#options.currency !== '' ? 'given with --currency' : 'named by other prices of this feed or its sign';
    this.#report.warnOnce(
      'currency',
      column,
      '',
      `prices without a currency are taken as ${currency} (${source})`,
      'write the currency with every price, or pass --currency',
    );
  }

  #sayUnknown(column: string): void {
    this.#report.warnOnce(
      'currency',
      column,
      '',
      'no price names a currency; amounts are shown without one',
      'pass --currency CODE, such as CNY',
    );
  }
}
