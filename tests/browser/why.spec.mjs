// What an explanation shows at first sight, what it folds away, and that nothing of it is said twice.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser, createShop, openForAll, shop, shopMissing } from './shop.mjs';
import { htmlPage, missing, openPage, PAGE_FILES, startServer, still, waitForCurrent, waitForEvent, widget } from './support.mjs';

const options = { skip: missing() ?? shopMissing, timeout: 120_000 };
const SIMILAR = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" item="SKU-000" k="4"></ruyi-recs>';
const FOR_YOU = '<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" k="4" consent="granted"></ruyi-recs>';

openForAll(options);

async function createPage(t, body, { lang, css, folder = shop.folder } = {}) {
  const mounts = { '/ruyi/widget/': widget, '/ruyi/': folder, '/': htmlPage(body, { lang }), ...PAGE_FILES };
  if (css) mounts['/page.css'] = { body: css, type: 'text/css' };
  const server = await startServer({ mounts });
  const opened = await openPage(browser, `${server.address}/`);
  t.after(async () => {
    await opened.context.close();
    await server.close();
  });
  await waitForEvent(opened.page, 'ruyi-recs-rendered');
  return opened.page;
}

/** Opens the explanation at this place of the shelf; resolves to the item with everything that was explained. */
async function explain(page, at = 0) {
  const seen = await page.evaluate(() => window.ruyiEvents.length);
  await page.locator('#shelf').evaluate((shelf, at) => shelf.explain(shelf.recommendation.items[at].id), at);
  const { detail } = await waitForEvent(page, 'ruyi-why-rendered', { after: seen });
  return detail.item;
}

const inDialog = (page, read, argument) =>
  page
    .locator('#shelf')
    .locator('ruyi-why')
    .evaluate(
      (why, [read, argument]) => new Function('root', 'argument', `return (${read})(root, argument)`)(why.shadowRoot, argument),
      [String(read), argument],
    );

/** Independent of the page: amounts by kind of reason, a symbol being a kind of its own. */
function reasonsOf(item) {
  const sums = new Map();
  for (const { term, symbol, festival, value } of item.contributions) {
    const name = term === 'symbol' ? `symbol ${symbol}` : term === 'occasion' ? `occasion ${festival}` : term;
    if (value !== 0) sums.set(name, (sums.get(name) ?? 0) + value);
  }
  sums.delete('rounding');
  return [...sums].sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
}

const CLAUSES = { visual: /looks like/, text: /description/, popularity: /popular in this shop/ };

test('first comes one sentence with the deciding reason, then the one absence that costs most places', options, async (t) => {
  const page = await createPage(t, SIMILAR);
  for (const at of [0, 1, 2, 3]) {
    const item = await explain(page, at);
    const shown = await inDialog(page, (root) => ({
      order: [...root.querySelector('dialog').children].map((node) => node.localName + (node.id ? `#${node.id}` : '')),
      described: root.querySelector('dialog').getAttribute('aria-describedby'),
      lead: root.querySelector('[part=lead]').textContent,
      loss: root.querySelector('[part=counterfactual]')?.textContent,
      rank: Number(root.querySelector('[part=counterfactual]')?.dataset.rank),
    }));
    assert.deepEqual([shown.order, shown.described], [['header', 'section#answer', 'div'], 'answer']);
    const [deciding] = reasonsOf(item).find(([, value]) => value > 0);
    const symbol = item.symbols.find(({ id }) => deciding === `symbol ${id}`);
    const wanted = symbol ? new RegExp(symbol.en.replace(/ *\(.*| motif$/g, '')) : CLAUSES[deciding];
    assert.match(shown.lead, wanted, deciding);
    const worst = Math.max(...item.counterfactuals.map(({ rank }) => rank));
    if (worst > item.rank) {
      assert.equal(shown.rank, worst);
      assert.match(shown.loss, new RegExp(`would be ${worst}\\D+ instead of ${item.rank}\\D`));
    } else assert.equal(shown.loss, undefined);
  }
});

test(
  'at most three bars and one for everything else end at the score; the complete table is folded and can be opened',
  options,
  async (t) => {
    const page = await createPage(t, SIMILAR);
    const item = await explain(page);
    const reasons = reasonsOf(item);
    assert.ok(reasons.length > 3, 'the item has more reasons than bars');
    const bars = await inDialog(page, (root) =>
      [...root.querySelectorAll('.bars li[data-value]')].map(({ dataset }) => ({ ...dataset, seen: true })),
    );
    assert.equal(bars.length, 4);
    assert.deepEqual(
      bars.map(({ term, symbol }) => (term === 'symbol' ? `symbol ${symbol}` : term)),
      [...reasons.slice(0, 3).map(([name]) => name), 'rest'],
    );
    assert.ok(Math.abs(bars.reduce((sum, { value }) => sum + Number(value), 0) - item.score) <= 1e-9);
    assert.equal(Number(bars.at(-1).end), item.score);
    const table = page.locator('#shelf').locator('ruyi-why').locator('table');
    assert.equal(await table.isVisible(), false);
    assert.equal(await inDialog(page, (root) => root.querySelectorAll('details[open]').length), 0);
    await page.getByText('All reasons in numbers').focus();
    await page.keyboard.press('Enter');
    await table.waitFor();
    assert.equal(await table.locator('tfoot tr').getAttribute('data-value'), String(item.score));
    assert.ok((await table.locator('tbody tr').count()) > 3);
  },
);

test('of somebody without a taste: the deciding term, an invitation to like, no box and no rank that stays', options, async (t) => {
  const page = await createPage(t, FOR_YOU);
  const item = await explain(page);
  assert.deepEqual(
    reasonsOf(item).map(([name]) => name),
    ['popularity'],
  );
  assert.ok(
    item.symbols.some(({ evidence }) => evidence.some(({ box, claimed }) => box && claimed)),
    'there is a place that could be drawn',
  );
  assert.ok(item.counterfactuals.length > 0);
  const shown = await inDialog(page, (root) => ({
    lead: root.querySelector('[part=lead]').textContent,
    regions: root.querySelectorAll('[part=region]').length,
    ranks: root.querySelectorAll('[data-without]').length,
    like: root.querySelectorAll('[part=invite] [data-key=like]').length,
  }));
  assert.deepEqual(shown, { lead: 'Shown because it is popular in this shop.', regions: 0, ranks: 0, like: 1 });
  const seen = await page.evaluate(() => window.ruyiEvents.length);
  await page.locator('#shelf').locator('ruyi-why').locator('[part=invite] button').click();
  await waitForEvent(page, 'ruyi-recs-rendered', { after: seen });
  await waitForCurrent(page);
  await explain(page, 1);
  assert.equal(await inDialog(page, (root) => root.querySelectorAll('[part=invite]').length), 0, 'the invitation was taken');
});

test(
  'boxes are drawn for the reasons that have a bar, else for the strongest that has a place: whole where the picture vouches, one dashed guess where words alone do',
  options,
  async (t) => {
    const doubtful = await createShop({
      change: (item, index) =>
        index === 0 ? {} : { seen: item.seen.map((one, at) => (at === 0 ? { ...one, confidence: 0.2, claimed: false } : one)) },
    });
    t.after(doubtful.remove);
    const page = await createPage(t, SIMILAR, { folder: doubtful.folder });
    let [whole, dashed] = [0, 0];
    for (const at of [0, 1, 2, 3]) {
      const item = await explain(page, at);
      const gain = ({ id }) => item.contributions.reduce((sum, part) => sum + (part.symbol === id ? part.value : 0), 0);
      const placed = item.symbols.filter(({ claimed, evidence }) => claimed && evidence.some(({ box, disagrees }) => box && !disagrees));
      const counted = placed.filter((symbol) => gain(symbol) > 0).sort((a, b) => gain(b) - gain(a));
      const sure = ({ evidence }) => evidence.some(({ box, claimed }) => box && claimed === true);
      const shown = await inDialog(page, (root) => ({
        regions: [...root.querySelectorAll('[part=region]')].map((node) => [node.dataset.symbol, node.classList.contains('located')]),
        guess: root.querySelectorAll('[part=guess]').length,
        found: [...root.querySelectorAll('.findings > li')].map((row) => [row.dataset.symbol, row.closest('details').open]),
      }));
      const bars = new Set(
        reasonsOf(item)
          .slice(0, 3)
          .map(([name]) => name),
      );
      const barred = counted.filter(({ id }) => bars.has(`symbol ${id}`));
      const drawn = barred.length > 0 ? barred : counted.slice(0, 1);
      const rough = drawn.filter((symbol) => !sure(symbol)).map(({ id }) => id);
      assert.deepEqual([...new Set(shown.regions.map(([symbol]) => symbol))].sort(), drawn.map(({ id }) => id).sort(), item.id);
      assert.deepEqual(
        shown.regions
          .filter(([, located]) => located)
          .map(([symbol]) => symbol)
          .sort(),
        rough.sort(),
        'one guess each',
      );
      assert.equal(shown.guess, rough.length > 0 ? 1 : 0, 'the guess is explained');
      const others = placed.filter((symbol) => !drawn.includes(symbol));
      for (const { id } of others)
        assert.ok(
          shown.found.some(([symbol, open]) => symbol === id && !open),
          id,
        );
      [whole, dashed] = [whole + drawn.length - rough.length, dashed + rough.length];
    }
    assert.ok(whole > 0 && dashed > 0, `${whole} whole, ${dashed} dashed`);
  },
);

for (const [name, setting] of Object.entries({
  'in English': {},
  'in Chinese, in the dark': { lang: 'zh-Hans', css: 'body{margin:0;background:#141210;color:#eee;color-scheme:dark}' },
}))
  test(`${name}: every box carries its name inside the picture and is not hidden by it`, options, async (t) => {
    const page = await createPage(t, SIMILAR, setting);
    const item = await explain(page);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await still(page);
      const marks = await inDialog(page, (root) => {
        const frame = (node) => (({ left, top, right, bottom }) => ({ left, top, right, bottom }))(node.getBoundingClientRect());
        const picture = frame(root.querySelector('img'));
        return [...root.querySelectorAll('[part=region]')].map((region) => ({
          picture,
          symbol: region.dataset.symbol,
          label: region.getAttribute('aria-label'),
          text: region.querySelector('.tag-text').textContent,
          letters: frame(region.querySelector('.tag-text')),
          tag: frame(region.querySelector('.tag')),
          edge: frame(region.querySelector('.edge')),
        }));
      });
      assert.ok(marks.length > 0);
      for (const { picture, symbol, label, text, letters, tag, edge } of marks) {
        const names = item.symbols.find(({ id }) => id === symbol);
        assert.ok((setting.lang ? names.zh : names.en).startsWith(text) && label.startsWith(text), `${text}: ${label}`);
        const within = (inner, outer) =>
          inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
        assert.ok(within(tag, picture), `${text} leaves the picture at ${width} px`);
        assert.ok(letters.left >= tag.left && letters.right <= tag.right, `${text} is wider than its tag at ${width} px`);
        assert.ok(letters.bottom - letters.top >= 11, `${text} is ${letters.bottom - letters.top} px high at ${width} px`);
        const covered =
          Math.max(0, Math.min(tag.right, edge.right) - Math.max(tag.left, edge.left)) *
          Math.max(0, Math.min(tag.bottom, edge.bottom) - Math.max(tag.top, edge.top));
        assert.ok(covered < 0.3 * (edge.right - edge.left) * (edge.bottom - edge.top), `${text} hides its place`);
      }
    }
  });

test('no number stands for a symbol: every box leads to its amount and back, and lights it up under the pointer', options, async (t) => {
  const page = await createPage(t, SIMILAR);
  await explain(page);
  const why = page.locator('#shelf').locator('ruyi-why');
  const regions = await inDialog(page, (root) => [...root.querySelectorAll('[part=region]')].map(({ dataset }) => dataset.symbol));
  assert.ok(regions.length > 0);
  assert.equal(await inDialog(page, (root) => root.querySelectorAll('.badge, .legend').length), 0);
  for (const symbol of new Set(regions)) {
    const region = why.locator(`[part=region][data-symbol="${symbol}"]`).first();
    await region.focus();
    await page.keyboard.press('Enter');
    const row = await inDialog(page, (root) => {
      const { localName, dataset } = root.activeElement;
      return {
        localName,
        symbol: dataset.symbol,
        seen: root.activeElement.checkVisibility(),
        linked: root.activeElement.classList.contains('linked'),
      };
    });
    assert.deepEqual([row.symbol, row.seen, row.linked], [symbol, true, true], row.localName);
    await why.locator(`[data-key="to-picture-${symbol}"]`).click();
    assert.equal(await inDialog(page, (root) => root.activeElement.dataset.symbol), symbol);
    assert.ok(await region.evaluate((node) => node.classList.contains('linked')));
  }
  const links = await inDialog(page, (root) =>
    [...root.querySelectorAll('[data-key^="to-picture-"]')].map(({ dataset }) => dataset.key.slice(11)),
  );
  assert.deepEqual([...new Set(links)].sort(), [...new Set(regions)].sort(), 'no link to a place that is not drawn');
});

for (const lang of ['en', 'zh-Hans', 'zh-Hant'])
  test(`sources in ${lang}: publisher and link, what kind it is in plain words, and no tier`, options, async (t) => {
    const page = await createPage(t, SIMILAR, { lang });
    let cited = 0;
    for (const at of [0, 1, 2, 3]) {
      const item = await explain(page, at);
      const all = item.sentences.filter((one) => one.lang === lang).flatMap(({ citations }) => citations);
      const shown = await inDialog(page, (root) =>
        [...root.querySelectorAll('[part=citation]')].map((row) => ({
          id: row.dataset.record,
          tier: row.dataset.tier,
          text: row.textContent,
          link: row.querySelector('a')?.href ?? '',
          folded: row.closest('details') !== null,
        })),
      );
      assert.deepEqual(shown.map(({ id }) => id).sort(), all.map(({ id }) => id).sort());
      for (const { id, tier, text, link, folded } of shown) {
        const source = all.find((one) => one.id === id);
        assert.deepEqual([tier, folded, link !== ''], [source.tier, true, source.url !== '']);
        assert.doesNotMatch(text.replace(source.cite, ''), /\btier\b|级来源|級來源|分级|分級/i);
        assert.ok(text.includes(source.cite));
      }
      cited += shown.length;
    }
    assert.ok(cited > 0);
  });

test('nothing is said twice: reasons, rows and sentences differ, also after several likes', options, async (t) => {
  const page = await createPage(t, FOR_YOU);
  await page.locator('#shelf').evaluate(async (shelf) => {
    for (const item of ['SKU-001', 'SKU-002', 'SKU-003']) await shelf.ruyi.track({ kind: 'like', item }, { en: `Liked ${item}` });
  });
  await waitForCurrent(page);
  let several = 0;
  for (const at of [0, 1, 2, 3]) {
    const item = await explain(page, at);
    several += item.contributions.filter(({ term, value }) => term === 'text' && value !== 0).length > 1 ? 1 : 0;
    const shown = await inDialog(page, (root) => {
      const texts = (selector) => [...root.querySelectorAll(selector)].map((node) => node.firstChild.textContent.trim());
      return {
        bars: texts('.bars .name'),
        rows: texts('tbody th'),
        said: [...texts('[part=lead]'), ...texts('[part=counterfactual]'), ...texts('.sentence'), ...texts('[data-without]')],
      };
    });
    for (const [where, list] of Object.entries(shown)) assert.deepEqual(list, [...new Set(list)], where);
  }
  assert.ok(several > 0, 'an item is like several liked items');
});

// A dialog says that it closed a moment after it did: this must not stop the explanation that is on its way.
for (const next of [0, 1])
  test(
    `an explanation closed and ${next === 0 ? 'opened again' : 'followed by another'} in the same moment is shown in full`,
    options,
    async (t) => {
      const page = await createPage(t, SIMILAR);
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
