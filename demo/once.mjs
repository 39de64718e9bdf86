// A scripted visit in headless Chromium: front page, a product page, every explanation of its shelf. What it returns was read from the page's DOM.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const TIMEOUT_MS = 60_000;
const SUM_TOLERANCE = 1e-5;

export function launchBrowser() {
  const executablePath = BROWSERS.find((path) => existsSync(path));
  if (!executablePath) throw new Error('Chromium is missing: apt-get install chromium');
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** In the page: waits for a shelf to settle and returns the cards' data attributes. */
function readShelf(id) {
  const recs = document.getElementById(id);
  return new Promise((done) => {
    const look = () => {
      if (['loading', 'idle', null].includes(recs.getAttribute('state'))) return setTimeout(look, 50);
      const cards = [...(recs.shadowRoot?.querySelectorAll('li[data-id]') ?? [])];
      done({
        state: recs.getAttribute('state'),
        ids: cards.map((card) => card.dataset.id),
        scores: cards.map((card) => Number(card.dataset.score)),
      });
    };
    look();
  });
}

/** In the page: opens one card's explanation by its button and reads what the dialog shows. */
function readExplanation({ shelf, at }) {
  const recs = document.getElementById(shelf);
  const card = recs.shadowRoot.querySelectorAll('li[data-id]')[at];
  return new Promise((done, fail) => {
    recs.addEventListener('ruyi-why-failed', (event) => fail(new Error(`${event.detail.code}: ${event.detail.message}`)), { once: true });
    recs.addEventListener(
      'ruyi-why-rendered',
      (event) => {
        const root = recs.shadowRoot.querySelector('ruyi-why').shadowRoot;
        const all = (selector) => [...root.querySelectorAll(selector)];
        const rows = all('tbody tr[data-value]').map((row) => ({
          term: row.dataset.term,
          value: Number(row.dataset.value),
          end: Number(row.dataset.end),
        }));
        const shown = {
          total: Number(root.querySelector('tr[data-term="total"]')?.dataset.value),
          rows,
          regions: all('.region').map((region) => ({
            symbol: region.dataset.symbol,
            box: region.dataset.box.split(' ').map(Number),
            label: region.getAttribute('aria-label'),
          })),
          counterfactuals: all('li[data-without]').map((row) => ({
            without: row.dataset.without,
            kind: row.dataset.kind,
            rank: Number(row.dataset.rank),
            text: row.textContent,
          })),
          sentences: all('.sentence > p').map((p) => p.textContent),
          citations: all('[data-record]').map((row) => ({ id: row.dataset.record, text: row.textContent.trim() })),
          picture: root.querySelector('img')?.naturalWidth ?? 0,
        };
        root.querySelector('dialog').close();
        done({ item: event.detail.item, shown });
      },
      { once: true },
    );
    card.querySelector('button.why').click();
  });
}

/** In the page: waits for the second shelf, which follows the first; the ids of both. */
function readBothShelves() {
  const above = document.getElementById('recs-similar').recommendation.items.map((item) => item.id);
  return new Promise((done) => {
    const look = () => {
      const below = document.getElementById('recs-for-you')?.recommendation?.items;
      if (!below) return setTimeout(look, 50);
      done({ above, below: below.map((item) => item.id) });
    };
    look();
  });
}

/** Looks among `pages` for one whose shelf has what everybody is shown first (`front`): there the second shelf would repeat it, were it not told. */
async function checkSecondShelf(page, address, front, pages) {
  for (const id of pages) {
    await page.goto(`${address}product.html?id=${encodeURIComponent(id)}`);
    await inTime('the similar shelf', page.evaluate(readShelf, 'recs-similar'));
    const { above, below } = await inTime('the second shelf', page.evaluate(readBothShelves));
    const twice = below.filter((one) => above.includes(one) || one === id);
    if (twice.length) return [`the page of ${id} shows ${twice.join(', ')} twice`];
    if (above.some((one) => front.slice(0, below.length).includes(one))) return [];
  }
  return [];
}

/** Buys what the page shows, as far as a demonstration goes; resolves to what the bag says it holds. */
async function addToBag(page) {
  const size = page.locator('#product-sizes label');
  if (await size.count()) await size.first().click();
  await page.locator('#add').click();
  return page.evaluate(() => ({
    count: document.querySelector('#bag-open .count')?.textContent ?? '0',
    lines: document.querySelectorAll('#bag-lines li').length,
  }));
}

function checkItem({ item, shown }, score, first) {
  const problems = [];
  const sum = item.contributions.reduce((total, part) => total + part.value, 0);
  if (!(Math.abs(sum - item.score) <= SUM_TOLERANCE)) problems.push(`${item.id}: contributions sum to ${sum}, the score is ${item.score}`);
  if (item.score !== score) problems.push(`${item.id}: the card says ${score}, the explanation ${item.score}`);
  const bars = shown.rows.reduce((total, row) => total + row.value, 0);
  if (!(Math.abs(bars - score) <= SUM_TOLERANCE) || shown.rows.at(-1)?.end !== score || shown.total !== score)
    problems.push(`${item.id}: the waterfall does not end at the score ${score}`);
  if (first) {
    if (shown.regions.length < 1) problems.push(`${item.id}: no region on the picture`);
    if (shown.counterfactuals.length < 2) problems.push(`${item.id}: fewer than two counterfactual ranks`);
    if (shown.citations.length < 1) problems.push(`${item.id}: no citation`);
    if (!shown.picture) problems.push(`${item.id}: the picture did not load`);
  }
  return problems;
}

/** The product whose page is opened: the first of the front shelf whose picture shows where its motif is, else that bears one, else the first. */
function chooseProduct(page) {
  return page.evaluate(() => {
    const items = document.getElementById('recs-for-you').recommendation?.items ?? [];
    const motifs = (item) => item.symbols.filter((symbol) => symbol.claimed && !symbol.id.startsWith('colour:'));
    const placed = items.find((item) => motifs(item).some((symbol) => symbol.evidence.some((evidence) => evidence.box)));
    return (placed ?? items.find((item) => motifs(item).length > 0) ?? items[0])?.id;
  });
}

async function brokenPictures(page) {
  const found = page.evaluate(async () => {
    const broken = [];
    const visit = async (root) => {
      for (const img of root.querySelectorAll('img')) {
        if (img.loading === 'lazy') img.loading = 'eager';
        await img.decode().catch(() => broken.push(img.src));
      }
      for (const node of root.querySelectorAll('*')) if (node.shadowRoot) await visit(node.shadowRoot);
    };
    await visit(document);
    return broken;
  });
  return inTime('the pictures', found);
}

/** What a page does not answer in time fails with the name of the step; the browser itself would wait for ever. */
async function inTime(step, answer) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${step}: no answer within ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** Opens the shop at `address`; resolves to the report that `npm run demo -- --once` prints. */
export async function visitOnce(address, screenshot) {
  const browser = await launchBrowser();
  const problems = [];
  const requests = new Set();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' });
    page.setDefaultTimeout(TIMEOUT_MS);
    page.on('request', (request) => requests.add(request.url()));
    page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
    page.on('console', (message) => message.type() === 'error' && problems.push(`console: ${message.text()}`));

    await page.goto(address);
    const front = await inTime('the front shelf', page.evaluate(readShelf, 'recs-for-you'));
    if (front.ids.length === 0) problems.push(`the front shelf is ${front.state} and empty`);
    await mkdir(dirname(screenshot), { recursive: true });
    const broken = await brokenPictures(page);
    await page.screenshot({ path: screenshot, fullPage: false });

    const anchor = await chooseProduct(page);
    await page.goto(`${address}product.html?id=${encodeURIComponent(anchor)}`);
    const shelf = await inTime('the similar shelf', page.evaluate(readShelf, 'recs-similar'));
    if (shelf.ids.length < 8)
      problems.push(`the similar shelf of ${anchor} is ${shelf.state} with ${shelf.ids.length} items; 8 are expected`);
    const bag = await addToBag(page);
    if (bag.count !== '1' || bag.lines !== 1) problems.push(`the bag says ${bag.count} with ${bag.lines} lines after one piece was added`);
    broken.push(...(await brokenPictures(page)));
    for (const src of broken) problems.push(`broken picture: ${src}`);

    const items = [];
    for (let at = 0; at < shelf.ids.length; at++) {
      const read = await inTime(`explanation ${at + 1}`, page.evaluate(readExplanation, { shelf: 'recs-similar', at }));
      problems.push(...checkItem(read, shelf.scores[at], at === 0));
      items.push({ ...read.item, shown: read.shown });
    }
    problems.push(...(await checkSecondShelf(page, address, front.ids, shelf.ids)));
    const origin = new URL(address).origin;
    for (const url of requests) if (new URL(url).origin !== origin) problems.push(`request to another place: ${url}`);
    const paths = [...requests].map((url) => new URL(url).pathname + new URL(url).search);
    return { address, shard: `${address}ruyi/manifest.json`, screenshot, anchor, requests: paths, front: front.ids, items, problems };
  } finally {
    await browser.close();
  }
}
