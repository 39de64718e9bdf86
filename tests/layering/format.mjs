// node tests/layering/format.mjs [--write]: clang-format over C++ (core, wasm, tests) and prettier over scripts, styles and pages (js, demo, tests).
// Without --write nothing changes, and the exit status is 1 if a file is not as the formatters would write it.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { filesOf } from './source.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const write = process.argv.includes('--write');

/** Every kind of file: which ones, the program, and its arguments for checking and for writing. */
const FORMATTERS = [
  {
    files: /^(core|wasm|tests)\/.*\.(c|h|cpp|hpp)$/,
    program: process.env.CLANG_FORMAT ?? 'clang-format',
    check: ['--dry-run', '-Werror'],
    write: ['-i'],
    remedy: 'apt-get install clang-format',
  },
  {
    files: /^(js|demo|tests)\/.*\.(mjs|js|ts|css|html)$/,
    program: 'node_modules/.bin/prettier',
    check: ['--check', '--log-level', 'warn'],
    write: ['--write', '--log-level', 'warn'],
    remedy: 'npm ci',
  },
];

const files = filesOf(root);
let failed = false;
for (const formatter of FORMATTERS) {
  const own = files.filter((path) => formatter.files.test(path));
  if (own.length === 0) continue;
  const run = spawnSync(formatter.program, [...(write ? formatter.write : formatter.check), ...own], { cwd: root, stdio: 'inherit' });
  if (run.error) console.error(`${formatter.program} cannot be run (${run.error.message}); install it: ${formatter.remedy}`);
  failed ||= run.status !== 0;
}
if (failed) {
  console.error('Format with: node tests/layering/format.mjs --write');
  process.exitCode = 1;
}
