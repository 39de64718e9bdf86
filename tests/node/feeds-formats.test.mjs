// What a careful person counts in a feed, against what the readers give. The feeds are in tests/support/feeds.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadSource } from '../support/source-module.mjs';

const { readFeed } = await loadSource('cli/feeds/read-feed.ts');

const feeds = new URL('../support/feeds/', import.meta.url);

function createOptions(changes = {}) {
  return { format: 'auto', encoding: 'auto', map: new Map(), currency: '', date: '2026-11-25', ...changes };
}

async function read(name, changes) {
  return readFeed(await readFile(new URL(name, feeds)), createOptions(changes));
}

function byId(feed) {
  return new Map(feed.products.map((product) => [product.id, product]));
}

function pictures(feed) {
  return feed.products.reduce((sum, product) => sum + product.images.length, 0);
}

test('shopify: rows of one handle form one product, and only rows with an option or a price are variants', async () => {
  const feed = await read('shopify.csv');
  assert.deepEqual([feed.products.length, feed.variantCount, pictures(feed)], [3, 4, 5]);
  assert.deepEqual(feed.rows, { read: 6, kept: 5, rejected: 1 });
  const rejected = feed.warnings.filter((warning) => warning.problem.startsWith('row left out'));
  assert.deepEqual(
    rejected.map((warning) => [warning.row, warning.column]),
    [[6, 'Title']],
  );
});

test('shopify: options keep their inches, the pseudo-option is none, untracked stock is available', async () => {
  const products = byId(await read('shopify.csv'));
  const fan = products.get('crane-fan');
  assert.deepEqual(
    fan.variants.map((variant) => [variant.id, variant.options, variant.priceMinor, variant.available]),
    [
      ['FAN-9', ['9" rib'], 9800, false],
      ['FAN-12', ['12" rib'], 12800, true],
    ],
  );
  assert.equal(fan.priceMinor, 12800, 'the cheapest variant that can be bought');
  assert.deepEqual(products.get('cloud-scarf').variants[0].options, []);
  assert.equal(products.get('cloud-scarf').available, true);
});

test('shopify: an archived product is not published, an empty cell on a variant row says nothing', async () => {
  const products = byId(await read('shopify.csv'));
  assert.equal(products.get('old-mug').published, false);
  assert.equal(products.get('crane-fan').published, true);
});

test('shopify: the text has no markup and the cost column is named as never published', async () => {
  const feed = await read('shopify.csv');
  const scarf = byId(feed).get('cloud-scarf');
  assert.equal(scarf.texts.find((text) => text.field === 'description').text, 'Silk scarf with auspicious clouds,\nhand rolled.');
  assert.equal(byId(feed).get('crane-fan').texts[0].text, 'Folding fan, cranes & pines');
  assert.ok(feed.warnings.some((warning) => warning.column === 'Cost per item' && /never written/.test(warning.remedy)));
  assert.ok(!JSON.stringify(feed.products).includes('71.5'));
});

test('parents: children join their parent, an orphan and an unknown type are left out, a second language is a translation', async () => {
  const feed = await read('parents.csv');
  const products = byId(feed);
  assert.deepEqual([...products.keys()], ['TEA-1', 'ROBE-1', 'SET-1']);
  assert.equal(feed.variantCount, 2);
  assert.deepEqual(feed.rows, { read: 8, kept: 6, rejected: 2 });
  assert.deepEqual(products.get('TEA-1').title, { 'zh-Hans': '龙井绿茶礼盒', en: 'Longjing tea gift box' });
  assert.deepEqual(
    products.get('ROBE-1').variants.map((variant) => [variant.id, variant.priceMinor, variant.available]),
    [
      ['ROBE-1-S', 48000, false],
      ['ROBE-1-M', 56000, true],
    ],
  );
  const rejected = feed.warnings.filter((warning) => warning.problem.startsWith('row left out'));
  assert.deepEqual(
    rejected.map((warning) => [warning.row, warning.column, warning.value]),
    [
      [9, 'type', 'hologram'],
      [7, 'parent_sku', 'ROBE-9'],
    ],
  );
});

test('google xml: the group is the product, prices inside shipping are not its price, entities are decoded once', async () => {
  const feed = await read('google.xml');
  const products = byId(feed);
  assert.deepEqual([feed.products.length, feed.variantCount, pictures(feed), feed.currency], [2, 3, 4, 'USD']);
  const lacquer = products.get('case');
  assert.deepEqual(lacquer.title, { en: 'D’Addario & Cervélo case, red / gold' });
  assert.deepEqual(
    lacquer.variants.map((variant) => [variant.id, variant.priceMinor, variant.available]),
    [
      ['0071', 110529, true],
      ['0072', 99000, false],
    ],
  );
  assert.equal(lacquer.texts.find((text) => text.field === 'description').text, 'Lacquer case.\n20 cm');
  assert.equal(lacquer.url, 'https://shop.example/case?colour=red&size=20');
});

test('google xml: a sale price counts on its days only, an unknown availability is kept and named', async () => {
  const feed = await read('google.xml');
  assert.equal(byId(feed).get('0073').priceMinor, 990);
  assert.equal(byId(feed).get('0073').available, true);
  const named = feed.warnings.find((warning) => warning.column === 'availability');
  assert.deepEqual([named.row, named.value], [3, 'no idea']);
  assert.equal(feed.rows.rejected, 0);
  const during = await read('google.xml', { date: '2020-01-15' });
  assert.equal(byId(during).get('case').variants[1].priceMinor, 89000);
});

test('json lines in a .json file: keys stay text, a cut line is left out alone, minor units are not multiplied', async () => {
  const feed = await read('lines.json', { currency: 'CNY' });
  assert.equal(feed.format, 'jsonl');
  assert.deepEqual(
    feed.products.map((product) => product.id),
    ['007', '0100', '12345678901234567890'],
  );
  assert.deepEqual(feed.rows, { read: 4, kept: 3, rejected: 1 });
  assert.equal(feed.warnings.find((warning) => warning.problem.startsWith('row left out')).row, 3);
  const cup = byId(feed).get('007');
  assert.deepEqual([cup.priceMinor, cup.popularity, cup.category, cup.images], [12900, 320, '茶具', []]);
  assert.deepEqual(cup.texts, [{ field: 'tags', lang: 'zh-Hans', text: '青花, 杯' }]);
  assert.equal(byId(feed).get('0100').available, false);
});

test('json: the list is found, nested prices are not mixed, variants keep their own, decimals are exact', async () => {
  const feed = await read('products.json');
  const products = byId(feed);
  const plate = products.get('1');
  assert.deepEqual([plate.priceMinor, plate.currency], [10, 'EUR']);
  assert.deepEqual(plate.images, ['https://pictures.example/a.jpg?w=1,2', 'https://pictures.example/b.jpg']);
  const bowl = products.get('2');
  assert.deepEqual(
    bowl.variants.map((variant) => [variant.id, variant.priceMinor, variant.available]),
    [
      ['BOWL-S', 101, true],
      ['BOWL-L', 250, false],
    ],
  );
  assert.deepEqual(bowl.images, ['https://pictures.example/bowl.jpg'], 'the thumbnail stands in when there is no picture');
  assert.ok(!JSON.stringify(feed.products).includes('dragon'), 'reviews inside the record are no product text');
});

test('chinese headers: every column is understood and the yuan sign is read for the whole feed', async () => {
  const feed = await read('taobao.csv');
  assert.deepEqual(feed.unmappedColumns, []);
  assert.equal(feed.currency, 'CNY');
  const [scarf, tin] = feed.products;
  assert.deepEqual(scarf.title, { 'zh-Hans': '云纹真丝方巾', en: 'Cloud silk square' });
  assert.deepEqual([scarf.id, scarf.priceMinor, scarf.category, scarf.images], ['TEE-01', 129900, '丝巾', ['fj-01.png']]);
  assert.deepEqual(scarf.texts, [{ field: 'pattern', lang: 'zh-Hans', text: '祥云纹' }]);
  assert.deepEqual([tin.priceMinor, tin.available], [7900, false]);
});

test('translations: a table of key, language and texts is an overlay, not products', async () => {
  const feed = await read('translations.csv');
  assert.deepEqual([feed.products.length, feed.overlays.length], [0, 2]);
  assert.deepEqual(
    feed.overlays.map((overlay) => [overlay.key, overlay.title]),
    [
      ['cloud-scarf', { 'zh-Hans': '云纹丝巾' }],
      ['cloud-scarf', { de: 'Wolkentuch' }],
    ],
  );
});

test('prices by channel: the entry without country, group or channel is the price, in minor units', async () => {
  const feed = await read('prices-by-channel.csv');
  const products = byId(feed);
  assert.deepEqual([feed.products.length, feed.variantCount, feed.currency], [2, 3, 'EUR']);
  assert.deepEqual(
    products.get('SHOE-39').variants.map((variant) => variant.priceMinor),
    [34375, 35000],
  );
  assert.equal(products.get('BELT-1').priceMinor, 1100);
  assert.equal(products.get('BELT-1').category, 'Men>Belts');
});

test('rows that repeat the product’s fields on every variant give the same catalogue as sparse ones', () => {
  const header = 'Handle,Title,Body (HTML),Tags,Option1 Name,Option1 Value,Variant Price,Image Src';
  const sparse = [header, 'fan,Crane Fan,Folding fan,"fan, crane",Size,Small,98,fan.jpg', 'fan,,,,,Large,128,'];
  const filled = [header, sparse[1], 'fan,Crane Fan,Folding fan,"fan, crane",Size,Large,128,fan.jpg'];
  const [a, b] = [sparse, filled].map((lines) => readFeed(Buffer.from(lines.join('\n')), createOptions({ currency: 'CNY' })));
  assert.deepEqual(b.products, a.products);
  assert.deepEqual([a.products.length, a.variantCount], [1, 2]);
});

test('medusa: rows of one product handle are its variants, and keys from elsewhere are only keys', () => {
  const lines = [
    'Product Id,Product Handle,Product Title,Product Status,Variant Id,Variant Title,Variant SKU,Price EUR,Price CNY,Product Image 1 Url',
    "prod_01H,tea-set,Mother’s 'Spring' tea set,published,variant_1,Small,TS-S,20,158,tea.jpg",
    "prod_01H,tea-set,Mother’s 'Spring' tea set,published,variant_2,Large,TS-L,30,238,tea.jpg",
    'prod_02H,fan,Fan,published,variant_3,One size,FAN,9,68,fan.jpg',
  ];
  const feed = readFeed(Buffer.from(lines.join('\n')), createOptions({ currency: 'CNY' }));
  assert.deepEqual([feed.products.length, feed.variantCount, feed.rows.rejected], [2, 3, 0]);
  assert.deepEqual(feed.products[0].title, { en: "Mother’s 'Spring' tea set" });
  assert.deepEqual(
    feed.products[0].variants.map((variant) => [variant.id, variant.priceMinor]),
    [
      ['TS-S', 15800],
      ['TS-L', 23800],
    ],
  );
  assert.deepEqual(feed.products[0].images, ['tea.jpg']);
});
