// node js/build.mjs [--no-cli] [--no-widget]: TypeScript and the WASM modules -> js/dist/{widget,cli}.
// A part whose sources or WASM are not there yet is left out and named; --strict makes that an error.

import { build } from 'esbuild';
import { brotliCompressSync } from 'node:zlib';
import { copyFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const src = join(here, 'src');
const dist = join(here, 'dist');
const flags = new Set(process.argv.slice(2));
const missing = [];

const wasmDir = process.env.RUYI_WASM_DIR ?? join(root, 'build/wasm-release/wasm');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

/** Options shared by every bundle. */
const common = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
  define: { RUYI_VERSION: JSON.stringify(version) },
};

/** Left outside the command line: native or large, installed beside it. */
const CLI_EXTERNAL = ['sharp', 'onnxruntime-web', 'onnxruntime-web/*', 'onnxruntime-node', 'onnxruntime-common'];

/**
 * ONNX Runtime Web, as the worker loads it: the plain WASM build, and the JSPI build with WebGPU. Never the default
 * (JSEP) build, and not the asyncify build, which exceeds some hosts' file limit.
 */
const ORT_FILES = [
  'ort.wasm.min.mjs',
  'ort.jspi.min.mjs',
  'ort-wasm-simd-threaded.mjs',
  'ort-wasm-simd-threaded.wasm',
  'ort-wasm-simd-threaded.jspi.mjs',
  'ort-wasm-simd-threaded.jspi.wasm',
];

async function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function copy(from, to) {
  if (!(await exists(from))) {
    missing.push(from.startsWith(root) ? from.slice(root.length + 1) : from);
    return false;
  }
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  return true;
}

/** `./index.ts` and `./worker/...` stay separate files, so that a page which uses both loads one copy. */
const siblingIndex = {
  name: 'sibling-index',
  setup(hooks) {
    hooks.onResolve({ filter: /^\.\/index\.ts$/ }, () => ({ path: './index.js', external: true }));
  },
};

async function buildWidget() {
  const out = join(dist, 'widget');
  const browser = { ...common, platform: 'browser', minify: true };
  await build({ ...browser, entryPoints: [join(src, 'index.ts')], outfile: join(out, 'index.js') });
  await build({ ...browser, entryPoints: [join(src, 'define.ts')], outfile: join(out, 'ruyi.js'), plugins: [siblingIndex] });
  await build({ ...browser, entryPoints: [join(src, 'worker/worker-main.ts')], outfile: join(out, 'worker.js') });
  for (const module of ['ruyi.wasm', 'ruyi-rest.wasm', 'ruyi-sense.wasm']) await copy(join(wasmDir, module), join(out, module));
  const ort = dirname(createRequire(join(root, 'package.json')).resolve('onnxruntime-web'));
  for (const file of ORT_FILES) await copy(join(ort, file), join(out, 'ort', file));
}

async function buildCli() {
  const out = join(dist, 'cli');
  const entry = join(src, 'cli/ruyi.ts');
  if (!(await exists(entry))) {
    missing.push('js/src/cli/ruyi.ts');
    return;
  }
  const entryPoints = [entry];
  for (const helper of ['encode-worker.ts']) if (await exists(join(src, 'cli', helper))) entryPoints.push(join(src, 'cli', helper));
  await build({
    ...common,
    platform: 'node',
    target: 'node20',
    entryPoints,
    outdir: out,
    outExtension: { '.js': '.mjs' },
    external: CLI_EXTERNAL,
    // Packages in CommonJS that are bundled in ask for `require`.
    banner: {
      js: '#!/usr/bin/env node\nimport { createRequire as ruyiCreateRequire } from "node:module";\nconst require = ruyiCreateRequire(import.meta.url);',
    },
  });
  for (const module of ['ruyi.wasm', 'ruyi-rest.wasm', 'ruyi-sense.wasm', 'ruyi-builder.wasm'])
    await copy(join(wasmDir, module), join(out, module));
}

async function report(files) {
  for (const file of files) {
    const path = join(dist, file);
    if (!(await exists(path))) continue;
    const bytes = await readFile(path);
    console.log(
      `${file.padEnd(24)} ${String(bytes.length).padStart(8)} B  ${String(brotliCompressSync(bytes).length).padStart(7)} B brotli`,
    );
  }
}

if (!flags.has('--no-widget')) {
  await rm(join(dist, 'widget'), { recursive: true, force: true });
  await buildWidget();
}
if (!flags.has('--no-cli')) {
  await rm(join(dist, 'cli'), { recursive: true, force: true });
  await buildCli();
}
await report([
  'widget/ruyi.js',
  'widget/index.js',
  'widget/worker.js',
  'widget/ruyi.wasm',
  'widget/ruyi-rest.wasm',
  'widget/ruyi-sense.wasm',
  'cli/ruyi.mjs',
]);
if (missing.length > 0) {
  console.error(`Left out, not there yet: ${missing.join(', ')}`);
  if (flags.has('--strict')) process.exitCode = 1;
}
