// Fixtures for the browser tests: a static server under the promised policy, one Chromium, pages whose traffic is written down.

import { chromium } from 'playwright-core';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const widget = join(root, 'js/dist/widget');

/** DESIGN: the policy that everything must work under. */
export const CSP =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self'; style-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types ruyi";

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.css': 'text/css; charset=utf-8',
};

/** Why the browser tests cannot run here, or undefined. */
export function missing(shard) {
  if (!existsSync('/usr/bin/chromium')) return 'needs Debian package chromium';
  if (!existsSync(join(widget, 'ruyi.wasm'))) return 'needs the built widget: npm run build';
  if (shard && !existsSync(join(shard, 'manifest.json'))) return `needs the shard ${shard.slice(root.length + 1)}`;
  return undefined;
}

/**
 * Serves folders under the promised policy.
 * mounts: {'/ruyi/': folder, '/page.html': {body, type}}; the longest prefix wins.
 * fault(path, {status, headers, body}) may change any answer; body is a Buffer.
 */
export async function startServer({ mounts, csp = CSP, fault }) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const answered = find(mounts, path).then(async (found) => (await fault?.(path, found)) || found);
    answered.then(
      ({ status, headers, body }) =>
        response
          .writeHead(status, { 'cache-control': 'no-store', 'content-security-policy': csp, 'content-length': body.length, ...headers })
          .end(body),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  return {
    address,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    close() {
      return this[Symbol.asyncDispose]();
    },
  };
}

async function find(mounts, path) {
  const mount = Object.keys(mounts)
    .filter((prefix) => path === prefix || (typeof mounts[prefix] === 'string' && path.startsWith(prefix)))
    .sort((a, b) => b.length - a.length)[0];
  const target = mounts[mount];
  if (target === undefined) return notFound(path);
  if (typeof target !== 'string')
    return { status: 200, headers: { 'content-type': target.type ?? TYPES['.html'] }, body: Buffer.from(target.body) };
  const file = join(target, normalize(path.slice(mount.length)));
  try {
    return { status: 200, headers: { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }, body: await readFile(file) };
  } catch {
    return notFound(path);
  }
}

function notFound(path) {
  return { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: Buffer.from(`${path} is not here\n`) };
}

/** A page with Ruyi's script and whatever stands in its body. */
export function htmlPage(body, { lang = 'en', head = '' } = {}) {
  return {
    body: `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Ruyi test page</title><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/page.css">${head}<script type="module" src="/ruyi/widget/ruyi.js"></script></head><body><main><h1>Shop</h1>${body}</main></body></html>`,
  };
}

export const PAGE_FILES = {
  '/icon.svg': { body: '<svg xmlns="http://www.w3.org/2000/svg"/>', type: TYPES['.svg'] },
  '/page.css': {
    body: 'body{margin:0;padding:24px;background:#f7f4ed;color-scheme:light}main{max-width:1180px;margin:auto}',
    type: TYPES['.css'],
  },
};

const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch({ webgpu = false, flags = [] } = {}) {
  const gpu = webgpu ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] : [];
  return chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: [...FLAGS, ...gpu, ...flags] });
}

/** Runs in the page before its scripts: what `settled` and `still` ask for. */
function watchPage() {
  const unanswered = new Map();
  window.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      unanswered.set(this, new Set());
      this.addEventListener('message', ({ data }) => unanswered.get(this)?.delete(data.id));
    }
    postMessage(message, ...rest) {
      if (message.type !== 'abort' && message.type !== 'ping') unanswered.get(this)?.add(message.id);
      super.postMessage(message, ...rest);
    }
    terminate() {
      unanswered.delete(this);
      super.terminate();
    }
  };
  window.ruyiUnanswered = () => [...unanswered.values()].reduce((sum, calls) => sum + calls.size, 0);
  window.ruyiMoving = () => {
    const roots = [document];
    for (const root of roots) for (const node of root.querySelectorAll('*')) if (node.shadowRoot) roots.push(node.shadowRoot);
    return roots.flatMap((root) => root.getAnimations()).filter(({ playState }) => playState === 'running');
  };
}

/** A page in a context of its own, with its requests, console errors and policy violations written down; clock: `page.clock` may move its time on. */
export async function openPage(browser, url, { before, clock = false, context: options = {} } = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, locale: 'en-US', ...options });
  const page = await context.newPage();
  if (clock) await page.clock.install();
  const requests = [];
  const problems = [];
  context.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.addInitScript(watchPage);
  await page.addInitScript(() => {
    window.ruyiEvents = [];
    const kinds = [
      'recs-rendered',
      'recs-empty',
      'recs-failed',
      'backend-changed',
      'why-rendered',
      'why-failed',
      'photo-encoded',
      'photo-seen',
      'photo-failed',
    ];
    for (const kind of kinds)
      document.addEventListener(`ruyi-${kind}`, ({ detail, target }) =>
        window.ruyiEvents.push({
          type: `ruyi-${kind}`,
          id: target.id,
          code: detail?.code,
          message: detail?.message,
          cause: detail?.cause,
          detail,
        }),
      );
    document.addEventListener('securitypolicyviolation', (event) =>
      window.ruyiEvents.push({ type: 'violation', message: `${event.violatedDirective} ${event.blockedURI}` }),
    );
  });
  if (before) await page.addInitScript(before);
  await page.goto(url);
  return { page, context, requests, problems };
}

/** Waits for the first event of a type (from one element, if its id is given) and returns what was noted. */
export async function waitForEvent(page, type, { id, after = 0, timeout = 30_000 } = {}) {
  const handle = await page.waitForFunction(
    ([type, id, after]) => window.ruyiEvents.slice(after).find((event) => event.type === type && (!id || event.id === id)),
    [type, id, after],
    { timeout },
  );
  return handle.jsonValue();
}

/** Waits until the predicate's answer is true, frame by frame; playwright's own waitForFunction takes any promise for true. */
export async function waitUntil(page, predicate, argument, { timeout = 60_000 } = {}) {
  const end = performance.now() + timeout;
  while (!(await page.evaluate(predicate, argument))) {
    if (performance.now() > end) throw new Error(`Not true within ${timeout / 1000} s: ${predicate}`);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

/**
 * Waits until the page has nothing more to do by itself: no call to a worker is open, over more frames than an element lets pass before
 * its next step. What must NOT happen is asserted after this: it cannot fail for being early, at worst it overlooks a later offence.
 */
export async function settled(page) {
  await waitUntil(page, async () => {
    for (let frame = 0; frame < 4; frame++) {
      if (window.ruyiUnanswered() > 0) return false;
      await new Promise(requestAnimationFrame);
    }
    return window.ruyiUnanswered() === 0;
  });
}

/** Waits until the shelf shows what the profile as it is now gives (a choice is noted first, then stored, then drawn), and settles. */
export async function waitForCurrent(page) {
  await waitUntil(page, async () => {
    const shelf = document.getElementById('shelf');
    const { placement, items } = shelf.recommendation;
    const item = shelf.getAttribute('item');
    const fresh = await shelf.ruyi.recommend({ placement, k: items.length, ...(placement === 'similar' ? { item } : {}) });
    const bits = (list) => JSON.stringify(list.map(({ id, score }) => [id, score]));
    return bits(fresh.items) === bits(shelf.recommendation.items);
  });
  await settled(page);
}

/** Waits until the profile holds an event or a switch for this item or symbol. */
export async function waitForNoted(page, id) {
  await waitUntil(
    page,
    async (id) => {
      const { events, switches } = await document.getElementById('shelf').ruyi.profile.get();
      return events.some(({ item }) => item === id) || Object.hasOwn(switches, id);
    },
    id,
  );
}

/** Waits until nothing moves any more; what moves for ever (the places of a loading shelf) is not waited for. */
export async function still(page) {
  await waitUntil(page, async () => {
    const ending = window.ruyiMoving().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
    return ending.length === 0;
  });
}

export function events(page) {
  return page.evaluate(() => window.ruyiEvents.map(({ type, id, code, message, cause }) => ({ type, id, code, message, cause })));
}

export function readManifest(shard) {
  return JSON.parse(readFileSync(join(shard, 'manifest.json'), 'utf8'));
}

/** axe-core's findings on the whole page, shadow roots included, once it stands still: half-transparent text has too little contrast. */
export async function axe(page) {
  await still(page);
  const source = await readFile(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
  // evaluate runs outside the page's policy, as an extension would.
  await page.evaluate(source);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return result.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}`) }));
}
