// The shelf in a real page: what is fetched, what is said, what happens with several elements, hostile text, other hosts.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createPage, createShop, openForAll, shop, shopMissing } from './shop.mjs';
import { CSP, events, htmlPage, missing, settled, startServer, still, waitForEvent, widget } from './support.mjs';

const options = { skip: missing() ?? shopMissing, timeout: 120_000 };
const SHELF = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json"></ruyi-recs>';
const SIMILAR = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" item="SKU-000"></ruyi-recs>';

openForAll(options);

const inShelf = (page, read, argument) => page.locator('#shelf').evaluate(read, argument);

test('the first shelf asks for the shard’s and the widget’s own files only, and for vectors after it is shown', options, async (t) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  // Vectors are not answered before the shelf is shown: a shelf that waits for them would never come.
  const fault = async (path, answer) => {
    if (path.includes('vectors-')) await held;
    return answer;
  };
  const { page, paths, problems } = await createPage(t, SIMILAR, { fault });
  await waitForEvent(page, 'ruyi-recs-rendered');
  const atFirst = paths();
  release();
  await settled(page);
  const block = (name) => `/ruyi/${shop.manifest.blocks.find((one) => one.name === name).file}`;
  for (const name of ['hot', 'graph', 'near-000', 'cards-000']) assert.ok(atFirst.includes(block(name)), name);
  assert.ok(!atFirst.some((path) => path.includes('/ort/')), 'ONNX Runtime must not be needed for a shelf');
  const shown = await inShelf(page, (shelf) => shelf.recommendation.items.map((item) => item.id));
  const own = new Set([
    '/',
    '/page.css',
    '/icon.svg',
    '/ruyi/manifest.json',
    ...['ruyi.js', 'index.js', 'worker.js', 'ruyi.wasm'].map((file) => `/ruyi/widget/${file}`),
  ]);
  for (const name of ['hot', 'graph', 'near-000', 'cards-000', 'vectors-000']) own.add(block(name));
  for (const id of shown) own.add(`/ruyi/pictures/${id}-thumb.webp`);
  assert.deepEqual(
    [...new Set(paths())].filter((path) => !own.has(path)),
    [],
  );
  assert.equal(paths().length, new Set(paths()).size, 'nothing is fetched twice');
  assert.deepEqual(problems, []);
});

test('each request ends in exactly one event', options, async (t) => {
  const { page } = await createPage(t, SHELF);
  await waitForEvent(page, 'ruyi-recs-rendered');
  await settled(page);
  assert.deepEqual(
    (await events(page)).map(({ type }) => type),
    ['ruyi-recs-rendered'],
  );
  await inShelf(page, (shelf) => {
    shelf.setAttribute('item', 'SKU-001');
    shelf.setAttribute('placement', 'similar');
    shelf.setAttribute('k', '3');
  });
  await waitForEvent(page, 'ruyi-recs-rendered', { after: 1 });
  await settled(page);
  assert.equal((await events(page)).length, 2, 'three attributes are one request');
  assert.equal(await inShelf(page, (shelf) => shelf.shadowRoot.querySelectorAll('li[data-id]').length), 3);
});

test('a request that is overtaken by a newer one is dropped without an event', options, async (t) => {
  const { page } = await createPage(t, SHELF);
  await waitForEvent(page, 'ruyi-recs-rendered');
  await page.evaluate(async () => {
    const shelf = document.getElementById('shelf');
    for (const k of ['5', '4', '3']) {
      shelf.setAttribute('k', k);
      await Promise.resolve();
      await Promise.resolve();
    }
  });
  await waitForEvent(page, 'ruyi-recs-rendered', { after: 1 });
  await settled(page);
  assert.equal(await inShelf(page, (shelf) => shelf.shadowRoot.querySelectorAll('li[data-id]').length), 3);
  assert.equal((await events(page)).length, 2);
});

test('a shelf without items collapses and says so once', options, async (t) => {
  const lonely = await createShop({ count: 1 });
  t.after(lonely.remove);
  const { page } = await createPage(t, SIMILAR, { mounts: { '/ruyi/': lonely.folder } });
  await waitForEvent(page, 'ruyi-recs-empty');
  assert.equal(await inShelf(page, (shelf) => shelf.getBoundingClientRect().height), 0);
  assert.deepEqual(
    (await events(page)).map(({ type }) => type),
    ['ruyi-recs-empty'],
  );
});

test(
  'the explanation adds up: the waterfall ends at the score and counterfactual ranks are what a request without the reason gives',
  options,
  async (t) => {
    const { page } = await createPage(t, SIMILAR);
    await waitForEvent(page, 'ruyi-recs-rendered');
    await inShelf(page, (shelf) => shelf.explain(shelf.recommendation.items[2].id));
    const { detail } = await waitForEvent(page, 'ruyi-why-rendered');
    const sum = detail.item.contributions.reduce((total, part) => total + part.value, 0);
    assert.ok(Math.abs(sum - detail.item.score) <= 1e-9);
    const rows = await inShelf(page, (shelf) =>
      [...shelf.shadowRoot.querySelector('ruyi-why').shadowRoot.querySelectorAll('tbody tr')].map((row) => ({
        value: Number(row.dataset.value),
        end: Number(row.dataset.end),
      })),
    );
    assert.equal(rows.at(-1).end, detail.item.score);
    assert.ok(Math.abs(rows.reduce((total, row) => total + row.value, 0) - detail.item.score) <= 1e-9);
    const stated = detail.item.counterfactuals.filter(({ kind }) => kind === 'symbol');
    assert.ok(stated.length >= 2);
    for (const { without, rank } of stated) {
      const again = await inShelf(
        page,
        (shelf, [id, without]) =>
          shelf.ruyi
            .recommend({ placement: 'similar', item: 'SKU-000', k: 1, without: [without], rank_of: [id] })
            .then(({ ranks }) => ranks[0].rank),
        [detail.item.id, without],
      );
      assert.equal(again, rank, without);
    }
  },
);

test('a region’s centre is where the catalogue says, to a pixel, at any size of the picture', options, async (t) => {
  const { page } = await createPage(t, SIMILAR);
  await waitForEvent(page, 'ruyi-recs-rendered');
  await inShelf(page, (shelf) => shelf.explain(shelf.recommendation.items[0].id));
  await waitForEvent(page, 'ruyi-why-rendered');
  for (const width of [1200, 520, 340]) {
    await page.setViewportSize({ width, height: 900 });
    await still(page); // the dialog's opening animation
    const marks = await inShelf(page, (shelf) => {
      const root = shelf.shadowRoot.querySelector('ruyi-why').shadowRoot;
      const picture = root.querySelector('img').getBoundingClientRect();
      return [...root.querySelectorAll('.region')].map((region) => {
        const [x0, y0, x1, y1] = region.dataset.box.split(' ').map(Number);
        const mark = region.querySelector('.edge').getBoundingClientRect();
        return [
          picture.left + ((x0 + x1) / 2) * picture.width - (mark.left + mark.right) / 2,
          picture.top + ((y0 + y1) / 2) * picture.height - (mark.top + mark.bottom) / 2,
        ];
      });
    });
    assert.ok(marks.length >= 2);
    for (const [dx, dy] of marks) assert.ok(Math.abs(dx) <= 1 && Math.abs(dy) <= 1, `${width}px: ${dx}, ${dy}`);
  }
});

test('markup in a title is text everywhere, and a script address is no link', options, async (t) => {
  const title = '<img src=x onerror="window.pwned=1">&amp;<b>lotus</b>';
  const hostile = await createShop({
    change: (item, index) =>
      index === 1
        ? {
            title: { 'zh-Hans': title, en: title },
            texts: [{ field: 'description', lang: 'en', text: '<script>window.pwned=1</script> with lotus' }],
            url: 'javascript:window.pwned=1',
          }
        : {},
  });
  t.after(hostile.remove);
  const { page, problems } = await createPage(t, SHELF, { mounts: { '/ruyi/': hostile.folder } });
  await waitForEvent(page, 'ruyi-recs-rendered');
  const card = await inShelf(page, (shelf) => {
    const item = shelf.shadowRoot.querySelector('li[data-id="SKU-001"]');
    return {
      text: item.querySelector('.title').textContent,
      links: item.querySelectorAll('a').length,
      images: item.querySelectorAll('img').length,
    };
  });
  assert.deepEqual(card, { text: title, links: 0, images: 1 });
  await inShelf(page, (shelf) => shelf.explain('SKU-001'));
  await waitForEvent(page, 'ruyi-why-rendered');
  const why = await inShelf(page, (shelf) => {
    const root = shelf.shadowRoot.querySelector('ruyi-why').shadowRoot;
    return {
      heading: root.querySelector('h2').textContent,
      alt: root.querySelector('img').alt,
      images: root.querySelectorAll('img').length,
    };
  });
  assert.ok(why.heading.includes(title));
  assert.deepEqual([why.alt, why.images], [title, 1]);
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.deepEqual(problems, []);
});

test('a shelf leaves out what it is told, whatever its placement, and asks anew when that changes', options, async (t) => {
  for (const body of [SHELF, SIMILAR]) {
    const { page } = await createPage(t, body);
    const { detail } = await waitForEvent(page, 'ruyi-recs-rendered');
    const before = detail.recommendation.items.map(({ id }) => id);
    const seen = (await events(page)).length;
    await inShelf(page, (shelf, ids) => (shelf.exclude = ids), before.slice(0, 2));
    const after = (await waitForEvent(page, 'ruyi-recs-rendered', { after: seen })).detail.recommendation.items.map(({ id }) => id);
    assert.deepEqual(after.slice(0, before.length - 2), before.slice(2), 'the others move up');
    assert.ok(!after.some((id) => before.slice(0, 2).includes(id)));
  }
});

test('four elements at once share one worker and fetch each file once', options, async (t) => {
  const body = [0, 1, 2, 3]
    .map((n) => `<ruyi-recs id="r${n}" manifest="/ruyi/manifest.json" ${n % 2 ? `item="SKU-00${n}"` : ''}></ruyi-recs>`)
    .join('');
  const { page, paths } = await createPage(t, body);
  for (const n of [0, 1, 2, 3]) await waitForEvent(page, 'ruyi-recs-rendered', { id: `r${n}` });
  await settled(page);
  assert.equal(page.workers().length, 1);
  const files = paths().filter((path) => path.startsWith('/ruyi/') && !path.includes('/pictures/'));
  assert.equal(files.length, new Set(files).size, files.join(' '));
});

test('the script included twice, also under another address, works and warns once', options, async (t) => {
  const warnings = [];
  const { page, problems } = await createPage(t, SHELF, { head: '<script type="module" src="/ruyi/widget/ruyi.js"></script>' });
  page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
  await waitForEvent(page, 'ruyi-recs-rendered');
  const warned = page.waitForEvent('console', (message) => message.text().startsWith('ruyi:'));
  await page.evaluate(() => import('/ruyi/widget/ruyi.js?copy=2'));
  await warned;
  assert.deepEqual(problems, []);
  assert.equal(warnings.filter((text) => text.startsWith('ruyi:')).length, 1);
});

test('an element that is taken out and put back three times draws one shelf and fetches nothing again', options, async (t) => {
  const { page, paths } = await createPage(t, SHELF);
  await waitForEvent(page, 'ruyi-recs-rendered');
  const before = paths().length;
  await page.evaluate(() => {
    const shelf = document.getElementById('shelf');
    const parent = shelf.parentElement;
    for (let i = 0; i < 3; i++) {
      shelf.remove();
      parent.append(shelf);
    }
  });
  await waitForEvent(page, 'ruyi-recs-rendered', { after: 1 });
  await settled(page);
  assert.equal(await inShelf(page, (shelf) => shelf.shadowRoot.querySelectorAll('ul.list').length), 1);
  assert.deepEqual(
    paths()
      .slice(before)
      .filter((path) => !path.includes('vectors') && !path.includes('thumb')),
    [],
  );
  assert.equal((await events(page)).length, 2);
});

test('the page’s language decides the words, also when it changes', options, async (t) => {
  const { page } = await createPage(t, SHELF, { lang: 'zh-Hans' });
  await waitForEvent(page, 'ruyi-recs-rendered');
  const first = () => inShelf(page, (shelf) => shelf.shadowRoot.querySelector('.title').textContent);
  assert.equal(await first(), '龙丝巾');
  await page.evaluate(() => (document.documentElement.lang = 'en'));
  await waitForEvent(page, 'ruyi-recs-rendered', { after: 1 });
  assert.equal(await first(), 'Dragon silk scarf');
  await page.evaluate(() => (document.documentElement.lang = 'zh-HK'));
  await waitForEvent(page, 'ruyi-recs-rendered', { after: 2 });
  assert.equal(await first(), '龙丝巾', 'a shop without titles in zh-Hant shows those in zh-Hans');
  const words = await inShelf(page, (shelf) => shelf.shadowRoot.innerHTML);
  assert.ok(words.includes('為何') && !words.includes('为何'));
});

test('aborting a call rejects with AbortError, and disposing rejects what is pending', options, async (t) => {
  const { page } = await createPage(t, '');
  const names = await page.evaluate(async () => {
    const { createRuyi } = await import('/ruyi/widget/index.js');
    const name = (promise) =>
      promise.then(
        () => 'resolved',
        (error) => `${error.name} ${error.code}`,
      );
    const ruyi = createRuyi({ manifest: '/ruyi/manifest.json' });
    const controller = new AbortController();
    const first = name(ruyi.recommend({ placement: 'for-you' }, { signal: controller.signal }));
    controller.abort();
    const early = name(ruyi.recommend({ placement: 'for-you' }, { signal: controller.signal }));
    const kept = name(ruyi.recommend({ placement: 'for-you' }));
    const answers = [await first, await early, await kept];
    const pending = name(ruyi.recommend({ placement: 'for-you' }));
    ruyi.dispose();
    ruyi.dispose();
    return [...answers, await pending, await name(ruyi.info())];
  });
  assert.deepEqual(names, ['AbortError aborted', 'AbortError aborted', 'resolved', 'AbortError aborted', 'AbortError aborted']);
});

test('an unknown item and a broken request give typed errors', options, async (t) => {
  const { page } = await createPage(t, '');
  const codes = await page.evaluate(async () => {
    const { createRuyi, RuyiError } = await import('/ruyi/widget/index.js');
    const ruyi = createRuyi({ manifest: '/ruyi/manifest.json' });
    const code = (promise) =>
      promise.then(
        () => 'resolved',
        (error) => (error instanceof RuyiError ? error.code : String(error)),
      );
    return [
      await code(ruyi.recommend({ placement: 'similar', item: 'no such item' })),
      await code(ruyi.recommend({ placement: 'nowhere' })),
      await code(ruyi.encodeText('lotus')),
      await code(ruyi.encodePhoto(new Blob(['x']))),
      await code(ruyi.recommend({ placement: 'for-you', without: ['no such symbol'] })),
      await code(ruyi.recommend({ placement: 'for-you' })),
    ];
  });
  assert.deepEqual(codes, ['unknown-item', 'invalid-json', 'no-model', 'invalid-picture', 'unknown-symbol', 'resolved']);
});

test('a core module under a wrong type still starts; a web page in its place is named with address and type', options, async (t) => {
  const odd = await createPage(t, SHELF, {
    fault: (path, answer) => path.endsWith('.wasm') && { ...answer, headers: { 'content-type': 'application/octet-stream' } },
  });
  await waitForEvent(odd.page, 'ruyi-recs-rendered');
  const page = '<!doctype html><title>Not found</title>';
  const html = await createPage(t, SHELF, {
    fault: (path) => path.endsWith('.wasm') && { status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from(page) },
  });
  const failed = await waitForEvent(html.page, 'ruyi-recs-failed');
  assert.equal(failed.code, 'asset-integrity');
  assert.match(failed.message, /ruyi\.wasm answered "text\/html"/);
});

test('without the rest of the core an explanation fails by name, the shelf goes on, and the next one tries again', options, async (t) => {
  let absent = true;
  const { page, paths } = await createPage(t, SHELF, {
    fault: (path, answer) =>
      path.endsWith('ruyi-rest.wasm') && absent
        ? { status: 404, headers: { 'content-type': 'text/plain' }, body: Buffer.from('gone') }
        : answer,
  });
  await waitForEvent(page, 'ruyi-recs-rendered');
  await settled(page);
  assert.ok(!paths().some((path) => path.endsWith('ruyi-rest.wasm')), 'a shelf does without');
  await inShelf(page, (shelf) => shelf.explain(shelf.recommendation.items[0].id));
  const failed = await waitForEvent(page, 'ruyi-why-failed');
  assert.equal(failed.code, 'not-found');
  assert.match(failed.message, /the rest of the core module, which belongs beside ruyi\.wasm/);
  await inShelf(page, (shelf) => shelf.setAttribute('item', 'SKU-001'));
  await settled(page);
  assert.ok((await events(page)).every(({ type }) => type !== 'ruyi-recs-failed'));
  absent = false;
  await inShelf(page, (shelf) => shelf.explain(shelf.recommendation.items[0].id));
  await waitForEvent(page, 'ruyi-why-rendered');
});

test('a rest of another build is refused before anything of it runs', options, async (t) => {
  const fault = (path, answer) => {
    if (!path.endsWith('ruyi-rest.wasm')) return answer;
    const body = Buffer.from(answer.body);
    body[body.length - 1] ^= 1; // the build id is the last section
    return { ...answer, body };
  };
  const { page } = await createPage(t, SHELF, { fault });
  await waitForEvent(page, 'ruyi-recs-rendered');
  await inShelf(page, (shelf) => shelf.explain(shelf.recommendation.items[0].id));
  const failed = await waitForEvent(page, 'ruyi-why-failed');
  assert.equal(failed.code, 'unsupported-version');
  assert.match(failed.message, /copy both from one build/);
});

test('a policy without wasm-unsafe-eval is named, and the static shelf inside the element shows instead', options, async (t) => {
  const body = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json"><a href="/shop/SKU-001">Lotus mug</a></ruyi-recs>';
  const { page } = await createPage(t, body, { csp: CSP.replace(" 'wasm-unsafe-eval'", '') });
  const failed = await waitForEvent(page, 'ruyi-recs-failed');
  assert.equal(failed.code, 'unsupported');
  assert.match(failed.message, /wasm-unsafe-eval/);
  assert.ok(await page.getByRole('link', { name: 'Lotus mug' }).isVisible());
});

test(
  'a widget from another origin: a named error, and with a same-origin stub it works with all assets from one base',
  options,
  async (t) => {
    const cors = (path, answer) => ({
      ...answer,
      headers: { ...answer.headers, 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' },
    });
    const cdn = await startServer({ mounts: { '/widget/': widget, '/ruyi/': shop.folder }, fault: cors });
    t.after(() => cdn.close());
    const csp = CSP.replaceAll("'self'", `'self' ${cdn.address}`);
    const shelf = (more) => ({
      body: htmlPage(`<ruyi-recs id="shelf" manifest="${cdn.address}/ruyi/manifest.json" ${more}></ruyi-recs>`).body.replace(
        '/ruyi/widget/ruyi.js',
        `${cdn.address}/widget/ruyi.js`,
      ),
    });
    const without = await createPage(t, '', { mounts: { '/': shelf('') }, csp });
    const failed = await waitForEvent(without.page, 'ruyi-recs-failed');
    assert.equal(failed.code, 'worker-origin');
    assert.match(failed.message, /worker-src/);
    const stub = { body: `import '${cdn.address}/widget/worker.js';`, type: 'text/javascript' };
    const withStub = await createPage(t, '', { mounts: { '/': shelf('worker-src="/ruyi-worker.js"'), '/ruyi-worker.js': stub }, csp });
    await waitForEvent(withStub.page, 'ruyi-recs-rendered');
    const onPage = withStub.requests
      .filter((url) => url.startsWith(withStub.server.address))
      .map((url) => url.replace(withStub.server.address, ''));
    assert.deepEqual(new Set(onPage), new Set(['/', '/icon.svg', '/page.css', '/ruyi-worker.js']));
  },
);

test('no inline style attribute is in any shadow root, and the promised policy is never violated', options, async (t) => {
  const { page, problems } = await createPage(
    t,
    `${SIMILAR}<ruyi-profile manifest="/ruyi/manifest.json"></ruyi-profile><ruyi-photo manifest="/ruyi/manifest.json"></ruyi-photo>`,
  );
  await waitForEvent(page, 'ruyi-recs-rendered');
  await inShelf(page, (shelf) => shelf.explain(shelf.recommendation.items[0].id));
  await waitForEvent(page, 'ruyi-why-rendered');
  const styled = await page.evaluate(() => {
    const found = [];
    const visit = (root) => {
      for (const node of root.querySelectorAll('*')) {
        if (node.hasAttribute('style')) found.push(node.outerHTML.slice(0, 80));
        if (node.shadowRoot) visit(node.shadowRoot);
      }
    };
    visit(document);
    return found;
  });
  assert.deepEqual(styled, []);
  assert.deepEqual(problems, []);
  assert.ok((await events(page)).every(({ type }) => type !== 'violation'));
});

test('sources never write markup or styles as text', async () => {
  const { readdir } = await import('node:fs/promises');
  const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../js/src');
  const names = (await readdir(root, { recursive: true })).filter((name) => /^(element|client|worker)\/.*\.ts$/.test(name));
  assert.ok(names.length > 20);
  for (const name of names) {
    const text = await readFile(join(root, name), 'utf8');
    const found = text.match(
      /\b(innerHTML\b|outerHTML\b|insertAdjacentHTML\b|document\.write|eval\(|new Function|cssText\b)|\.style\b(?!s)/,
    );
    assert.equal(found?.[0], undefined, name);
  }
});

test('a list that is not exact yet changes its order only with an announcement, when vectors come', options, async (t) => {
  let release;
  let hold = false;
  const held = new Promise((resolve) => (release = resolve));
  const fault = async (path, answer) => {
    if (hold && path.includes('vectors-')) await held;
    return answer;
  };
  const body = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" consent="granted"></ruyi-recs>';
  const { page } = await createPage(t, body, { fault });
  await waitForEvent(page, 'ruyi-recs-rendered');
  await inShelf(page, async (shelf) => {
    for (const item of ['SKU-004', 'SKU-010', 'SKU-011']) await shelf.ruyi.track({ kind: 'like', item });
  });
  await settled(page); // a block still on its way would be kept after the deletion
  await page.evaluate(() => caches.delete('ruyi-1'));
  hold = true;
  await page.reload();
  const first = (await waitForEvent(page, 'ruyi-recs-rendered')).detail.recommendation;
  assert.deepEqual([first.loaded, first.exact], ['hot', false]);
  const status = () => inShelf(page, (shelf) => shelf.shadowRoot.querySelector('[role=status]').textContent);
  assert.equal(await status(), '');
  release();
  const second = await waitForEvent(page, 'ruyi-recs-rendered', { after: 1 });
  assert.deepEqual([second.cause, second.detail.recommendation.loaded, second.detail.recommendation.exact], ['vectors', 'vectors', true]);
  assert.notDeepEqual(
    second.detail.recommendation.items.map(({ id }) => id),
    first.items.map(({ id }) => id),
  );
  assert.match(await status(), /^Order updated/);
});

test('the static shelf inside the element gives way to the list', options, async (t) => {
  const body = SIMILAR.replace('></ruyi-recs>', '><a href="/shop/SKU-001">Static mug</a></ruyi-recs>');
  const { page } = await createPage(t, body);
  await waitForEvent(page, 'ruyi-recs-rendered');
  assert.equal(await page.getByRole('link', { name: 'Static mug' }).isVisible(), false);
  assert.ok((await page.locator('#shelf').getByRole('listitem').count()) > 1);
});

const placed = (placement, more = '') =>
  `<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" consent="granted" placement="${placement}" ${more}></ruyi-recs>`;

test('complete-the-look shows what goes with an item, without the item, and says so', options, async (t) => {
  const { page, problems } = await createPage(t, placed('complete-the-look', 'item="SKU-000" k="4"'));
  const { detail } = await waitForEvent(page, 'ruyi-recs-rendered');
  const { placement, items } = detail.recommendation;
  assert.deepEqual([placement, items.length], ['complete-the-look', 4]);
  const silk = shop.items[0].category;
  assert.ok(
    items.every(({ id, card }) => id !== 'SKU-000' && card.category !== silk),
    JSON.stringify(items.map(({ card }) => card.category)),
  );
  assert.equal(await page.getByRole('list', { name: 'Goes with it' }).getByRole('article').count(), 4);
  await page.evaluate(() => (document.documentElement.lang = 'zh-Hans'));
  await page.getByRole('list', { name: '搭配成套' }).waitFor();
  await inShelf(page, (shelf) => shelf.removeAttribute('item'));
  await settled(page);
  assert.deepEqual(problems, []);
});

test('trending shows the same to everybody: likes change nothing but what they take away', options, async (t) => {
  const { page } = await createPage(t, placed('trending', 'k="6"'));
  const { detail } = await waitForEvent(page, 'ruyi-recs-rendered');
  const first = detail.recommendation.items.map(({ id }) => id);
  assert.equal(await page.getByRole('list', { name: 'Popular now' }).getByRole('article').count(), 6);
  const likes = shop.items.map(({ id }) => id).filter((id) => !first.includes(id));
  await inShelf(page, (shelf, item) => shelf.ruyi.track({ kind: 'like', item }), likes[0]);
  const again = await waitForEvent(page, 'ruyi-recs-rendered', { after: 1 });
  assert.deepEqual([again.cause, again.detail.recommendation.items.map(({ id }) => id)], ['profile', first]);
});
