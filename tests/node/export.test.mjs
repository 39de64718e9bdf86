// What leaves as W3C Web Annotations and as schema.org JSON-LD: required members, no region invented, and the build takes the annotations back.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ruyiJson, runRuyi } from '../support/cli.mjs';
import { loadSource } from '../support/source-module.mjs';

const golden = fileURLToPath(new URL('../golden/planted.fv1', import.meta.url));
let folder = '';
let answer;
let annotations;
let explanations;
let exportExplanation;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruyi-export-'));
  const profile = join(folder, 'profile.json');
  await writeFile(profile, JSON.stringify({ version: 1, events: [{ item: 'P00000', kind: 'like', day: 20780 }] }));
  const files = ['annotations', 'json-ld'].map((name) => join(folder, name));
  const args = ['recommend', golden, '--profile', profile, '-k', '12', '--date', '2026-11-25', '--lang', 'en'];
  answer = await ruyiJson([...args, '--annotations', files[0], '--json-ld', files[1]], folder);
  [annotations, explanations] = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8'))));
  ({ exportExplanation } = await loadSource('export-explanation.ts'));
});

after(() => rm(folder, { recursive: true, force: true }));

const regionsOf = (item) =>
  item.symbols
    .filter(({ claimed }) => claimed)
    .flatMap((symbol) => symbol.evidence.filter(({ box }) => box).map((one) => [symbol.id, one.box]));

test('annotations: have the members that the Web Annotation model requires, and exactly the regions of the answer', () => {
  assert.equal(annotations['@context'], 'http://www.w3.org/ns/anno.jsonld');
  assert.equal(annotations.type, 'AnnotationCollection');
  assert.equal(annotations.total, annotations.items.length);
  const regions = answer.items.flatMap((item) => (item.card?.picture ? regionsOf(item) : []));
  assert.ok(regions.length > 3, String(regions.length));
  assert.equal(annotations.items.length, regions.length);
  assert.equal(new Set(annotations.items.map(({ id }) => id)).size, regions.length, 'ids are IRIs of their own');
  for (const [at, annotation] of annotations.items.entries()) {
    const [symbol, box] = regions[at];
    assert.equal(annotation['@context'], 'http://www.w3.org/ns/anno.jsonld');
    assert.match(annotation.id, /^[a-z]+:/);
    assert.equal(annotation.type, 'Annotation');
    assert.ok(['identifying', 'describing'].includes(annotation.motivation));
    for (const body of annotation.body) {
      if (body.type === 'TextualBody') assert.ok(body.value.length > 0 && body.language === 'en' && body.format === 'text/plain');
      else assert.ok(body.type === 'SpecificResource' && /^[a-z]+:/.test(body.source), JSON.stringify(body));
      assert.ok(['identifying', 'tagging', 'describing', 'linking'].includes(body.purpose));
    }
    assert.equal(annotation.body[0].source, `ruyi:symbol/${symbol}`);
    const { source, selector } = annotation.target;
    assert.ok(source.length > 0);
    const [fragment, svg] = selector;
    assert.deepEqual([fragment.type, fragment.conformsTo], ['FragmentSelector', 'http://www.w3.org/TR/media-frags/']);
    const [x, y, w, h] = /^xywh=percent:([\d.]+),([\d.]+),([\d.]+),([\d.]+)$/.exec(fragment.value).slice(1).map(Number);
    for (const [side, found] of [x, y, x + w, y + h].entries())
      assert.ok(Math.abs(found / 100 - box[side]) < 1e-4, `${found} is not ${box[side]}`);
    assert.equal(svg.type, 'SvgSelector');
    assert.match(svg.value, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^<>]*><rect [^<>]*\/><\/svg>$/);
  }
});

test('annotations: a meaning goes with its source, and with no other', () => {
  const linked = annotations.items.flatMap(({ body }) =>
    body.filter(({ purpose }) => purpose === 'linking').map((one) => one['ruyi:record']),
  );
  const cited = new Set(answer.items.flatMap(({ sentences }) => sentences.flatMap(({ citations }) => citations.map(({ id }) => id))));
  assert.ok(linked.length > 0 && linked.every((id) => cited.has(id)));
});

test('JSON-LD: a Recommendation with what schema.org asks of it, of its Product, Offer, DefinedTerms and sources', () => {
  assert.equal(explanations.length, answer.items.length);
  for (const [at, one] of explanations.entries()) {
    const item = answer.items[at];
    assert.deepEqual(
      [one['@context'], one['@type'], one.inLanguage, one.datePublished],
      ['https://schema.org', 'Recommendation', 'en', '2026-11-25'],
    );
    assert.deepEqual([one.author['@type'], one.author.name], ['SoftwareApplication', 'Ruyi']);
    assert.equal(one.reviewBody, item.sentences.map(({ text }) => text).join(' '));
    const product = one.itemReviewed;
    assert.deepEqual([product['@type'], product.sku, product.name], ['Product', item.id, item.card.title.en]);
    if (item.card.price_minor !== null) {
      assert.match(product.offers.priceCurrency, /^[A-Z]{3}$/);
      assert.equal(Math.round(Number(product.offers.price) * 100), item.card.price_minor);
      assert.match(product.offers.availability, /^https:\/\/schema\.org\/(InStock|OutOfStock)$/);
    }
    const parts = product.additionalProperty.filter(({ propertyID }) => propertyID === 'ruyi:contribution');
    assert.ok(Math.abs(parts.reduce((sum, { value }) => sum + value, 0) - item.score) < 1e-5);
    assert.ok(product.additionalProperty.every((property) => property['@type'] === 'PropertyValue' && typeof property.value === 'number'));
    assert.deepEqual(
      one.about.map(({ termCode }) => termCode),
      item.symbols.filter(({ claimed }) => claimed).map(({ id }) => id),
    );
    for (const work of one.citation) {
      assert.ok(work['@type'] === 'CreativeWork' && work.identifier.length > 0 && work.name.length > 0);
      assert.doesNotMatch(`${work.name} ${work.creditText}`, /reread|transcribed|facts-only|public-domain/);
    }
  }
  assert.ok(explanations.some(({ citation }) => citation.length > 0));
});

test('export: markup in a feed stays text, addresses become absolute, another language has other words', () => {
  const [first] = answer.items;
  const hostile = { ...first, id: 'a/b"<', symbols: first.symbols.map((symbol) => ({ ...symbol, en: '<script>' })) };
  const made = exportExplanation({ ...answer, items: [hostile] }, { lang: 'en', base: 'https://shop.example/ruyi/manifest.json' });
  for (const { id, target } of made.annotations.items) {
    assert.ok(!/[<>"]/.test(id + target.scope));
    assert.match(target.source, /^https:\/\/shop\.example\/ruyi\//);
    assert.ok(!target.selector[1].value.includes('script'));
  }
  const chinese = exportExplanation(answer, { lang: 'zh-Hans' });
  assert.equal(chinese.explanations[0].reviewBody, '');
  assert.notEqual(chinese.explanations[0].about[0].name, explanations[0].about[0].name);
});

test('recommend --annotations: a file that cannot be written is refused by name', async () => {
  const path = join(folder, 'missing', 'file.json');
  const run = await runRuyi(['recommend', golden, '--item', 'P00000', '--annotations', path], folder);
  assert.equal(run.status, 1);
  assert.ok(run.stderr.includes('--annotations') && run.stderr.includes(path));
});
