// What is noted about the shopper, where, when not, and how it is taken back.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { createShop, shopMissing } from './shop.mjs';
import {
  htmlPage,
  launch,
  missing,
  openPage,
  PAGE_FILES,
  settled,
  startServer,
  waitForCurrent,
  waitForEvent,
  waitForNoted,
  waitUntil,
  widget,
} from './support.mjs';

const options = { skip: missing() ?? shopMissing, timeout: 120_000 };
const shelf = (consent = '') =>
  `<ruyi-recs id="shelf" manifest="/ruyi/manifest.json" ${consent}></ruyi-recs><ruyi-profile id="profile" manifest="/ruyi/manifest.json" ${consent}></ruyi-profile>`;
const GRANTED = 'consent="granted"';

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

async function createPage(t, body, pageOptions = {}) {
  const server = await startServer({ mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': htmlPage(body), ...PAGE_FILES } });
  const opened = await openPage(browser, `${server.address}/`, pageOptions);
  t.after(async () => {
    await opened.context.close();
    await server.close();
  });
  await waitForEvent(opened.page, 'ruyi-recs-rendered');
  return { ...opened, server };
}

/** Everything a page can leave behind on this origin. */
const stored = (page) =>
  page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    local: localStorage.length,
    session: sessionStorage.length,
    cookies: document.cookie,
  }));
const NOTHING = { databases: [], caches: [], local: 0, session: 0, cookies: '' };

const ids = (page) => page.locator('#shelf').evaluate((element) => element.recommendation.items.map((item) => item.id));
const like = (page, id) => page.locator('#shelf').evaluate((element, id) => element.ruyi.track({ kind: 'like', item: id }), id);

test('without consent nothing is noted or stored, and a like says why and offers to turn personalisation on', options, async (t) => {
  const { page, requests } = await createPage(t, shelf());
  const before = await ids(page);
  assert.equal(await like(page, 'SKU-003'), false);
  const asked = requests.length;
  await page.locator('#shelf').getByRole('button', { name: 'Like “Lotus mug”' }).first().click();
  await page.getByText('Personalisation is off').waitFor();
  await settled(page);
  assert.deepEqual(await ids(page), before);
  assert.deepEqual(await stored(page), NOTHING);
  assert.deepEqual(
    requests.slice(asked).filter((url) => !/vectors|thumb/.test(url)),
    [],
  );
  await page.getByRole('button', { name: 'Turn it on, on this device' }).click();
  await waitForNoted(page, 'SKU-001');
  await waitForCurrent(page);
  assert.notDeepEqual(await ids(page), before);
  const profile = await page.locator('#shelf').evaluate((element) => element.ruyi.profile.get());
  assert.deepEqual(
    profile.events.map(({ kind, item }) => [kind, item]),
    [['like', 'SKU-001']],
  );
  assert.deepEqual((await stored(page)).databases, ['ruyi']);
});

for (const [signal, on] of [
  [true, false],
  [false, true],
  [undefined, true],
])
  test(`Global Privacy Control ${signal}: personalisation starts ${on ? 'on' : 'off'} though the site has consent`, options, async (t) => {
    const before = `Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => ${signal} })`;
    const { page } = await createPage(t, shelf(GRANTED), { before });
    await settled(page);
    const state = await page.locator('#shelf').evaluate((element) => element.ruyi.profile.state);
    assert.equal(state.on, on);
    assert.equal(await like(page, 'SKU-003'), on);
    const found = await stored(page);
    if (on) assert.deepEqual(found.databases, ['ruyi']);
    else assert.deepEqual([found, state.reason], [NOTHING, 'global-privacy-control']);
  });

test('the shopper’s own switch wins over Global Privacy Control, and stays', options, async (t) => {
  const before = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })";
  const { page } = await createPage(t, shelf(GRANTED), { before });
  await page.getByRole('switch').click();
  await page.waitForFunction(() => document.getElementById('profile').ruyi.profile.state.kept);
  assert.equal(await like(page, 'SKU-003'), true);
  await page.reload();
  await waitForEvent(page, 'ruyi-recs-rendered');
  const after = await page.locator('#shelf').evaluate((element) => element.ruyi.profile.state);
  assert.deepEqual([after.on, after.reason], [true, 'chosen']);
});

test('a site’s refusal keeps it off', options, async (t) => {
  const { page } = await createPage(t, shelf('consent="denied"'));
  assert.equal(await like(page, 'SKU-003'), false);
  assert.deepEqual(await stored(page), NOTHING);
});

test('the profile survives a reload; forgetting everything removes it from memory and disk', options, async (t) => {
  const { page } = await createPage(t, shelf(GRANTED));
  await like(page, 'SKU-003');
  await page.reload();
  await waitForEvent(page, 'ruyi-recs-rendered');
  const read = () => page.locator('#profile').evaluate((element) => element.ruyi.profile.get());
  assert.deepEqual(
    (await read()).events.map(({ item }) => item),
    ['SKU-003'],
  );
  await page.getByRole('button', { name: 'Forget everything' }).click();
  await page.getByRole('button', { name: 'Yes, forget everything' }).click();
  await page.getByText('Everything is forgotten.').waitFor();
  assert.deepEqual((await read()).events, []);
  assert.deepEqual((await stored(page)).databases, []);
});

test(
  'three liked lotus items raise the mean lotus presence of the list; forgetting them restores the first list exactly',
  options,
  async (t) => {
    const { page } = await createPage(t, shelf(GRANTED));
    const list = () =>
      page.locator('#shelf').evaluate(async (element) => {
        const { items } = await element.ruyi.recommend({ placement: 'for-you', k: 10 });
        return items.map(({ id, score, symbols }) => ({
          id,
          score,
          lotus: symbols.find((symbol) => symbol.id === 'lotus')?.presence ?? 0,
        }));
      });
    await settled(page);
    const first = await list();
    const mean = (rows) => rows.reduce((sum, row) => sum + row.lotus, 0) / rows.length;
    const lotus = shop.items.filter((item) => /lotus/i.test(item.title.en)).slice(-3);
    for (const item of lotus) await like(page, item.id);
    const liked = await list();
    assert.ok(mean(liked) > mean(first), `${mean(liked)} against ${mean(first)}`);
    assert.ok(liked.every(({ id }) => !lotus.some((item) => item.id === id)));
    for (const item of lotus) await page.locator('#profile').evaluate((element, id) => element.ruyi.profile.forget(id), item.id);
    assert.deepEqual(await list(), first);
  },
);

test('with personalisation off again the history counts for nothing', options, async (t) => {
  const { page } = await createPage(t, shelf(GRANTED));
  const list = () =>
    page
      .locator('#shelf')
      .evaluate((element) =>
        element.ruyi.recommend({ placement: 'for-you', k: 10 }).then(({ items }) => items.map(({ id, score }) => [id, score])),
      );
  const first = await list();
  await like(page, 'SKU-007');
  assert.notDeepEqual(await list(), first);
  await page.getByRole('switch').click();
  await page.waitForFunction(() => !document.getElementById('profile').ruyi.profile.state.on);
  assert.deepEqual(await list(), first);
});

test('a symbol’s switch: “never” takes its items off the list, and taking it back restores it', options, async (t) => {
  const { page } = await createPage(t, shelf(GRANTED));
  await settled(page);
  const first = await ids(page);
  await page.locator('#shelf').evaluate((element) => element.explain(element.recommendation.items[0].id));
  await waitForEvent(page, 'ruyi-why-rendered');
  const never = (pressed) => page.getByRole('button', { name: 'Never: Chinese dragon', pressed });
  await never(false).click();
  await never(true).waitFor();
  await waitForCurrent(page);
  const without = await page
    .locator('#shelf')
    .evaluate((element) => element.recommendation.items.flatMap((item) => item.symbols.map((symbol) => symbol.id)));
  assert.ok(!without.includes('dragon'));
  await never(true).click();
  await never(false).waitFor();
  await waitForCurrent(page);
  assert.deepEqual(await ids(page), first);
});

test('export and import carry the profile over; a broken file is refused and changes nothing', options, async (t) => {
  const { page } = await createPage(t, shelf(GRANTED));
  await like(page, 'SKU-003');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const text = await readFile(await (await download).path(), 'utf8');
  assert.deepEqual(
    JSON.parse(text).events.map(({ item }) => item),
    ['SKU-003'],
  );
  await page.locator('#profile').evaluate((element) => element.ruyi.profile.forget());
  const input = page.locator('#profile input[type=file]');
  await input.setInputFiles({
    name: 'p.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"version":1,"events":[{"kind":"love"}]}'),
  });
  await page.getByText('not a usable profile').waitFor();
  assert.deepEqual((await page.locator('#profile').evaluate((element) => element.ruyi.profile.get())).events, []);
  await input.setInputFiles({ name: 'p.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.getByText('Imported.').waitFor();
  assert.deepEqual(await page.locator('#profile').evaluate((element) => element.ruyi.profile.export()), text);
});

test('what one tab forgets, another does not bring back', options, async (t) => {
  const { page, context, server } = await createPage(t, shelf(GRANTED));
  await like(page, 'SKU-003');
  const other = await context.newPage();
  await other.goto(`${server.address}/`);
  await waitUntil(other, () =>
    document
      .getElementById('profile')
      ?.ruyi?.profile.get()
      .then(({ events }) => events.length === 1),
  );
  await page.locator('#profile').evaluate((element) => element.ruyi.profile.forget());
  await waitUntil(other, () =>
    document
      .getElementById('profile')
      .ruyi.profile.get()
      .then(({ events }) => events.length === 0),
  );
  await other.evaluate(() => document.getElementById('profile').ruyi.track({ kind: 'like', item: 'SKU-005' }));
  const kept = await other.locator('#profile').evaluate((element) => element.ruyi.profile.get());
  assert.deepEqual(
    kept.events.map(({ item }) => item),
    ['SKU-005'],
  );
});

test('storage that throws everywhere: the shelf comes and the profile lasts as long as the page', options, async (t) => {
  const before = () => {
    const deny = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    for (const name of ['indexedDB', 'caches', 'localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get: deny });
    window.BroadcastChannel = class {
      constructor() {
        deny();
      }
    };
  };
  const { page, problems } = await createPage(t, shelf(GRANTED), { before });
  assert.equal(await like(page, 'SKU-003'), true);
  const state = await page.locator('#shelf').evaluate((element) => element.ruyi.profile.state);
  assert.deepEqual([state.on, state.kept], [true, false]);
  await page.getByText('Kept until this page is closed').waitFor();
  assert.deepEqual(problems, []);
});

test(
  'no request ever carries anything: a visit with likes, switches and an explanation sends only plain GETs for files',
  options,
  async (t) => {
    const { page, context } = await createPage(t, shelf(GRANTED));
    const odd = [];
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (request.method() !== 'GET' || request.postData() !== null || url.search !== '' || request.headers()['cookie'])
        odd.push(`${request.method()} ${url}`);
    });
    await like(page, 'SKU-004');
    await page.locator('#shelf').evaluate((element) => element.ruyi.profile.setSwitch('lotus', 'more'));
    await waitForCurrent(page);
    await page.locator('#shelf').evaluate((element) => element.explain(element.recommendation.items[0].id));
    await waitForEvent(page, 'ruyi-why-rendered');
    assert.deepEqual(odd, []);
  },
);
