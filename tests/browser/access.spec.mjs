// Keyboard, names, focus and axe-core, in every state that a shopper can meet.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser, openForAll, shop, shopMissing } from './shop.mjs';
import {
  axe,
  htmlPage,
  missing,
  openPage,
  PAGE_FILES,
  settled,
  startServer,
  still,
  waitForCurrent,
  waitForEvent,
  widget,
} from './support.mjs';

const options = { skip: missing() ?? shopMissing, timeout: 180_000 };
const SHELF = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" item="SKU-000" k="4"></ruyi-recs>';
const REST =
  '<ruyi-profile id="profile" manifest="/ruyi/manifest.json"></ruyi-profile><ruyi-photo id="photo" manifest="/ruyi/manifest.json"></ruyi-photo>';

openForAll(options);

async function createPage(t, body = SHELF + REST, { fault, lang, wait = 'ruyi-recs-rendered', css, page: pageOptions } = {}) {
  const mounts = { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': htmlPage(body, { lang }), ...PAGE_FILES };
  if (css) mounts['/page.css'] = { body: css, type: 'text/css' };
  const server = await startServer({ mounts, fault });
  const opened = await openPage(browser, `${server.address}/`, pageOptions);
  t.after(async () => {
    await opened.context.close();
    await server.close();
  });
  if (wait) await waitForEvent(opened.page, wait);
  return opened;
}

/** The chain of focused elements, from the page into the innermost shadow root. */
const focused = (page) =>
  page.evaluate(() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return {
      tag: node?.localName,
      class: node?.getAttribute('class'),
      key: node?.getAttribute('data-key'),
      symbol: node?.closest('[data-symbol]')?.dataset.symbol,
      record: node?.closest('[data-record]')?.dataset.record,
      id: node?.id,
    };
  });

/** Waits until the focus is on the control with this `data-key`, and then is still there when nothing more happens. */
async function focusComes(page, key) {
  await page.waitForFunction((key) => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node?.getAttribute('data-key') === key;
  }, key);
  await settled(page);
  assert.equal((await focused(page)).key, key);
}

async function turnOn(page) {
  await page.getByRole('switch').click();
  await page.getByRole('switch', { checked: true }).waitFor();
  await waitForCurrent(page);
}

async function tabTo(page, wanted, limit = 80) {
  for (let i = 0; i < limit; i++) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (wanted(at)) return at;
  }
  throw new Error('Tab does not lead there');
}

const DARK = 'body{margin:0;padding:24px;background:#141210;color:#eee;color-scheme:dark}';

for (const [name, setting] of Object.entries({
  'in English': {},
  'in Chinese': { lang: 'zh-Hans' },
  'in the dark': { css: DARK },
  'on a phone': { page: { context: { viewport: { width: 360, height: 740 } } } },
}))
  test(`axe-core finds nothing ${name}: shelf, explanation, profile, notice`, options, async (t) => {
    const { page } = await createPage(t, undefined, setting);
    assert.deepEqual(await axe(page), []);
    await page.locator('#shelf').evaluate((shelf) => shelf.explain(shelf.recommendation.items[0].id));
    await waitForEvent(page, 'ruyi-why-rendered');
    assert.deepEqual(await axe(page), []);
    await page
      .locator('#shelf')
      .locator('ruyi-why')
      .evaluate((why) => why.shadowRoot.querySelectorAll('details').forEach((fold) => (fold.open = true)));
    assert.deepEqual(await axe(page), [], 'with everything unfolded');
    await page.locator('#shelf [data-key^="wish-"]').first().click();
    await page.locator('#shelf').locator('ruyi-why').locator('.notice').waitFor();
    assert.deepEqual(await axe(page), []);
    await page.locator('#shelf').locator('ruyi-why').locator('.notice button').click();
    await page.locator('#profile [part="wishes"]').waitFor();
    await waitForCurrent(page);
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press('Escape');
    await page.locator('#profile [data-key="forget-all"]').click();
    await page.locator('#profile [data-key="yes"]').waitFor();
    assert.deepEqual(await axe(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'no sideways scrolling');
  });

test('axe-core finds nothing while loading and after a failure', options, async (t) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const slow = await createPage(t, SHELF, {
    wait: null,
    fault: async (path, answer) => (path.includes('hot-') ? (await held, answer) : answer),
  });
  await slow.page.locator('#shelf[state="loading"]').waitFor();
  assert.deepEqual(await axe(slow.page), []);
  release();
  const failed = await createPage(t, SHELF, {
    wait: 'ruyi-recs-failed',
    fault: (path) => path.includes('hot-') && { status: 404, headers: {}, body: Buffer.from('') },
  });
  assert.deepEqual(await axe(failed.page), []);
});

test('by keyboard alone: card, why, region, bar, sources, back to the region, and out with the focus where it was', options, async (t) => {
  const { page } = await createPage(t, `<a href="#start">Start</a>${SHELF}`);
  await tabTo(page, ({ class: name }) => name === 'why');
  const opener = await focused(page);
  await page.keyboard.press('Enter');
  await waitForEvent(page, 'ruyi-why-rendered');
  assert.equal((await focused(page)).id, 'heading', 'the dialog’s heading has the focus');
  const region = await tabTo(page, ({ class: name, symbol }) => name?.startsWith('region') && !symbol.startsWith('colour:'));
  assert.ok(region.symbol);
  await page.keyboard.press('Enter');
  const bar = await focused(page);
  assert.deepEqual([bar.tag, bar.symbol], ['li', region.symbol]);
  await tabTo(page, ({ key }) => key === `to-sources-${region.symbol}`);
  await page.keyboard.press('Enter');
  const source = await focused(page);
  assert.deepEqual([source.key, source.symbol], [`sentence-${region.symbol}`, region.symbol]);
  const citation = await tabTo(page, ({ record }) => record !== undefined);
  assert.equal(citation.tag, 'a');
  await tabTo(page, ({ key }) => key === `back-${region.symbol}`);
  await page.keyboard.press('Space');
  assert.equal((await focused(page)).key, region.key, 'back at the same region');
  await page.keyboard.press('Escape');
  await focusComes(page, opener.key); // the button that opened it
});

test('while the explanation is open, Tab never reaches the page behind it', options, async (t) => {
  const { page } = await createPage(t, `<button>Outside</button>${SHELF}`);
  await page.locator('#shelf').evaluate((shelf) => shelf.explain(shelf.recommendation.items[0].id));
  await waitForEvent(page, 'ruyi-why-rendered');
  for (let i = 0; i < 70; i++) {
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(() => {
      const host = document.activeElement;
      return host === document.body || (host.id === 'shelf' && host.shadowRoot.activeElement?.localName === 'ruyi-why');
    });
    assert.ok(inside, `after ${i + 1} tabs`);
  }
});

test('each card is named by its title and described by price and reason', options, async (t) => {
  const { page } = await createPage(t);
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const cards = nodes.filter((node) => node.role?.value === 'article');
  const items = await page
    .locator('#shelf')
    .evaluate((shelf) => shelf.recommendation.items.map((item) => ({ title: item.card.title.en, price: item.card.price_minor / 100 })));
  assert.equal(cards.length, items.length);
  cards.forEach((card, at) => {
    assert.equal(card.name.value, items[at].title);
    assert.ok(card.description.value.includes(String(items[at].price)), card.description.value);
    assert.match(card.description.value, /Why/);
  });
});

test('the list is no live region; one polite line speaks, and only for what the shopper changed', options, async (t) => {
  const { page } = await createPage(t);
  const live = await page
    .locator('#shelf')
    .evaluate((shelf) =>
      [...shelf.shadowRoot.querySelectorAll('[aria-live], [role=status], [role=alert]')].map((node) => [
        node.localName,
        node.textContent.trim(),
      ]),
    );
  assert.deepEqual(live, [['p', '']]);
  await turnOn(page);
  await page.locator('#shelf').getByRole('button', { name: /^Like/ }).first().click();
  await page.locator('#shelf').getByText('Updated to your choice.').waitFor();
});

test('a like keeps the focus on the same place of the shelf', options, async (t) => {
  const { page } = await createPage(t);
  await turnOn(page);
  await tabTo(page, ({ key }) => key === 'like-1', 120);
  for (let i = 0; i < 3; i++) {
    const seen = await page.evaluate(() => window.ruyiEvents.length);
    await page.keyboard.press('Enter');
    await waitForEvent(page, 'ruyi-recs-rendered', { after: seen });
    await focusComes(page, 'like-1');
  }
});

test('forgetting by keyboard moves the focus to the next record, then to the switch', options, async (t) => {
  const { page } = await createPage(t);
  await turnOn(page);
  for (const item of ['SKU-001', 'SKU-002'])
    await page.locator('#profile').evaluate((element, item) => element.ruyi.track({ kind: 'like', item }, { en: item }), item);
  await page.getByRole('button', { name: 'Forget SKU-002' }).focus();
  await page.keyboard.press('Enter');
  await focusComes(page, 'forget-SKU-001');
  await page.keyboard.press('Enter');
  await focusComes(page, 'switch');
});

for (const reducedMotion of ['reduce', 'no-preference'])
  test(`motion, ${reducedMotion}: an explanation opens ${reducedMotion === 'reduce' ? 'without it' : 'with it'}`, options, async (t) => {
    const { page } = await createPage(t, undefined, { page: { context: { reducedMotion } } });
    await still(page);
    const moving = await page.locator('#shelf').evaluate(async (shelf) => {
      shelf.explain(shelf.recommendation.items[0].id);
      const dialog = () => shelf.shadowRoot.querySelector('ruyi-why')?.shadowRoot.querySelector('dialog[open]');
      while (!dialog()) await new Promise(requestAnimationFrame);
      return window.ruyiMoving().length;
    });
    assert.equal(moving > 0, reducedMotion === 'no-preference', `${moving} animations`);
  });
