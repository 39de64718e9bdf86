// The command line's manners: exit statuses, one JSON document on stdout, help, and what --dry-run prints.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createFolder, ruyiJson, runRuyi, schemaErrors } from '../support/cli.mjs';

const feeds = fileURLToPath(new URL('../support/feeds/', import.meta.url));
const VERBS = ['build', 'inspect', 'recommend', 'see', 'ask', 'embed', 'understand', 'encode'];

test('every verb has --help, on stdout, with status 0', async () => {
  for (const verb of VERBS) {
    const run = await runRuyi([verb, '--help']);
    assert.equal(run.status, 0, verb);
    assert.match(run.stdout, new RegExp(`^Usage: ruyi ${verb}`), verb);
    assert.match(run.stdout, /--json/, verb);
    assert.equal(run.stderr, '', verb);
  }
});

test('a command line that makes no sense ends with status 2 and says why on stderr', async () => {
  const cases = [
    [[], /a command is missing/],
    [['cook'], /“cook” is not a command/],
    [['build'], /FEED is missing/],
    [['build', 'a.csv', 'b.csv'], /only one FEED/],
    [['build', 'a.csv', '--colour'], /--colour/],
    [['build', join(feeds, 'taobao.csv')], /--out is missing/],
    [['build', join(feeds, 'taobao.csv'), '--dry-run', '--format', 'xls'], /--format xls/],
    [['build', join(feeds, 'taobao.csv'), '--dry-run', '--currency', 'yuan'], /--currency/],
    [['build', join(feeds, 'taobao.csv'), '--dry-run', '--date', '2026-02-30'], /--date 2026-02-30/],
    [['build', join(feeds, 'taobao.csv'), '--dry-run', '--map', 'title'], /ROLE=COLUMN/],
    [['recommend', 'nowhere'], /one of --item/],
    [['recommend', 'nowhere', '--item', 'A', '--text', 'B'], /only one of/],
    [['recommend', 'nowhere', '--item', 'A', '-k', '0'], /-k 0/],
    [['recommend', 'nowhere', '--item', 'A', '--lang', 'fr'], /--lang fr/],
    [['understand'], /one sentence/],
    [['understand', 'red', 'mug'], /one sentence/],
    [['embed'], /one of --photo FILE and --text/],
    [['see'], /PICTURE is missing/],
    [['encode'], /--partition is missing/],
  ];
  for (const [args, reason] of cases) {
    const run = await runRuyi(args);
    assert.equal(run.status, 2, args.join(' '));
    assert.match(run.stderr, reason, args.join(' '));
    assert.equal(run.stdout, '', args.join(' '));
  }
});

test('refused input ends with status 1; with --json the error is the document', async (t) => {
  const folder = await createFolder(t);
  const cases = [
    [['build', join(folder, 'nothing.csv'), '--dry-run'], 'not-found'],
    [['build', folder, '--dry-run'], 'not-found'],
    [['inspect', folder], 'not-found'],
    [['recommend', folder, '--item', 'A'], 'not-found'],
    [['see', join(folder, 'nothing.png')], 'not-found'],
    [['build', join(feeds, 'translations.csv'), '--out', join(folder, 'out')], 'invalid-feed'],
    [['build', join(feeds, 'taobao.csv'), '--out', join(folder, 'out'), '--reviews', 'x.csv'], 'unsupported'],
  ];
  for (const [args, code] of cases) {
    const document = await ruyiJson(args, folder, 1);
    assert.equal(document.error.code, code, args.join(' '));
    assert.ok(document.error.message.length > 10, args.join(' '));
  }
});

test('--dry-run --json follows its schema for every feed of ours', async () => {
  const expected = {
    'shopify.csv': [3, 4, 5, 0],
    'parents.csv': [3, 2, 6, 0],
    'google.xml': [2, 3, 4, 0],
    'lines.json': [3, 3, 2, 0],
    'products.json': [2, 3, 3, 0],
    'taobao.csv': [2, 2, 2, 0],
    'translations.csv': [0, 0, 0, 2],
    'prices-by-channel.csv': [2, 3, 2, 0],
  };
  for (const [name, counts] of Object.entries(expected)) {
    const document = await ruyiJson(['build', join(feeds, name), '--dry-run']);
    assert.deepEqual(schemaErrors('dry-run', document), [], name);
    assert.deepEqual([document.products, document.variants, document.pictures, document.overlays], counts, name);
    assert.equal(document.rows.read, document.rows.kept + document.rows.rejected, name);
  }
});

test('--dry-run for people names row, column, problem and remedy', async () => {
  const run = await runRuyi(['build', join(feeds, 'parents.csv'), '--dry-run']);
  assert.equal(run.status, 0);
  assert.match(run.stdout, /Rows: 8 read, 6 kept, 2 left out/);
  assert.match(run.stdout, /row 9, type: row left out: the product type is not known \(“hologram”\)\. use one of simple/);
});

test('--overlay adds the languages that the feed lacks', async (t) => {
  const folder = await createFolder(t);
  const overlay = join(folder, 'de.csv');
  await writeFile(overlay, 'slug,locale,name\ncloud-scarf,de,Wolkentuch\nno-such,de,Nichts\n');
  const document = await ruyiJson(['build', join(feeds, 'shopify.csv'), '--dry-run', '--overlay', overlay]);
  assert.equal(document.products, 3);
  const named = document.warnings.find((warning) => warning.value === 'no-such');
  assert.match(named.problem, /no product of the feed has this key \(de\.csv\)/);
});

test('--dry-run leaves the folder as it was', async (t) => {
  const folder = await createFolder(t);
  const { readdir } = await import('node:fs/promises');
  await ruyiJson(['build', join(feeds, 'shopify.csv'), '--dry-run', '--out', join(folder, 'out'), '--resume'], folder);
  assert.deepEqual(await readdir(folder), []);
});
