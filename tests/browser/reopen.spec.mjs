// Closing one explanation and opening the next at once: the dialog's late "close" must not stop the one that is on its way.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createShop, shopMissing } from './shop.mjs';
import { htmlPage, launch, missing, openPage, PAGE_FILES, startServer, waitForEvent, widget } from './support.mjs';

const options = { skip: missing() ?? shopMissing, timeout: 120_000 };
const SIMILAR = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" item="SKU-000"></ruyi-recs>';

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

for (const next of [0, 1])
  test(
    `an explanation closed and ${next === 0 ? 'opened again' : 'followed by another'} in the same moment is shown in full`,
    options,
    async (t) => {
      const server = await startServer({
        mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': htmlPage(SIMILAR), ...PAGE_FILES },
      });
      const { page, context } = await openPage(browser, `${server.address}/`);
      t.after(async () => {
        await context.close();
        await server.close();
      });
      await waitForEvent(page, 'ruyi-recs-rendered');
      const found = await page.locator('#shelf').evaluate(async (shelf, next) => {
        const cards = () => shelf.shadowRoot.querySelectorAll('li[data-id]');
        const dialog = () => shelf.shadowRoot.querySelector('ruyi-why').shadowRoot.querySelector('dialog');
        const opened = (at) =>
          new Promise((done) => {
            const listen = ({ detail }) => {
              if (detail.id !== cards()[at].dataset.id) return;
              shelf.removeEventListener('ruyi-why-rendered', listen);
              done(detail.id);
            };
            shelf.addEventListener('ruyi-why-rendered', listen);
            cards()[at].querySelector('button.why').click();
          });
        await opened(0);
        const seen = [];
        for (let round = 0; round < 6; round++) {
          dialog().close();
          seen.push(await opened(round % 2 === 0 ? next : 0));
        }
        return { seen, open: dialog().open, ids: [cards()[next].dataset.id, cards()[0].dataset.id] };
      }, next);
      assert.deepEqual(
        found.seen,
        [0, 1, 2, 3, 4, 5].map((round) => found.ids[round % 2]),
      );
      assert.equal(found.open, true);
    },
  );
