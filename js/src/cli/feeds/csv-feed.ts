// Delimited text -> rows. A broken row is left out and named; it never shifts or swallows its neighbours.

import { CsvError, parse } from 'csv-parse/sync';
import { InputError } from '../input-error.ts';
import { invisibleCharacters, stripInvisible } from './clean-text.ts';
import type { FeedRow, FeedTable } from './product.ts';
import type { FeedReport } from './report.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;
const SAMPLE_LINES = 20;
const MAX_PREAMBLE_ROWS = 3;

/** A record of the file; `line` is where it begins, counted from 1. */
interface RawRecord {
  cells: string[];
  line: number;
  /** True when quotes had to be read as plain characters. */
  isSalvaged?: boolean;
}

/** Rows are numbered as a spreadsheet shows them: the header is row 1. */
export function readDelimited(text: string, format: string, report: FeedReport): FeedTable {
  const { body, delimiter } = chooseDelimiter(text, format);
  const records = splitRecords(body, delimiter);
  const headerIndex = findHeader(records);
  const header = records[headerIndex]?.cells;
  if (header === undefined) throw new InputError('invalid-feed', 'the feed is empty: it has no header row');
  const columns = nameColumns(header, report);
  const rows: FeedRow[] = [];
  let rowsRead = 0;
  for (const [index, record] of records.entries()) {
    if (index <= headerIndex || isBlank(record.cells) || isRepeatedHeader(record.cells, columns)) continue;
    rowsRead++;
    const row = toRow(index + 1, record, columns, report);
    if (row) rows.push(row);
  }
  return { format: delimiter === '\t' ? 'tsv' : 'csv', columns, rows, rowsRead };
}

/** The header is the first row of several cells; a line or two with a title or a version may stand above it. */
function findHeader(records: readonly RawRecord[]): number {
  const index = records.slice(0, MAX_PREAMBLE_ROWS + 1).findIndex(({ cells }) => cells.filter((cell) => cell.trim() !== '').length > 1);
  return Math.max(0, index);
}

/** The header once more, as where exports were joined. */
function isRepeatedHeader(cells: readonly string[], columns: readonly string[]): boolean {
  return columns.length > 1 && columns.every((column, index) => stripInvisible(cells[index] ?? '') === column);
}

function isBlank(cells: readonly string[]): boolean {
  return cells.length > 0 && cells.every((cell) => cell.trim() === '');
}

function chooseDelimiter(text: string, format: string): { body: string; delimiter: string } {
  const declared = /^sep=(.)\r?\n/.exec(text);
  if (declared?.[1]) return { body: text.slice(declared[0].length), delimiter: declared[1] };
  if (format === 'tsv') return { body: text, delimiter: '\t' };
  return { body: text, delimiter: sniffDelimiter(text) };
}

/** The delimiter that splits the header most often and the next rows equally often, quoted text left out. */
function sniffDelimiter(text: string): string {
  const sample = text
    .slice(0, 200_000)
    .replace(/"(?:[^"]|"")*"/g, '""')
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, SAMPLE_LINES);
  const lines = sample.slice(
    Math.max(
      0,
      sample.findIndex((line) => DELIMITERS.some((delimiter) => line.includes(delimiter))),
    ),
  );
  const scored = DELIMITERS.map((delimiter) => {
    const [inHeader = 0, ...inRows] = lines.map((line) => line.split(delimiter).length - 1);
    const agreeing = inRows.filter((count) => count === inHeader).length;
    return { delimiter, score: inHeader === 0 ? 0 : inHeader + (inRows.length === 0 ? 0 : (10 * agreeing) / inRows.length) };
  });
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}

function splitRecords(text: string, delimiter: string): RawRecord[] {
  const bytes = Buffer.from(text, 'utf8');
  const records: RawRecord[] = [];
  let offset = 0;
  let line = 1;
  while (offset < bytes.length) {
    const part = bytes.subarray(offset);
    const { good, consumed, failed } = parseUntilError(part, delimiter);
    for (const record of good) records.push({ cells: record.cells, line: line + record.line });
    if (!failed) break;
    const start = skipLineEnd(part, consumed);
    const end = lineEnd(part, start);
    const badLine = line + countLines(part, start);
    records.push({ cells: salvage(part.subarray(start, end).toString('utf8'), delimiter), line: badLine, isSalvaged: true });
    line = badLine + 1;
    offset += skipLineEnd(part, end);
  }
  return records;
}

interface PartialParse {
  good: RawRecord[];
  /** Bytes up to the end of the last good record. */
  consumed: number;
  failed: boolean;
}

function parseUntilError(bytes: Buffer, delimiter: string): PartialParse {
  const good: RawRecord[] = [];
  let consumed = 0;
  let nextLine = 0;
  try {
    parse(bytes, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: false,
      on_record: (record: string[], info: { bytes: number; lines: number }) => {
        good.push({ cells: record, line: nextLine });
        nextLine = info.lines;
        consumed = info.bytes;
        return null;
      },
    });
    return { good, consumed, failed: false };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { good, consumed, failed: true };
  }
}

/** A line with a stray quote is kept if reading quotes as plain characters gives cells; the caller compares their number. */
function salvage(line: string, delimiter: string): string[] {
  const isOddQuoted = (line.match(/"/g)?.length ?? 0) % 2 === 1;
  const opensField = new RegExp(`(?:^|\\${delimiter})\\s*"`).test(line);
  if (isOddQuoted && opensField) return [];
  const [cells = []] = parse(line, { delimiter, relax_quotes: true, relax_column_count: true }) as string[][];
  return cells;
}

function skipLineEnd(bytes: Buffer, offset: number): number {
  if (offset > 0 && bytes[offset - 1] === 0x0a) return offset;
  if (bytes[offset] === 0x0d) offset++;
  if (bytes[offset] === 0x0a) offset++;
  return offset;
}

function lineEnd(bytes: Buffer, start: number): number {
  for (let offset = start; offset < bytes.length; offset++) if (bytes[offset] === 0x0a || bytes[offset] === 0x0d) return offset;
  return bytes.length;
}

function countLines(bytes: Buffer, end: number): number {
  let count = 0;
  for (let offset = 0; offset < end; offset++) if (bytes[offset] === 0x0a) count++;
  return count;
}

function nameColumns(header: readonly string[], report: FeedReport): string[] {
  return header.map((raw, index) => {
    const hidden = invisibleCharacters(raw);
    const name = stripInvisible(raw);
    if (hidden.length > 0) {
      report.warn(1, name, '', `the column name carries invisible characters (${hidden.join(', ')})`, 'they are ignored; clean the export');
    }
    return name === '' ? `column ${index + 1}` : name;
  });
}

function toRow(row: number, record: RawRecord, columns: readonly string[], report: FeedReport): FeedRow | undefined {
  const place = `line ${record.line}`;
  const { cells } = record;
  if (cells.length === 0 || (record.isSalvaged && cells.length !== columns.length)) {
    const problem = `a quote is opened or closed in the wrong place (${place})`;
    report.reject(row, '', cells.join(' '), problem, 'close the quote, or double it inside a quoted cell');
    return undefined;
  }
  const extra = cells.slice(columns.length).filter((cell) => cell.trim() !== '');
  if (extra.length > 0) {
    const problem = `${cells.length} cells under ${columns.length} column names (${place}), so values may stand in wrong columns`;
    report.reject(row, '', extra.join(' '), problem, 'quote cells that contain the delimiter');
    return undefined;
  }
  if (cells.length < columns.length) {
    const missing = columns.slice(cells.length).join(', ');
    report.warn(
      row,
      missing,
      '',
      `${cells.length} cells under ${columns.length} column names (${place}); the last ones are missing`,
      'fill the row, or leave its cells empty',
    );
  }
  return { row, cells: collect(columns, cells), isShort: cells.length < columns.length };
}

function collect(columns: readonly string[], cells: readonly string[]): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const [index, column] of columns.entries()) {
    const value = cells[index]?.trim() ?? '';
    if (value === '') continue;
    const values = result.get(column);
    if (values) values.push(value);
    else result.set(column, [value]);
  }
  return result;
}
