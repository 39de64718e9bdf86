// Questions to a built shard, and shards that were cut, changed or swapped: always an answer or a typed error.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { createCatalogue, createFolder, ruyiJson, runRuyi, schemaErrors } from '../support/cli.mjs';

// One shard for all tests here: it is only read; what is damaged is a copy.
let folder = '';
let shard = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruyi-cli-shard-'));
  const { feed, images } = await createCatalogue(folder, { count: 20 });
  shard = join(folder, 'shard');
  await ruyiJson(['build', feed, '--images', images, '--out', shard, '--no-widget'], folder);
});

after(() => rm(folder, { recursive: true, force: true }));

async function createProfile(t, profile) {
  const path = join(await createFolder(t), 'profile.json');
  await writeFile(path, JSON.stringify({ version: 1, ...profile }));
  return path;
}

const DAY = 20782; // 2026-11-25

test('recommend --item: the document follows its schema and every sum closes', async () => {
  const found = await ruyiJson(['recommend', shard, '--item', 'P-001', '--date', '2026-11-25'], folder);
  assert.deepEqual(schemaErrors('recommendation', found), []);
  assert.deepEqual([found.placement, found.date, found.items.length, found.eligible], ['similar', '2026-11-25', 10, 19]);
  for (const item of found.items) {
    const sum = item.contributions.reduce((total, { value }) => total + value, 0);
    assert.ok(Math.abs(sum - item.score) <= 1e-5, `${item.id}: ${sum} is not ${item.score}`);
    assert.notEqual(item.id, 'P-001');
    assert.ok(item.card.title['zh-Hans'].length > 0);
  }
  const motif = found.items.flatMap((item) => item.symbols).find((symbol) => symbol.evidence.some((evidence) => evidence.kind === 'shop'));
  assert.ok(motif, 'the words of the feed name symbols');
  assert.ok(found.items.some((item) => item.sentences.some((sentence) => sentence.citations.length > 0)));
});

test('recommend --without: the rank that was stated comes true', async (t) => {
  const profile = await createProfile(t, { events: ['P-001', 'P-006', 'P-011'].map((item) => ({ kind: 'like', item, day: DAY })) });
  const args = ['recommend', shard, '--profile', profile, '--date', '2026-11-25'];
  const found = await ruyiJson(args, folder);
  let checked = 0;
  for (const item of found.items.slice(0, 3)) {
    for (const { without, kind, rank } of item.counterfactuals) {
      const option = kind === 'symbol' ? '--without' : '--without-item';
      const other = await ruyiJson([...args, option, without, '--rank-of', item.id], folder);
      assert.deepEqual(
        other.ranks.map((entry) => [entry.id, entry.rank]),
        [[item.id, rank]],
        `${item.id} without ${without}`,
      );
      checked++;
    }
  }
  assert.ok(checked >= 3, `only ${checked} counterfactual ranks were stated`);
});

test('recommend --rank-of answers for items outside the shelf', async () => {
  const all = await ruyiJson(['recommend', shard, '--item', 'P-001', '-k', '19'], folder);
  const last = all.items.at(-1);
  const found = await ruyiJson(['recommend', shard, '--item', 'P-001', '-k', '2', '--rank-of', `${last.id},${all.items[0].id}`], folder);
  assert.equal(found.items.length, 2);
  assert.deepEqual(
    found.ranks.map(({ id, rank }) => [id, rank]),
    [
      [last.id, 19],
      [all.items[0].id, 1],
    ],
  );
});

test('recommend --photo: a crop of a shop picture, saved as JPEG, finds its product', async (t) => {
  const place = await createFolder(t);
  const photo = join(place, 'crop.jpg');
  await sharp(join(folder, 'images', 'p-7.png'))
    .extract({ left: 32, top: 32, width: 256, height: 256 })
    .jpeg({ quality: 70 })
    .toFile(photo);
  const found = await ruyiJson(['recommend', shard, '--photo', photo], folder);
  assert.equal(found.placement, 'query');
  assert.ok(
    found.items.slice(0, 3).some((item) => item.id === 'P-007'),
    found.items.map((item) => item.id).join(' '),
  );
});

test('recommend --text: a wish in Chinese and in English brings what it names', async () => {
  for (const [text, motif] of [
    ['莲花茶叶罐', '莲花'],
    ['lotus tea tin', '莲花'],
    ['仙鹤', '仙鹤'],
  ]) {
    const found = await ruyiJson(['recommend', shard, '--text', text, '-k', '5'], folder);
    assert.ok(
      found.items.slice(0, 3).some((item) => item.card.title['zh-Hans'].includes(motif)),
      text,
    );
  }
});

test('recommend for people shows titles, parts and ranks in the asked language', async () => {
  const run = await runRuyi(['recommend', shard, '--item', 'P-001', '-k', '2', '--lang', 'en'], folder);
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /^similar, \d{4}-\d{2}-\d{2}: 2 of 19 eligible items/);
  assert.match(run.stdout, / {2}1\. /);
  assert.match(run.stdout, /-?\d\.\d{4} = [+−]/);
  assert.match(run.stdout, /^ {7}\S.* \[(?:Tier [ABC] source; )?(?:checked against the source|from an excerpt).*\] https?:/m);
  assert.doesNotMatch(run.stdout, /reread|transcribed|\[(?:met|ima|cmoa|ced|aat|hob|cn)-/);
});

test('recommend without a source names every way to give one, trending too', async () => {
  const run = await runRuyi(['recommend', shard], folder);
  assert.equal(run.status, 2);
  assert.match(run.stderr, /--item ID, --photo FILE, --text "…", --profile FILE and --placement trending/);
});

test('recommend --stock lists products that the shard does not know, and says that there are more only where there are', async (t) => {
  const path = join(await createFolder(t), 'stock.json');
  const told = async (count) => {
    const items = Object.fromEntries(Array.from({ length: count }, (_, n) => [`X-${n}`, { available: true }]));
    await writeFile(path, JSON.stringify({ version: 1, items }));
    const run = await runRuyi(['recommend', shard, '--placement', 'trending', '--stock', path], folder);
    assert.equal(run.status, 0, run.stderr);
    return run.stderr;
  };
  assert.match(await told(1), /1 product is not in this shard \(X-0\): left out/);
  assert.match(await told(2), /2 products are not in this shard \(X-0, X-1\): left out/);
  assert.match(await told(30), /30 products are not in this shard \(X-0, .*…\): left out/);
});

test('recommend refuses what it cannot use, by code', async (t) => {
  const place = await createFolder(t);
  const text = join(place, 'no-picture.jpg');
  await writeFile(text, 'this is no picture');
  const broken = join(place, 'broken.json');
  await writeFile(broken, '{"version": 1,');
  const wrong = await createProfile(t, { events: [{ kind: 'adore', item: 'P-001', day: DAY }] });
  const cases = [
    [['--item', 'NO-SUCH'], 'unknown-item'],
    [['--item', 'P-001', '--without', 'no-such-symbol'], 'unknown-symbol'],
    [['--item', 'P-001', '--rank-of', 'NO-SUCH'], 'unknown-item'],
    [['--text', '🎁!'], 'invalid-text'],
    [['--photo', text], 'invalid-picture'],
    [['--photo', join(place, 'nothing.jpg')], 'not-found'],
    [['--profile', broken], 'invalid-json'],
    [['--profile', wrong], 'invalid-json'],
  ];
  for (const [args, code] of cases) {
    const document = await ruyiJson(['recommend', shard, ...args], folder, 1);
    assert.equal(document.error.code, code, args.join(' '));
  }
});

// Each place where a command takes an id: the message names the value, the place, what may have been meant and how to list all.
test('an unknown id is refused with its value, its place and a remedy, wherever a command takes one', async () => {
  const similar = ['recommend', shard, '--item', 'P-001'];
  const cases = [
    [
      ['recommend', shard, '--item', 'P-01'],
      /^--item “P-01”: this shard has no such item; did you mean “P-010” \(.+\)/,
      'unknown-item',
      'items',
    ],
    [[...similar, '--rank-of', 'P-002,P-0O3'], /^--rank-of “P-0O3”: .*“P-003”/, 'unknown-item', 'items'],
    [
      [...similar, '--without-item', '牡丹丝巾'],
      /^--without-item “牡丹丝巾”: this shard has no such item; .* lists all 20$/,
      'unknown-item',
      'items',
    ],
    [
      [...similar, '--without', 'lotsu'],
      /^--without “lotsu”: this shard has no such symbol; did you mean “lotus” \(.+\)/,
      'unknown-symbol',
      'symbols',
    ],
    [[...similar, '--without', 'bat', '--without', '蝙蝠'], /^--without “蝙蝠”: .*did you mean “bat” \(/, 'unknown-symbol', 'symbols'],
    [['ask', 'Peony motiv', 'why?', '--shard', shard], /^SYMBOL “Peony motiv”: this shard .*“peony”/, 'unknown-symbol', 'symbols'],
  ];
  for (const [args, message, code, listed] of cases) {
    const { error } = await ruyiJson(args, folder, 1);
    assert.match(error.message, message);
    assert.equal(error.code, code);
    assert.match(error.message, new RegExp(`ruyi inspect \\S+ --list ${listed} lists all \\d+$`));
  }
  const { error } = await ruyiJson([...similar, '--ranker', 'cor'], folder, 1);
  assert.match(error.message, /^--ranker “cor”: this shard has no such ranker; did you mean “core”\? it has: core$/);
});

test('what the message of an unknown id promises is there: the lists of items and symbols', async () => {
  const { items } = await ruyiJson(['inspect', shard, '--list', 'items'], folder);
  assert.deepEqual([items.length, items[0].id, items[0].names.length], [20, 'P-001', 2]);
  const { symbols } = await ruyiJson(['inspect', shard, '--list', 'symbols'], folder);
  assert.ok(symbols.length > 130 && symbols.some(({ id, names }) => id === 'bat' && names.includes('蝙蝠纹')));
  const shown = await runRuyi(['inspect', shard, '--list', 'symbols'], folder);
  assert.match(shown.stdout, /^bat +蝙蝠纹 · /m);
  assert.equal((await runRuyi(['inspect', shard, '--list', 'colours'], folder)).status, 2);
  const own = await ruyiJson(['ask', '--list'], folder);
  assert.ok(own.symbols.some(({ id }) => id === 'bat'));
});

// CASES C03: a matrix with users for items must be an error, not a list.
test('C03: a history that names shoppers where items belong is refused; one with a few items of yesterday is not', async (t) => {
  const swapped = await createProfile(t, { events: ['shopper-1', 'shopper-2'].map((item) => ({ kind: 'like', item, day: DAY })) });
  const refused = await ruyiJson(['recommend', shard, '--profile', swapped], folder, 1);
  assert.equal(refused.error.code, 'unknown-item');
  assert.match(
    refused.error.message,
    /profile\.json: events\[0\]\.item “shopper-1”: this shard has no such item; ruyi inspect \S+ --list items lists all 20$/,
  );
  const mixed = await createProfile(t, { events: ['P-001', 'GONE-1', 'GONE-2'].map((item) => ({ kind: 'like', item, day: DAY })) });
  const run = await runRuyi(['recommend', shard, '--profile', mixed], folder);
  assert.deepEqual(
    [run.status, run.stderr.includes('events[1].item “GONE-1”'), run.stderr.includes('and 1 more: left out')],
    [0, true, true],
  );
});

test('see: every symbol of the vocabulary, best first, and the colours', async () => {
  const document = await ruyiJson(['see', join(folder, 'images', 'p-1.png'), join(folder, 'images', 'p-2.png')], folder);
  assert.deepEqual(schemaErrors('see', document), []);
  assert.equal(document.pictures.length, 2);
  for (const { symbols, colours } of document.pictures) {
    assert.equal(symbols.length, 137);
    assert.equal(new Set(symbols.map(({ id }) => id)).size, 137);
    for (let index = 1; index < symbols.length; index++) assert.ok(symbols[index - 1].confidence >= symbols[index].confidence);
    assert.ok(colours.length > 0);
  }
});

test('see --maps writes one PNG per located symbol, in the picture’s shape', async (t) => {
  const maps = await createFolder(t);
  const document = await ruyiJson(['see', join(folder, 'images', 'p-3.png'), '--maps', maps], folder);
  const located = document.pictures[0].symbols.filter((symbol) => symbol.box !== null);
  for (const { id } of located) {
    const { width, height } = await sharp(join(maps, `p-3.${id}.png`)).metadata();
    assert.deepEqual([width, height], [320, 320]);
  }
});

test('embed: photo and sentence give unit vectors of one length, the same each time', async () => {
  const photo = await ruyiJson(['embed', '--photo', join(folder, 'images', 'p-4.png')], folder);
  const text = await ruyiJson(['embed', '--text', '莲花茶叶罐'], folder);
  for (const document of [photo, text]) {
    assert.deepEqual(schemaErrors('embed', document), []);
    assert.equal(document.dim, 128);
    assert.ok(Math.abs(Math.hypot(...document.vector) - 1) < 1e-4);
  }
  assert.deepEqual(await ruyiJson(['embed', '--photo', join(folder, 'images', 'p-4.png')], folder), photo);
});

test('understand: a sentence gives controls and says back what is not known, without a shard', async () => {
  const sentence = '素雅一点，不要龙，送长辈，三百以内，会发光的';
  const document = await ruyiJson(['understand', sentence], folder);
  assert.deepEqual(schemaErrors('understand', document), []);
  const found = document.controls.map(({ kind, target, sign, degree, value }) => [kind, target, sign, degree, value]);
  assert.deepEqual(found, [
    ['style', 'plain_ornate', -1, 1, undefined],
    ['symbol', 'dragon', -1, 3, undefined],
    ['recipient', 'elder', 1, 2, undefined],
    ['price', 'max', 1, 2, 300],
  ]);
  const points = [...sentence];
  const words = ({ span: [begin, end] }) => points.slice(begin, end).join('');
  assert.deepEqual(document.controls.map(words), ['素雅', '龙', '长辈', '三百以内']);
  assert.deepEqual(document.unknown.map(words), ['发光']);
  assert.deepEqual(
    document.controls.map(({ patch }) => patch),
    [{ styles: { plain_ornate: -0.35 } }, { switches: { dragon: 'never' } }, { recipient: 'elder' }, { price: { max_minor: 30000 } }],
  );
});

test('a built shard carries the lexicon', async () => {
  const manifest = JSON.parse(await readFile(join(shard, 'manifest.json'), 'utf8'));
  assert.ok(manifest.blocks.some(({ name, kind }) => name === 'lexicon-000' && kind === 'lexicon'));
});

// CASES E08: nothing to look for is said, not answered with an empty or a random list.
test('embed refuses a text of which the encoder knows no word', async () => {
  const document = await ruyiJson(['embed', '--text', '🎁 !!'], folder, 1);
  assert.equal(document.error.code, 'invalid-text');
});

const hasNativeRuntime = await import('onnxruntime-node').then(
  () => true,
  () => false,
);

test('both ONNX runtimes give the same embedding', { skip: hasNativeRuntime ? false : 'onnxruntime-node is not installed' }, async () => {
  const [node, web] = await Promise.all(
    ['node', 'web'].map((runtime) => ruyiJson(['embed', '--photo', join(folder, 'images', 'p-5.png'), '--runtime', runtime], folder)),
  );
  const cosine = node.vector.reduce((sum, value, index) => sum + value * web.vector[index], 0);
  assert.ok(cosine > 0.9999, `cosine ${cosine}`);
});

// ---- damaged shards -----------------------------------------------------------------------------------------------------

async function createDamaged(t, damage) {
  const copy = join(await createFolder(t), 'shard');
  await cp(shard, copy, { recursive: true });
  const manifest = JSON.parse(await readFile(join(copy, 'manifest.json'), 'utf8'));
  await damage(copy, manifest);
  return copy;
}

function fileOf(manifest, name) {
  return manifest.blocks.find((block) => block.name === name).file;
}

test('inspect --verify names a cut, a changed and a swapped block, and a missing picture and model', async (t) => {
  const hot = (manifest) => fileOf(manifest, 'hot');
  const cases = [
    [
      'cut',
      /^hot: block-integrity/,
      async (copy, manifest) => {
        const path = join(copy, hot(manifest));
        const bytes = await readFile(path);
        await writeFile(path, bytes.subarray(0, bytes.length - 1));
      },
    ],
    [
      'changed',
      /^hot: block-integrity/,
      async (copy, manifest) => {
        const path = join(copy, hot(manifest));
        const bytes = await readFile(path);
        bytes[bytes.length - 70] ^= 1;
        await writeFile(path, bytes);
      },
    ],
    [
      'swapped',
      /^hot: block-integrity/,
      async (copy, manifest) => {
        await cp(join(copy, fileOf(manifest, 'graph')), join(copy, hot(manifest)));
      },
    ],
    ['missing block', /^hot: not-found/, (copy, manifest) => rm(join(copy, hot(manifest)))],
    [
      'missing picture',
      /not-found: the picture is missing: pictures\//,
      async (copy) => {
        const { readdir } = await import('node:fs/promises');
        const [first] = await readdir(join(copy, 'pictures'));
        await rm(join(copy, 'pictures', first));
      },
    ],
    [
      'changed model',
      /asset-integrity/,
      async (copy, manifest) => {
        const path = join(copy, manifest.models[0].file);
        const bytes = await readFile(path);
        bytes[1000] ^= 1;
        await writeFile(path, bytes);
      },
    ],
  ];
  for (const [what, expected, damage] of cases) {
    const copy = await createDamaged(t, damage);
    const document = await ruyiJson(['inspect', copy, '--verify'], folder, 1);
    assert.deepEqual(schemaErrors('inspect', document), [], what);
    assert.ok(
      document.problems.some((problem) => expected.test(problem)),
      `${what}: ${document.problems.join(' | ')}`,
    );
  }
});

test('a block swapped for another with its own hash in the manifest is still refused', async (t) => {
  const copy = await createDamaged(t, async (place, manifest) => {
    const hot = manifest.blocks.find((block) => block.name === 'hot');
    const graph = manifest.blocks.find((block) => block.name === 'graph');
    manifest.memory_bytes += graph.bytes - hot.bytes;
    Object.assign(hot, { file: graph.file, bytes: graph.bytes, sha256: graph.sha256 });
    const { createHash } = await import('node:crypto');
    manifest.shard_id = createHash('sha256')
      .update(manifest.blocks.map((block) => block.sha256).join(''))
      .digest('hex')
      .slice(0, 16);
    await writeFile(join(place, 'manifest.json'), JSON.stringify(manifest));
  });
  const document = await ruyiJson(['recommend', copy, '--item', 'P-001'], folder, 1);
  assert.equal(document.error.code, 'invalid-block');
});

test('recommend and inspect refuse a manifest of another version, a broken one, and one that promises too much', async (t) => {
  const cases = [
    ['unsupported-version', (manifest) => JSON.stringify({ ...manifest, version: 2 })],
    ['invalid-manifest', (manifest) => JSON.stringify({ ...manifest, blocks: 'none' })],
    ['invalid-manifest', (manifest) => JSON.stringify(manifest).slice(0, -1)],
    ['invalid-manifest', (manifest) => JSON.stringify({ ...manifest, memory_bytes: manifest.memory_bytes + 1 })],
  ];
  for (const [code, change] of cases) {
    const copy = await createDamaged(t, (place, manifest) => writeFile(join(place, 'manifest.json'), change(manifest)));
    for (const args of [
      ['inspect', copy],
      ['recommend', copy, '--item', 'P-001'],
    ]) {
      const document = await ruyiJson(args, folder, 1);
      assert.equal(document.error.code, code, args[0]);
    }
  }
});

test('recommend on a shard with a changed vectors block is a block-integrity error', async (t) => {
  const copy = await createDamaged(t, async (place, manifest) => {
    const path = join(place, fileOf(manifest, 'vectors-000'));
    const bytes = await readFile(path);
    bytes[bytes.length >> 1] ^= 4;
    await writeFile(path, bytes);
  });
  const document = await ruyiJson(['recommend', copy, '--item', 'P-001'], folder, 1);
  assert.equal(document.error.code, 'block-integrity');
});
