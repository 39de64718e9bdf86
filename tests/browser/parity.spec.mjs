// The parity cases in Chromium's own engine: the same module text that runs in Node, served to a page. Equal bits or it fails.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { htmlPage, launch, missing, openPage, PAGE_FILES, readManifest, root, startServer, widget } from './support.mjs';

const folder = join(root, 'tests/parity');
const shard = join(root, 'tests/golden/planted.fv1');
const skip = missing(shard) ?? (existsSync(join(folder, 'cases.json')) ? undefined : 'needs tests/parity/cases.json');

test('Chromium gives the bits of scores, ranks and sentences that the cases expect', { skip, timeout: 240_000 }, async (t) => {
  const server = await startServer({
    mounts: { '/ruyi/widget/': widget, '/ruyi/': shard, '/parity/': folder, '/': htmlPage(''), ...PAGE_FILES },
  });
  const browser = await launch();
  t.after(async () => {
    await browser.close();
    await server.close();
  });
  const { page } = await openPage(browser, `${server.address}/`);
  const { cases } = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'));
  const wrong = await page.evaluate(
    async ([cases, files]) => {
      const { runCases, differences } = await import('/parity/run-wasm.mjs');
      const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
      const blocks = new Map();
      for (const { name, file } of files) blocks.set(name, await bytes(`/ruyi/${file}`));
      const manifest = await (await fetch('/ruyi/manifest.json')).text();
      const parts = await Promise.all(['ruyi', 'ruyi-rest'].map((part) => bytes(`/ruyi/widget/${part}.wasm`)));
      const results = await runCases(parts, manifest, blocks, cases);
      if (results.length !== cases.length) return [`${results.length} results for ${cases.length} cases`];
      return differences(cases, results);
    },
    [cases, readManifest(shard).blocks],
  );
  assert.deepEqual(wrong, []);
  assert.ok(cases.length >= 10, `${cases.length} cases`);
  t.diagnostic(`${cases.length} cases, equal bits`);
});
