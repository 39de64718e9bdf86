// Single traps of feeds, each in a few lines: encodings, broken rows, odd prices, hostile text.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSource } from '../support/source-module.mjs';

const { readFeed } = await loadSource('cli/feeds/read-feed.ts');

function createOptions(changes = {}) {
  return { format: 'auto', encoding: 'auto', map: new Map(), currency: 'CNY', date: '2026-11-25', ...changes };
}

function read(feed, changes) {
  return readFeed(typeof feed === 'string' ? Buffer.from(feed) : feed, createOptions(changes));
}

function csv(...lines) {
  return `${lines.join('\n')}\n`;
}

function rejectedRows(feed) {
  return feed.warnings.filter((warning) => warning.problem.startsWith('row left out')).map((warning) => warning.row);
}

const PLAIN = csv('sku,title,price', 'A,Cloud scarf,10', 'B,Crane fan,20');

test('a byte order mark changes nothing, also before a quoted header', () => {
  const plain = JSON.stringify(read(PLAIN));
  assert.equal(JSON.stringify(read(`\uFEFF${PLAIN}`)), plain);
  const quoted = PLAIN.replace('sku,', '"sku",');
  assert.equal(JSON.stringify(read(`\uFEFF${quoted}`)), plain);
});

test('a zero-width character before the header is ignored and named by code point', () => {
  const feed = read(`\u200B${PLAIN}`);
  assert.deepEqual(
    feed.products.map((product) => product.id),
    ['A', 'B'],
  );
  assert.match(feed.warnings[0].problem, /U\+200B/);
});

test('UTF-16 with and without a mark, GB18030 and windows-1252 are recognised', () => {
  const text = csv('sku,title,price', 'A,云纹方巾,10');
  const utf16 = Buffer.from(text, 'utf16le');
  assert.equal(read(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])).encoding, 'utf-16le');
  const latin = read(Buffer.from(csv('sku,title,price', 'A,Caf\xe9 noir,10'), 'latin1'));
  assert.deepEqual([latin.encoding, latin.products[0].title], ['windows-1252', { en: 'Café noir' }]);
  // 云纹 in GB18030, written out by hand.
  const gb = Buffer.concat([Buffer.from('sku,title,price\nA,'), Buffer.from([0xd4, 0xc6, 0xce, 0xc6]), Buffer.from(',10\n')]);
  const chinese = read(gb);
  assert.deepEqual([chinese.encoding, chinese.products[0].title], ['gb18030', { 'zh-Hans': '云纹' }]);
  assert.equal(read(Buffer.from(PLAIN, 'utf16le')).encoding, 'utf-16le');
});

test('a file that is not in the encoding that the user names is refused', () => {
  assert.throws(() => read(Buffer.from([0x73, 0xff, 0x0a]), { encoding: 'utf-8' }), /not valid utf-8/);
  assert.throws(() => read(PLAIN, { encoding: 'klingon' }), /not known/);
});

test('semicolon, tab and bar are found as delimiters; commas inside quotes do not mislead', () => {
  for (const delimiter of [';', '\t', '|']) {
    const feed = read(PLAIN.replaceAll(',', delimiter));
    assert.deepEqual(
      feed.products.map((product) => product.priceMinor),
      [1000, 2000],
      JSON.stringify(delimiter),
    );
  }
  const feed = read(csv('sku;title;price', 'A;"Scarf, silk, red, long";10', 'B;Fan;20'));
  assert.equal(feed.products[0].title.en, 'Scarf, silk, red, long');
});

test('a row with extra cells is left out and named with its line; the others stay intact', () => {
  const feed = read(csv('sku,title,price', 'A,Scarf,10', 'B,Fan, hand, painted,20', 'C,Mug,30'));
  assert.deepEqual(
    feed.products.map((product) => [product.id, product.priceMinor]),
    [
      ['A', 1000],
      ['C', 3000],
    ],
  );
  assert.deepEqual(rejectedRows(feed), [3]);
  assert.match(feed.warnings[0].problem, /5 cells under 3 column names \(line 3\)/);
});

test('extra cells that are empty do no harm', () => {
  assert.equal(read(csv('sku,title,price', 'A,Scarf,10,,')).rows.rejected, 0);
});

test('missing last cells are reported; a cell missing in the middle rejects the row', () => {
  const feed = read(csv('sku,title,price,description,image', 'A,Scarf,10,text', 'B,20,no price here'));
  assert.deepEqual(
    feed.products.map((product) => product.id),
    ['A'],
  );
  assert.deepEqual(rejectedRows(feed), [3]);
  assert.ok(feed.warnings.some((warning) => warning.row === 2 && warning.column === 'image'));
});

test('one broken row among a thousand costs that row alone, and the counters add up', () => {
  const lines = Array.from({ length: 1000 }, (_, index) => `"P${index}","Title ${index}",${index + 1}`);
  for (const broken of ['P500,"never closed,12', '"P500","a"b",12', '"P500,"x,1']) {
    const feed = read(csv('sku,title,price', ...lines.slice(0, 499), broken, ...lines.slice(500)));
    assert.deepEqual(feed.rows, { read: 1000, kept: 999, rejected: 1 }, broken);
    assert.deepEqual(rejectedRows(feed), [501], broken);
    assert.equal(feed.products.at(-1).id, 'P999');
  }
});

test('a quoted cell may span lines, and rows are still numbered as a spreadsheet shows them', () => {
  const feed = read(csv('sku,title,description,price', 'A,Scarf,"one\ntwo\nthree",10', 'B,Fan,x,y,20'));
  assert.deepEqual(rejectedRows(feed), [3]);
  assert.match(feed.warnings[0].problem, /line 5/);
});

test('a title line above the header is passed over, and so is the header once more in the middle', () => {
  const feed = read(csv('Export of the shop', '', 'sku;title;price', 'A;Scarf;10', 'sku;title;price', 'B;Fan;20'));
  assert.deepEqual(
    feed.products.map((product) => [product.id, product.row]),
    [
      ['A', 4],
      ['B', 6],
    ],
  );
  assert.deepEqual(feed.rows, { read: 2, kept: 2, rejected: 0 });
});

test('numbered picture columns are pictures in their order', () => {
  const feed = read(csv('TITLE,SKU,PRICE,IMAGE1,IMAGE2,图片3', 'Scarf,A,10,a.jpg,b.jpg,c.jpg'));
  assert.deepEqual(feed.products[0].images, ['a.jpg', 'b.jpg', 'c.jpg']);
  assert.deepEqual(feed.unmappedColumns, []);
});

test('a list of products is found a few levels down, and wrapped records are unwrapped', () => {
  const node = (id) => ({ node: { id, title: `Scarf ${id}`, price: { amount: '12.00', currencyCode: 'CNY' } } });
  const feed = read(JSON.stringify({ data: { shop: { products: { edges: [node('A'), node('B')] } } } }));
  assert.deepEqual(
    feed.products.map((product) => [product.id, product.priceMinor]),
    [
      ['A', 1200],
      ['B', 1200],
    ],
  );
});

test('a stray quote inside a cell is a character', () => {
  const feed = read(csv('sku,title,price', 'A,Ring 9" wide,10', 'B,Fan,20'));
  assert.equal(feed.products[0].title.en, 'Ring 9" wide');
  assert.equal(feed.rows.rejected, 0);
});

test('keys are never turned into numbers', () => {
  const feed = read(csv('sku,title,price', '007,Scarf,10', '"0100",Fan,20', '1e3,Mug,30'));
  assert.deepEqual(
    feed.products.map((product) => product.id),
    ['007', '0100', '1e3'],
  );
});

test('a key used twice, a missing key and a missing title each reject their row', () => {
  const feed = read(csv('sku,title,price', 'A,Scarf,10', 'A,Other scarf,12', ',Fan,20', 'C,,30'));
  assert.deepEqual(
    feed.products.map((product) => product.id),
    ['A'],
  );
  assert.deepEqual(feed.rows, { read: 4, kept: 1, rejected: 3 });
});

test('prices in many spellings', () => {
  const cases = [
    ['10.20', 1020],
    ['1,299.00', 129900],
    ['"1.299,00"', 129900],
    ['1 299.5', 129950],
    ["1'299", 129900],
    ['¥79', 7900],
    ['￥79.9元', 7990],
    ['CNY 12', 1200],
    ['１２．５', 1250],
    ['0.1', 10],
    ['19.999', 2000],
    ['free', null],
    ['-5', null],
    ['10-20', null],
    ['9999999999', null],
  ];
  for (const [written, minor] of cases) {
    const cell = written.includes(',') && !written.startsWith('"') ? `"${written}"` : written;
    const [product] = read(csv('sku,title,price', `A,Scarf,${cell}`)).products;
    assert.equal(product.priceMinor, minor, written);
  }
});

test('a column that uses the comma for fractions uses the dot for thousands', () => {
  const feed = read(csv('sku;title;price', 'A;Scarf;12,50', 'B;Robe;1.299'), { currency: 'EUR' });
  assert.deepEqual(
    feed.products.map((product) => product.priceMinor),
    [1250, 129900],
  );
});

test('yen have no minor unit, dinars have a thousand', () => {
  assert.equal(read(csv('sku,title,price', 'A,Scarf,1200 JPY'), { currency: '' }).products[0].priceMinor, 1200);
  assert.equal(read(csv('sku,title,price', 'A,Scarf,1.250 KWD'), { currency: '' }).products[0].priceMinor, 1250);
});

test('a price without a currency takes the one of the feed, said once; one in another currency is hidden', () => {
  const feed = read(csv('sku,title,price', 'A,Scarf,10.20', 'B,Fan,10.20 EUR', 'C,Mug,5.00 EUR', 'D,Tin,7.00 USD', 'E,Cup,8'), {
    currency: '',
  });
  assert.equal(feed.currency, 'EUR');
  assert.deepEqual(
    feed.products.map((product) => product.priceMinor),
    [1020, 1020, 500, null, 800],
  );
  assert.equal(feed.warnings.filter((warning) => /without a currency/.test(warning.problem)).length, 1);
  assert.deepEqual(
    feed.warnings.filter((warning) => /catalogue's currency/.test(warning.problem)).map((warning) => warning.row),
    [5],
  );
});

test('columns per currency are prices in that currency', () => {
  const feed = read(csv('sku,title,price_eur,price_cny', 'A,Scarf,10,78'), { currency: 'CNY' });
  assert.deepEqual([feed.products[0].priceMinor, feed.unmappedColumns], [7800, []]);
});

test('text encoded twice is repaired and reported by row and column; good French is left alone', () => {
  const feed = read(csv('sku,title,description,price', 'A,Warm at 20Â°C,Itâ€™s silk,10', 'B,« café » É»,x,20'));
  assert.equal(feed.products[0].title.en, 'Warm at 20°C');
  assert.equal(feed.products[0].texts[0].text, 'It’s silk');
  assert.equal(feed.products[1].title.en, '« café » É»');
  const named = feed.warnings.filter((warning) => /encoded twice/.test(warning.problem));
  assert.deepEqual(
    named.map((warning) => [warning.row, warning.column]),
    [
      [2, 'title'],
      [2, 'description'],
    ],
  );
});

test('markup in a title stays text, script addresses and control characters never pass', () => {
  const feed = read(
    csv(
      'sku,title,url,image,price',
      'A,<img src=x onerror=alert(1)>,JaVaScRiPt:alert(1),data:text/html;x,10',
      'B,Fan\u0085,\u0001javascript:x,fan.png,20',
    ),
  );
  assert.equal(feed.products[0].title.en, '<img src=x onerror=alert(1)>');
  assert.deepEqual([feed.products[0].url, feed.products[0].images], ['', []]);
  assert.equal(feed.products[1].title.en, 'Fan');
  assert.equal(feed.products[1].url, '');
});

test('picture lists: empty items go, commas inside an address do not split it', () => {
  const feed = read(
    csv(
      'sku,title,images,price',
      'A,Scarf,a.jpg|b.jpg|,10',
      'B,Fan,"https://x.example/a.jpg?size=1,2, https://x.example/b.jpg",20',
      'C,Mug,"a.png, b.png,",30',
    ),
  );
  assert.deepEqual(
    feed.products.map((product) => product.images),
    [
      ['a.jpg', 'b.jpg'],
      ['https://x.example/a.jpg?size=1,2', 'https://x.example/b.jpg'],
      ['a.png', 'b.png'],
    ],
  );
});

test('a WooCommerce variation whose parent is named by a missing id is reported, not made a product', () => {
  const header = 'ID,Type,SKU,Name,Published,Regular price,Parent,Images';
  const feed = read(
    csv(
      header,
      '44,variable,ROBE,Robe,1,,,robe.jpg',
      '45,variation,ROBE-S,Robe S,1,520,id:44,',
      '46,variation,ROBE-M,Robe M,1,560,ROBE,',
      '47,variation,X-1,Stray,1,10,id:99,',
    ),
  );
  assert.deepEqual([feed.products.length, feed.variantCount, rejectedRows(feed)], [1, 2, [5]]);
});

test('--map names a column; an unknown role or column is refused with the choices', () => {
  const text = csv('ref,produce,amount', 'A,Scarf,10');
  assert.throws(() => read(text), /--map title=COLUMN/);
  const feed = read(text, {
    map: new Map([
      ['id', 'ref'],
      ['title', 'produce'],
      ['price', 'amount'],
    ]),
  });
  assert.deepEqual([feed.products[0].id, feed.products[0].title.en, feed.products[0].priceMinor], ['A', 'Scarf', 1000]);
  assert.throws(() => read(text, { map: new Map([['titel', 'produce']]) }), /roles are id, group/);
  assert.throws(() => read(text, { map: new Map([['title', 'nothing']]) }), /no column “nothing”/);
});

test('empty, binary and broken files are refused in words', () => {
  assert.throws(() => read(''), /empty/);
  assert.throws(() => read(Buffer.from('PAR1\0\0\0')), /Parquet/);
  assert.throws(() => read(Buffer.from('PK\u0003\u0004')), /Excel/);
  assert.throws(() => read('<rss><channel><item></channel></rss>'), /well-formed/);
  assert.throws(() => read('[{"id": 1, "title": "x"'), /not valid JSON/);
});
