// How a product, a price and a symbol are called in one language.

import type { Card, ItemSymbol, RecommendedItem, ShardInfo } from '../types.ts';
import { stringsFor, type UiLang } from './strings.ts';
import { isImpersonal } from './waterfall.ts';

/** The title in the wanted language, else in the catalogue's first. */
export function titleOf(item: Pick<RecommendedItem, 'id' | 'card'>, lang: UiLang): string {
  return inLanguage(item.card?.title ?? {}, lang) ?? item.id;
}

export function inLanguage(titles: Record<string, string>, lang: UiLang): string | undefined {
  const tags = Object.keys(titles).filter((tag) => titles[tag]);
  const same = tags.find((tag) => tag === lang) ?? tags.find((tag) => tag.split('-')[0] === lang.split('-')[0]);
  return titles[same ?? tags[0] ?? ''];
}

/** A name of the shard in one language; one without its own traditional form is written as in zh-Hans. */
export function nameIn({ zh, hant, en }: { zh: string; hant: string; en: string }, lang: UiLang): string {
  return { 'zh-Hans': zh, 'zh-Hant': hant, en }[lang] || zh || en;
}

export function symbolName(symbol: Pick<ItemSymbol, 'id' | 'zh' | 'hant' | 'en'>, lang: UiLang): string {
  return nameIn(symbol, lang) || symbol.id;
}

export function priceOf(card: Card, info: ShardInfo | undefined, lang: UiLang): string {
  if (card.price_minor === null) return card.price_text;
  try {
    return money(card.price_minor / (info?.priceScale ?? 100), card.currency, lang);
  } catch {
    return card.price_text;
  }
}

/** An amount in the catalogue's money. */
export function moneyOf(minor: number, info: ShardInfo, lang: UiLang): string {
  const value = minor / info.priceScale;
  try {
    return money(value, info.currency, lang);
  } catch {
    return `${value} ${info.currency}`;
  }
}

/** What Intl knows the language's numbers and dates by. */
export function numberLocale(lang: UiLang): string {
  return { 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-TW', en: 'en' }[lang];
}

function money(value: number, currency: string, lang: UiLang): string {
  return new Intl.NumberFormat(numberLocale(lang), {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: Number.isInteger(value) ? 0 : 2,
  }).format(value);
}

/** The symbols that an item rests on: claimed, and raising its score; strongest first. What everybody is shown rests on none. */
export function restingOn(item: RecommendedItem): ItemSymbol[] {
  if (isImpersonal(item.contributions)) return [];
  const gain = gains(item);
  return item.symbols
    .filter((symbol) => symbol.claimed && (gain.get(symbol.id) ?? 0) > 0)
    .sort((a, b) => (gain.get(b.id) ?? 0) - (gain.get(a.id) ?? 0));
}

function gains({ contributions }: RecommendedItem): Map<string, number> {
  const gain = new Map<string, number>();
  for (const { symbol, value } of contributions) if (symbol) gain.set(symbol, (gain.get(symbol) ?? 0) + value);
  return gain;
}

const MAX_NAMES = 2;
/** A second motif is named on a chip when it gains at least this share of what the first does. */
const CHIP_SHARE = 0.5;

/** Without what stands in brackets, and without the word "motif" or "pattern": a chip is small. */
export function shortName(symbol: ItemSymbol, lang: UiLang): string {
  const name = symbolName(symbol, lang);
  return (
    name
      .replace(/\s*[(（][^)）]*[)）]/g, '')
      .replace(/\s+(motif|pattern)$/i, '')
      .trim() || name
  );
}

/** What an item bears, as a fact beside a reason that names no symbol: claimed motifs before colours. */
export function bearsText(item: RecommendedItem, lang: UiLang): string {
  if (restingOn(item).length > 0) return '';
  const claimed = item.symbols.filter((symbol) => symbol.claimed).sort((a, b) => b.presence - a.presence);
  const isColour = (symbol: ItemSymbol) => symbol.id.startsWith('colour:');
  return [...claimed.filter((symbol) => !isColour(symbol)), ...claimed.filter(isColour)]
    .slice(0, MAX_NAMES)
    .map((symbol) => shortName(symbol, lang))
    .join(' · ');
}

/** "如意纹 · 祥云纹", the second only where it weighs about as much; without such symbols the strongest other reason. */
export function chipText(item: RecommendedItem, lang: UiLang): string {
  const [first, ...others] = restingOn(item);
  if (first) {
    const gain = gains(item);
    const weighty = others.filter(({ id }) => (gain.get(id) ?? 0) >= CHIP_SHARE * (gain.get(first.id) ?? 0));
    return [first, ...weighty]
      .slice(0, MAX_NAMES)
      .map((symbol) => shortName(symbol, lang))
      .join(' · ');
  }
  const terms = item.contributions.filter(({ term, value }) => term !== 'rounding' && term !== 'symbol' && value > 0);
  const best = terms.sort((a, b) => b.value - a.value)[0];
  return stringsFor(lang).termChip[best?.term ?? 'rounding'];
}
