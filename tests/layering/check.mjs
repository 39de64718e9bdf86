// node tests/layering/check.mjs [ROOT]: checks the arrows between the parts (rules.mjs); prints what breaks them; exit status 1 if anything does.

import { fileURLToPath } from 'node:url';

import { RULES } from './rules.mjs';
import { filesOf, textOf } from './source.mjs';

/** @param {string} root @returns {{rule: string, path: string, line: number, message: string}[]} */
export function problemsOf(root) {
  const texts = new Map();
  const text = (path) => {
    if (!texts.has(path)) texts.set(path, files.includes(path) ? textOf(root, path) : undefined);
    return texts.get(path);
  };
  const files = filesOf(root);
  return Object.entries(RULES).flatMap(([rule, check]) => check({ files, text }).map((problem) => ({ rule, ...problem })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.argv[2] ?? fileURLToPath(new URL('../..', import.meta.url));
  const problems = problemsOf(root);
  for (const { rule, path, line, message } of problems) console.error(`${path}:${line}: ${message} [${rule}]`);
  console.log(`layering: ${Object.keys(RULES).length} rules, ${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
