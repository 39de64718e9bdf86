// The arrows between the parts. Each rule reads a tree and returns what breaks it; tests/node/layering.test.mjs breaks each one on purpose.

import { posix } from 'node:path';

import { importsOf, includesOf, usesOf } from './source.mjs';

/** @typedef {{path: string, line: number, message: string}} Problem */
/** @typedef {{files: string[], text: (path: string) => string | undefined}} Tree */

const CPP = /\.(c|h|cpp|hpp)$/;
const SCRIPT = /\.(mjs|js|ts)$/;
const within = (path, ...folders) => folders.some((folder) => path.startsWith(`${folder}/`));

/** @param {Tree} tree @param {(path: string) => boolean} wanted @param {(path: string, text: string) => {line: number, message: string}[]} check */
function overFiles(tree, wanted, check) {
  return tree.files.filter(wanted).flatMap((path) => check(path, tree.text(path) ?? '').map((problem) => ({ path, ...problem })));
}

const forbidden = (found, message) => found.map(({ line, match }) => ({ line, message: `${message}: ${match}` }));

// ---- C++ ----

const SIMD_HEADERS = /^(wasm_simd128|emmintrin|immintrin|arm_neon)\.h$/;
const HOST_HEADERS =
  /^(iostream|ostream|istream|fstream|sstream|cstdio|filesystem|thread|mutex|atomic|future|condition_variable|random|ctime|chrono|stdio\.h|time\.h|unistd\.h|pthread\.h)$/;
const OWN_HEADERS = /^(ruyi|json|builder)\//;

function coreInclude(path, { name, quoted }) {
  const tool = within(path, 'core/tools', 'core/bench');
  if (quoted) {
    if (path.startsWith('core/include/') && !name.startsWith('ruyi/')) return 'a public header includes public headers only';
    if (name.split('/').includes('..')) return 'includes are written from core/include or core/src';
    if (
      name.startsWith('builder/') &&
      !within(path, 'core/src/builder', 'core/tools', 'core/bench') &&
      !path.startsWith('core/src/json/bundle_json')
    )
      return 'the runtime never includes the builder';
    return undefined;
  }
  if (OWN_HEADERS.test(name)) return 'own headers are included in quotes';
  if (/^nlohmann\//.test(name)) return path.startsWith('core/src/json/') ? undefined : 'nlohmann/json stays in core/src/json';
  if (/^(Eigen|unsupported\/Eigen)\//.test(name)) return path.startsWith('core/include/') ? 'Eigen stays out of public headers' : undefined;
  if (/^emscripten/.test(name)) return 'core knows nothing of Emscripten';
  if (SIMD_HEADERS.test(name)) return /^core\/src\/dot_\w+\.hpp$/.test(path) ? undefined : 'vector instructions stay in core/src/dot_*.hpp';
  if (!tool && HOST_HEADERS.test(name)) return 'core has no files, threads, clock, printing or randomness';
  if (/[/.]/.test(name)) return 'core includes the standard library, Eigen and nlohmann/json only';
  return undefined;
}

/** What a public core header or source may include. @param {Tree} tree */
function coreIncludes(tree) {
  const known = new Set(tree.files);
  return overFiles(
    tree,
    (path) => within(path, 'core') && CPP.test(path),
    (path, text) =>
      includesOf(text).flatMap((include) => {
        const folder = posix.dirname(path);
        const places = [`core/include/${include.name}`, `core/src/${include.name}`, `${folder}/${include.name}`];
        const problem =
          coreInclude(path, include) ??
          (include.quoted && !places.some((place) => known.has(place)) ? 'core includes nothing of ours outside core' : undefined);
        return problem ? [{ line: include.line, message: `${problem}: ${include.name}` }] : [];
      }),
  );
}

/** @param {Tree} tree */
function noLibm(tree) {
  const pattern =
    /(?<![\w.>])(std::|::)?(sin|cos|tan|asin|acos|atan2?|sinh|cosh|tanh|exp2?|expm1|log|log2|log10|log1p|pow|cbrt|hypot|fma|erf|tgamma|lgamma)[fl]?\s*\(/;
  return overFiles(
    tree,
    (path) => within(path, 'core/src', 'core/include') && CPP.test(path),
    (path, text) => forbidden(usesOf(text, pattern), 'core calls no libm function whose bits differ between targets'),
  );
}

/** @param {Tree} tree */
function abiIncludes(tree) {
  const allowed = [
    [/^wasm\/ruyi_abi\.\w+$/, /^(ruyi_abi\.h|abi_\w+\.h(pp)?|ruyi\/(recommender|result)\.hpp)$/],
    [/^wasm\/sense_abi\.\w+$/, /^(sense_abi\.h|abi_\w+\.h(pp)?|ruyi\/(sense|result)\.hpp)$/],
    [/^wasm\/builder_abi\.\w+$/, /^(builder_abi\.h|abi_\w+\.h(pp)?|builder\/[\w-]+\.hpp|ruyi\/result\.hpp)$/],
    [/^wasm\/abi_strtod\.cpp$/, /^nearest_double\.hpp$/],
    [/^wasm\//, /^(abi_\w+\.h(pp)?|ruyi\/result\.hpp)$/],
  ];
  return overFiles(
    tree,
    (path) => within(path, 'wasm') && CPP.test(path),
    (path, text) => {
      const own = allowed.find(([file]) => file.test(path))[1];
      return includesOf(text)
        .filter(({ name, quoted }) => (quoted ? !own.test(name) : /[/]/.test(name)))
        .map(({ name, line }) => ({ line, message: `the ABI translates and no more; it may not include ${name}` }));
    },
  );
}

// ---- JavaScript ----

/** Which parts a part may import; `shared` files are the wire between them. */
const ARROWS = {
  element: ['element', 'client', 'shared'],
  client: ['client', 'shared'],
  worker: ['worker', 'shared'],
  cli: ['cli', 'worker', 'shared'],
  shared: ['shared'],
  entry: ['entry', 'element', 'client', 'shared'],
};
const SHARED = new Set([
  'js/src/types.ts',
  'js/src/citation-words.ts',
  'js/src/export-explanation.ts',
  'js/src/client/protocol.ts',
  'js/src/client/errors.ts',
  'js/src/client/civil-day.ts',
]);

function partOf(path) {
  if (SHARED.has(path)) return 'shared';
  const folder = path.match(/^js\/src\/(element|client|worker|cli)\//)?.[1];
  return folder ?? (path.startsWith('js/src/') ? 'entry' : undefined);
}

const resolved = (path, specifier) => (specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined);

/** @param {Tree} tree */
function scriptArrows(tree) {
  return overFiles(
    tree,
    (path) => path.startsWith('js/src/') && path.endsWith('.ts'),
    (path, text) =>
      importsOf(text).flatMap(({ specifier, line }) => {
        const target = resolved(path, specifier);
        if (target === undefined) return [];
        const from = partOf(path);
        const to = partOf(target);
        if (to === undefined)
          return /^(package|js\/schemas\/[\w-]+)\.json$/.test(target)
            ? []
            : [{ line, message: `js/src imports nothing outside itself: ${specifier}` }];
        if (!specifier.endsWith('.ts')) return [{ line, message: `imports carry their file extension: ${specifier}` }];
        return ARROWS[from].includes(to) ? [] : [{ line, message: `${from} may not import ${to}: ${specifier}` }];
      }),
  );
}

const inSources = (path) => path.startsWith('js/src/') && path.endsWith('.ts');

/** @param {Tree} tree */
function onnxRuntime(tree) {
  const allowed = /^js\/src\/(worker\/encoder\.ts|cli\/(.*\/)?[\w-]*encode[\w-]*\.ts)$/;
  return overFiles(
    tree,
    (path) => inSources(path) && !allowed.test(path),
    (path, text) =>
      importsOf(text)
        .filter(({ specifier }) => specifier.startsWith('onnxruntime'))
        .map(({ specifier, line }) => ({
          line,
          message: `ONNX Runtime is imported by worker/encoder.ts and the command line's encode files only: ${specifier}`,
        })),
  );
}

function onlyIn(allowed, pattern, message) {
  return (tree) =>
    overFiles(
      tree,
      (path) => inSources(path) && !allowed.test(path),
      (path, text) => forbidden(usesOf(text, pattern), message),
    );
}

// ---- between the folders ----

/** @param {Tree} tree */
function nothingImportsTests(tree) {
  const scripts = overFiles(
    tree,
    (path) => SCRIPT.test(path) && !within(path, 'tests', 'demo'),
    (path, text) =>
      importsOf(text)
        .filter(({ specifier }) => within(`${resolved(path, specifier) ?? ''}/`, 'tests', 'demo', 'core/bench'))
        .map(({ specifier, line }) => ({ line, message: `nothing imports tests, demo or bench: ${specifier}` })),
  );
  const includes = overFiles(
    tree,
    (path) => CPP.test(path) && !within(path, 'tests'),
    (path, text) =>
      includesOf(text)
        .filter(({ name }) => /(^|\/)(tests|demo|bench)\//.test(name))
        .map(({ name, line }) => ({ line, message: `nothing includes tests, demo or bench: ${name}` })),
  );
  const python = overFiles(
    tree,
    (path) => path.endsWith('.py') && !within(path, 'tests'),
    (path, text) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          /^\s*(from|import)\s+(tests|demo)\b/.test(line)
            ? [{ line: index + 1, message: `nothing imports tests or demo: ${line.trim()}` }]
            : [],
        ),
  );
  return [...scripts, ...includes, ...python];
}

/** @param {Tree} tree */
function demoUsesThePackage(tree) {
  return overFiles(
    tree,
    (path) => within(path, 'demo') && SCRIPT.test(path),
    (path, text) =>
      importsOf(text)
        .filter(({ specifier }) => within(resolved(path, specifier) ?? '', 'js', 'core', 'wasm', 'tests'))
        .map(({ specifier, line }) => ({ line, message: `the demo uses the package by its public name, and no tests: ${specifier}` })),
  );
}

/** @param {Tree} tree */
function modelsMeetThroughFiles(tree) {
  return overFiles(
    tree,
    (path) => SCRIPT.test(path) && !within(path, 'tests', 'models'),
    (path, text) =>
      importsOf(text)
        .filter(({ specifier }) => within(resolved(path, specifier) ?? '', 'models'))
        .map(({ specifier, line }) => ({ line, message: `models and the rest meet through files, not imports: ${specifier}` })),
  );
}

// ---- text ----

// Put together here, so that this file does not break its own rule.
const MACHINE = new RegExp(
  [
    '(?<![\\w.])/' + '(work|root|home/\\w+)/',
    '[A-Z]:' + '\\\\Users',
    'registry\\.' + '(npmjs|yarnpkg|[\\w-]+\\.\\w)',
    'pypi\\.' + '(org|\\w+\\.\\w)',
    'file' + 'spythonhosted',
    'proxy\\.' + 'golang',
    'arti' + 'factory',
  ].join('|'),
  'i',
);

/** @param {Tree} tree */
function noMachinePaths(tree) {
  return overFiles(
    tree,
    () => true,
    (path, text) =>
      text.split('\n').flatMap((line, index) => {
        const match = line.match(MACHINE);
        return match ? [{ line: index + 1, message: `a path or host of one machine: ${match[0]}` }] : [];
      }),
  );
}

// ---- tests ----

const globPattern = (glob) =>
  new RegExp(
    `^${glob
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^/]*')}$`,
  );

/** Patterns of test files that the entry points run: shell globs of .ci/test, pytest folders, and GLOBs of tests/CMakeLists.txt. @param {Tree} tree */
export function registeredPatterns(tree) {
  const script = (tree.text('.ci/test') ?? '').replace(/^\s*#.*$/gm, '');
  const cmake = (tree.text('tests/CMakeLists.txt') ?? '').replace(/#.*$/gm, '');
  const shell = [...script.matchAll(/(?<![\w/])tests\/[\w./*-]+/g)].map((match) => match[0]).filter((word) => /\.\w+$/.test(word));
  const folders = [...script.matchAll(/\bpytest\b([^;&|\n}]*)/g)].flatMap((match) =>
    [...match[1].matchAll(/tests\/[\w/]+/g)].map((word) => word[0]),
  );
  const native = [...cmake.matchAll(/file\(GLOB\s+\w+\s+CONFIGURE_DEPENDS\s+([\w./*-]+)\)/g)].map((match) => `tests/${match[1]}`);
  return [...shell, ...native, ...folders.map((folder) => `${folder}/test_*.py`)].map(globPattern);
}

/** @param {Tree} tree */
function everyTestIsRun(tree) {
  const patterns = registeredPatterns(tree);
  const fuzzed = /"RUYI_FUZZ":\s*"ON"/.test(tree.text('CMakePresets.json') ?? '');
  const looksLikeTest = /(^|\/)(test_[^/]*\.py|[^/]*_test\.(cpp|mjs|ts|js)|[^/]*\.(test|spec)\.\w+|[^/]*_fuzz\.cpp)$|^tests\/.*_test\.py$/;
  return tree.files
    .filter((path) => looksLikeTest.test(path))
    .flatMap((path) => {
      const problems = [];
      if (!path.startsWith('tests/')) problems.push('tests live in tests/');
      else if (!patterns.some((pattern) => pattern.test(path))) problems.push('nothing that .ci/test runs matches this test file');
      if (path.endsWith('_fuzz.cpp') && !fuzzed) problems.push('no preset builds the fuzz targets (RUYI_FUZZ)');
      return problems.map((message) => ({ path, line: 1, message }));
    });
}

/** Every rule by name. @type {Record<string, (tree: Tree) => Problem[]>} */
export const RULES = {
  'core-includes': coreIncludes,
  'no-libm': noLibm,
  'abi-includes': abiIncludes,
  'script-arrows': scriptArrows,
  'onnx-runtime': onnxRuntime,
  webgpu: onlyIn(
    /^js\/src\/worker\/device\.ts$/,
    /\bnavigator\s*(\?\.|\.|\[)\s*gpu\b/,
    'navigator.gpu is touched in worker/device.ts only',
  ),
  webassembly: onlyIn(/^js\/src\/worker\/wasm-instance\.ts$/, /\bWebAssembly\b/, 'WebAssembly is touched in worker/wasm-instance.ts only'),
  'custom-elements': onlyIn(/^js\/src\/define\.ts$/, /\bcustomElements\b/, 'customElements is touched in define.ts only'),
  'imports-of-tests': nothingImportsTests,
  'demo-public-name': demoUsesThePackage,
  'models-by-files': modelsMeetThroughFiles,
  'machine-paths': noMachinePaths,
  'tests-registered': everyTestIsRun,
};
