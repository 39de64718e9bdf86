// node models/knowledge/make_traditional.mjs [--check]: models/knowledge/traditional.json from the knowledge's simplified texts, with opencc-js.
// REVIEWED holds what the converter's phrase table gets wrong or leaves open here; each entry was read in its place.

import { Converter } from 'opencc-js/cn2t';
import { readFile, writeFile } from 'node:fs/promises';

const folder = new URL('./', import.meta.url);
const target = new URL('traditional.json', folder);

/** Simplified phrase -> traditional phrase, applied before the converter (longest first). */
const REVIEWED = [
  ['龙与云', '龍與雲'],
  ['释云', '釋雲'],
  ['御邪', '禦邪'],
  ['家具', '家具'],
  ['朱红', '朱紅'],
  ['雅致', '雅致'],
];

const readJson = async (name) => JSON.parse(await readFile(new URL(name, folder), 'utf8'));

/** A converter that keeps the reviewed phrases. */
export function createConverter() {
  const convert = Converter({ from: 'cn', to: 'tw' });
  const reviewed = [...REVIEWED].sort((a, b) => b[0].length - a[0].length);
  return (text) => {
    let out = '';
    let open = '';
    for (let at = 0; at < text.length;) {
      const known = reviewed.find(([from]) => text.startsWith(from, at));
      if (!known) {
        open += text[at];
        at += 1;
        continue;
      }
      out += convert(open) + known[1];
      open = '';
      at += known[0].length;
    }
    return out + convert(open);
  };
}

export async function traditionalTexts() {
  const convert = createConverter();
  const texts = new Set();
  for (const symbol of (await readJson('symbols.json')).symbols) {
    texts.add(symbol.zh);
    for (const meaning of symbol.meanings) texts.add(meaning.zh);
  }
  for (const recipient of (await readJson('recipients.json')).recipients) texts.add(recipient.zh);
  for (const festival of (await readJson('festivals.json')).festivals) texts.add(festival.zh);
  for (const colour of Object.values((await readJson('colours.json')).palette_keys)) texts.add(colour.zh);
  const { sources } = await readJson('sources.json');
  for (const { zh } of Object.values(sources)) texts.add(zh);
  for (const record of Object.values(await readJson('evidence.json'))) {
    texts.add(record.statement.zh);
    if (!sources[record.source_institution]?.whole) texts.add(record.title);
  }
  const pairs = [...texts].sort().map((text) => [text, convert(text)]);
  return Object.fromEntries(pairs.filter(([from, to]) => from !== to));
}

export async function render() {
  const note =
    'The Chinese texts of the knowledge in traditional characters, where they differ. Made by models/knowledge/make_traditional.mjs with opencc-js 1.4.2 (MIT and Apache-2.0; cn to tw) and a reviewed list of phrases; not edited by hand.';
  return `${JSON.stringify({ note, texts: await traditionalTexts() }, null, 1)}\n`;
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  const made = await render();
  if (process.argv.includes('--check')) {
    const found = await readFile(target, 'utf8').catch(() => '');
    if (found !== made) {
      console.error('models/knowledge/traditional.json is not what the knowledge gives; run node models/knowledge/make_traditional.mjs');
      process.exitCode = 1;
    }
  } else await writeFile(target, made);
}
