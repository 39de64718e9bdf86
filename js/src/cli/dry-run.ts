// `ruyi build FEED --dry-run`: what the feed holds, before anything is encoded.

import type { Feed, FeedWarning } from './feeds/product.ts';
import type { Answer } from './verb.ts';

const SHOWN_WARNINGS = 20;

export function dryRunAnswer(feed: Feed): Answer {
  const document = {
    products: feed.products.length,
    variants: feed.variantCount,
    pictures: feed.products.reduce((sum, product) => sum + product.images.length, 0),
    overlays: feed.overlays.length,
    rows: feed.rows,
    warnings: feed.warnings,
    unmapped_columns: feed.unmappedColumns,
    encoding: feed.encoding,
    format: feed.format,
  };
  const lines = [
    `${feed.format}, ${feed.encoding}: ${counted(document.products, 'product')}, ${counted(document.variants, 'variant')}, ${counted(document.pictures, 'picture')}` +
      (document.overlays > 0 ? `, ${document.overlays} translations for products of another file` : ''),
    rowsLine(feed),
    ...warningLines(feed.warnings),
    ...(feed.unmappedColumns.length > 0 ? [`Columns without use: ${feed.unmappedColumns.join(', ')}`] : []),
  ];
  return { document, text: `${lines.join('\n')}\n` };
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function rowsLine({ rows }: Feed): string {
  return `Rows: ${rows.read} read, ${rows.kept} kept, ${rows.rejected} left out`;
}

export function warningLines(warnings: readonly FeedWarning[]): string[] {
  const lines = warnings.slice(0, SHOWN_WARNINGS).map(({ row, column, value, problem, remedy }) => {
    const place = [row === null ? '' : `row ${row}`, column].filter((part) => part !== '').join(', ');
    return `  ${place === '' ? '' : `${place}: `}${problem}${value === '' ? '' : ` (“${value}”)`}. ${remedy}.`;
  });
  const more = warnings.length - lines.length;
  return [...lines, ...(more > 0 ? [`  and ${more} more; --json lists them all`] : [])];
}
