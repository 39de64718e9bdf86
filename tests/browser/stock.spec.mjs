// The overlay of prices and stock beside the manifest, as shown on a shelf.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPage, openForAll, shopMissing } from './shop.mjs';
import { missing, settled, waitForEvent } from './support.mjs';

const options = { skip: missing() ?? shopMissing, timeout: 120_000 };
const SIMILAR = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" item="SKU-000"></ruyi-recs>';

openForAll(options);

const inShelf = (page, read, argument) => page.locator('#shelf').evaluate(read, argument);
const STOCK_SHELF = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" item="SKU-000" stock></ruyi-recs>';
const stockFile = (document) => ({
  mounts: { '/ruyi/stock.json': { type: 'application/json', body: typeof document === 'string' ? document : JSON.stringify(document) } },
});
const shownCards = (page) =>
  inShelf(page, (shelf) =>
    [...shelf.shadowRoot.querySelectorAll('li[data-id]')].map((card) => ({
      id: card.dataset.id,
      price: card.querySelector('.price').textContent,
    })),
  );

test('prices and stock beside the manifest are on the first shelf, fetched anew on every visit', options, async (t) => {
  const first = await createPage(t, SIMILAR);
  await waitForEvent(first.page, 'ruyi-recs-rendered');
  await settled(first.page);
  const [gone, dearer] = await shownCards(first.page);
  assert.ok(!first.paths().includes('/ruyi/stock.json'), 'nobody asked for it');
  const items = { [gone.id]: { available: false }, [dearer.id]: { price_minor: 123400 }, 'NOT-HERE': { available: true } };
  const { page, paths, problems } = await createPage(t, STOCK_SHELF, stockFile({ version: 1, items }));
  await waitForEvent(page, 'ruyi-recs-rendered');
  await settled(page);
  const now = await shownCards(page);
  assert.ok(!now.some(({ id }) => id === gone.id), 'what is sold out is not recommended');
  const changed = now.find(({ id }) => id === dearer.id);
  assert.match(changed?.price ?? '', /1,234/);
  assert.notEqual(changed.price, dearer.price);
  const { stock } = await inShelf(page, (shelf) => shelf.ruyi.info());
  assert.deepEqual(stock, { changed: 2, unknown: 1, unknownIds: ['NOT-HERE'] });
  assert.equal(paths().filter((path) => path === '/ruyi/stock.json').length, 1);
  assert.deepEqual(problems, []);
});

for (const [what, document, problem] of [
  ['is not there', undefined, /^Not on the host: the overlay of prices and stock/],
  ['is no JSON', '{"version":1,"items":{', /JSON/],
  ['is of a later version', { version: 2, items: {} }, /^stock\.version must be 1/],
  ['has a price in words', { version: 1, items: { 'SKU-001': { price_minor: '12' } } }, /price_minor must be/],
])
  test(`an overlay of prices and stock that ${what} leaves the shelf as it was built, and says so`, options, async (t) => {
    const { page } = await createPage(t, STOCK_SHELF, document === undefined ? {} : stockFile(document));
    await waitForEvent(page, 'ruyi-recs-rendered');
    await settled(page);
    assert.equal((await shownCards(page)).length, 8);
    const { stock } = await inShelf(page, (shelf) => shelf.ruyi.info());
    assert.equal(stock.changed, 0);
    assert.match(stock.problem, problem);
  });
