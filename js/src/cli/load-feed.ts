// The feed that `build` names: one file, or a Spree-like pair of products and variants.

import { dirname, join } from 'node:path';
import { checkedDay, today } from './civil-day.ts';
import { UsageError } from './input-error.ts';
import type { Feed, FeedOptions } from './feeds/product.ts';
import { readFeed } from './feeds/read-feed.ts';
import { joinVariants } from './feeds/variants-file.ts';
import { isFile, readInput } from './read-input.ts';
import type { Arguments, VerbOption } from './verb.ts';

export const FEED_OPTIONS: Readonly<Record<string, VerbOption>> = {
  format: { type: 'string', value: 'NAME', help: 'auto (default), csv, tsv, json, jsonl, xml' },
  encoding: { type: 'string', value: 'NAME', help: 'auto (default), utf-8, gb18030, utf-16le, windows-1252, …' },
  map: { type: 'string', value: 'ROLE=COLUMN', help: 'say what a column means; may be repeated', multiple: true },
  currency: { type: 'string', value: 'CODE', help: 'ISO 4217 currency of prices that name none' },
};

export function feedOptions(args: Arguments): FeedOptions {
  const currency = (args.text('currency') ?? '').toUpperCase();
  if (currency !== '' && !/^[A-Z]{3}$/.test(currency))
    throw new UsageError(`--currency ${currency}: three letters such as CNY are needed`);
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
