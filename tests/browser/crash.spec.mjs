// A worker that ends: everything pending is answered, one new worker takes over once, the shelf stays.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createShop, shopMissing } from './shop.mjs';
import { events, htmlPage, launch, missing, openPage, PAGE_FILES, startServer, waitForEvent, widget } from './support.mjs';

const options = { skip: missing() ?? shopMissing, timeout: 120_000 };

let browser;
let shop;

before(async () => {
  if (options.skip) return;
  [browser, shop] = await Promise.all([launch(), createShop()]);
});
after(async () => {
  await browser?.close();
  await shop?.remove();
});

async function createPage(t) {
  const body = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" item="SKU-000"></ruyi-recs>';
  const server = await startServer({ mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': htmlPage(body), ...PAGE_FILES } });
  const opened = await openPage(browser, `${server.address}/`);
  t.after(async () => {
    await opened.context.close();
    await server.close();
  });
  await waitForEvent(opened.page, 'ruyi-recs-rendered');
  return opened;
}

const crash = (page) =>
  page.workers()[0].evaluate(() => {
    setTimeout(() => {
      throw new Error('planted crash');
    });
  });
const shelfIds = (page) =>
  page.locator('#shelf').evaluate((shelf) => [...shelf.shadowRoot.querySelectorAll('li[data-id]')].map((card) => card.dataset.id));

test('after a crash the same shelf comes from one new worker', options, async (t) => {
  const { page } = await createPage(t);
  await page.waitForTimeout(500);
  const [worker] = page.workers();
  const before = await shelfIds(page);
  const seen = (await events(page)).length;
  await crash(page);
  const again = await waitForEvent(page, 'ruyi-recs-rendered', { after: seen });
  assert.equal(again.cause, 'restart');
  assert.deepEqual(await shelfIds(page), before);
  assert.equal(page.workers().length, 1);
  assert.notEqual(page.workers()[0], worker);
});

test('what is pending at a crash rejects with worker-crashed, and a later call is answered', options, async (t) => {
  const { page } = await createPage(t);
  await page.evaluate(() => {
    const { ruyi } = document.getElementById('shelf');
    // A request that waits for its blocks long enough to be under way.
    window.pending = Promise.allSettled(
      Array.from({ length: 200 }, () => ruyi.explain({ placement: 'similar', item: 'SKU-000', k: 8 }, ['SKU-006'])),
    );
  });
  await crash(page);
  const codes = await page.evaluate(async () => [
    ...new Set((await window.pending).map((one) => (one.status === 'rejected' ? one.reason.code : 'answered'))),
  ]);
  assert.ok(codes.includes('worker-crashed'), codes.join());
  const later = await page.evaluate(() =>
    document
      .getElementById('shelf')
      .ruyi.recommend({ placement: 'for-you', k: 3 })
      .then(({ items }) => items.length),
  );
  assert.equal(later, 3);
});

test('after a second crash no worker is started: each call says so, the shelf and the page stay', options, async (t) => {
  const { page } = await createPage(t);
  await page.waitForTimeout(400);
  const before = await shelfIds(page);
  for (const round of [1, 2]) {
    const seen = (await events(page)).length;
    await crash(page);
    if (round === 1) await waitForEvent(page, 'ruyi-recs-rendered', { after: seen });
    else await page.waitForFunction(() => true);
    await page.waitForTimeout(500);
  }
  const code = await page.evaluate(() =>
    document
      .getElementById('shelf')
      .ruyi.recommend({ placement: 'for-you' })
      .then(
        () => 'resolved',
        (error) => error.code,
      ),
  );
  assert.equal(code, 'worker-crashed');
  assert.equal(page.workers().length, 0);
  assert.deepEqual(await shelfIds(page), before);
});

test('a message that the worker does not know is a protocol error, never silence', options, async (t) => {
  const { page } = await createPage(t);
  const answers = await page.evaluate(async () => {
    const policy = globalThis[Symbol.for('ruyi.trusted-types-policy')];
    const worker = new Worker(policy.createScriptURL(new URL('/ruyi/widget/worker.js', location.href).href), { type: 'module' });
    const ask = (message) =>
      new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage(message);
      });
    return [
      await ask({ v: 1, id: 1, type: 'made-up', body: {} }),
      await ask({ v: 99, id: 2, type: 'open', body: {} }),
      await ask({ v: 1, id: 3, type: 'recommend', body: {} }),
    ];
  });
  assert.deepEqual(
    answers.map(({ id, ok, error }) => [id, ok, error.code]),
    [
      [1, false, 'protocol'],
      [2, false, 'protocol'],
      [3, false, 'invalid-state'],
    ],
  );
});
