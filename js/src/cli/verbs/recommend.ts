// `ruyi recommend`: the shelf from the same core that the browser runs, with everything attached that an explanation needs.

import { writeFile } from 'node:fs/promises';
import { exportExplanation } from '../../export-explanation.ts';
import type { Lang, Placement, Profile, Recommendation, RecommendRequest } from '../../types.ts';
import { checkedDay, today } from '../civil-day.ts';
import { isZero } from '../encode.ts';
import { RUNTIME_OPTION } from '../encoder.ts';
import { ImageModel } from '../image-model.ts';
import { InputError, UsageError } from '../input-error.ts';
import { type NamedId, remedy, unknownId, withKnownIds } from '../known-ids.ts';
import { isNetwork } from '../model-files.ts';
import { decodePicture } from '../pictures.ts';
import { printRecommendation } from '../print-recommendation.ts';
import { readInput } from '../read-input.ts';
import { loadSeedSense } from '../seed-core.ts';
import { ShardFolder } from '../shard-folder.ts';
import { TextModel } from '../text-model.ts';
import type { Answer, Arguments, Verb } from '../verb.ts';
import { shardVocabulary } from '../vocabulary.ts';

const LANGS: readonly string[] = ['zh-Hans', 'zh-Hant', 'en'];
const MAX_SHELF = 1000;
const MAX_PROFILE_BYTES = 16 * 1024 * 1024;
const MAX_STOCK_BYTES = 8 * 1024 * 1024;

export const recommendVerb: Verb = {
  name: 'recommend',
  usage: 'recommend DIR (--item ID | --photo FILE | --text "…" | --profile FILE | --placement trending)',
  summary: 'Prints the shelf of a shard with its reasons, from the same core that the browser runs.',
  options: {
    item: { type: 'string', value: 'ID', help: 'items similar to this one' },
    photo: { type: 'string', value: 'FILE', help: 'items like this picture' },
    text: { type: 'string', value: 'TEXT', help: 'items for this wish' },
    profile: { type: 'string', value: 'FILE', help: 'items for this shopper (profile.schema.json); may go with the others' },
    placement: { type: 'string', value: 'NAME', help: 'complete-the-look (with --item) or trending instead of the usual one' },
    k: { type: 'string', value: 'N', help: 'how many (10)', short: 'k' },
    without: { type: 'string', value: 'SYMBOL', help: 'as if this reason did not exist; may be repeated', multiple: true },
    'without-item': { type: 'string', value: 'ID', help: 'as if this item were not in the profile; may be repeated', multiple: true },
    'rank-of': { type: 'string', value: 'ID,…', help: 'also the ranks of these items' },
    annotations: { type: 'string', value: 'FILE', help: 'also write the regions as W3C Web Annotations' },
    'json-ld': { type: 'string', value: 'FILE', help: 'also write the explanations as schema.org JSON-LD' },
    joint: { type: 'boolean', help: 'also pairs that count only together, and the smallest set that keeps each item out of the list' },
    keep: { type: 'string', value: 'GROUP,…', help: 'which items of the profile may be shown again: seen, liked, owned' },
    stock: { type: 'string', value: 'FILE', help: 'prices and stock since the build (stock.json)' },
    ranker: { type: 'string', value: 'NAME', help: 'core, or a ranker of the shard (ruyi inspect lists them)' },
    date: { type: 'string', value: 'YYYY-MM-DD', help: 'the day of festivals (today)' },
    lang: { type: 'string', value: 'LANG', help: 'zh-Hans, zh-Hant or en; several with commas (zh-Hans,en)' },
    ...RUNTIME_OPTION,
  },
  run,
};

async function run(args: Arguments): Promise<Answer> {
  const source = chooseSource(args);
  const lang = languages(args);
  const date = args.text('date');
  const ranker = args.text('ranker');
  const request: RecommendRequest = {
    placement: choosePlacement(args, source),
    k: args.count('k', 10, MAX_SHELF),
    date: date === undefined ? today() : checkedDay(date),
    lang,
    explain: 'full',
    ...(args.flag('joint') ? { joint: true } : {}),
    ...(ranker === undefined ? {} : { ranker }),
    ...(source === 'item' ? { item: args.text('item') ?? '' } : {}),
    ...listOption('without', args.list('without')),
    ...listOption('without_items', args.list('without-item')),
    ...listOption('rank_of', commaList(args.text('rank-of'))),
    ...keepOption(args.text('keep')),
  };
  const shard = await ShardFolder.open(args.only('DIR'));
  try {
    await shard.attachFirst();
    await setProfile(shard, args.text('profile'));
    await setStock(shard, args.text('stock'));
    const json = await withKnownIds(
      namedIds(args),
      (kind) => shardVocabulary(shard, kind),
      async () => {
        await shard.ensure({ vectors: true, ...(ranker === undefined ? {} : { ranker }) });
        if (source === 'photo') request.query = await photoQuery(shard, args);
        if (source === 'text') request.query = await textQuery(shard, args.text('text') ?? '', args.text('runtime') ?? 'auto');
        return explainedJson(shard, request);
      },
    );
    const document = JSON.parse(json.toString('utf8')) as Recommendation;
    await writeExports(args, document, lang[0] ?? 'en');
    return { document, text: printRecommendation(document, shard.manifest.catalogue, lang[0] ?? 'en') };
  } finally {
    shard.dispose();
  }
}

/** Every id on the command line, in the order of its options. */
function namedIds(args: Arguments): NamedId[] {
  const named = (kind: NamedId['kind'], option: string, values: readonly string[]) =>
    values.map((value) => ({ kind, value, place: `--${option}` }));
  const one = (option: string) => [args.text(option) ?? []].flat();
  return [
    ...named('item', 'item', one('item')),
    ...named('symbol', 'without', args.list('without')),
    ...named('item', 'without-item', args.list('without-item')),
    ...named('item', 'rank-of', commaList(args.text('rank-of'))),
    ...named('ranker', 'ranker', one('ranker')),
  ];
}

/** Addresses stay as the shard has them, relative to its manifest. */
async function writeExports(args: Arguments, document: Recommendation, lang: Lang): Promise<void> {
  const { annotations, explanations } = exportExplanation(document, { lang });
  const wanted = { annotations, 'json-ld': explanations };
  for (const [option, value] of Object.entries(wanted)) {
    const path = args.text(option);
    if (path === undefined) continue;
    try {
      await writeFile(path, `${JSON.stringify(value, null, 1)}\n`);
    } catch (cause) {
      throw new InputError('invalid-argument', `--${option} ${path}: the file cannot be written (${(cause as Error).message})`, { cause });
    }
  }
}

type Source = 'item' | 'photo' | 'text' | 'profile' | 'none';

function choosePlacement(args: Arguments, source: Source): Placement {
  const usual = source === 'item' ? 'similar' : source === 'photo' || source === 'text' ? 'query' : 'for-you';
  const asked = args.text('placement') ?? usual;
  if (asked === usual || (asked === 'complete-the-look' && source === 'item')) return asked as Placement;
  if (asked === 'trending' && (source === 'profile' || source === 'none')) return asked;
  throw new UsageError(`--placement ${asked}: ${usual}, complete-the-look with --item, or trending without --item, --photo and --text`);
}

function chooseSource(args: Arguments): Source {
  const given = (['item', 'photo', 'text'] as const).filter((name) => args.text(name) !== undefined);
  if (given.length > 1)
    throw new UsageError(`only one of --item, --photo and --text is allowed, not ${given.map((name) => `--${name}`).join(' and ')}`);
  if (given[0] !== undefined) return given[0];
  if (args.text('profile') !== undefined) return 'profile';
  if (args.text('placement') === 'trending') return 'none';
  throw new UsageError('one of --item ID, --photo FILE, --text "…", --profile FILE and --placement trending is needed');
}

function languages(args: Arguments): Lang[] {
  const wanted = (args.text('lang') ?? 'zh-Hans,en').split(',').filter((lang) => lang !== '');
  const unknown = wanted.find((lang) => !LANGS.includes(lang));
  if (unknown !== undefined) throw new UsageError(`--lang ${unknown}: one of ${LANGS.join(', ')} is needed`);
  return wanted as Lang[];
}

function listOption<Name extends string>(name: Name, values: string[]): { [key in Name]?: string[] } {
  return values.length === 0 ? {} : ({ [name]: values } as { [key in Name]: string[] });
}

type KeepGroup = NonNullable<RecommendRequest['keep']>[number];
const KEEP_GROUPS: readonly string[] = ['seen', 'liked', 'owned'] satisfies KeepGroup[];

function keepOption(text: string | undefined): Pick<RecommendRequest, 'keep'> {
  const groups = commaList(text);
  const unknown = groups.find((group) => !KEEP_GROUPS.includes(group));
  if (unknown !== undefined) throw new UsageError(`--keep ${unknown}: ${KEEP_GROUPS.join(', ')}`);
  return groups.length > 0 ? { keep: groups as KeepGroup[] } : {};
}

const commaList = (text: string | undefined): string[] => (text ?? '').split(',').filter((part) => part !== '');

async function setStock(shard: ShardFolder, path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const { unknown, unknown_ids } = shard.core.setStock(await readInput(path, 'the prices and stock', MAX_STOCK_BYTES));
  const more = unknown > unknown_ids.length ? '…' : '';
  if (unknown > 0)
    process.stderr.write(
      `${path}: ${unknown} ${unknown === 1 ? 'product is' : 'products are'} not in this shard (${unknown_ids.join(', ')}${more}): left out\n`,
    );
}

async function setProfile(shard: ShardFolder, path: string | undefined): Promise<void> {
  if (path === undefined) {
    shard.core.setProfile(null);
    return;
  }
  const text = (await readInput(path, 'the profile', MAX_PROFILE_BYTES)).toString('utf8');
  let profile: unknown;
  try {
    profile = JSON.parse(text);
  } catch (cause) {
    throw new InputError('invalid-json', `the profile ${path} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
  shard.core.setProfile(profile as Profile);
  await checkHistory(shard, path, profile as Profile);
}

/** Items come and go, so a few unknown ones are no error; a history of nothing but unknown ones is another shop's, or names shoppers for items. */
async function checkHistory(shard: ShardFolder, path: string, { events = [], pairs = [] }: Profile): Promise<void> {
  const named = [
    ...events.map(({ item }, at) => ({ value: item, place: `${path}: events[${at}].item` })),
    ...pairs.flatMap((pair, at) =>
      (['better', 'worse'] as const).map((side) => ({ value: pair[side], place: `${path}: pairs[${at}].${side}` })),
    ),
  ].flatMap(({ value, place }) => (value === undefined ? [] : [{ kind: 'item' as const, value, place }]));
  if (named.length === 0) return;
  const known = new Set((await shard.readBlock('hot')).strings('item_id'));
  const unknown = named.filter(({ value }) => !known.has(value));
  const [first] = unknown;
  if (first === undefined) return;
  const vocabulary = await shardVocabulary(shard, 'item');
  if (unknown.length === named.length) throw unknownId(first, vocabulary);
  const more = unknown.length > 1 ? `, and ${unknown.length - 1} more` : '';
  process.stderr.write(`${first.place} “${first.value}”: ${remedy(first.value, vocabulary)}${more}: left out\n`);
}

/** The answer of the shard's own text encoder where that is a network, whose words are not in the shard. */
async function networkVector(shard: ShardFolder, text: string, runtime: string): Promise<Float32Array | undefined> {
  const entry = shard.modelOf('text-encoder');
  if (entry === undefined) return undefined;
  const { onnx, contractJson } = await shard.readModel(entry);
  const model = { ...entry, onnx: new Uint8Array(onnx), contractJson };
  if (!isNetwork(model)) return undefined;
  const { sense, text: words } = await loadSeedSense();
  try {
    const network = await TextModel.create(model, words, sense, runtime);
    return await network.encode(text).finally(() => network.dispose());
  } finally {
    sense.dispose();
  }
}

async function textQuery(shard: ShardFolder, text: string, runtime: string): Promise<NonNullable<RecommendRequest['query']>> {
  if (text.trim() === '') throw new UsageError('--text is empty');
  if (!shard.manifest.blocks.some(({ kind }) => kind === 'words')) {
    throw new InputError('no-model', 'this shard carries no words: a sentence cannot be understood');
  }
  const summed = (await shard.sense({ words: true })).encodeText(text);
  const vector = isZero(summed) ? ((await networkVector(shard, text, runtime)) ?? summed) : summed;
  if (isZero(vector)) throw new InputError('invalid-text', 'the text encoder knows no word of this text; try other words');
  const query: NonNullable<RecommendRequest['query']> = {};
  for (const { name, dim } of shard.manifest.modalities) {
    if (dim !== vector.length) continue;
    const slot = name === 'visual' ? 'text.visual' : 'text.text';
    shard.core.setVector(slot, vector);
    query[name] = slot;
  }
  return query;
}

async function photoQuery(shard: ShardFolder, args: Arguments): Promise<NonNullable<RecommendRequest['query']>> {
  const model = shard.modelOf('image-encoder');
  if (model === undefined) throw new InputError('no-model', 'this shard carries no image encoder: a photo cannot be read');
  const path = args.text('photo') ?? '';
  const picture = await decodePicture(await readInput(path, 'the photo'));
  const { onnx, contractJson } = await shard.readModel(model);
  const image = await ImageModel.create(onnx, contractJson, await shard.sense(), args.text('runtime') ?? 'auto');
  try {
    shard.core.setVector('photo.visual', await image.embed(picture));
  } finally {
    await image.dispose();
  }
  return { visual: 'photo.visual' };
}

/** Cards of what is shown, then meanings and sources of its symbols; the answer is core's own bytes. */
async function explainedJson(shard: ShardFolder, request: RecommendRequest): Promise<Buffer> {
  const parts = shard.core.recommend({ ...request, explain: 'parts' });
  await shard.ensure({ cards: parts.items.map(({ index }) => index) });
  const symbols = new Set(parts.items.flatMap((item) => item.symbols.filter(({ claimed }) => claimed).map(({ id }) => id)));
  for (const symbol of symbols) await shard.ensure({ knowledge: symbol });
  return Buffer.from(shard.core.recommendJson(request));
}
