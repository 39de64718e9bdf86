// Runs the built command line as a user does, and makes small catalogues for it: everything in folders of their own.

import Ajv2020 from 'ajv/dist/2020.js';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const program = fileURLToPath(new URL('../../js/ruyi.mjs', import.meta.url));
const schemas = new URL('../../js/schemas/', import.meta.url);

/** Exit status, standard output and standard error of `ruyi ARGS`. cwd: where it runs. */
export function runRuyi(args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const out = [];
    const error = [];
    child.stdout.on('data', (part) => out.push(part));
    child.stderr.on('data', (part) => error.push(part));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(error).toString() }));
  });
}

/** The JSON document of `ruyi ARGS --json`; throws with the whole story when the status is not the expected one. */
export async function ruyiJson(args, cwd, expectedStatus = 0) {
  const run = await runRuyi([...args, '--json'], cwd);
  if (run.status !== expectedStatus) {
    throw new Error(`ruyi ${args.join(' ')}: status ${run.status}, not ${expectedStatus}\n${run.stdout.slice(0, 2000)}\n${run.stderr}`);
  }
  return JSON.parse(run.stdout);
}

/** Says what is wrong with a document by a schema of js/schemas; an empty list when nothing is. */
export function schemaErrors(name, document) {
  const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false, allowUnionTypes: true });
  const validate = ajv.compile(JSON.parse(readFileSync(new URL(`${name}.schema.json`, schemas), 'utf8')));
  return validate(document) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`);
}

/** A folder that is removed when the test ends. */
export async function createFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), 'ruyi-cli-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file below a folder with its SHA-256, in order. */
export async function hashesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hashes = files.sort().map(
    async (file) =>
      `${file.slice(folder.length + 1)} ${createHash('sha256')
        .update(await readFile(file))
        .digest('hex')}`,
  );
  return Promise.all(hashes);
}

const KINDS = [
  ['丝巾', 'scarf', '真丝方巾', 'silk square'],
  ['茶具', 'tea ware', '茶叶罐', 'tea tin'],
  ['文具', 'stationery', '笔记本', 'notebook'],
  ['家居', 'home', '抱枕', 'cushion'],
];
const MOTIFS = [
  ['莲花', 'lotus'],
  ['祥云', 'auspicious cloud'],
  ['牡丹', 'peony'],
  ['仙鹤', 'crane'],
  ['龙纹', 'dragon'],
];
const COLOURS = ['#c8161d', '#17507a', '#2e8b57', '#f2be45', '#6a4c93', '#e8e4dc', '#1b1b1b'];

/** A small picture of its own for each number: two-coloured, with a shape whose kind and place differ. */
export async function drawPicture(number, side = 320) {
  const ground = COLOURS[number % COLOURS.length];
  const ink = COLOURS[(number * 3 + 2) % COLOURS.length];
  const at = 80 + ((number * 53) % 160);
  const shapes = [
    `<circle cx="${at}" cy="${at}" r="70" fill="${ink}"/>`,
    `<rect x="${at - 60}" y="60" width="120" height="200" rx="20" fill="${ink}"/>`,
    `<path d="M${at} 40 L${at + 80} 260 L${at - 80} 260 Z" fill="${ink}"/>`,
    `<path d="M40 ${at} Q160 20 280 ${at} T300 300" stroke="${ink}" stroke-width="26" fill="none"/>`,
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320"><rect width="320" height="320" fill="${ground}"/>${shapes[number % 4]}</svg>`;
  return sharp(Buffer.from(svg)).resize(side, side).png().toBuffer();
}

export function csvRow(number, changes = {}) {
  const [category, , zh, en] = KINDS[number % KINDS.length];
  const [motifZh, motifEn] = MOTIFS[number % MOTIFS.length];
  const row = {
    id: `P-${String(number).padStart(3, '0')}`,
    title_zh: `${motifZh}${zh}`,
    title_en: `${motifEn} ${en} ${number}`,
    description_en: `A ${en} with ${motifEn} for every day, number ${number}.`,
    category,
    price: `${68 + number * 10}.00`,
    currency: 'CNY',
    image: `p-${number}.png`,
    url: `https://shop.example/p/${number}`,
    availability: 'in_stock',
    popularity: String(number * 7),
    ...changes,
  };
  return Object.values(row)
    .map((value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value))
    .join(',');
}

export const CSV_HEADER = 'id,title_zh,title_en,description_en,category,price,currency,image,url,availability,popularity';

/** Writes products.csv and images/ for `count` products; `extraRows` go after them. */
export async function createCatalogue(folder, { count = 20, extraRows = [], prefix = '' } = {}) {
  const images = join(folder, 'images');
  await mkdir(images, { recursive: true });
  const rows = [];
  for (let number = 1; number <= count; number++) {
    await writeFile(join(images, `p-${number}.png`), await drawPicture(number));
    rows.push(csvRow(number));
  }
  const feed = join(folder, 'products.csv');
  await writeFile(feed, `${prefix}${[CSV_HEADER, ...rows, ...extraRows].join('\n')}\n`);
  return { feed, images };
}
