// `ask` as built: the labelled questions, the records' own words, and nothing without a source.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ruyiJson, runRuyi, schemaErrors } from '../support/cli.mjs';
import { loadSource } from '../support/source-module.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = process.env.RUYI_WASM_DIR ?? join(root, 'build/wasm-release/wasm');
const textEncoder = join(root, 'models/encoders/text/artifacts');
const readJson = async (path) => JSON.parse(await readFile(join(root, path), 'utf8'));

const FILES = {
  symbols: 'symbols',
  relations: 'relations',
  evidence: 'evidence',
  emotions: 'emotions',
  colours: 'colours',
  festivals: 'festivals',
  questions: 'question_words',
  traditional: 'traditional',
  sources: 'sources',
};
let knowledge;
let words;
let sense;
let loaders;
let questions;
let expected;

/** Senses on a shard of one made-up item that holds the knowledge, without the records in `dropped`; words: whether it knows words. */
async function createSense({ dropped = [], withWords = true, attach = /./ } = {}) {
  const evidence = Object.fromEntries(Object.entries(knowledge.evidence).filter(([id]) => !dropped.includes(id)));
  const builder = await loaders.loadBuilder(await readFile(join(modules, 'ruyi-builder.wasm')));
  const made = await loaders.loadSense(await readFile(join(modules, 'ruyi-sense.wasm')), 1 << 28);
  const item = { id: 'one', category: '', price_minor: null, available: true, popularity_count: 0, title: { en: 'one' }, texts: [] };
  builder.begin({
    bundle: 1,
    catalogue: { name: 'ask', currency: '', price_scale: 100, locales: ['en'] },
    knowledge: { ...knowledge, evidence },
    modalities: withWords ? [{ name: 'text', dim: words.dim, model: words.model }] : [],
    seeing: { model: '', symbols: [] },
    items: [{ ...item, url: '', picture: '', thumb: '' }],
  });
  if (withWords) {
    builder.vectors('text', new Float32Array(words.dim).fill(1 / Math.sqrt(words.dim)), 1, words.dim);
    for (const [name, bytes] of words.blocks) builder.block(name, bytes);
  }
  const { blocks } = builder.finish({ models: [] });
  made.open(builder.take('manifest.json'));
  for (const name of blocks) if (attach.test(name)) made.attach(name, builder.take(name));
  builder.dispose();
  return made;
}

before(async () => {
  const entries = await Promise.all(
    Object.entries(FILES).map(async ([name, file]) => [name, await readJson(`models/knowledge/${file}.json`)]),
  );
  knowledge = Object.fromEntries(entries);
  const contract = JSON.parse(await readFile(join(textEncoder, 'text-encoder.json'), 'utf8'));
  const files = (await readdir(textEncoder)).filter((file) => /^words-\d+\.safetensors$/.test(file)).sort();
  const blocks = await Promise.all(files.map(async (file) => [file.replace('.safetensors', ''), await readFile(join(textEncoder, file))]));
  words = { dim: contract.dim, model: contract.model, blocks };
  loaders = { ...(await loadSource('worker/core-module.ts')), ...(await loadSource('worker/sense-module.ts')) };
  sense = await createSense();
  questions = (await readJson('tests/ask/questions.json')).questions;
  expected = await readJson('tests/ask/expected.json');
});

const idsOf = ({ sentences }) => sentences.map(({ citations }) => citations[0].id);
const ask = (from, { symbol, question, lang }, more = {}) => from.ask({ symbol, question, lang, ...more });

function measure(part) {
  const own = questions.filter((one) => one.part === part);
  const answered = own.filter(({ expect }) => expect.length > 0);
  const found = answered.filter((one) => idsOf(ask(sense, one)).some((id) => one.expect.includes(id)));
  const open = own.filter(({ expect }) => expect.length === 0);
  const quiet = open.filter((one) => ask(sense, one).sentences.length === 0);
  const misses = [...answered.filter((one) => !found.includes(one)), ...open.filter((one) => !quiet.includes(one))];
  return { recall: found.length / answered.length, answered: answered.length, quiet: quiet.length, open: open.length, misses };
}

test('ask: at least nine in ten of the untouched questions find a record that answers them among three', (t) => {
  assert.ok(questions.length >= 100);
  for (const part of ['dev', 'test']) {
    const { recall, answered, quiet, open, misses } = measure(part);
    t.diagnostic(`${part}: recall@3 ${recall.toFixed(3)} of ${answered}; ${quiet} of ${open} unanswerable ones get no answer`);
    for (const one of misses) t.diagnostic(`  missed: ${one.symbol} ${one.question}`);
    assert.ok(recall >= 0.9, `${part}: ${recall}`);
    assert.ok(quiet / open >= 0.75, `${part}: ${quiet} of ${open}`);
  }
});

test('ask: gives the records and scores of the reference in Python', () => {
  for (const one of questions) {
    const { sentences } = ask(sense, one);
    const wanted = expected.answers[one.id];
    assert.deepEqual(
      idsOf({ sentences }),
      wanted.map(([id]) => id),
      one.question,
    );
    for (const [at, [, score]] of wanted.entries()) assert.ok(Math.abs(sentences[at].score - score) < 1e-6, `${one.question}: ${at}`);
  }
});

test('ask: every sentence is one record’s statement in the language asked for, with that record’s source', () => {
  const statements = {
    en: (r) => r.statement.en,
    'zh-Hans': (r) => r.statement.zh,
    'zh-Hant': (r) => knowledge.traditional.texts[r.statement.zh] ?? r.statement.zh,
  };
  let seen = 0;
  for (const one of questions) {
    for (const lang of ['zh-Hans', 'zh-Hant', 'en']) {
      const answer = sense.ask({ symbol: one.symbol, question: one.question, lang });
      if (seen % 50 === 0) assert.deepEqual(schemaErrors('ask', answer), []);
      for (const { text, citations, lang: said } of answer.sentences) {
        const record = knowledge.evidence[citations[0].id];
        assert.equal(said, lang);
        assert.equal(text, statements[lang](record));
        assert.ok(record.symbols.includes(one.symbol));
        assert.deepEqual(
          [citations[0].tier, citations[0].verification, citations[0].licence],
          [record.tier ?? '', record.verification, knowledge.sources.licences[record.licence] ?? record.licence],
        );
        seen += 1;
      }
      assert.deepEqual(
        idsOf(answer),
        idsOf(sense.ask({ symbol: one.symbol, question: one.question, lang: 'en' })),
        'another language, other records',
      );
    }
  }
  assert.ok(seen > 500, String(seen));
});

test('ask: strict answers rest on no excerpt and on nothing of tier C', () => {
  let without = 0;
  for (const one of questions) {
    const answer = ask(sense, one, { strict: true });
    for (const { citations } of answer.sentences) {
      assert.notEqual(citations[0].tier, 'C');
      assert.equal(citations[0].verification, 'source-text-reread');
    }
    without += answer.hidden;
  }
  assert.ok(without > 0);
});

test('ask: a record that is taken away takes its sentence with it', async () => {
  const asked = questions.filter(({ expect }) => expect.length === 1).slice(0, 4);
  for (const one of asked) {
    const [first] = idsOf(ask(sense, one));
    const shorter = await createSense({ dropped: [first] });
    const again = ask(shorter, one);
    assert.ok(!idsOf(again).includes(first), one.question);
    assert.ok(!again.sentences.some(({ text }) => text === ask(sense, one).sentences[0].text), one.question);
    shorter.dispose();
  }
  const [taotie] = questions.filter(({ symbol, expect }) => symbol === 'taotie' && expect.includes('cn-taotie'));
  const own = Object.keys(knowledge.evidence).filter((id) => knowledge.evidence[id].symbols.includes('taotie'));
  const bare = await createSense({ dropped: own });
  assert.deepEqual([ask(bare, taotie).sentences, ask(bare, taotie).searched], [[], 0]);
  bare.dispose();
});

test('ask: a question that names nothing in particular is answered with what the symbol means', () => {
  const [symbol] = knowledge.symbols.symbols.filter(({ id }) => id === 'bat');
  const meaning = new Set(symbol.meanings.flatMap(({ evidence }) => evidence));
  for (const question of ['蝙蝠是什么意思？', '它代表什么', 'What does it mean?', 'What does the bat symbolise?']) {
    const ids = idsOf(sense.ask({ symbol: 'bat', question }));
    assert.ok(ids.length > 0 && ids.every((id) => meaning.has(id)), `${question}: ${ids}`);
  }
});

test('ask: a shard without words answers by shared words alone, and says so', async () => {
  const plain = await createSense({ withWords: false });
  const answer = plain.ask({ symbol: 'phoenix', question: 'Tang bronze mirror with a phoenix', lang: 'en' });
  assert.equal(answer.vectors, false);
  assert.equal(idsOf(answer)[0], 'ima-24755');
  assert.deepEqual(plain.ask({ symbol: 'phoenix', question: 'Which shoes go with it?' }).sentences, []);
  plain.dispose();
});

test('ask: says which block, symbol or member is at fault', async () => {
  const question = { symbol: 'dragon', question: '龙' };
  const bare = await createSense({ attach: /^(hot|graph|words)/ });
  assert.throws(() => bare.ask(question), { code: 'missing-block' });
  assert.deepEqual(
    bare.blockFor({ ask: 'dragon' }).filter((name) => !/^(knowledge|evidence)-\d+$/.test(name)),
    [],
  );
  bare.dispose();
  assert.throws(() => sense.ask({ ...question, symbol: 'dragoon' }), { code: 'unknown-symbol', message: /dragoon/ });
  assert.throws(() => sense.ask({ ...question, question: ' ' }), { code: 'invalid-argument', message: /question/ });
  assert.throws(() => sense.ask({ ...question, question: 'x'.repeat(3000) }), { code: 'invalid-argument' });
  assert.throws(() => sense.ask({ ...question, lang: 'fr' }), { code: 'invalid-json', message: /lang/ });
  assert.throws(() => sense.ask({ ...question, symbols: [] }), { code: 'invalid-json', message: /symbols/ });
  assert.throws(() => sense.ask({ question: '龙' }), { code: 'invalid-json', message: /symbol/ });
});

test('ruyi ask: answers from the installation’s records, in the language of the question', async () => {
  const answer = await ruyiJson(['ask', 'bat', '蝙蝠为什么是吉祥的？'], root);
  assert.deepEqual(schemaErrors('ask', answer), []);
  assert.equal(answer.lang, 'zh-Hans');
  assert.ok(answer.sentences.length > 0);
  const none = await runRuyi(['ask', 'bat', 'How do I pair it with bluetooth headphones?'], root);
  assert.deepEqual([none.status, /No source answers/.test(none.stdout)], [0, true]);
  assert.equal((await runRuyi(['ask', 'bat'], root)).status, 2);
  const unknown = await runRuyi(['ask', 'batman', 'why?', '--json'], root);
  const { error } = JSON.parse(unknown.stdout);
  assert.deepEqual([unknown.status, error.code], [1, 'unknown-symbol']);
  assert.match(
    error.message,
    /^SYMBOL “batman”: this installation has no such symbol; did you mean “bat” .*ruyi ask --list lists all \d+$/,
  );
  for (const [meant, wanted] of Object.entries({
    仙鹤: 'crane',
    仙鶴: 'crane',
    dargon: 'dragon',
    'Auspicious Cloud': 'auspicious-cloud',
  })) {
    const other = await ruyiJson(['ask', meant, 'why?'], root, 1);
    assert.ok(other.error.message.includes(`did you mean “${wanted}”`), other.error.message);
  }
});
