// The runtime modules as built: exports and size of both, and the core's parity cases (tests/parity), bit for bit what the native build gives.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

import { differences, runCases } from '../parity/run-wasm.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = process.env.RUYI_WASM_DIR ?? join(root, 'build/wasm-release/wasm');
const golden = join(root, 'tests/golden/planted.fv1');

/** What the linker of Emscripten 3.1.6 adds by itself; nobody calls it. */
const LINKER_EXPORTS = ['__errno_location', '__indirect_function_table', 'stackAlloc', 'stackRestore', 'stackSave'];
const IMPORTS = ['env.emscripten_notify_memory_growth', 'wasi_snapshot_preview1.proc_exit'];

const readModule = (name = 'ruyi.wasm') => readFile(join(modules, name));
const readText = (path) => readFile(path, 'utf8');

for (const [name, list] of [
  ['ruyi.wasm', 'exports.txt'],
  ['ruyi-sense.wasm', 'sense_exports.txt'],
]) {
  test(`${name}: exports what wasm/${list} lists and imports only stubs`, async () => {
    const module = await WebAssembly.compile(await readModule(name));
    const rest = WebAssembly.Module.imports(await WebAssembly.compile(await readModule('ruyi-rest.wasm')));
    const shared = new Set(name === 'ruyi.wasm' ? rest.map((one) => one.name) : []);
    const listed = (await readText(join(root, 'wasm', list))).trim().split('\n');
    const exported = WebAssembly.Module.exports(module).map((one) => one.name);
    assert.deepEqual(exported.filter((one) => !LINKER_EXPORTS.includes(one) && (listed.includes(one) || !shared.has(one))).sort(), listed);
    const imported = WebAssembly.Module.imports(module)
      .filter((one) => one.module !== 'placeholder')
      .map((one) => `${one.module}.${one.name}`);
    assert.deepEqual(
      imported.filter((one) => !IMPORTS.includes(one)),
      [],
    );
  });
}

for (const name of ['ruyi.wasm', 'ruyi-rest.wasm', 'ruyi-sense.wasm'])
  test(`${name}: stays within wasm/size_budget.json`, async () => {
    const budget = JSON.parse(await readText(join(root, 'wasm/size_budget.json')))[name];
    const bytes = await readModule(name);
    const compressed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    assert.ok(bytes.byteLength <= budget.raw_bytes, `${bytes.byteLength} bytes raw, ${budget.raw_bytes} allowed`);
    assert.ok(compressed.byteLength <= budget.brotli_bytes, `${compressed.byteLength} bytes brotli, ${budget.brotli_bytes} allowed`);
  });

test('core module: gives the ids, ranks and score bits of every parity case', async () => {
  const { cases } = JSON.parse(await readText(join(root, 'tests/parity/cases.json')));
  const manifestText = await readText(join(golden, 'manifest.json'));
  const blocks = new Map();
  for (const { name, file } of JSON.parse(manifestText).blocks) blocks.set(name, new Uint8Array(await readFile(join(golden, file))));
  const results = await runCases([await readModule(), await readModule('ruyi-rest.wasm')], manifestText, blocks, cases);
  assert.equal(results.length, cases.length);
  assert.deepEqual(differences(cases, results), []);
});
