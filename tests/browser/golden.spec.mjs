// The committed golden shard in a real page: shelf, explanation, and a wish in words.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadSource } from '../support/source-module.mjs';
import { htmlPage, launch, missing, openPage, PAGE_FILES, readManifest, root, startServer, waitForEvent, widget } from './support.mjs';

const golden = join(root, 'tests/golden/planted.fv1');
const options = { skip: missing(golden), timeout: 120_000 };

let browser;
before(async () => {
  if (!options.skip) browser = await launch();
});
after(() => browser?.close());

async function createPage(t, body) {
  const server = await startServer({ mounts: { '/ruyi/widget/': widget, '/ruyi/': golden, '/': htmlPage(body), ...PAGE_FILES } });
  const opened = await openPage(browser, `${server.address}/`);
  t.after(async () => {
    await opened.context.close();
    await server.close();
  });
  return opened;
}

/** The same core in Node with every block attached. */
async function createCore() {
  const { loadCore } = await loadSource('worker/core-module.ts');
  const core = await loadCore(readFileSync(join(widget, 'ruyi.wasm')), { rest: readFileSync(join(widget, 'ruyi-rest.wasm')) });
  core.open(readFileSync(join(golden, 'manifest.json')));
  for (const { name, file } of readManifest(golden).blocks) core.attach(name, readFileSync(join(golden, file)));
  return core;
}

/** The module for words and pictures in Node, with the golden's words. */
async function createSense() {
  const { loadSense } = await loadSource('worker/sense-module.ts');
  const sense = await loadSense(readFileSync(join(widget, 'ruyi-sense.wasm')));
  sense.open(readFileSync(join(golden, 'manifest.json')));
  for (const { name, file } of readManifest(golden).blocks.filter(({ kind }) => kind === 'words'))
    sense.attach(name, readFileSync(join(golden, file)));
  return sense;
}

test('the first shelf from `near` has the bits that all vectors give, in Chromium and in Node', options, async (t) => {
  const core = await createCore();
  t.after(() => core.dispose());
  const { page } = await createPage(t, '');
  const id = core.recommend({ placement: 'for-you', date: '2026-02-10', k: 12, explain: 'none' }).items[0].id;
  const request = { placement: 'similar', item: id, k: 5, date: '2026-02-10' };
  const inPage = await page.evaluate(async (request) => {
    const { createRuyi } = await import('/ruyi/widget/index.js');
    const ruyi = createRuyi({ manifest: '/ruyi/manifest.json' });
    const near = await ruyi.recommend(request);
    await ruyi.loadVectors();
    return [near, await ruyi.recommend(request)];
  }, request);
  const bits = ({ items }) => items.map(({ id, rank, score }) => [id, rank, score]);
  assert.deepEqual([inPage[0].loaded, inPage[0].exact], ['near', true]);
  assert.deepEqual(bits(inPage[0]), bits(core.recommend(request)));
  assert.deepEqual(bits(inPage[1]), bits(core.recommend(request)));
});

test('a shelf and its explanation show, without an error', options, async (t) => {
  const { page, problems } = await createPage(t, '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" k="6"></ruyi-recs>');
  const { detail } = await waitForEvent(page, 'ruyi-recs-rendered');
  await page.locator('#shelf').evaluate((shelf, id) => shelf.explain(id), detail.recommendation.items[0].id);
  const why = await waitForEvent(page, 'ruyi-why-rendered');
  assert.ok(why.detail.item.sentences.length > 0);
  assert.deepEqual(
    problems.filter((text) => !/404/.test(text)), // the golden has no pictures
    [],
  );
});

test(
  'a wish in words gives a list of its own',
  {
    ...options,
    skip:
      options.skip ??
      (existsSync(join(golden, 'manifest.json')) && !readManifest(golden).blocks.some(({ kind }) => kind === 'words')
        ? 'the golden has no words'
        : undefined),
  },
  async (t) => {
    const core = await createCore();
    t.after(() => core.dispose());
    const { page } = await createPage(t, '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" text="龙 dragon" k="4"></ruyi-recs>');
    const { detail } = await waitForEvent(page, 'ruyi-recs-rendered');
    assert.equal(detail.recommendation.placement, 'query');
    const sense = await createSense();
    const vector = sense.encodeText('龙 dragon');
    sense.dispose();
    const fits = readManifest(golden).modalities.filter(({ dim }) => dim === vector.length);
    assert.ok(fits.length > 0);
    const query = {};
    for (const { name } of fits) {
      core.setVector(`text.${name}`, vector);
      query[name] = `text.${name}`;
    }
    const expected = core.recommend({ placement: 'query', k: 4, date: detail.recommendation.date, query });
    assert.deepEqual(
      detail.recommendation.items.map(({ id, score }) => [id, score]),
      expected.items.map(({ id, score }) => [id, score]),
    );
  },
);
