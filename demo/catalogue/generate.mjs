#!/usr/bin/env node
/**
 * Draws the sample shop: DIR/products.csv, DIR/images/*.png, DIR/truth.json.
 *   node demo/catalogue/generate.mjs --out DIR [--count 320] [--seed 1] [--width 720] [--jobs 2]
 *   node demo/catalogue/generate.mjs --training --out DIR --count N --seed S [--styles print,line] [--width 448]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { feedRows, toCsv } from './feed.mjs';
import { planShop, planTraining } from './plan.mjs';
import { makeProduct } from './product.mjs';
import { createRng } from './random.mjs';
import { writePng } from './raster.mjs';
import { STYLES } from './styles.mjs';

/** Draws a part of the list. @returns {Promise<Array<{truth: object, look: object}>>} */
async function drawPart({ specs, seed, width, images }, report = () => {}) {
  const out = [];
  for (const spec of specs) {
    const made = await makeProduct(spec, createRng(seed).fork(`product ${spec.id}`), width);
    await writePng(made.rgb, made.width, made.height, join(images, `${spec.id}.png`));
    out.push({ truth: made.truth, look: made.look });
    report();
  }
  return out;
}

/** Shares the list among worker threads; the result does not depend on their number. */
function drawAll(task, jobs, report) {
  if (jobs <= 1) return drawPart(task, report);
  const parts = Array.from({ length: jobs }, (_, job) => task.specs.filter((_, index) => index % jobs === job));
  return Promise.all(
    parts.map(
      (specs) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: { ...task, specs } });
          worker.on('message', (message) => (message.done ? resolve(message.done) : report()));
          worker.on('error', reject);
        }),
    ),
  ).then((results) => task.specs.map((_, index) => results[index % jobs][Math.floor(index / jobs)]));
}

/** @param {string} text @param {string} name */
function wholeNumber(text, name) {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} wants a whole number, not "${text}"`);
  return Number(text);
}

/** @param {string[]} argv */
export async function main(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      out: { type: 'string' },
      count: { type: 'string', default: '320' },
      seed: { type: 'string', default: '1' },
      width: { type: 'string' },
      jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
      styles: { type: 'string', default: STYLES.join(',') },
      training: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
    },
  });
  if (!values.out) throw new Error('--out DIR is missing');
  const count = wholeNumber(values.count, 'count');
  const seed = wholeNumber(values.seed, 'seed');
  const width = wholeNumber(values.width ?? (values.training ? '448' : '720'), 'width');
  const jobs = Math.max(1, wholeNumber(values.jobs, 'jobs'));
  const styles = values.styles.split(',');
  for (const style of styles) if (!STYLES.includes(style)) throw new Error(`unknown style "${style}"; known: ${STYLES.join(', ')}`);
  const images = join(values.out, 'images');
  await mkdir(images, { recursive: true });

  const planRng = createRng(seed).fork('plan');
  const specs = values.training ? planTraining(planRng, count, styles) : planShop(planRng, count);
  let drawn = 0;
  const results = await drawAll({ specs, seed, width, images }, jobs, () => {
    drawn++;
    if (!values.quiet && (drawn % 40 === 0 || drawn === count)) process.stderr.write(`drawn ${drawn} of ${count}\n`);
  });
  const truth = { seed, width, height: Math.round(width * 1.25), products: results.map((result) => result.truth) };
  await writeFile(join(values.out, 'truth.json'), `${JSON.stringify(truth)}\n`);
  if (!values.training) {
    const rows = feedRows(specs, results, createRng(seed).fork('feed'));
    await writeFile(join(values.out, 'products.csv'), toCsv(rows));
  }
}

if (!isMainThread && workerData?.images) {
  parentPort.postMessage({ done: await drawPart(workerData, () => parentPort.postMessage({ step: 1 })) });
} else if (isMainThread && process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  });
}
