// What is noted about the shopper, where, when not, and how it is taken back.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { browser, openForAll, shop, shopMissing } from './shop.mjs';
import {
  htmlPage,
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

openForAll(options);

async function createPage(t, body, pageOptions = {}, fault = undefined) {
  const server = await startServer({
    mounts: { '/ruyi/widget/': widget, '/ruyi/': shop.folder, '/': htmlPage(body), ...PAGE_FILES },
    ...(fault ? { fault } : {}),
  });
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

test(
  'this rather than that, through the worker: it is noted with titles, learning follows, and forgetting it takes both away',
  options,
  async (t) => {
    const { page } = await createPage(t, shelf(GRANTED));
    await like(page, 'SKU-001');
    const found = await page.evaluate(async () => {
      const { ruyi } = document.getElementById('shelf');
      const { profile } = ruyi;
      const learned = new Promise((done) => ruyi.on('learned', done));
      const titles = { 'SKU-001': { en: 'Lotus mug' }, 'SKU-002': { en: 'Other fan' } };
      const noted = await profile.prefer('SKU-001', 'SKU-002', { position: 2, titles });
      const outcome = await learned;
      const wished = await profile.wish({ weights: { visual: 2 } });
      const with_pair = await profile.get();
      await profile.forget({ pair: { better: 'SKU-001', worse: 'SKU-002' } });
      return {
        noted,
        outcome,
        wished,
        with_pair,
        label: profile.label('SKU-001'),
        after: await profile.get(),
        other: profile.label('SKU-002'),
      };
    });
    assert.deepEqual([found.noted, found.outcome, found.wished], [true, { learned: true }, true]);
    assert.deepEqual(
      found.with_pair.pairs.map(({ day: _, ...pair }) => pair),
      [{ better: 'SKU-001', worse: 'SKU-002', position: 2 }],
    );
    assert.equal(found.with_pair.learned.day, found.with_pair.pairs[0].day);
    assert.deepEqual([found.label, found.other], [{ en: 'Lotus mug' }, {}]);
    assert.deepEqual([found.after.pairs, found.after.learned, found.after.weights], [[], undefined, { visual: 2 }]);
  },
);

test('a pair is noted though nothing can be learnt from it, and why is said apart', options, async (t) => {
  const fault = (path, answer) => (path.includes('vectors-') ? { ...answer, status: 404, body: Buffer.from('gone') } : undefined);
  const { page } = await createPage(t, shelf(GRANTED), {}, fault);
  const found = await page.evaluate(async () => {
    const { ruyi } = document.getElementById('shelf');
    const learned = new Promise((done) => ruyi.on('learned', done));
    const noted = await ruyi.profile.prefer('SKU-001', 'SKU-002');
    const { learned: learnt, error } = await learned;
    return { noted, learnt, code: error.code, pairs: (await ruyi.profile.get()).pairs.length };
  });
  assert.deepEqual(found, { noted: true, learnt: false, code: 'not-found', pairs: 1 });
});

test('prefer, learn and merge stop with their signal and change nothing; with personalisation off they say false', options, async (t) => {
  const { page } = await createPage(t, shelf(GRANTED));
  const found = await page.evaluate(async () => {
    const { profile } = document.getElementById('shelf').ruyi;
    const name = (promise) => promise.then(String, (error) => `${error.name} ${error.code}`);
    const calls = (options) => [
      profile.prefer('SKU-001', 'SKU-002', options),
      profile.learn(options),
      profile.merge('{"version":2,"events":[{"kind":"like","item":"SKU-004","day":20000}]}', options),
    ];
    const stopped = new AbortController();
    stopped.abort();
    const early = await Promise.all(calls({ signal: stopped.signal }).map(name));
    const running = new AbortController();
    const late = calls({ signal: running.signal }).slice(1).map(name);
    running.abort();
    const answers = [early, await Promise.all(late)];
    const after = await profile.get();
    await profile.choose(false);
    return { answers, after: [after.events, after.pairs, after.learned], off: await Promise.all(calls({}).map(name)) };
  });
  const stopped = 'AbortError aborted';
  assert.deepEqual(found.answers, [
    [stopped, stopped, stopped],
    [stopped, stopped],
  ]);
  assert.deepEqual(found.off, ['false', 'false', 'false']);
});

test('merging joins two copies: events of both, and of each wish the newer; the switch stays', options, async (t) => {
  const { page } = await createPage(t, shelf(GRANTED));
  const other = {
    version: 2,
    events: [{ kind: 'like', item: 'SKU-004', day: 20000 }],
    occasion: 'wedding',
    switches: { lotus: 'never' },
    wish_days: { occasion: 20000, 'switches.lotus': 20000 },
    personalise: false,
  };
  await like(page, 'SKU-003');
  const found = await page.evaluate(async (text) => {
    const { profile } = document.getElementById('shelf').ruyi;
    await profile.setSwitch('lotus', 'more');
    const merged = await profile.merge(text);
    return { merged, state: profile.state.on, profile: await profile.get() };
  }, JSON.stringify(other));
  assert.deepEqual([found.merged, found.state, found.profile.personalise], [true, true, undefined]);
  assert.deepEqual(found.profile.events.map(({ item }) => item).sort(), ['SKU-003', 'SKU-004']);
  assert.deepEqual([found.profile.switches, found.profile.occasion], [{ lotus: 'more' }, 'wedding']);
});

test('a merge that is under way when everything is forgotten brings nothing back', options, async (t) => {
  const { page } = await createPage(t, shelf(GRANTED));
  await like(page, 'SKU-003');
  const found = await page.evaluate(async () => {
    const { profile } = document.getElementById('shelf').ruyi;
    const merging = profile.merge('{"version":2,"events":[{"kind":"like","item":"SKU-004","day":20000}]}');
    const forgetting = profile.forget();
    return { merged: await merging, forgotten: await forgetting, events: (await profile.get()).events };
  });
  assert.deepEqual([found.merged, found.events], [false, []]);
  assert.deepEqual((await stored(page)).databases, []);
});

test('a wish for a price counts on the shelf, and forgetting it by its path restores the list', options, async (t) => {
  const { page } = await createPage(t, shelf(GRANTED));
  await settled(page);
  const scores = () =>
    page
      .locator('#shelf')
      .evaluate((element) =>
        element.ruyi.recommend({ placement: 'for-you', k: 10 }).then(({ items }) => items.map(({ id, score }) => [id, score])),
      );
  const profile = (use, argument) =>
    page.locator('#shelf').evaluate((element, [use, argument]) => element.ruyi.profile[use](argument), [use, argument]);
  const first = await scores();
  assert.equal(await profile('wish', { price: { max_minor: 9000 } }), true);
  assert.notDeepEqual(await scores(), first);
  await profile('forget', { wish: 'price' });
  assert.deepEqual(await scores(), first);
});

test('the profile reads itself out: one row for each item, wishes by name, a price in money, pairs by title', options, async (t) => {
  const { page } = await createPage(t, shelf(GRANTED));
  await page.evaluate(async () => {
    const { ruyi } = document.getElementById('shelf');
    const learned = new Promise((done) => ruyi.on('learned', done));
    const titles = { 'SKU-001': { en: 'Lotus mug' }, 'SKU-002': { en: 'Ruyi fan' } };
    await ruyi.profile.prefer('SKU-001', 'SKU-002', { titles });
    await learned; // it would write over the document below
    await ruyi.profile.set({
      version: 2,
      events: [
        { kind: 'view', item: 'SKU-001', day: 20000, count: 3 },
        { kind: 'like', item: 'SKU-001', day: 20001 },
      ],
      pairs: [{ better: 'SKU-001', worse: 'SKU-002', day: 20001 }],
      occasion: 'zhongqiu',
      recipient: 'elder',
      price: { max_minor: 19900 },
      switches: { crane: 'more' },
      weights: { symbols: 2 },
      learned: { day: 20001, symbols: { lotus: 0.5 }, weights: { visual: 1.25 } },
      folded: { view: 7, pair: 2 },
    });
  });
  const rows = (part) =>
    page.locator(`#profile [part="${part}"] li`).evaluateAll((all) => all.map((row) => row.querySelector('.name').textContent.trim()));
  await page.locator('#profile [part="wishes"]').getByText('Gift for an elder').waitFor();
  assert.deepEqual(await rows('events'), ['Lotus mug liked · seen ×3 · Oct 5, 2024']);
  assert.deepEqual(await rows('wishes'), [
    'Crane More',
    'Occasion: Mid-Autumn Festival',
    'Gift for an elder',
    'Price: up to ¥199',
    'How much “Motif” counts 2.00',
    '“Lotus mug” over “Ruyi fan”',
  ]);
  assert.deepEqual(await rows('learned'), ['More: Lotus +0.500', 'How much “Similar look” counts 1.25']);
  await page.locator('#profile').getByText('Of older records only counts are left: seen ×7 · comparisons ×2').waitFor();
  await page.getByRole('button', { name: 'Forget Gift for an elder' }).click();
  await page.locator('#profile').getByText('Gift for an elder').waitFor({ state: 'detached' });
  const left = await page.locator('#profile').evaluate((element) => element.ruyi.profile.get());
  assert.deepEqual([left.recipient, left.occasion, left.learned], [undefined, 'zhongqiu', undefined]);
});

test('a stand at rest: database, list, photo, wish in words and open explanation are as for the next visitor', options, async (t) => {
  const kiosk = `${GRANTED} kiosk`;
  const body = `${shelf(kiosk)}<ruyi-recs id="asked" manifest="/ruyi/manifest.json" ${kiosk} text="a lotus for my mother"></ruyi-recs><ruyi-photo id="photo" manifest="/ruyi/manifest.json" ${kiosk}></ruyi-photo>`;
  const before = () => {
    window.ruyiForgotten = [];
    document.addEventListener('ruyi-visitor-forgotten', ({ target }) => window.ruyiForgotten.push(target.id));
  };
  const { page } = await createPage(t, body, { before, clock: true });
  await settled(page);
  const first = await ids(page);
  await like(page, 'SKU-003');
  await waitForCurrent(page);
  assert.notDeepEqual(await ids(page), first);
  await page.locator('#photo').evaluate(async (element) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
    canvas.getContext('2d').fillRect(0, 0, 8, 8);
    await element.read(await new Promise((done) => canvas.toBlob(done)));
  });
  assert.equal(await page.locator('#photo canvas[part="photo"]').count(), 1);
  await page.locator('#shelf').evaluate((element) => element.explain(element.recommendation.items[0].id));
  await waitForEvent(page, 'ruyi-why-rendered');
  const why = () =>
    page.locator('#shelf').evaluate((element) => {
      const dialog = element.shadowRoot.querySelector('ruyi-why').shadowRoot.querySelector('dialog');
      return { open: dialog.open, text: dialog.textContent.trim() };
    });
  assert.equal((await why()).open, true);
  await page.mouse.move(5, 5);
  await page.clock.fastForward(50_000);
  assert.equal((await why()).open, true);
  await page.clock.fastForward(10_000);
  await waitUntil(page, () => window.ruyiForgotten.length === 4);
  await settled(page);
  assert.deepEqual((await page.evaluate(() => window.ruyiForgotten)).sort(), ['asked', 'photo', 'profile', 'shelf'], 'each element once');
  await waitUntil(
    page,
    () => !document.getElementById('shelf').shadowRoot.querySelector('ruyi-why').shadowRoot.querySelector('dialog').textContent.trim(),
  );
  assert.deepEqual(await why(), { open: false, text: '' });
  assert.equal(await page.locator('#photo canvas').count(), 0);
  assert.deepEqual(
    await page.evaluate(() =>
      ['asked', 'photo'].map((id) => [document.getElementById(id).getAttribute('text'), document.getElementById(id).getAttribute('state')]),
    ),
    [
      [null, 'ready'],
      [null, 'idle'],
    ],
  );
  assert.deepEqual(await ids(page), first);
  assert.deepEqual((await stored(page)).databases, []);
  await page.locator('#profile').getByText('Nothing is noted yet.').waitFor();
});
