// Files that are cut, changed, swapped, of another version or not there: a typed error, a usable page, nothing bad kept.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { browser, openForAll, shop, shopMissing } from './shop.mjs';
import { events, htmlPage, missing, openPage, PAGE_FILES, settled, startServer, waitForEvent, widget } from './support.mjs';

const options = { skip: missing() ?? shopMissing, timeout: 180_000 };
const BODY =
  '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" item="SKU-000" consent="granted"></ruyi-recs><button id="buy" type="button">Buy</button><a href="#x">Terms</a>';

openForAll(options);

const fileOf = (name) => `/ruyi/${shop.manifest.blocks.find((block) => block.name === name).file}`;

/** Opens the page with one fault and returns the failure, after checking that the page can still be used. */
async function openBroken(t, fault) {
  const server = await startServer({
    mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': htmlPage(BODY), ...PAGE_FILES },
    fault,
  });
  const opened = await openPage(browser, `${server.address}/`);
  t.after(async () => {
    await opened.context.close();
    await server.close();
  });
  const failed = await waitForEvent(opened.page, 'ruyi-recs-failed');
  await opened.page.evaluate(() => document.getElementById('buy').addEventListener('click', () => (window.bought = true)));
  await opened.page.getByRole('button', { name: 'Buy' }).click();
  assert.equal(await opened.page.evaluate(() => window.bought), true);
  return { failed, ...opened };
}

const kept = (page) =>
  page.evaluate(async () =>
    (
      await Promise.all(
        (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)),
      )
    ).flat(),
  );

const change = (path, edit) => (asked, answer) => asked === path && { ...answer, body: edit(Buffer.from(answer.body)) };
const flip = (offset) => (body) => {
  body[offset] ^= 0x40;
  return body;
};

const BLOCK_FAULTS = {
  cut: (body) => body.subarray(0, body.length - 1),
  'cut to nothing': () => Buffer.alloc(0),
  longer: (body) => Buffer.concat([body, Buffer.from([0])]),
  'changed at its start': flip(0),
  'changed in its middle': (body) => flip(body.length >> 1)(body),
  'changed at its end': (body) => flip(body.length - 1)(body),
};

for (const [what, edit] of Object.entries(BLOCK_FAULTS))
  for (const name of ['hot', 'cards-000'])
    test(`the block ${name} ${what}: asset-integrity, nothing of it kept, the page usable`, options, async (t) => {
      const { failed, page } = await openBroken(t, change(fileOf(name), edit));
      assert.equal(failed.code, 'asset-integrity');
      assert.match(failed.message, new RegExp(`${name}-[0-9a-f]{16}`));
      assert.ok(!(await kept(page)).includes(fileOf(name)));
      assert.equal(await page.locator('#shelf').getAttribute('state'), 'error');
    });

test('the first shelf of an item whose near block is broken: asset-integrity', options, async (t) => {
  const { failed } = await openBroken(t, change(fileOf('near-000'), flip(100)));
  assert.equal(failed.code, 'asset-integrity');
});

test('broken vectors: the shelf stays, in a state that says so', options, async (t) => {
  const { failed, page } = await openBroken(t, change(fileOf('vectors-000'), flip(300)));
  assert.deepEqual([failed.code, failed.cause], ['asset-integrity', 'vectors']);
  assert.equal(await page.locator('#shelf').getAttribute('state'), 'degraded');
  assert.ok((await page.locator('#shelf').evaluate((shelf) => shelf.shadowRoot.querySelectorAll('li[data-id]').length)) > 0);
});

test('broken sources: the explanation keeps what it knew and says what is missing', options, async (t) => {
  const fault = (path, answer) => path.includes('/knowledge-') && { ...answer, body: flip(500)(Buffer.from(answer.body)) };
  const server = await startServer({
    mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': htmlPage(BODY), ...PAGE_FILES },
    fault,
  });
  const { page, context } = await openPage(browser, `${server.address}/`);
  t.after(async () => {
    await context.close();
    await server.close();
  });
  await waitForEvent(page, 'ruyi-recs-rendered');
  await page.locator('#shelf').evaluate((shelf) => shelf.explain(shelf.recommendation.items[0].id));
  assert.equal((await waitForEvent(page, 'ruyi-why-failed')).code, 'asset-integrity');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('asset-integrity').waitFor();
  assert.ok((await dialog.locator('[part="reasons"] li').count()) > 0, 'the strongest reasons are there');
  await dialog.locator('details:has([part="waterfall"]) > summary').click();
  assert.ok((await dialog.getByRole('row').count()) > 2, 'and, unfolded, all of them');
});

/** Serves blocks under a manifest that was changed to fit them: only core's own checks are left. */
function withManifest(edit, files = {}) {
  const manifest = structuredClone(shop.manifest);
  edit(manifest);
  return (path, answer) => {
    if (path === '/ruyi/manifest.json') return { ...answer, body: Buffer.from(JSON.stringify(manifest)) };
    return files[path] && { ...answer, body: files[path](Buffer.from(answer.body)) };
  };
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const shardId = (manifest) => sha256(manifest.blocks.map((block) => block.sha256).join('')).slice(0, 16);

test('two blocks swapped under fitting hashes: invalid-block', options, async (t) => {
  const fault = withManifest((manifest) => {
    const hot = manifest.blocks.find(({ name }) => name === 'hot');
    const graph = manifest.blocks.find(({ name }) => name === 'graph');
    const { file, bytes, sha256: hash } = hot;
    Object.assign(hot, { file: graph.file, bytes: graph.bytes, sha256: graph.sha256 });
    Object.assign(graph, { file, bytes, sha256: hash });
    manifest.shard_id = shardId(manifest);
  });
  assert.equal((await openBroken(t, fault)).failed.code, 'invalid-block');
});

test('a block of another format version under a fitting hash: typed error', options, async (t) => {
  const { readFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const hot = shop.manifest.blocks.find(({ name }) => name === 'hot');
  const bytes = readFileSync(join(shop.folder, hot.file));
  const text = bytes.toString('latin1').replace('"ruyi.version":"1"', '"ruyi.version":"2"');
  const changed = Buffer.from(text, 'latin1');
  assert.notDeepEqual(changed, bytes);
  const fault = withManifest(
    (manifest) => {
      manifest.blocks.find(({ name }) => name === 'hot').sha256 = sha256(changed);
      manifest.shard_id = shardId(manifest);
    },
    { [`/ruyi/${hot.file}`]: () => changed },
  );
  assert.ok(['unsupported-version', 'invalid-block'].includes((await openBroken(t, fault)).failed.code));
});

const MANIFEST_FAULTS = {
  'of another version': [(manifest) => (manifest.version = 2), ['unsupported-version']],
  'whose memory sum is wrong': [(manifest) => (manifest.memory_bytes += 1), ['invalid-manifest']],
  'without blocks': [(manifest) => (manifest.blocks = []), ['invalid-manifest']],
  'with a file outside its folder': [(manifest) => (manifest.blocks[0].file = '../hot.safetensors'), ['invalid-manifest']],
  'with a mistyped member': [(manifest) => (manifest.catalogue.items = 'many'), ['invalid-manifest']],
};

for (const [what, [edit, codes]] of Object.entries(MANIFEST_FAULTS))
  test(`a manifest ${what}: ${codes}`, options, async (t) => {
    const { failed } = await openBroken(t, withManifest(edit));
    assert.ok(codes.includes(failed.code), `${failed.code}: ${failed.message}`);
  });

test('a shard above the memory budget is refused before any block is fetched', options, async (t) => {
  const server = await startServer({ mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': htmlPage(''), ...PAGE_FILES } });
  const { page, context, requests } = await openPage(browser, `${server.address}/`);
  t.after(async () => {
    await context.close();
    await server.close();
  });
  const code = await page.evaluate(async (budgetBytes) => {
    const { createRuyi } = await import('/ruyi/widget/index.js');
    return createRuyi({ manifest: '/ruyi/manifest.json', budgetBytes })
      .recommend({ placement: 'for-you' })
      .then(
        () => 'resolved',
        (error) => error.code,
      );
  }, shop.manifest.memory_bytes - 1);
  assert.equal(code, 'memory-budget');
  assert.ok(!requests.some((url) => url.includes('/blocks/')));
});

test('a manifest that is not there, not JSON, or a web page: each its own error', options, async (t) => {
  const at = (answer) => (path) => path === '/ruyi/manifest.json' && answer;
  const none = await openBroken(t, at({ status: 404, headers: { 'content-type': 'text/plain' }, body: Buffer.from('no') }));
  assert.equal(none.failed.code, 'not-found');
  const text = await openBroken(t, at({ status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('{"format"') }));
  assert.ok(['invalid-json', 'invalid-manifest'].includes(text.failed.code), text.failed.code);
  const page = await openBroken(t, at({ status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('<!doctype html>') }));
  assert.equal(page.failed.code, 'asset-integrity');
  assert.match(page.failed.message, /manifest\.json answered "text\/html"/);
});

test('after a failure the shelf can be asked again, and then it comes', options, async (t) => {
  let broken = true;
  const { page } = await openBroken(t, (path, answer) => broken && change(fileOf('hot'), flip(9))(path, answer));
  broken = false;
  await page.locator('#shelf').getByRole('button', { name: 'Try again' }).click();
  await waitForEvent(page, 'ruyi-recs-rendered');
  assert.equal(await page.locator('#shelf').getAttribute('state'), 'ready');
});

test('verified files are kept when consent allows it, and a second visit fetches no block', options, async (t) => {
  const server = await startServer({ mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': htmlPage(BODY), ...PAGE_FILES } });
  const { page, context, requests } = await openPage(browser, `${server.address}/`);
  t.after(async () => {
    await context.close();
    await server.close();
  });
  await waitForEvent(page, 'ruyi-recs-rendered');
  await settled(page);
  const files = await kept(page);
  for (const name of ['hot', 'graph', 'near-000', 'cards-000', 'vectors-000']) assert.ok(files.includes(fileOf(name)), name);
  const before = requests.length;
  await page.reload();
  await waitForEvent(page, 'ruyi-recs-rendered');
  await settled(page);
  assert.deepEqual(
    requests.slice(before).filter((url) => url.includes('/blocks/')),
    [],
  );
  assert.equal((await events(page)).filter(({ type }) => type === 'ruyi-recs-failed').length, 0);
});
