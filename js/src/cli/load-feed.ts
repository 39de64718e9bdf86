// The feed that `build` names: one file, or a Spree-like pair of products and variants.

import { basename, dirname, join } from 'node:path';
import { checkedDay, today } from './civil-day.ts';
import { InputError, UsageError } from './input-error.ts';
import type { Feed, FeedOptions } from './feeds/product.ts';
import { countLocales, readFeed } from './feeds/read-feed.ts';
import { joinVariants } from './feeds/variants-file.ts';
import { applyOverlays } from './overlays.ts';
import { isFile, readInput } from './read-input.ts';
import type { Arguments, VerbOption } from './verb.ts';

export const FEED_OPTIONS: Readonly<Record<string, VerbOption>> = {
  format: { type: 'string', value: 'NAME', help: 'auto (default), csv, tsv, json, jsonl, xml' },
  encoding: { type: 'string', value: 'NAME', help: 'auto (default), utf-8, gb18030, utf-16le, windows-1252, …' },
  map: { type: 'string', value: 'ROLE=COLUMN', help: 'say what a column means; may be repeated', multiple: true },
  overlay: { type: 'string', value: 'FILE', help: 'translations for the feed’s products; may be repeated', multiple: true },
  date: { type: 'string', value: 'YYYY-MM-DD', help: 'the day on which limited sale prices are judged (today)' },
  currency: { type: 'string', value: 'CODE', help: 'ISO 4217 currency of prices that name none' },
};

/** Lays `--overlay` files over the products. */
export async function loadOverlays(feed: Feed, files: readonly string[], options: FeedOptions): Promise<void> {
  for (const file of files) {
    const { overlays, warnings } = readFeed(await readInput(file, 'the overlay'), { ...options, map: new Map() });
    if (overlays.length === 0) throw new InputError('invalid-feed', `--overlay ${file}: columns for key, locale and texts are needed`);
    feed.warnings.push(...warnings);
    applyOverlays(feed, overlays, basename(file));
  }
  feed.locales = countLocales(feed.products);
}

export function feedOptions(args: Arguments): FeedOptions {
  const currency = (args.text('currency') ?? '').toUpperCase();
  if (currency !== '' && !/^[A-Z]{3}$/.test(currency)) throw new UsageError(`--currency ${currency}: three letters such as CNY are needed`);
  const date = args.text('date');
  return {
    format: args.text('format') ?? 'auto',
    encoding: args.text('encoding') ?? 'auto',
    map: new Map(args.list('map').map(parseMapping)),
    currency,
    date: date === undefined ? today() : checkedDay(date),
  };
}

function parseMapping(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new UsageError(`--map ${text}: ROLE=COLUMN is needed, such as --map title=标题`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** A `variants.csv` beside the feed is joined when the feed itself has no variants of its own. */
export async function loadFeed(path: string, options: FeedOptions): Promise<Feed> {
  const feed = readFeed(await readInput(path, 'the feed'), options);
  const sibling = join(dirname(path), 'variants.csv');
  if (feed.format.startsWith('csv') && sibling !== path && (await isFile(sibling)))
    joinVariants(feed, await readInput(sibling, 'the variants file'), options);
  return feed;
}
