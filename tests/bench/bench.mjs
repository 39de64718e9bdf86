// npm run bench [-- --json] [--items 100000] [--vectors FILE] [--no-browser] [--no-usearch]: the core rows of DESIGN §8, in Node and in Chromium,
// each as a ratio to a named baseline of the same run. Milliseconds are information. FILE: measured rows, little-endian float32, 128 wide.
import { build } from 'esbuild';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { arch, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { htmlPage, launch, missing, PAGE_FILES, startServer } from '../browser/support.mjs';
import { loadSource } from '../support/source-module.mjs';
import { openCase, runCases, usearchCase } from './cases.mjs';
import { createShard, DIM } from './catalogue.mjs';
import { usearchModule } from './usearch.mjs';

// Time what a page runs after its first seconds: V8's optimised code, not the first tier, whose upgrade waits for idle threads.
setFlagsFromString('--no-liftoff');

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    items: { type: 'string', default: '100000' },
    vectors: { type: 'string' },
    'no-browser': { type: 'boolean', default: false },
    'no-usearch': { type: 'boolean', default: false },
  },
});
const ITEMS = Number(values.items);
if (!Number.isInteger(ITEMS) || ITEMS < 100 || ITEMS > 200_000) {
  console.error(`--items ${values.items}: give a whole number from 100 to 200000`);
  process.exit(2);
}
const SEED = 1;
const USEARCH_ITEMS = Math.min(ITEMS, 20_000); // it builds for a minute at 100,000
const OPEN_ITEMS = 20_000;
const here = fileURLToPath(new URL('.', import.meta.url));
const wasmFile = (name) => readFile(new URL(`../../js/dist/cli/${name}.wasm`, import.meta.url));
const say = (text) => process.stderr.write(`${text}\n`);

function sizes(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes, { params }).length };
}

async function measuredVectors() {
  if (!values.vectors) return undefined;
  const bytes = await readFile(values.vectors);
  if (bytes.length === 0 || bytes.length % (DIM * 4) !== 0) {
    console.error(`--vectors ${values.vectors}: ${bytes.length} bytes are not whole rows of ${DIM} float32`);
    process.exit(1);
  }
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

async function makeShards() {
  const { loadBuilder } = await loadSource('worker/core-module.ts');
  const builder = await loadBuilder(await wasmFile('ruyi-builder'));
  const pick = ({ text, blocks, vectors, available }) => ({ text, blocks, visual: vectors.visual, available });
  const image = (await measuredVectors()) ?? 'image';
  const shards = {
    clustered: pick(await createShard(builder, ITEMS, SEED)),
    image: pick(await createShard(builder, ITEMS, SEED, image)),
    small: pick(await createShard(builder, USEARCH_ITEMS, SEED, image)),
  };
  const { text: openText } = await createShard(builder, OPEN_ITEMS, SEED);
  builder.dispose();
  return { shards, openText, made: typeof image === 'string' ? 'the image encoder’s spectrum' : `measured vectors (${values.vectors})` };
}

/** The core loader as one module for both: plain ES, no Node. */
async function bundleCore(folder) {
  const outfile = join(folder, 'core.mjs');
  const entry = join(here, '../../js/src/worker/core-module.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', target: 'es2022', define: { RUYI_VERSION: '"bench"' } });
  return outfile;
}

async function inNode(core, shards, openText, usearch) {
  const { loadCore } = await import(pathToFileURL(core).href);
  const [wasm, rest] = [await wasmFile('ruyi'), await wasmFile('ruyi-rest')];
  const results = await runCases({ loadCore, wasm, rest, shards, dim: DIM });
  results.open = await openCase(loadCore, wasm, openText);
  if (usearch.bytes) results.usearch = await usearchCase(usearch.bytes, shards.small.visual, DIM, shards.small.available);
  return results;
}

async function stage(folder, shards, openText, usearch) {
  for (const part of ['ruyi', 'ruyi-rest']) await writeFile(join(folder, `${part}.wasm`), await wasmFile(part));
  await writeFile(join(folder, 'open.json'), openText);
  if (usearch.bytes) await writeFile(join(folder, 'usearch.wasm'), usearch.bytes);
  const names = {};
  for (const [name, { text, blocks, visual, available }] of Object.entries(shards)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'manifest.json'), text);
    await writeFile(join(folder, name, 'visual.bin'), new Uint8Array(visual.buffer));
    await writeFile(join(folder, name, 'available.bin'), available);
    for (const [block, bytes] of blocks) await writeFile(join(folder, name, `${block}.bin`), bytes);
    names[name] = [...blocks.keys()];
  }
  return names;
}

async function inChromium(folder, names, usearch) {
  const server = await startServer({ mounts: { '/data/': folder, '/bench/': here, '/': htmlPage(''), ...PAGE_FILES } });
  const browser = await launch({ flags: ['--js-flags=--no-liftoff'] });
  try {
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${server.address}/`);
    const results = await page.evaluate(
      async ([names, dim, withUsearch]) => {
        const { runCases, openCase, usearchCase } = await import('/bench/cases.mjs');
        const { loadCore } = await import('/data/core.mjs');
        const bytes = async (path) => new Uint8Array(await (await fetch(`/data/${path}`)).arrayBuffer());
        const [wasm, rest] = [await bytes('ruyi.wasm'), await bytes('ruyi-rest.wasm')];
        const shards = {};
        for (const [name, blocks] of Object.entries(names)) {
          const loaded = new Map();
          for (const block of blocks) loaded.set(block, await bytes(`${name}/${block}.bin`));
          const text = await (await fetch(`/data/${name}/manifest.json`)).text();
          const visual = new Float32Array((await bytes(`${name}/visual.bin`)).buffer);
          shards[name] = { text, blocks: loaded, visual, available: await bytes(`${name}/available.bin`) };
        }
        const results = await runCases({ loadCore, wasm, rest, shards, dim });
        results.open = await openCase(loadCore, wasm, await (await fetch('/data/open.json')).text());
        if (withUsearch) results.usearch = await usearchCase(await bytes('usearch.wasm'), shards.small.visual, dim, shards.small.available);
        return results;
      },
      [names, DIM, usearch.bytes !== undefined],
    );
    return { ...results, engine: `Chromium ${browser.version()}` };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Recall is against float rows in double precision, among the items for sale; so is every engine's. */
function scanCheck({ equal, asked, recall }) {
  return `${equal} of ${asked} lists equal scoring every stored row, to the bit; recall@10 against exact float rows ${recall.toFixed(2)}`;
}

function scanRow(where, what, { scan }, budget) {
  return {
    name: `exact top-10, ${ITEMS} × ${DIM}, ${what}, ${where}`,
    value: scan.ms,
    unit: 'ms',
    budget,
    baseline: 'plain JS Float32Array scan',
    ratio: scan.ms / scan.plainMs,
    check: `${scanCheck(scan)}; plain loop recall ${scan.plainRecall.toFixed(2)}, ${scan.plainMs.toFixed(2)} ms`,
  };
}

function fullRows(where, clustered) {
  const { five, three, furtherMs } = clustered.full;
  const scanMs = clustered.scan.ms;
  const equality = ({ equal, asked }) => `${equal} of ${asked} stated ranks equal a re-ranking`;
  const baseline = 'exact top-10 on clustered vectors above';
  return [
    {
      name: `full score and top-100, ${ITEMS} items, ${where}`,
      value: five.fullMs,
      unit: 'ms',
      budget: 3,
      baseline,
      ratio: five.fullMs / scanMs,
      check: 'for-you with five likes: two dense modalities, symbols, popularity, occasion; no diversity',
    },
    {
      name: `every counterfactual rank of one item (${five.asked - five.items} symbols, ${five.items} liked items), ${where}`,
      value: five.whyMs,
      unit: 'ms',
      budget: 16,
      baseline,
      ratio: five.whyMs / scanMs,
      check: `${equality(five)}; parts and sentences included`,
    },
    {
      name: `each further liked item, ${where}`,
      value: furtherMs,
      unit: 'ms',
      budget: 3,
      baseline,
      ratio: furtherMs / scanMs,
      check: `explanations with five likes and with three, in turn: median of 15 halved differences; ${equality(three)}`,
    },
  ];
}

function usearchRows(where, results, usearch) {
  const name = `exact top-10, ${USEARCH_ITEMS} × ${DIM}, image vectors, against USearch, ${where}`;
  if (!results.usearch) {
    const check = usearch.missing ?? 'left out by --no-usearch';
    return [{ name, value: results.small.scan.ms, unit: 'ms', budget: null, baseline: 'USearch', ratio: null, check }];
  }
  const { buildMs, searches } = results.usearch;
  const deep = searches.at(-1);
  const opened = results.small.attachMs + results.small.scan.firstMs;
  const said = searches.map(({ expansion, ms, recall }) => `expansion ${expansion}: ${ms.toFixed(3)} ms, recall ${recall.toFixed(2)}`);
  return [
    {
      name,
      value: results.small.scan.ms,
      unit: 'ms',
      budget: 1,
      baseline: `${usearch.name}, expansion ${deep.expansion}`,
      ratio: results.small.scan.ms / deep.ms,
      check: `${scanCheck(results.small.scan)}; USearch ${said.join('; ')}`,
    },
    {
      name: `open and first query, ${USEARCH_ITEMS} items, ${where}`,
      value: opened,
      unit: 'ms',
      budget: 1 / 100,
      baseline: `${usearch.name}: build`,
      ratio: opened / buildMs,
      check: `hashing and checking of all blocks included; USearch builds ${(buildMs / 1000).toFixed(1)} s`,
    },
  ];
}

function engineRows(where, results, usearch, made) {
  return [
    scanRow(where, 'clustered vectors', results.clustered, 1 / 15),
    scanRow(where, made, results.image, 1 / 30),
    ...fullRows(where, results.clustered),
    ...usearchRows(where, results, usearch),
    {
      name: `open: manifest of ${OPEN_ITEMS} items parsed and checked, ${where}`,
      value: results.open.ms,
      unit: 'ms',
      budget: 1,
      baseline: '',
      ratio: null,
      check: `through the ABI, its answer included; the first time ${results.open.firstMs.toFixed(1)} ms; blocks are hashed when they come`,
    },
    {
      name: `peak memory, ${ITEMS} items, ${where}`,
      value: results.image.memory,
      unit: 'bytes',
      budget: null,
      baseline: '',
      ratio: null,
      check: `WASM memory with every vector attached; clustered ${results.clustered.memory}`,
    },
  ];
}

async function sizeRows() {
  const module = sizes(await wasmFile('ruyi'));
  return [
    {
      name: 'core module for a shelf, brotli',
      value: module.brotli,
      unit: 'bytes',
      budget: 60_000,
      baseline: '',
      ratio: null,
      check: `${module.raw} bytes raw, ${module.gzip} gzip`,
    },
  ];
}

function print(head, rows) {
  const facts = Object.entries(head).map(([name, value]) => `${name} ${value}`);
  console.log(facts.join(' · '));
  for (const row of rows) {
    const verdict = row.holds === null ? 'information' : row.holds ? 'holds' : 'MISSED';
    const ratio = row.ratio === null ? '' : ` · ratio ${row.ratio.toFixed(4)} to ${row.baseline}`;
    const budget = row.budget === null ? '–' : Number(row.budget.toFixed(4));
    console.log(`${row.name}: ${row.value.toFixed(row.unit === 'ms' ? 3 : 0)} ${row.unit}${ratio} · budget ${budget} · ${verdict}`);
    console.log(`    ${row.check}`);
  }
}

const { shards, openText, made } = await makeShards();
const usearch = values['no-usearch'] ? {} : await usearchModule();
const folder = await mkdtemp(join(tmpdir(), 'ruyi-bench-'));
try {
  const core = await bundleCore(folder);
  const rows = engineRows(`Node ${process.version}`, await inNode(core, shards, openText, usearch), usearch, made);
  const unable = values['no-browser'] ? 'left out by --no-browser' : missing();
  if (unable) say(`no Chromium rows: ${unable}`);
  else {
    const names = await stage(folder, shards, openText, usearch);
    const results = await inChromium(folder, names, usearch);
    rows.push(...engineRows(results.engine, results, usearch, made));
  }
  rows.push(...(await sizeRows()));
  const judged = rows.map((row) => ({ ...row, holds: row.budget === null ? null : (row.ratio ?? row.value) <= row.budget }));
  const head = {
    seed: SEED,
    items: ITEMS,
    node: process.version,
    machine: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} × ${arch()}`,
    load: Number(loadavg()[0].toFixed(1)),
  };
  if (values.json) console.log(JSON.stringify({ ...head, rows: judged }, null, 2));
  else print(head, judged);
} finally {
  await rm(folder, { recursive: true, force: true });
}
