// Draws the sample shop, builds its shard with the CLI as any brand would, and lays out the static site. Each step is skipped when its inputs are unchanged.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import * as esbuild from 'esbuild';
import sharp from 'sharp';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PICTURE_WIDTH_PX = 720;

/** SHA-256 over the names and bytes of all files below the given places, and the extra words. */
async function fingerprint(places, ...extra) {
  const hash = createHash('sha256').update(JSON.stringify(extra));
  const visit = async (path) => {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => null);
    if (!entries) return void hash.update(await readFile(path));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name === 'node_modules') continue;
      hash.update(entry.name);
      await visit(join(path, entry.name));
    }
  };
  for (const place of places) if (existsSync(place)) await visit(place);
  return hash.digest('hex');
}

/** Runs `work` unless `out` already carries this key; a failed run leaves no key. */
async function step(name, out, key, work) {
  const keyFile = `${out}.key`;
  if (existsSync(out) && (await readFile(keyFile, 'utf8').catch(() => '')) === key) return;
  const start = Date.now();
  console.error(`${name} …`);
  await rm(keyFile, { force: true });
  await work();
  await writeFile(keyFile, key);
  console.error(`${name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

function run(args) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', fail).on('exit', (code) => (code === 0 ? done() : fail(new Error(`${args[0]} ended with status ${code}`))));
  });
}

async function shopPages(catalogue, site) {
  const rows = parse(await readFile(join(catalogue, 'products.csv')), { columns: true, bom: true });
  await mkdir(join(site, 'shop/images'), { recursive: true });
  const products = rows.map((row) => ({
    id: row.id,
    title: { 'zh-Hans': row.title_zh, en: row.title_en },
    description: { 'zh-Hans': row.description_zh, en: row.description_en },
    kind: row.category,
    price: Number(row.price),
    currency: row.currency,
    colour: { 'zh-Hans': row.colour, en: row.colour_en ?? '' },
    material: { 'zh-Hans': row.material, en: row.material_en ?? '' },
    brand: { 'zh-Hans': row.brand, en: row.brand_en },
    dimensions: { 'zh-Hans': row.dimensions, en: row.dimensions_en },
    sizes: row.sizes.split('|').filter(Boolean),
    care: { 'zh-Hans': row.care, en: row.care_en },
    availability: row.availability,
    units: Number(row.units),
    leadDays: Number(row.lead_days),
    returns: row.returns,
    popularity: Number(row.popularity),
    picture: `/shop/images/${row.id}.webp`,
  }));
  const queue = [...rows];
  const worker = async () => {
    for (let row = queue.pop(); row; row = queue.pop()) {
      const source = join(catalogue, row.image.includes('/') ? row.image : join('images', row.image));
      await sharp(source)
        .resize({ width: PICTURE_WIDTH_PX, withoutEnlargement: true })
        .webp({ quality: 86 })
        .toFile(join(site, 'shop/images', `${row.id}.webp`));
    }
  };
  await Promise.all([worker(), worker()]);
  await writeFile(join(site, 'shop/products.json'), JSON.stringify(products));
}

/** Makes build/demo/<count>/site and returns its folder. */
export async function buildDemo(count) {
  const base = join(ROOT, 'build/demo', String(count));
  const [catalogue, site] = [join(base, 'catalogue'), join(base, 'site')];
  await mkdir(site, { recursive: true });

  const drawing = await fingerprint([join(ROOT, 'demo/catalogue'), join(ROOT, 'models/knowledge/colours.json')], count);
  await step('Drawing the shop', catalogue, drawing, () =>
    run(['demo/catalogue/generate.mjs', '--out', catalogue, '--count', String(count), '--seed', '1', '--jobs', '2']),
  );
  const pages = await fingerprint([join(ROOT, 'demo/build.mjs')], drawing);
  await step('Preparing the shop pages', join(site, 'shop'), pages, () => shopPages(catalogue, site));

  const models = ['image', 'text', 'user'].map((name) => join(ROOT, 'models/encoders', name, 'artifacts'));
  const shard = await fingerprint([...models, join(ROOT, 'models/knowledge'), join(ROOT, 'js/dist')], drawing);
  await step('Building the shard', join(site, 'ruyi'), shard, () =>
    run([
      'js/dist/cli/ruyi.mjs',
      'build',
      join(catalogue, 'products.csv'),
      '--images',
      join(catalogue, 'images'),
      '--out',
      join(site, 'ruyi'),
      '--resume',
    ]),
  );

  for (const file of ['index.html', 'product.html', 'styles.css', 'icon.svg']) await copyFile(join(ROOT, 'demo', file), join(site, file));
  await esbuild.build({
    entryPoints: [join(ROOT, 'demo/main.ts')],
    outfile: join(site, 'main.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    logLevel: 'error',
    external: ['/ruyi/*'],
  });
  return site;
}
