// How sources are named to readers: every record of the knowledge, in each language, as a shard carries it.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runRuyi } from '../support/cli.mjs';
import { readStrings } from '../support/shard-strings.mjs';
import { loadSource } from '../support/source-module.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = process.env.RUYI_WASM_DIR ?? join(root, 'build/wasm-release/wasm');
const LANGS = { 'zh-Hans': 'zh', 'zh-Hant': 'hant', en: 'en' };
const FILES = { symbols: 'symbols', relations: 'relations', evidence: 'evidence', emotions: 'emotions', colours: 'colours' };
const MORE = { festivals: 'festivals', traditional: 'traditional', sources: 'sources' };
const readKnowledge = async (file) => JSON.parse(await readFile(join(root, `models/knowledge/${file}.json`), 'utf8'));
const HAN = /\p{Script=Han}/u;

let knowledge;
let loadBuilder;
let cited;

/** Record id -> citation by language and licence, of a shard that holds `evidence`. */
async function citationsOf(evidence) {
  const builder = await loadBuilder(await readFile(join(modules, 'ruyi-builder.wasm')));
  const item = { id: 'one', category: '', price_minor: null, available: true, popularity_count: 0, title: { en: 'one' }, texts: [] };
  builder.begin({
    bundle: 1,
    catalogue: { name: 'references', currency: '', price_scale: 100, locales: ['en'] },
    knowledge: { ...knowledge, evidence },
    modalities: [],
    seeing: { model: '', symbols: [] },
    items: [{ ...item, url: '', picture: '', thumb: '' }],
  });
  const { blocks } = builder.finish({ models: [] });
  const found = new Map();
  for (const name of blocks.filter((block) => block.startsWith('evidence-'))) {
    const bytes = builder.take(name);
    const column = (what) => readStrings(bytes, `record_${what}`);
    const [ids, zh, hant, en, licences] = ['id', 'cite_zh', 'cite_hant', 'cite_en', 'licence'].map(column);
    ids.forEach((id, row) => found.set(id, { zh: zh[row], hant: hant[row] || zh[row], en: en[row], licence: licences[row] }));
  }
  builder.dispose();
  return found;
}

before(async () => {
  const entries = Object.entries({ ...FILES, ...MORE });
  knowledge = Object.fromEntries(await Promise.all(entries.map(async ([name, file]) => [name, await readKnowledge(file)])));
  ({ loadBuilder } = await loadSource('worker/core-module.ts'));
  cited = await citationsOf(knowledge.evidence);
});

const NOT_FOR_READERS = {
  'a hash or an id':
    /[0-9a-f]{8}-[0-9a-f]{4}-|(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{10,}|_\d|\bc_?\d{5,}|content_|\b(?:irn|RID|EV_ID|itemid)\b|\bobject \d|\bitem \w*\d/,
  'a place in a file': /\.html|\.djvu|\.json|cmoa:|#\d|https?:/,
  'a placeholder': /\bnot (?:named|dated|known|verified|given)\b|\bno date\b|\bundated\b|\bunknown\b|\bn\/a\b|未具名|不详|null|undefined/i,
  'a note on our checking':
    /general knowledge|page scan|re-?verified|reread|transcribed|verbatim|composed from|data update|via npm|in excerpt|not restated/i,
  'an empty part': /^[\s,，：:]|[\s,，：:]$|,\s*,|，\s*，|\(\s*\)|（\s*）|“”|「」|\s{2}/,
};

test('references: every record is named without ids, hashes, placeholders or notes of ours, in each language', () => {
  assert.equal(cited.size, Object.keys(knowledge.evidence).length);
  const wrong = [];
  for (const [id, citation] of cited) {
    for (const [lang, member] of Object.entries(LANGS)) {
      const text = citation[member];
      if (text === '') wrong.push(`${id} ${lang}: empty`);
      if (text.includes(id)) wrong.push(`${id} ${lang}: its own id: ${text}`);
      for (const [what, pattern] of Object.entries(NOT_FOR_READERS)) if (pattern.test(text)) wrong.push(`${id} ${lang}: ${what}: ${text}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('references: no word and no number stands in one that neither the record nor the table of sources holds', () => {
  const own = /accession no\. |p\. |馆藏号 |館藏號 |第 | 页| 頁| 年/g;
  const bare = (text) =>
    text
      .replace(/[“”「」()（）,，]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  for (const [id, citation] of cited) {
    const record = knowledge.evidence[id];
    const source = knowledge.sources.sources[record.source_institution] ?? {};
    const { texts } = knowledge.traditional;
    const facts = [record.source_institution, record.title, record.date ?? '', record.record_id, source.en ?? '', source.zh ?? ''];
    const known = bare(facts.flatMap((fact) => [fact, texts[fact] ?? '']).join(' '));
    for (const member of Object.values(LANGS)) {
      for (const part of bare(citation[member].replace(own, ' ')).split(' '))
        assert.ok(known.includes(part), `${id}: “${part}” of ${citation[member]}`);
    }
  }
});

test('references: a title is told wherever the name of the source is not already the work’s', () => {
  for (const [id, { en }] of cited) {
    const { title, source_institution: source } = knowledge.evidence[id];
    const whole = knowledge.sources.sources[source]?.whole ?? false;
    assert.ok(whole || en.includes(title.replace(/^\((.*)\)$/, '$1')), `${id}: ${en}`);
  }
});

test('references: Chinese readers read of museums’ numbers and pages in Chinese, in their own characters', () => {
  const simplified = new Set();
  for (const [from, to] of Object.entries(knowledge.traditional.texts)) {
    const [a, b] = [[...from], [...to]];
    if (a.length === b.length) a.forEach((c, at) => c !== b[at] && simplified.add(c));
  }
  const both = new Set([...Object.values(knowledge.traditional.texts).join('')]);
  for (const [id, { zh, hant }] of cited) {
    assert.doesNotMatch(zh, /accession|\bp\. \d/, id);
    const left = [...hant].filter((c) => HAN.test(c) && simplified.has(c) && !both.has(c));
    assert.deepEqual(left, [], `${id}: ${hant}`);
  }
});

test('references: every licence has a short name', () => {
  const found = new Set([...cited.values()].map(({ licence }) => licence));
  const short = [
    'CC BY 3.0',
    'CC BY-SA',
    'CC BY-SA 3.0',
    'CC0',
    'CC0 1.0',
    'MIT',
    'ODC-By 1.0',
    'facts-only',
    'public-domain',
    'public-domain-us',
  ];
  assert.deepEqual([...found].sort(), short);
});

const createRecord = (more) => ({ id: 'x1', type: 'web-page', url: '', licence: '', statement: { zh: '', en: '' }, symbols: [], ...more });

test('references: kinds of sources are told apart, and a record that says nothing is named by its kind', async () => {
  const records = [
    [
      { type: 'museum-page', source_institution: 'Museum (notes)', title: 'Bowl', date: 'undated', record_id: '43.119 (object 7)' },
      'Museum, “Bowl”, accession no. 43.119',
    ],
    [{ type: 'museum-page', source_institution: 'Museum', title: '(a bowl)', date: '1874', record_id: 'object 7' }, 'Museum, a bowl, 1874'],
    [{ type: 'publication', source_institution: 'Author', title: 'Book', date: '1922', record_id: 'p. 4' }, 'Author, “Book”, 1922, p. 4'],
    [{ type: 'dictionary', source_institution: 'Dictionary', title: 'word', date: '2026-01-04' }, 'Dictionary, “word”'],
    [{ type: 'web-page', source_institution: 'Paper', title: 'News', record_id: '2019-03-25 c_1' }, '“News”, Paper, 2019'],
    [{ type: 'classical-text', source_institution: 'corpus', title: '《书》' }, '《书》, corpus'],
    [{ type: 'museum-record' }, 'museum record'],
    [{ type: 'web-page', cite_en: 'As the shop wrote it', cite_zh: '店家所写' }, 'As the shop wrote it'],
  ];
  const evidence = Object.fromEntries(records.map(([record], at) => [`x${at}`, createRecord({ ...record, id: `x${at}` })]));
  const found = await citationsOf(evidence);
  assert.deepEqual(
    [...found.values()].map(({ en }) => en),
    records.map(([, wanted]) => wanted),
  );
  assert.deepEqual([found.get('x1').zh, found.get('x2').hant], ['Museum，a bowl，1874 年', 'Author，「Book」，1922 年，第 4 頁']);
});

test('references: what stands beside a source is in words of each language, and what has no word is left out', async () => {
  const { citationFacts, citationName } = await loadSource('citation-words.ts');
  const licences = new Set([...cited.values()].map(({ licence }) => licence));
  for (const lang of Object.keys(LANGS)) {
    for (const tier of ['', 'A', 'B', 'C']) {
      for (const verification of ['source-text-reread', 'excerpt-transcribed', 'checked-by-a-later-version']) {
        for (const licence of licences) {
          const text = citationFacts({ tier, verification, licence }, lang).join(' ');
          assert.doesNotMatch(text, /reread|transcribed|later-version|public-domain|facts-only|undefined/, lang);
        }
      }
    }
  }
  assert.deepEqual(citationFacts({ tier: 'C', verification: 'constructor', licence: 'toString' }, 'en'), [
    'Tier C source',
    'Licence: toString',
  ]);
  assert.equal(citationName({ cite: '', url: 'https://museum.example/x?y' }, 'en'), 'museum.example');
  assert.equal(citationName({ cite: '', url: '' }, 'zh-Hant'), '來源');
});

test('ruyi ask: prints sources as readers know them', async () => {
  const run = await runRuyi(['ask', 'bat', 'Why is the bat lucky?'], root);
  const ids = Object.keys(knowledge.evidence).filter((id) => run.stdout.includes(id));
  assert.deepEqual([run.status, ids, /reread|transcribed/.test(run.stdout)], [0, [], false]);
  assert.match(run.stdout, /\[(?:Tier [ABC] source; )?(?:checked against the source|from an excerpt); .*\] https?:/);
});
