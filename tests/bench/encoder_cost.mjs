// What the image encoder costs in ONNX Runtime Web (WASM, one thread) at several sizes.
//
//   node tests/bench/encoder_cost.mjs --out FILE.json [--runs 15] [--sizes 224,320,448,576] NAME=MODEL.onnx [NAME=MODEL.onnx ...]
//
// The models take turns within each round, so that whatever else the machine does falls on all of them. Printed and written: medians over the warm
// rounds in milliseconds, by the clock and by the process's own processor time, which waiting for a shared core does not add to. Compare within one run.

import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-web';

const WARM_UP = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, runs: { type: 'string', default: '15' }, sizes: { type: 'string', default: '224,320,448,576' } },
});
if (!values.out || positionals.length === 0) throw new Error('encoder_cost.mjs --out FILE.json NAME=MODEL.onnx ...');

ort.env.logLevel = 'error';
ort.env.wasm.numThreads = 1;

const models = [];
for (const entry of positionals) {
  const [name, path] = entry.split('=');
  const bytes = await readFile(path);
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' });
  models.push({ name, bytes: bytes.length, session });
}

/** @param {number[]} numbers */
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const round = (number) => Math.round(number * 10) / 10;

/** Milliseconds by the clock and by the processor. @param {ort.InferenceSession} session @param {ort.Tensor} pixels */
async function time(session, pixels) {
  const used = process.cpuUsage();
  const start = performance.now();
  await session.run({ pixels });
  const { user, system } = process.cpuUsage(used);
  return { clock: performance.now() - start, processor: (user + system) / 1000 };
}

const rows = [];
for (const size of values.sizes.split(',').map(Number)) {
  const field = Float32Array.from({ length: 3 * size * size }, (_, i) => Math.sin(i * 0.013) + Math.cos((i % size) * 0.09));
  const pixels = new ort.Tensor('float32', field, [1, 3, size, size]);
  const seen = models.map(() => []);
  for (let run = -WARM_UP; run < Number(values.runs); run++) {
    for (const [m, { session }] of models.entries()) {
      const found = await time(session, pixels);
      if (run >= 0) seen[m].push(found);
    }
  }
  const clocks = seen.map((times) => median(times.map((t) => t.clock)));
  const processors = seen.map((times) => median(times.map((t) => t.processor)));
  for (const [m, { name, bytes }] of models.entries()) {
    const row = {
      model: name,
      bytes,
      size,
      clock_ms: round(clocks[m]),
      processor_ms: round(processors[m]),
      ratio: processors[m] / processors[0],
    };
    rows.push(row);
    console.log(
      `${name} ${size} px: ${row.clock_ms} ms by the clock, ${row.processor_ms} ms of processor, ${row.ratio.toFixed(2)} of ${models[0].name}`,
    );
  }
}
await writeFile(values.out, `${JSON.stringify({ runs: Number(values.runs), rows }, null, 1)}\n`);
