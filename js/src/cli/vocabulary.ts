// The ids that a shard or this installation knows, with their names. Read where a person asks for a list or mistyped one: never on the way of an answer.

import { join } from 'node:path';
import type { Feed } from './feeds/product.ts';
import type { KnownId, NamedId, Vocabulary } from './known-ids.ts';
import { PACKAGE_FILES, readPackageFile } from './package-files.ts';
import type { ShardFolder } from './shard-folder.ts';

interface SymbolEntry {
  id: string;
  zh: string;
  en: string;
  aliases_zh?: string[];
  aliases_en?: string[];
}

/** The symbols of the knowledge that comes with the package; what the core was seeded with. */
export async function packageSymbols(): Promise<Vocabulary> {
  const ids = await knowledgeSymbols();
  return { kind: 'symbol', owner: 'this installation', ids, listing: 'ruyi ask --list' };
}

/** What a shard that is being built will know: the knowledge, the traditional colours and the labels of its encoder. */
export async function buildSymbols(labels: readonly string[]): Promise<Vocabulary> {
  const known = await packageSymbols();
  const colours = JSON.parse(
    (await readPackageFile(join(PACKAGE_FILES.knowledge, 'colours.json'), 'the traditional colours')).toString('utf8'),
  ) as {
    palette_keys: Record<string, { zh: string }>;
  };
  const shades = Object.entries(colours.palette_keys).map(([key, { zh }]) => ({ id: `colour:${key}`, names: [zh] }));
  const others = labels.filter((label) => !known.ids.some(({ id }) => id === label)).map((id) => ({ id, names: [] }));
  return { ...known, ids: [...known.ids, ...shades, ...others] };
}

export function feedItems(file: string, { products }: Feed): Vocabulary {
  const ids = products.map(({ id, title }) => ({ id, names: Object.values(title) }));
  return { kind: 'item', owner: 'the feed', ids, listing: `ruyi build ${file} --dry-run` };
}

export async function shardVocabulary(shard: ShardFolder, kind: NamedId['kind']): Promise<Vocabulary> {
  const folder = /\s/.test(shard.given) ? `"${shard.given}"` : shard.given;
  const listing = kind === 'ranker' ? `ruyi inspect ${folder}` : `ruyi inspect ${folder} --list ${kind}s`;
  const ids = await { symbol: shardSymbols, item: shardItems, ranker: shardRankers }[kind](shard);
  return { kind, owner: 'this shard', ids, listing };
}

async function knowledgeSymbols(): Promise<KnownId[]> {
  const [symbols, traditional] = await Promise.all(
    ['symbols.json', 'traditional.json'].map(async (file) => {
      return JSON.parse((await readPackageFile(join(PACKAGE_FILES.knowledge, file), 'the cultural knowledge')).toString('utf8')) as unknown;
    }),
  );
  const { texts } = traditional as { texts: Record<string, string> };
  return (symbols as { symbols: SymbolEntry[] }).symbols.map(({ id, zh, en, aliases_zh = [], aliases_en = [] }) => {
    return { id, names: [zh, en, texts[zh] ?? zh, ...aliases_zh, ...aliases_en] };
  });
}

/** With the aliases that the package knows of, which a shard carries only for typed wishes. */
async function shardSymbols(shard: ShardFolder): Promise<KnownId[]> {
  const graph = await shard.readBlock('graph');
  const [ids = [], zh = [], hant = [], en = []] = ['id', 'zh', 'hant', 'en'].map((part) => graph.strings(`symbol_${part}`));
  const aliases = new Map((await knowledgeSymbols()).map(({ id, names }) => [id, names]));
  return ids.map((id, at) => ({ id, names: [zh[at] ?? '', en[at] ?? '', hant[at] ?? '', ...(aliases.get(id) ?? [])] }));
}

async function shardItems(shard: ShardFolder): Promise<KnownId[]> {
  const { blocks, catalogue } = shard.manifest;
  const ids = (await shard.readBlock('hot')).strings('item_id');
  const titles: string[][] = [];
  for (const { name } of blocks.filter(({ kind }) => kind === 'cards').sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const cards = await shard.readBlock(name);
    const columns = catalogue.locales.map((_, locale) => cards.strings(`title_${locale}`));
    titles.push(...(columns[0] ?? []).map((_, row) => columns.map((column) => column[row] ?? '')));
  }
  return ids.map((id, at) => ({ id, names: titles[at] ?? [] }));
}

async function shardRankers({ manifest }: ShardFolder): Promise<KnownId[]> {
  return [{ id: 'core', names: [] }, ...(manifest.rankers ?? []).map(({ name, method }) => ({ id: name, names: [method] }))];
}

/** One id a line with its names, for people. */
export function printVocabulary({ ids }: Vocabulary): string {
  const width = Math.min(32, Math.max(0, ...ids.map(({ id }) => id.length)));
  return (
    ids
      .map(({ id, names }) => `${id.padEnd(width)}  ${[...new Set(names.slice(0, 2))].filter((name) => name !== '').join(' · ')}`.trimEnd())
      .join('\n') + '\n'
  );
}
