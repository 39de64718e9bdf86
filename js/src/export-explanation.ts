// An explanation for other programs: W3C Web Annotations of the picture's regions, and schema.org JSON-LD. Pure: plain data in, plain data out.

import { citationFacts, citationName } from './citation-words.ts';
import type { Box, Citation, Contribution, Lang, Recommendation, RecommendedItem } from './types.ts';

export const ANNOTATION_CONTEXT = 'http://www.w3.org/ns/anno.jsonld';
export const SCHEMA_CONTEXT = 'https://schema.org';
const MEDIA_FRAGMENTS = 'http://www.w3.org/TR/media-frags/';
const LICENCES: Readonly<Record<string, string>> = {
  CC0: 'https://creativecommons.org/publicdomain/zero/1.0/',
  'CC0 1.0': 'https://creativecommons.org/publicdomain/zero/1.0/',
  'CC BY 3.0': 'https://creativecommons.org/licenses/by/3.0/',
  'CC BY-SA 3.0': 'https://creativecommons.org/licenses/by-sa/3.0/',
  'CC BY-SA 4.0': 'https://creativecommons.org/licenses/by-sa/4.0/',
  'ODC-By 1.0': 'https://opendatacommons.org/licenses/by/1-0/',
};

export interface ExportOptions {
  lang: Lang;
  /** Addresses of pictures and products are made absolute with it. */
  base?: string;
}

export interface ExplanationExport {
  annotations: AnnotationCollection;
  /** schema.org, one Recommendation an item. */
  explanations: JsonLd[];
}

export type JsonLd = { [name: string]: unknown };

export interface AnnotationCollection {
  '@context': typeof ANNOTATION_CONTEXT;
  id: string;
  type: 'AnnotationCollection';
  label: string;
  total: number;
  items: JsonLd[];
}

/** Everything that the answer says of its items, in one language. Items without a card have no picture, so no annotations. */
export function exportExplanation(answer: Recommendation, options: ExportOptions): ExplanationExport {
  const items = answer.items.flatMap((item) => annotationsOf(item, options));
  const annotations: AnnotationCollection = {
    '@context': ANNOTATION_CONTEXT,
    id: `ruyi:explanation/${answer.placement}/${answer.date}`,
    type: 'AnnotationCollection',
    label: `Ruyi, ${answer.placement}, ${answer.date}`,
    total: items.length,
    items,
  };
  return { annotations, explanations: answer.items.map((item) => recommendationOf(item, answer, options)) };
}

/** One annotation for every region of every claimed symbol. */
function annotationsOf(item: RecommendedItem, { lang, base }: ExportOptions): JsonLd[] {
  const picture = addressOf(item.card?.picture, base);
  if (picture === undefined) return [];
  const claimed = item.symbols.filter((symbol) => symbol.claimed);
  return claimed.flatMap((symbol) =>
    symbol.evidence.flatMap(({ box, kind, confidence, claimed: seen }, index) => {
      if (box === undefined) return [];
      const said = item.sentences.filter((one) => one.lang === lang && one.about === symbol.id && one.citations.length > 0);
      return [
        {
          '@context': ANNOTATION_CONTEXT,
          id: `ruyi:annotation/${encodeURIComponent(item.id)}/${encodeURIComponent(symbol.id)}/${index}`,
          type: 'Annotation',
          motivation: 'identifying',
          generator: { id: 'ruyi:generator', type: 'Software', name: 'Ruyi' },
          'ruyi:evidence': { kind, confidence, claimed: seen },
          body: [
            { type: 'SpecificResource', source: `ruyi:symbol/${symbol.id}`, purpose: 'identifying' },
            { type: 'TextualBody', value: symbolIn(symbol, lang), language: lang, format: 'text/plain', purpose: 'tagging' },
            ...said.map(({ text }) => ({ type: 'TextualBody', value: text, language: lang, format: 'text/plain', purpose: 'describing' })),
            ...said.flatMap(({ citations }) => citations.filter(({ url }) => url !== '').map(linkTo)),
          ],
          target: { source: picture, type: 'Image', scope: `ruyi:item/${encodeURIComponent(item.id)}`, selector: selectorsOf(box) },
        },
      ];
    }),
  );
}

function linkTo({ id, url, cite, licence }: Citation): JsonLd {
  const rights = LICENCES[licence];
  return { type: 'SpecificResource', source: url, purpose: 'linking', 'ruyi:record': id, 'ruyi:cite': cite, ...(rights ? { rights } : {}) };
}

/** The same rectangle twice, for readers that know one or the other. */
function selectorsOf(box: Box): JsonLd[] {
  const [x0, y0, x1, y1] = box.map((side) => Number((side * 100).toFixed(3))) as [number, number, number, number];
  const w = Number((x1 - x0).toFixed(3));
  const h = Number((y1 - y0).toFixed(3));
  return [
    { type: 'FragmentSelector', conformsTo: MEDIA_FRAGMENTS, value: `xywh=percent:${x0},${y0},${w},${h}` },
    {
      type: 'SvgSelector',
      value: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none"><rect x="${x0}" y="${y0}" width="${w}" height="${h}"/></svg>`,
    },
  ];
}

function recommendationOf(item: RecommendedItem, answer: Recommendation, { lang, base }: ExportOptions): JsonLd {
  const own = item.sentences.filter((sentence) => sentence.lang === lang);
  const cited = new Map(own.flatMap(({ citations }) => citations.map((citation) => [citation.id, citation] as const)));
  return {
    '@context': SCHEMA_CONTEXT,
    '@type': 'Recommendation',
    author: { '@type': 'SoftwareApplication', name: 'Ruyi', applicationCategory: 'recommender', softwareVersion: answer.ranker },
    datePublished: answer.date,
    inLanguage: lang,
    reviewBody: own.map(({ text }) => text).join(lang === 'en' ? ' ' : ''),
    itemReviewed: productOf(item, lang, base),
    about: item.symbols.filter(({ claimed }) => claimed).map((symbol) => termOf(symbol, lang)),
    citation: [...cited.values()].map((one) => workOf(one, lang)),
  };
}

function productOf(item: RecommendedItem, lang: Lang, base: string | undefined): JsonLd {
  const { card } = item;
  const name = card?.title[lang] ?? card?.title[lang === 'zh-Hant' ? 'zh-Hans' : lang] ?? Object.values(card?.title ?? {})[0] ?? item.id;
  const url = addressOf(card?.url, base);
  const image = addressOf(card?.picture, base);
  const numbers = { rank: item.rank, position: item.position, score: item.score };
  return {
    '@type': 'Product',
    sku: item.id,
    name,
    ...(url === undefined ? {} : { url }),
    ...(image === undefined ? {} : { image }),
    ...(card?.category ? { category: card.category } : {}),
    ...(card && card.price_minor !== null && card.currency !== '' ? { offers: offerOf(card) } : {}),
    additionalProperty: [
      ...Object.entries(numbers).map(([property, value]) => ({
        '@type': 'PropertyValue',
        propertyID: `ruyi:${property}`,
        name: property,
        value,
      })),
      ...item.contributions.map((part) => ({
        '@type': 'PropertyValue',
        propertyID: 'ruyi:contribution',
        name: contributionName(part),
        value: part.value,
      })),
      ...item.counterfactuals.map(({ kind, without, rank }) => ({
        '@type': 'PropertyValue',
        propertyID: 'ruyi:rank-without',
        name: `${kind} ${without}`,
        value: rank,
      })),
    ],
  };
}

function offerOf({ price_text, price_minor, currency, available }: NonNullable<RecommendedItem['card']>): JsonLd {
  const written = /\d[\d.]*/.exec(price_text)?.[0];
  return {
    '@type': 'Offer',
    price: written ?? String(price_minor),
    priceCurrency: currency,
    availability: `${SCHEMA_CONTEXT}/${available ? 'InStock' : 'OutOfStock'}`,
  };
}

function symbolIn({ zh, hant, en }: RecommendedItem['symbols'][number], lang: Lang): string {
  return { 'zh-Hans': zh, 'zh-Hant': hant, en }[lang];
}

function termOf(symbol: RecommendedItem['symbols'][number], lang: Lang): JsonLd {
  const { id } = symbol;
  return {
    '@type': 'DefinedTerm',
    '@id': `ruyi:symbol/${id}`,
    termCode: id,
    name: symbolIn(symbol, lang),
    inDefinedTermSet: 'ruyi:symbols',
  };
}

function workOf(citation: Citation, lang: Lang): JsonLd {
  const { id, url, licence } = citation;
  return {
    '@type': 'CreativeWork',
    identifier: id,
    name: citationName(citation, lang),
    ...(url === '' ? {} : { url }),
    ...(LICENCES[licence] ? { license: LICENCES[licence] } : {}),
    creditText: citationFacts(citation, lang).join('; '),
  };
}

function contributionName({ term, symbol, item, festival }: Contribution): string {
  return [term, symbol, item, festival].filter((part) => part !== undefined).join(' ');
}

function addressOf(address: string | undefined, base: string | undefined): string | undefined {
  if (address === undefined || address === '') return undefined;
  return base === undefined ? address : new URL(address, base).href;
}
