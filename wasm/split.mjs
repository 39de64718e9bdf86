// node wasm/split.mjs --whole F --cuts wasm/split.txt --out FOLDER --name ruyi --bin FOLDER [--optimise -Oz]: one linked module -> two.
// FOLDER/NAME.wasm holds what its exports reach without passing a cut, FOLDER/NAME-rest.wasm all the rest (wasm/README.md).
// The whole module must carry its functions' names. Both parts bear the same build id, so that parts of two builds never meet.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    whole: { type: 'string' },
    cuts: { type: 'string' },
    out: { type: 'string' },
    name: { type: 'string' },
    bin: { type: 'string' },
    optimise: { type: 'string', default: '-Oz' },
  },
});

/** js/src/worker/wasm-instance.ts looks for it under this name. */
const BUILD_SECTION = 'ruyi-build';
const BUILD_ID_BYTES = 16;
const FEATURES = ['--enable-simd', '--enable-mutable-globals'];
/**
 * As emcc optimises a module that it links: nothing below 1024 is an address, fresh memory is zero. But a function of more than 40 expressions is not drawn into its
 * only caller: that makes the module shorter and its compressed form longer (DECISIONS.md).
 */
const OPTIMISE = [
  '--post-emscripten',
  options.optimise,
  '--one-caller-inline-max-function-size=40',
  '--low-memory-unused',
  '--zero-filled-memory',
  '--strip-debug',
  '--strip-producers',
];

const run = (tool, ...args) => execFileSync(join(options.bin, tool), args, { encoding: 'utf8', maxBuffer: 1 << 30 });
const temporary = (name) => join(options.out, `${options.name}-${name}`);

/** The text format writes what a name may not hold as \2c: the cuts are written for people. */
const plain = (name) => name.replace(/\\([0-9a-f]{2})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));

/** Who calls whom, what the table holds and which functions are exported, read off the text form of the module. */
function graphOf(text) {
  const calls = new Map();
  const exported = [];
  let table = [];
  let current;
  for (const line of text.split('\n')) {
    const started = /^ \(func \$(\S+)/.exec(line);
    if (started) calls.set(started[1], (current = new Set()));
    const called = /\(call \$([^\s)]+)/.exec(line);
    if (called) current?.add(called[1]);
    const listed = /^ \(elem .*?\(i32\.const \d+\) (.*)\)$/.exec(line);
    if (listed) table = listed[1].split(' ').map((name) => name.slice(1));
    const given = /^ \(export "[^"]*" \(func \$([^\s)]+)\)/.exec(line);
    if (given) exported.push(given[1]);
  }
  return { calls, table, exported };
}

/** Patterns, one a line; every one must still cut something, or the list has fallen behind the code. */
function readCuts(path) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((source) => ({ pattern: new RegExp(source), used: false }));
}

/** All that the exports and the table reach without passing a cut: a function that is called through the table is never left out by luck. */
function reachable({ calls, table, exported }, cuts) {
  const kept = new Set();
  const waiting = [...exported, ...table];
  while (waiting.length > 0) {
    const name = waiting.pop();
    if (kept.has(name) || !calls.has(name)) continue;
    const cut = cuts.filter(({ pattern }) => pattern.test(plain(name)));
    for (const one of cut) one.used = true;
    if (cut.length > 0) continue;
    kept.add(name);
    waiting.push(...calls.get(name));
  }
  return kept;
}

function section(name, bytes) {
  const label = Buffer.from(name);
  const body = Buffer.concat([Buffer.from([label.length]), label, bytes]);
  return Buffer.concat([Buffer.from([0, body.length]), body]);
}

const whole = readFileSync(options.whole);
const graph = graphOf(run('wasm-dis', ...FEATURES, options.whole, '-o', '-'));
const cuts = readCuts(options.cuts);
const kept = reachable(graph, cuts);
for (const { pattern, used } of cuts) if (!used) throw new Error(`${options.cuts}: ${pattern} cuts nothing any more; remove or mend it.`);

const list = temporary('kept.txt');
writeFileSync(list, [...kept].join('\n'));
const parts = [temporary('part1.wasm'), temporary('part2.wasm')];
run('wasm-split', ...FEATURES, options.whole, `--keep-funcs=@${list}`, '-o1', parts[0], '-o2', parts[1]);

const id = section(
  BUILD_SECTION,
  createHash('sha256')
    .update(whole)
    .update([...kept].join('\n'))
    .digest()
    .subarray(0, BUILD_ID_BYTES),
);
for (const [i, file] of [`${options.name}.wasm`, `${options.name}-rest.wasm`].entries()) {
  run('wasm-opt', ...FEATURES, ...OPTIMISE, parts[i], '-o', parts[i]);
  writeFileSync(join(options.out, file), Buffer.concat([readFileSync(parts[i]), id]));
  rmSync(parts[i]);
}
rmSync(list);
