// The builder module by itself, through its C ABI: the golden shard to the byte, and a typed error for whatever is wrong.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = process.env.RUYI_WASM_DIR ?? join(root, 'build/wasm-release/wasm');
const golden = join(root, 'tests/golden');
const EXPORTS = ['abi_version', 'create', 'destroy', 'begin', 'vectors', 'block', 'ranker', 'finish', 'take'].map(
  (name) => `ruyi_builder_${name}`,
);
const ITEMS = 12;
const DIM = 32;

async function createBuilder() {
  const module = await WebAssembly.compile(await readFile(join(modules, 'ruyi-builder.wasm')));
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
  const { exports } = await WebAssembly.instantiate(module, imports);
  exports._initialize();
  return { exports, handle: exports.ruyi_builder_create() };
}

/** Copies bytes in. The caller frees the pointer. */
function put({ exports }, bytes) {
  const at = exports.ruyi_alloc(bytes.byteLength);
  assert.notEqual(at, 0);
  assert.equal(at % 64, 0);
  new Uint8Array(exports.memory.buffer).set(bytes, at);
  return at;
}

function bytesAt({ exports }, result) {
  const view = new DataView(exports.memory.buffer);
  const [code, size, data] = [0, 4, 8].map((offset) => view.getUint32(result + offset, true));
  return { code, bytes: Buffer.from(new Uint8Array(exports.memory.buffer, data, size)) };
}

const encode = (value) => (typeof value === 'string' ? Buffer.from(value) : value);

/** call(builder, 'begin', json) and the like: every argument that is text or bytes becomes a pointer and a length. */
function call(builder, name, ...args) {
  const pointers = [];
  const flat = [builder.handle];
  for (const arg of args) {
    if (typeof arg === 'number') {
      flat.push(arg);
      continue;
    }
    const bytes = encode(arg);
    const at = bytes.byteLength === 0 ? 0 : put(builder, bytes);
    pointers.push(at);
    flat.push(at);
    if (!arg.floats) flat.push(bytes.byteLength);
  }
  const answer = bytesAt(builder, builder.exports[`ruyi_builder_${name}`](...flat));
  for (const at of pointers) builder.exports.ruyi_free(at);
  return answer;
}

const floats = (bytes) => Object.assign(Buffer.from(bytes), { floats: true });
const errorOf = ({ code, bytes }) => ({ number: code, ...JSON.parse(bytes) });
const ok = ({ code, bytes }) => {
  assert.equal(code, 0, bytes.toString());
  return bytes;
};

async function readBundle() {
  const read = (name) => readFile(join(golden, 'planted.bundle', name));
  const [bundle, visual, text, words] = await Promise.all(['bundle.json', 'visual.f32', 'text.f32', 'words-000.safetensors'].map(read));
  return { bundle, visual: floats(visual), text: floats(text), words };
}

test('the module exports its ABI and needs nothing but stubs', async () => {
  const { exports } = await createBuilder();
  for (const name of [...EXPORTS, 'ruyi_alloc', 'ruyi_free']) assert.equal(typeof exports[name], 'function', name);
  assert.equal(exports.ruyi_builder_abi_version(), 1);
});

test('the golden bundle gives the golden shard, byte for byte', async () => {
  const { bundle, visual, text, words } = await readBundle();
  const builder = await createBuilder();
  const begun = JSON.parse(ok(call(builder, 'begin', bundle)));
  assert.deepEqual([begun.items, begun.symbols], [ITEMS, 12 + 12 + 6]);
  ok(call(builder, 'vectors', 'visual', visual, ITEMS, DIM));
  ok(call(builder, 'vectors', 'text', text, ITEMS, DIM));
  ok(call(builder, 'block', 'words-000', words));
  const finished = JSON.parse(ok(call(builder, 'finish', JSON.stringify({ models: [] }))));
  assert.deepEqual(finished.findings, JSON.parse(await readFile(join(golden, 'planted.fv1.findings.json'), 'utf8')));
  const manifest = await readFile(join(golden, 'planted.fv1/manifest.json'));
  assert.ok(ok(call(builder, 'take', 'manifest.json')).equals(manifest));
  assert.deepEqual(finished.manifest, JSON.parse(manifest));
  assert.deepEqual(
    finished.blocks,
    finished.manifest.blocks.map(({ name }) => name),
  );
  for (const { name, file } of finished.manifest.blocks) {
    assert.ok(ok(call(builder, 'take', name)).equals(await readFile(join(golden, 'planted.fv1', file))), name);
  }
  builder.exports.ruyi_builder_destroy(builder.handle);
});

test('what is wrong with the input is an error that names it, and the builder goes on', async () => {
  const { bundle, visual, text, words } = await readBundle();
  const builder = await createBuilder();
  const failing = (...args) => errorOf(call(builder, ...args));
  assert.equal(failing('vectors', 'visual', visual, ITEMS, DIM).code, 'invalid-state');
  assert.equal(failing('take', 'manifest.json').code, 'invalid-state');
  assert.equal(failing('begin', '{').code, 'invalid-json');
  assert.equal(failing('begin', '').code, 'invalid-json');
  const twice = JSON.parse(bundle);
  twice.items[1].id = twice.items[0].id;
  assert.match(failing('begin', JSON.stringify(twice)).message, /items\.id.*P00000/);
  ok(call(builder, 'begin', bundle));
  assert.equal(failing('vectors', 'sound', visual, ITEMS, DIM).code, 'invalid-argument');
  assert.equal(failing('vectors', 'visual', visual, ITEMS - 1, DIM).code, 'dimension-mismatch');
  // CASES C03: rows and columns swapped are no shop.
  assert.equal(failing('vectors', 'visual', visual, DIM, ITEMS).code, 'dimension-mismatch');
  const broken = floats(visual);
  broken.writeFloatLE(Number.NaN, 40);
  assert.deepEqual(failing('vectors', 'visual', broken, ITEMS, DIM).number, 1);
  ok(call(builder, 'vectors', 'visual', visual, ITEMS, DIM));
  assert.equal(failing('finish', '').code, 'invalid-state');
  assert.equal(failing('block', 'hot', words).code, 'invalid-argument');
  assert.equal(failing('block', 'words-000', words.subarray(0, words.byteLength - 1)).code, 'invalid-block');
  ok(call(builder, 'vectors', 'text', text, ITEMS, DIM));
  ok(call(builder, 'finish', ''));
  assert.equal(failing('take', 'nothing').code, 'unknown-block');
  assert.equal(failing('finish', '').code, 'invalid-state');
});

test('a bundle cut at any length is refused', async () => {
  const { bundle } = await readBundle();
  const builder = await createBuilder();
  for (let size = 0; size < bundle.byteLength; size += 997)
    assert.equal(errorOf(call(builder, 'begin', bundle.subarray(0, size))).code, 'invalid-json');
});

test('a null builder answers with an error', async () => {
  const builder = await createBuilder();
  assert.equal(errorOf(call({ ...builder, handle: 0 }, 'finish', '')).code, 'invalid-argument');
});
