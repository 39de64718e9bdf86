// Files of a tree, and what their source text refers to once comments and strings are told apart.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { posix } from 'node:path';

const SKIPPED = new Set(['.git', 'node_modules', 'build', 'dist', '.cache', '.venv', '.ruyi', '__pycache__']);
const TEXT =
  /\.(c|h|cc|cpp|hpp|mjs|js|ts|json|md|html|css|py|sh|txt|toml|cmake|csv|xml|svg|yml|yaml)$|(^|\/)(\.[a-z-]+|\.ci\/\w+|LICENSE|NOTICE)$/;
const LARGEST_TEXT_BYTES = 4_000_000;

/** Paths of a tree's files, relative, with forward slashes, sorted. @param {string} root @returns {string[]} */
export function filesOf(root) {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue;
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) found.push(path);
    }
  };
  walk('');
  return found.sort();
}

/** A file's text, or undefined for binary and oversized files. @param {string} root @param {string} path */
export function textOf(root, path) {
  const file = join(root, path);
  return TEXT.test(path) && statSync(file).size <= LARGEST_TEXT_BYTES ? readFileSync(file, 'utf8') : undefined;
}

const REGEX_MAY_FOLLOW = /(^|[=(,:[!&|?{};+\-*%<>~^]|\b(return|typeof|case|in|of|await|yield))\s*$/;

/**
 * The same text with comments blanked, and with the insides of string literals blanked unless `keepStrings`; lines and columns stay. Good for C++, JavaScript
 * and TypeScript. @param {string} text @param {boolean} keepStrings
 */
export function codeOf(text, keepStrings) {
  let out = '';
  let at = 0;
  const depth = []; // braces open inside each `${…}`
  const blank = (part) => part.replace(/[^\n]/g, ' ');
  const take = (end, keep) => {
    out += keep ? text.slice(at, end) : blank(text.slice(at, end));
    at = end;
  };
  const endOf = (closing, from) => {
    for (let i = from; i < text.length; i++) {
      if (text[i] === '\\') i++;
      else if (text[i] === closing) return i;
      else if (text[i] === '\n') return i;
    }
    return text.length;
  };
  const template = () => {
    const start = at;
    let i = at;
    for (; i < text.length && text[i] !== '`'; i++) {
      if (text[i] === '\\') i++;
      else if (text[i] === '$' && text[i + 1] === '{') {
        take(i, keepStrings);
        take(i + 2, true);
        depth.push(0);
        return;
      }
    }
    take(Math.min(i, text.length), keepStrings && start >= 0);
    take(Math.min(i + 1, text.length), true);
  };
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    const char = text[at];
    if (two === '//') {
      const end = text.indexOf('\n', at);
      take(end < 0 ? text.length : end, false);
    } else if (two === '/*') {
      const end = text.indexOf('*/', at + 2);
      take(end < 0 ? text.length : end + 2, false);
    } else if (char === '"' || (char === "'" && !/[0-9a-fA-F]/.test(text[at - 1] ?? ''))) {
      const end = endOf(char, at + 1);
      take(at + 1, true);
      take(end, keepStrings);
      take(Math.min(end + 1, text.length), true);
    } else if (char === '`') {
      take(at + 1, true);
      template();
    } else if (char === '/' && REGEX_MAY_FOLLOW.test(out.slice(-40))) {
      let i = at + 1;
      for (let inClass = false; i < text.length && text[i] !== '\n' && (inClass || text[i] !== '/'); i++) {
        if (text[i] === '\\') i++;
        else if (text[i] === '[') inClass = true;
        else if (text[i] === ']') inClass = false;
      }
      take(at + 1, true);
      take(Math.min(i, text.length), false);
      take(Math.min(i + 1, text.length), true);
    } else if (depth.length > 0 && char === '}' && depth.at(-1) === 0) {
      depth.pop();
      take(at + 1, true);
      template();
    } else {
      if (depth.length > 0) depth[depth.length - 1] += char === '{' ? 1 : char === '}' ? -1 : 0;
      take(at + 1, true);
    }
  }
  return out;
}

const lineAt = (text, index) => text.slice(0, index).split('\n').length;

/** `import`, `export … from`, `import()` and `require()` of a module. @returns {{specifier: string, line: number}[]} */
export function importsOf(text) {
  const code = codeOf(text, true);
  const patterns = [/\bfrom\s*(['"])([^'"\n]+)\1/g, /\bimport\s*(['"])([^'"\n]+)\1/g, /\b(?:import|require)\s*\(\s*(['"])([^'"\n]+)\1/g];
  return patterns.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({ specifier: match[2], line: lineAt(code, match.index) })),
  );
}

/** @returns {{name: string, quoted: boolean, line: number}[]} */
export function includesOf(text) {
  return [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]/gm)].map((match) => ({
    name: match[2],
    quoted: match[1] === '"',
    line: lineAt(text, match.index),
  }));
}

/** Lines of code (no comments, no strings) that match. @returns {{line: number, match: string}[]} */
export function usesOf(text, pattern) {
  return codeOf(text, false)
    .split('\n')
    .flatMap((line, index) => {
      const match = line.match(pattern);
      return match ? [{ line: index + 1, match: match[0] }] : [];
    });
}
