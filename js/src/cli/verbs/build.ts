// `ruyi build`: feed -> encoded products -> shard folder.

import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { annotationWarnings, parseAnnotations } from '../annotations.ts';
import { type BuiltShard, picturePaths, writeShard } from '../bundle.ts';
import { counted, dryRunAnswer, rowsLine, warningLines } from '../dry-run.ts';
import { encodeProducts, type Encoders, type ItemEncoding, loadEncoders } from '../encode.ts';
import { RUNTIME_OPTION } from '../encoder.ts';
import type { Feed, Product } from '../feeds/product.ts';
import { FeedReport } from '../feeds/report.ts';
import { InputError, UsageError } from '../input-error.ts';
import { FEED_OPTIONS, feedOptions, loadFeed, loadOverlays } from '../load-feed.ts';
import { ENCODERS_OPTION, imageSidecar, loadModelIfThere, type ModelFile } from '../model-files.ts';
import { OutputFolder } from '../output-folder.ts';
import { PictureFolder } from '../pictures.ts';
import { readRankerFolder } from '../ranker-folder.ts';
import { readInput } from '../read-input.ts';
import type { Answer, Arguments, Verb, VerbIo } from '../verb.ts';
import { buildSymbols, feedItems } from '../vocabulary.ts';

export const DEFAULT_CACHE = '.ruyi/encoded';
const MAX_ITEMS = 1_000_000;
const SHOWN_FINDINGS = 20;

export const buildVerb: Verb = {
  name: 'build',
  usage: 'build FEED --images DIR --out DIR',
  summary: 'Turns a product feed and a folder of pictures into static files that recommend and explain.',
  options: {
    images: { type: 'string', value: 'DIR', help: 'the pictures (default: beside the feed)' },
    out: { type: 'string', value: 'DIR', help: 'where the shard goes; appears whole or not at all' },
    ...FEED_OPTIONS,
    name: { type: 'string', value: 'NAME', help: 'name of the catalogue (default: the feed’s file name)' },
    'dry-run': { type: 'boolean', help: 'read and check the feed alone' },
    strict: { type: 'boolean', help: 'stop, and leave nothing, when a row or picture cannot be used' },
    limit: { type: 'string', value: 'N', help: 'only the first N products' },
    resume: { type: 'boolean', help: `keep encoded pictures and reuse them (in ${DEFAULT_CACHE})` },
    cache: { type: 'string', value: 'DIR', help: 'another folder for --resume' },
    annotations: { type: 'string', value: 'FILE', help: 'what people confirmed, as W3C Web Annotations' },
    knowledge: { type: 'string', value: 'all|permissive', help: 'permissive leaves out share-alike sources' },
    'no-widget': { type: 'boolean', help: 'leave out OUT/widget' },
    reviews: { type: 'string', value: 'FILE', help: 'not in this version yet' },
    ranker: { type: 'string', value: 'DIR', help: 'a trained ranker (models/rankers); may be repeated', multiple: true },
    ...ENCODERS_OPTION,
    ...RUNTIME_OPTION,
  },
  run,
};

async function run(args: Arguments, io: VerbIo): Promise<Answer> {
  const started = performance.now();
  const feedPath = args.only('FEED');
  refuseLater(args);
  const options = feedOptions(args);
  const feed = await loadFeed(feedPath, options);
  await loadOverlays(feed, args.list('overlay'), options);
  if (args.flag('dry-run')) return dryRunAnswer(feed);
  const out = args.required('out', 'name the folder for the shard');
  stopIfStrict(args, feed, feed.rows.rejected);
  const products = chooseProducts(feed, args);
  const pictures = await pictureFolder(args, feedPath);
  if (args.flag('strict')) await requirePictures(products, pictures, feed);
  const annotationsFile = args.text('annotations');
  const annotations = parseAnnotations(
    annotationsFile === undefined
      ? '{"type":"AnnotationCollection","items":[]}'
      : (await readInput(annotationsFile, 'the annotations')).toString('utf8'),
  );
  const rankers = await Promise.all(args.list('ranker').map(readRankerFolder));
  const cacheFolder = args.flag('resume') || args.text('cache') !== undefined ? (args.text('cache') ?? DEFAULT_CACHE) : undefined;
  const folder = await OutputFolder.create(out);
  try {
    const encoders = await loadEncoders(args.text('runtime') ?? 'auto', cacheFolder, args.text('encoders'));
    try {
      const items = await encodeInto(folder.unfinished, products, { encoders, pictures, feed, io });
      stopIfStrict(args, feed, products.length - items.length);
      if (items.length === 0) throw new InputError('invalid-feed', 'no product is left to build', { details: { warnings: feed.warnings } });
      const labels = imageSidecar(encoders.imageModel).symbol_calibration.map(({ id }) => id);
      feed.warnings.push(...annotationWarnings(annotations, feedItems(feedPath, feed), await buildSymbols(labels)));
      io.progress(`writing the shard of ${counted(items.length, 'product')}`);
      const models = await shippedModels(encoders);
      const built = await writeShard(folder.unfinished, {
        name: args.text('name') ?? basename(feedPath, extname(feedPath)),
        feed,
        items,
        annotations,
        text: encoders.text,
        imageModel: encoders.imageModel,
        models,
        rankers,
        permissiveOnly: permissiveOnly(args),
        withWidget: !args.flag('no-widget'),
      });
      await folder.commit();
      return answer({ out, feed, built, models, seconds: (performance.now() - started) / 1000 });
    } finally {
      await encoders.dispose();
    }
  } finally {
    await folder.discard();
  }
}

function refuseLater(args: Arguments): void {
  if (args.text('reviews') !== undefined) throw new InputError('unsupported', '--reviews is not in this version yet; build without it');
}

function permissiveOnly(args: Arguments): boolean {
  const choice = args.text('knowledge') ?? 'all';
  if (choice !== 'all' && choice !== 'permissive') throw new UsageError(`--knowledge ${choice}: all or permissive is needed`);
  return choice === 'permissive';
}

function stopIfStrict(args: Arguments, feed: Feed, rejected: number): void {
  if (!args.flag('strict') || rejected === 0) return;
  const lines = warningLines(feed.warnings.filter(({ problem }) => problem.startsWith('row left out')));
  throw new InputError(
    'invalid-feed',
    `--strict: ${rejected} of the feed’s rows cannot be used, so nothing is built\n${lines.join('\n')}`,
    {
      details: { rows: feed.rows, warnings: feed.warnings },
    },
  );
}

/** Published products, the first of them with --limit. */
function chooseProducts(feed: Feed, args: Arguments): Product[] {
  const published = feed.products.filter((product) => product.published);
  for (const product of feed.products) {
    if (product.published) continue;
    const problem = 'the feed says that the product is not published; it is not in the shard';
    feed.warnings.push({ row: product.row, column: '', value: product.id, problem, remedy: 'publish it in the shop first' });
  }
  if (feed.overlays.length > 0) {
    throw new InputError('invalid-feed', 'the feed holds translations and no products; pass it with --overlay beside the products’ feed');
  }
  return published.slice(0, args.count('limit', MAX_ITEMS, MAX_ITEMS));
}

async function pictureFolder(args: Arguments, feedPath: string): Promise<PictureFolder> {
  const named = args.text('images');
  const pictures = new PictureFolder(named ?? dirname(feedPath), named !== undefined);
  await pictures.check();
  return pictures;
}

/** Before any slow step: every product's picture must be there. */
async function requirePictures(products: readonly Product[], pictures: PictureFolder, feed: Feed): Promise<void> {
  const missing: Product[] = [];
  for (const product of products) {
    const found = await Promise.all(product.images.map((address) => pictures.find(address)));
    if (product.images.length > 0 && found.every((path) => path === undefined)) missing.push(product);
  }
  if (missing.length === 0) return;
  const shown = missing.slice(0, SHOWN_FINDINGS).map(({ row, id, images }) => `  row ${row}, ${id}: ${images.join(', ')}`);
  throw new InputError(
    'invalid-feed',
    `--strict: the pictures of ${missing.length} products are missing, so nothing is built\n${shown.join('\n')}`,
    {
      details: { rows: feed.rows, warnings: feed.warnings },
    },
  );
}

interface EncodeContext {
  encoders: Encoders;
  pictures: PictureFolder;
  feed: Feed;
  io: VerbIo;
}

/** Pictures go into the folder as they are made; what cannot be used is moved from kept to rejected. */
async function encodeInto(
  folder: string,
  products: readonly Product[],
  { encoders, pictures, feed, io }: EncodeContext,
): Promise<ItemEncoding[]> {
  const report = new FeedReport();
  await mkdir(join(folder, 'pictures'), { recursive: true });
  io.progress(
    `encoding ${counted(products.length, 'product')} with ${encoders.imageModel.name} on onnxruntime-${encoders.image.runtimeName}`,
  );
  const items = await encodeProducts({
    products,
    pictures,
    encoders,
    report,
    progress: io.progress,
    keepPicture: async (hash, web) => {
      const { picture, thumb } = picturePaths(hash);
      await writeFile(join(folder, picture), web.picture);
      await writeFile(join(folder, thumb), web.thumb);
    },
  });
  const encoded = new Set(items.map(({ product }) => product));
  const lost = products.filter((product) => !encoded.has(product)).reduce((sum, { rowCount }) => sum + rowCount, 0);
  feed.rows = { ...feed.rows, kept: feed.rows.kept - lost, rejected: feed.rows.rejected + lost };
  feed.warnings.push(...report.warnings);
  return items;
}

/** The image encoder, and the others where this installation has them. */
async function shippedModels(encoders: Encoders): Promise<ModelFile[]> {
  const text = encoders.text.model ?? (await loadModelIfThere('text-encoder'));
  // The user encoder reads vectors of the package's own pair.
  const user = encoders.text.model === undefined ? await loadModelIfThere('user-encoder') : undefined;
  return [encoders.imageModel, text, user].filter((model) => model !== undefined);
}

interface Outcome {
  out: string;
  feed: Feed;
  built: BuiltShard;
  models: readonly ModelFile[];
  seconds: number;
}

function answer({ out, feed, built, models, seconds }: Outcome): Answer {
  const { manifest, findings, rankers } = built;
  const document = {
    out,
    shard_id: manifest.shard_id,
    products: manifest.catalogue.items,
    blocks: manifest.blocks.length,
    bytes: manifest.memory_bytes,
    rows: feed.rows,
    warnings: feed.warnings,
    findings,
    models: models.map(({ name }) => name),
    rankers,
    seconds: Math.round(seconds * 10) / 10,
  };
  const shownFindings = findings.slice(0, SHOWN_FINDINGS).map(({ item, symbol, problem }) => `  ${item}, ${symbol}: ${problem}`);
  const lines = [
    `${out}: ${counted(document.products, 'product')} in ${document.blocks} blocks of ${(document.bytes / 1024).toFixed(0)} KiB, shard ${document.shard_id}, ${document.seconds} s`,
    rowsLine(feed),
    ...rankers.map(({ name, matched, missing }) => `Ranker ${name}: knows ${matched} of ${matched + missing} products`),
    ...warningLines(feed.warnings),
    ...(findings.length > 0 ? [`Words and pictures that a person should look at: ${findings.length}`, ...shownFindings] : []),
    ...(findings.length > shownFindings.length ? [`  and ${findings.length - shownFindings.length} more; --json lists them all`] : []),
    '',
    'On a page, with OUT served as /ruyi/:',
    '  <script type="module" src="/ruyi/widget/ruyi.js"></script>',
    '  <ruyi-recs manifest="/ruyi/manifest.json" item="SKU"></ruyi-recs>',
  ];
  return { document, text: `${lines.join('\n')}\n` };
}
