// A recommendation for a person at a terminal.

import { printCitation } from './print-citation.ts';
import type { Contribution, ItemSymbol, Lang, Manifest, Recommendation, RecommendedItem } from '../types.ts';

const SHOWN_PARTS = 5;

export function printRecommendation(found: Recommendation, catalogue: Manifest['catalogue'], lang: Lang): string {
  const head = `${found.placement}, ${found.date}: ${found.items.length} of ${found.eligible} eligible items, ranked by ${found.ranker}`;
  const ranks = (found.ranks ?? []).map(({ id, rank }) => `${id}: ${rank === null ? 'not eligible' : `rank ${rank}`}`);
  const items = found.items.map((item) => printItem(item, catalogue, lang));
  return `${[head, '', ...items, ...(ranks.length > 0 ? [`Ranks: ${ranks.join('; ')}`] : [])].join('\n')}\n`;
}

function printItem(item: RecommendedItem, catalogue: Manifest['catalogue'], lang: Lang): string {
  const names = new Map(item.symbols.map((symbol) => [symbol.id, nameOfSymbol(symbol, lang)]));
  const title = titleOf(item, catalogue, lang);
  const price = item.card?.price_text ? `  ${item.card.price_text}` : '';
  const lines = [`${String(item.position).padStart(3)}. ${title}${price}  [${item.id}]`, `     ${printScore(item, names)}`];
  for (const symbol of item.symbols.filter(({ claimed }) => claimed)) lines.push(`     ${printEvidence(symbol, lang)}`);
  const ranks = item.counterfactuals.map(({ without, rank }) => `without ${names.get(without) ?? without}: ${rank}`);
  if (ranks.length > 0) lines.push(`     rank ${item.rank}; ${ranks.join('; ')}`);
  for (const sentence of item.sentences.filter((candidate) => candidate.lang === lang)) {
    lines.push(`     “${sentence.text}”`, ...sentence.citations.map((citation) => `       ${printCitation(citation, lang)}`));
  }
  return `${lines.join('\n')}\n`;
}

function titleOf({ card, id }: RecommendedItem, catalogue: Manifest['catalogue'], lang: Lang): string {
  const titles = card?.title ?? {};
  const order = [lang, ...catalogue.locales];
  return order.map((locale) => titles[locale]).find((title) => title !== undefined && title !== '') ?? id;
}

/** The score and its largest parts; what is left out is summed, so that the line still adds up. */
function printScore({ score, contributions }: RecommendedItem, names: ReadonlyMap<string, string>): string {
  const sorted = [...contributions].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const shown = sorted.slice(0, SHOWN_PARTS).map((part) => `${signed(part.value)} ${nameOf(part, names)}`);
  const rest = sorted.slice(SHOWN_PARTS).reduce((sum, { value }) => sum + value, 0);
  const others = sorted.length > SHOWN_PARTS ? [`${signed(rest)} others`] : [];
  return `${score.toFixed(4)} = ${[...shown, ...others].join(' ')}`;
}

function nameOf({ term, symbol, item, festival }: Contribution, names: ReadonlyMap<string, string>): string {
  const about = [symbol === undefined ? undefined : (names.get(symbol) ?? symbol), item, festival].filter((part) => part !== undefined);
  return about.length === 0 ? term : `${term}(${about.join(', ')})`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

function nameOfSymbol({ zh, hant, en }: ItemSymbol, lang: Lang): string {
  return { 'zh-Hans': zh, 'zh-Hant': hant, en }[lang];
}

function printEvidence(symbol: ItemSymbol, lang: Lang): string {
  const { id, presence, evidence } = symbol;
  const reasons = evidence.map(({ kind, quote, confidence, claimed, box }) => {
    if (kind === 'shop') return `the shop says “${quote ?? ''}”`;
    if (kind === 'person') return 'a person confirmed it';
    const place = box === undefined ? '' : ` at ${box.map((side) => `${Math.round(side * 100)}%`).join(' ')}`;
    return `${claimed ? 'the picture shows it' : 'found in the picture, not claimed from it'} (${confidence.toFixed(2)}${place})`;
  });
  return `· ${nameOfSymbol(symbol, lang)} (${id}) ${presence.toFixed(2)}: ${reasons.join('; ')}`;
}
