// A worker that ends: everything pending is answered, one new worker takes over once, the shelf stays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSource } from '../support/source-module.mjs';
import { browser, openForAll, shop, shopMissing } from './shop.mjs';
import { events, htmlPage, missing, openPage, PAGE_FILES, settled, startServer, waitForEvent, widget } from './support.mjs';

const options = { skip: missing() ?? shopMissing, timeout: 120_000 };

openForAll(options);

async function createPage(t, fault) {
  const body = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" item="SKU-000"></ruyi-recs>';
  const mounts = { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': htmlPage(body), ...PAGE_FILES };
  const server = await startServer({ mounts, fault });
  const opened = await openPage(browser, `${server.address}/`);
  t.after(async () => {
    await opened.context.close();
    await server.close();
  });
  await waitForEvent(opened.page, 'ruyi-recs-rendered');
  return opened;
}

/** Ends the page's worker by an error of its own, and waits until it is gone. */
async function crash(page) {
  const [worker] = page.workers();
  const gone = worker.waitForEvent('close');
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('planted crash');
    });
  });
  await gone;
}
const shelfIds = (page) =>
  page.locator('#shelf').evaluate((shelf) => [...shelf.shadowRoot.querySelectorAll('li[data-id]')].map((card) => card.dataset.id));

test('after a crash the same shelf comes from one new worker', options, async (t) => {
  const { page } = await createPage(t);
  await settled(page);
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
  let release;
  const held = new Promise((resolve) => (release = resolve));
  // Explanations wait for their block, so that they are under way when the worker ends.
  const fault = async (path, answer) => {
    if (path.includes('/knowledge-')) await held;
    return answer;
  };
  const { page } = await createPage(t, fault);
  const asked = page.context().waitForEvent('request', (request) => request.url().includes('/knowledge-'));
  await page.evaluate(() => {
    const { ruyi } = document.getElementById('shelf');
    window.pending = Promise.allSettled(
      Array.from({ length: 20 }, () => ruyi.explain({ placement: 'similar', item: 'SKU-000', k: 8 }, ['SKU-006'])),
    );
  });
  await asked;
  await crash(page);
  release();
  const codes = await page.evaluate(async () => (await window.pending).map(({ reason }) => reason?.code ?? 'answered'));
  assert.deepEqual(codes, Array(20).fill('worker-crashed'));
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
  await settled(page);
  const before = await shelfIds(page);
  for (const round of [1, 2]) {
    const seen = (await events(page)).length;
    await crash(page);
    if (round === 1) await waitForEvent(page, 'ruyi-recs-rendered', { after: seen });
    await settled(page);
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
  const { PROTOCOL_VERSION } = await loadSource('client/protocol.ts');
  const answers = await page.evaluate(async (v) => {
    const policy = globalThis[Symbol.for('ruyi.trusted-types-policy')];
    const worker = new Worker(policy.createScriptURL(new URL('/ruyi/widget/worker.js', location.href).href), { type: 'module' });
    const ask = (message) =>
      new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage(message);
      });
    return [
      await ask({ v, id: 1, type: 'made-up', body: {} }),
      await ask({ v: 99, id: 2, type: 'open', body: {} }),
      await ask({ v, id: 3, type: 'recommend', body: {} }),
    ];
  }, PROTOCOL_VERSION);
  assert.deepEqual(
    answers.map(({ id, ok, error }) => [id, ok, error.code]),
    [
      [1, false, 'protocol'],
      [2, false, 'protocol'],
      [3, false, 'invalid-state'],
    ],
  );
});
