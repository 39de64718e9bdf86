#!/usr/bin/env node
// What `npx ruyi` starts. It stands in the tree, executable, because npx links a command only if its file is there when it is
// first asked for; the program itself is made by the build.

import { existsSync } from 'node:fs';

const program = new URL('./dist/cli/ruyi.mjs', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  process.stderr.write('ruyi: not built yet; run `npm run build` in the project first\n');
  process.exitCode = 3;
}
