// `ruyi encode --partition FILE`: one part of a catalogue, for builds on many machines. A partition is a small feed of its own.

import { dirname } from 'node:path';
import { encodeProducts, type ItemEncoding, loadEncoders } from '../encode.ts';
import { RUNTIME_OPTION } from '../encoder.ts';
import { FeedReport } from '../feeds/report.ts';
import { FEED_OPTIONS, feedOptions, loadFeed, loadOverlays } from '../load-feed.ts';
import { ENCODERS_OPTION } from '../model-files.ts';
import { PictureFolder } from '../pictures.ts';
import type { Answer, Arguments, Verb, VerbIo } from '../verb.ts';
import { warningLines } from '../dry-run.ts';

export const encodeVerb: Verb = {
  name: 'encode',
  usage: 'encode --partition FILE --images DIR [--cache DIR]',
  summary: 'Encodes one part of a catalogue; with --cache, `ruyi build --cache DIR` then takes the pictures from there.',
  options: {
    partition: { type: 'string', value: 'FILE', help: 'a feed that holds this part of the products' },
    images: { type: 'string', value: 'DIR', help: 'the pictures (default: beside the partition)' },
    cache: { type: 'string', value: 'DIR', help: 'keep and reuse encoded pictures there' },
    ...FEED_OPTIONS,
    ...ENCODERS_OPTION,
    ...RUNTIME_OPTION,
  },
  run,
};

async function run(args: Arguments, io: VerbIo): Promise<Answer> {
  const partition = args.required('partition', 'name the feed of this part');
  const options = feedOptions(args);
  const feed = await loadFeed(partition, options);
  await loadOverlays(feed, args.list('overlay'), options);
  const named = args.text('images');
  const pictures = new PictureFolder(named ?? dirname(partition), named !== undefined);
  await pictures.check();
  const products = feed.products.filter((product) => product.published);
  const report = new FeedReport();
  const encoders = await loadEncoders(args.text('runtime') ?? 'auto', args.text('cache'), args.text('encoders'));
  try {
    const items = await encodeProducts({ products, pictures, encoders, report, keepPicture: async () => {}, progress: io.progress });
    const warnings = [...feed.warnings, ...report.warnings];
    const document = {
      models: { visual: encoders.imageModel.name, text: encoders.text.name },
      items: items.map(itemDocument),
      warnings,
    };
    const text = `${items.length} of ${products.length} products encoded\n${warningLines(warnings)
      .map((line) => `${line}\n`)
      .join('')}`;
    return { document, text };
  } finally {
    await encoders.dispose();
  }
}

function itemDocument({ product, visual, text, seen, colours, pictureSize }: ItemEncoding): object {
  return { id: product.id, visual: visual && [...visual], text: [...text], seen, colours, picture_size: pictureSize };
}
