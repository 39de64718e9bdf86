import { dryRunAnswer } from '../dry-run.ts';
import { FEED_OPTIONS, feedOptions, loadFeed } from '../load-feed.ts';
import type { Answer, Arguments, Verb, VerbIo } from '../verb.ts';

export const buildVerb: Verb = {
  name: 'build',
  usage: 'build FEED --images DIR --out DIR',
  summary: 'Turns a product feed and a folder of pictures into static files that recommend and explain.',
  options: { ...FEED_OPTIONS, 'dry-run': { type: 'boolean', help: 'read and check the feed alone' } },
  async run(args: Arguments, _io: VerbIo): Promise<Answer> {
    const feed = await loadFeed(args.only('FEED'), feedOptions(args));
    return dryRunAnswer(feed);
  },
};
