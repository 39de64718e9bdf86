// `ruyi ask`: what the evidence records say to a question about a symbol, with their sources.

import type { AskAnswer, Lang } from '../../types.ts';
import type { SenseModule } from '../../worker/sense-module.ts';
import { UsageError } from '../input-error.ts';
import { type NamedId, withKnownIds } from '../known-ids.ts';
import { printCitation } from '../print-citation.ts';
import { loadSeedSense } from '../seed-core.ts';
import { ShardFolder } from '../shard-folder.ts';
import type { Answer, Arguments, Verb } from '../verb.ts';
import { packageSymbols, printVocabulary, shardVocabulary } from '../vocabulary.ts';

const LANGS: readonly string[] = ['zh-Hans', 'zh-Hant', 'en'];

export const askVerb: Verb = {
  name: 'ask',
  usage: 'ask SYMBOL "…"',
  summary: 'Answers a question about a symbol from cited records, or says that there is no source.',
  options: {
    shard: { type: 'string', value: 'DIR', help: 'ask a shard’s records; by default those of this installation' },
    lang: { type: 'string', value: 'LANG', help: 'zh-Hans, zh-Hant or en; by default the language of the question' },
    list: { type: 'boolean', help: 'print the symbols that can be asked about' },
    strict: { type: 'boolean', help: 'leave out records known from an excerpt only and those of tier C' },
  },
  run,
};

async function run(args: Arguments): Promise<Answer> {
  if (args.flag('list')) return listAnswer(args.text('shard'));
  const [symbol, question, more] = args.positionals;
  if (symbol === undefined || question === undefined || question.trim() === '')
    throw new UsageError('a symbol’s id and a question are needed (ruyi ask --list prints the ids)');
  if (more !== undefined) throw new UsageError(`“${more}” is too much; put the question in quotation marks`);
  const lang = args.text('lang') ?? (/\p{Script=Han}/u.test(question) ? 'zh-Hans' : 'en');
  if (!LANGS.includes(lang)) throw new UsageError(`--lang ${lang}: one of ${LANGS.join(', ')} is needed`);
  const asked = { symbol, question, lang: lang as Lang, strict: args.flag('strict') };
  const answer = await withSense(args.text('shard'), symbol, (sense) => sense.ask(asked));
  return { document: answer, text: print(answer) };
}

async function withSense(folder: string | undefined, symbol: string, ask: (sense: SenseModule) => AskAnswer): Promise<AskAnswer> {
  const named: NamedId = { kind: 'symbol', value: symbol, place: 'SYMBOL' };
  if (folder === undefined) {
    const { sense } = await loadSeedSense(/^(?:graph|words-\d+|knowledge-\d+|evidence-\d+)$/);
    try {
      return await withKnownIds([named], packageSymbols, async () => ask(sense));
    } finally {
      sense.dispose();
    }
  }
  const shard = await ShardFolder.open(folder);
  try {
    return await withKnownIds(
      [named],
      (kind) => shardVocabulary(shard, kind),
      async () => ask(await shard.sense({ ask: symbol })),
    );
  } finally {
    shard.dispose();
  }
}

async function listAnswer(folder: string | undefined): Promise<Answer> {
  const shard = folder === undefined ? undefined : await ShardFolder.open(folder);
  try {
    const vocabulary = shard === undefined ? await packageSymbols() : await shardVocabulary(shard, 'symbol');
    return { document: { symbols: vocabulary.ids }, text: printVocabulary(vocabulary) };
  } finally {
    shard?.dispose();
  }
}

const NO_SOURCE: Readonly<Record<Lang, string>> = {
  'zh-Hans': '没有找到能回答这个问题的出处。',
  'zh-Hant': '沒有找到能回答這個問題的出處。',
  en: 'No source answers this question.',
};

function print({ lang, sentences, searched, hidden }: AskAnswer): string {
  const lines = sentences.flatMap(({ text, citations }) => [
    `· ${text}`,
    ...citations.map((citation) => `    ${printCitation(citation, lang)}`),
  ]);
  const count = `${searched} records searched${hidden > 0 ? `, ${hidden} left out by --strict` : ''}`;
  return `${(lines.length > 0 ? lines : [NO_SOURCE[lang]]).join('\n')}\n(${count})\n`;
}
