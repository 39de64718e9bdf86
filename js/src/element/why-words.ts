// What an explanation says first, worked out of its parts: why the item is here, and what would change its rank most. Nothing here draws.

import type { Contribution, Counterfactual, Evidence, ItemSymbol, Profile, Recommendation, RecommendedItem, ShardInfo } from '../types.ts';
import { inLanguage, nameIn, restingOn, shortName, symbolName } from './names.ts';
import type { Region } from './regions.ts';
import { ordinal, percent, type Strings, stringsFor, type UiLang } from './strings.ts';
import { isImpersonal, raising, shortWaterfall } from './waterfall.ts';

export interface WhyView {
  item: RecommendedItem;
  recommendation: Recommendation;
  info: ShardInfo | undefined;
  lang: UiLang;
  /** Address that pictures and links are relative to. */
  base: string;
  profile: Profile;
  labelOf: (id: string) => Record<string, string>;
  /** `loading`: ranks, sentences and sources are still on their way. */
  phase: 'loading' | 'full' | 'failed';
  code?: string;
}

/** A second reason, of another kind, is named when it weighs at least this share of the first. */
const SECOND_SHARE = 0.5;

/** "Shown because it looks like “Fan”, which you liked, and it is popular in this shop." */
export function leadOf(view: WhyView): { text: string; terms: string[]; symbols: string[] } {
  const words = stringsFor(view.lang);
  const [first, ...others] = raising(view.item.contributions);
  if (!first) return { text: words.lead(words.clause.rounding('')), terms: [], symbols: [] };
  const second = others.find(({ value, strongest }) => value >= SECOND_SHARE * first.value && strongest.term !== first.strongest.term);
  const named = second ? [first, second] : [first];
  const other = second && (clauseToo(first.strongest, second.strongest, view) ?? clause(second.strongest, view));
  return {
    text: words.lead(clause(first.strongest, view), other),
    terms: named.map(({ strongest }) => strongest.term),
    symbols: named.flatMap(({ strongest: { term, symbol } }) => (term === 'symbol' && symbol ? symbol : [])),
  };
}

/** The second clause where it is about what the first has named: saying "the item on this page" twice would be stiff. */
function clauseToo(first: Contribution, source: Contribution, view: WhyView): string | undefined {
  const words = stringsFor(view.lang).clauseToo;
  const named = (one: Contribution) => one.term in words && (one.term !== 'symbol' || standpoint(view) === 'here');
  if (!named(first) || !named(source) || toward(first, view) !== toward(source, view)) return undefined;
  if (source.term === 'symbol') return words.symbol(nameOfSymbol(source.symbol, view, shortName));
  return words[source.term as Exclude<keyof typeof words, 'symbol'>];
}

function clause(source: Contribution, view: WhyView): string {
  const words = stringsFor(view.lang);
  if (source.term === 'symbol') return words.clauseSymbol[standpoint(view)](nameOfSymbol(source.symbol, view, shortName));
  if (source.term === 'occasion') return words.clauseOccasion(festivalName(source.festival ?? '', view));
  return words.clause[source.term](toward(source, view));
}

function standpoint({ recommendation: { placement } }: WhyView): 'here' | 'asked' | 'taste' {
  if (placement === 'query') return 'asked';
  return placement === 'similar' || placement === 'complete-the-look' ? 'here' : 'taste';
}

function toward({ item }: Contribution, view: WhyView): string {
  const words = stringsFor(view.lang).toward;
  const from = standpoint(view);
  if (from !== 'taste' || !item) return words[from];
  return (isLiked(item, view.profile) ? words.liked : words.seen)(itemName(item, view));
}

/** The reason whose absence costs the item most places; undefined where none costs any. */
export function heaviestLoss(item: RecommendedItem): Counterfactual | undefined {
  return [...item.counterfactuals].filter(({ rank }) => rank > item.rank).sort((a, b) => b.rank - a.rank)[0];
}

export function lossText(loss: Counterfactual, view: WhyView): string {
  const { item, lang } = view;
  const name = loss.kind === 'symbol' ? nameOfSymbol(loss.without, view, shortName) : itemName(loss.without, view);
  return stringsFor(lang).ifWithout[loss.kind](name, ordinal(lang, loss.rank), ordinal(lang, item.rank));
}

/** A list for somebody of whom nothing is known yet: what they like would change it. */
export function lacksTaste({ item, recommendation }: WhyView): boolean {
  return recommendation.placement === 'for-you' && isImpersonal(item.contributions);
}

/** A reason as the complete table names it. */
export function reasonText(source: Contribution, view: WhyView): string {
  const words = stringsFor(view.lang);
  const name = nameOfSymbol(source.symbol, view);
  if (source.term === 'symbol') return name;
  if (source.term === 'occasion') return words.occasion(festivalName(source.festival ?? '', view), name);
  const term = words.term[source.term];
  if (!source.item || view.recommendation.placement !== 'for-you') return term;
  return words.becauseOf(term, itemName(source.item, view), isLiked(source.item, view.profile));
}

/** The same in a word or two. */
export function shortReason(source: Contribution, view: WhyView): string {
  const words = stringsFor(view.lang);
  if (source.term === 'symbol') return nameOfSymbol(source.symbol, view, shortName);
  if (source.term !== 'occasion') return words.term[source.term];
  const festival = festivalName(source.festival ?? '', view);
  return festival ? words.inSeason(festival) : words.term.occasion;
}

function nameOfSymbol(
  id: string | undefined,
  { item, lang }: WhyView,
  nameFor: (symbol: ItemSymbol, lang: UiLang) => string = symbolName,
): string {
  const symbol = item.symbols.find((one) => one.id === id);
  return symbol ? nameFor(symbol, lang) : (id ?? '');
}

function festivalName(id: string, { info, lang }: WhyView): string {
  const names = info?.festivals[id];
  return (names && nameIn(names, lang)) || id;
}

export function itemName(id: string, { labelOf, lang }: WhyView): string {
  return inLanguage(labelOf(id), lang) ?? id;
}

const LIKINGS = new Set(['like', 'cart', 'buy']);

/** More than a look at it. */
function isLiked(item: string, { events }: Profile): boolean {
  return events?.some((event) => event.item === item && LIKINGS.has(event.kind)) ?? false;
}

/**
 * Places of the reasons that have a bar of their own, strongest first: a box that no bar speaks of is taken for the reason. Where no such reason
 * has a place, the strongest that has one. For nobody's taste there is none. The largest place of a symbol carries its name.
 */
export function regionsOf({ item, lang }: WhyView): Region[] {
  if (isImpersonal(item.contributions)) return [];
  const barred = new Set(shortWaterfall(item.contributions, item.score).map(({ source }) => source?.symbol));
  const placed = restingOn(item).filter((symbol) => placesOf(symbol).length > 0);
  const drawn = placed.filter(({ id }) => barred.has(id));
  return (drawn.length > 0 ? drawn : placed.slice(0, 1)).flatMap((symbol) => regionsOfSymbol(symbol, lang));
}

/** Said under the picture where the first sentence names a motif that no box shows: else the boxes would be taken for it. */
export function unplacedText(view: WhyView, regions: Region[]): string | undefined {
  if (isImpersonal(view.item.contributions)) return undefined;
  const missing = leadOf(view).symbols.find((symbol) => !regions.some((region) => region.symbol === symbol));
  if (!missing) return undefined;
  const marked = regions.flatMap(({ tag }) => tag || []).join(' · ');
  return stringsFor(view.lang).unplaced(nameOfSymbol(missing, view, shortName), marked);
}

function regionsOfSymbol(symbol: ItemSymbol, lang: UiLang): Region[] {
  const words = stringsFor(lang);
  const places = placesOf(symbol);
  const size = ({ box: [x0, y0, x1, y1] }: Placed) => (x1 - x0) * (y1 - y0);
  const largest = [...places].sort((a, b) => size(b) - size(a))[0];
  return places.map((place, at) => ({
    symbol: symbol.id,
    tag: place === largest ? shortName(symbol, lang) : '',
    box: place.box,
    label: words.regionLabel(symbolName(symbol, lang), at + 1, places.length, ''),
    claimed: place.claimed === true,
  }));
}

type Placed = Evidence & { box: NonNullable<Evidence['box']> };

/** Places that the model's card vouches for, or a person confirmed; else the best guess at what the shop's words name, drawn as a guess. */
function placesOf({ evidence }: ItemSymbol): Placed[] {
  const placed = evidence.filter((one): one is Placed => one.box !== undefined && !one.denied && !one.disagrees);
  const certain = placed.filter(({ claimed }) => claimed === true);
  return certain.length > 0 ? certain : placed.sort((a, b) => b.confidence - a.confidence).slice(0, 1);
}

/** Colours are counted, not recognised: they have a share and no confidence. */
function isColour({ id }: ItemSymbol): boolean {
  return id.startsWith('colour:');
}

const MAX_QUOTES = 2;

/** Of the shop's words the reader's own language, and not the same sentence for ever; everything else as it is. */
function worthShowing(evidence: Evidence[], lang: UiLang): Evidence[] {
  const said = evidence.filter(({ kind }) => kind === 'shop');
  const readable = said.filter(({ field = '' }) => !field.includes(':') || field.endsWith(`:${lang}`));
  const quotes = (readable.length > 0 ? readable : said).slice(0, MAX_QUOTES);
  return evidence.filter((one) => one.kind !== 'shop' || quotes.includes(one) || one.denied || one.disagrees);
}

/** What is known of a symbol on this item, each fact once. */
export function findingsOf(symbol: ItemSymbol, lang: UiLang): string[] {
  const words = stringsFor(lang);
  return [...new Set(worthShowing(symbol.evidence, lang).map((evidence) => evidenceText(symbol, evidence, lang, words)))];
}

function evidenceText(symbol: ItemSymbol, evidence: Evidence, lang: UiLang, words: Strings): string {
  const sure = percent(lang, evidence.confidence);
  const said = {
    shop: evidence.quote ? words.shopSays(evidence.quote) : words.evidence.shop,
    picture: isColour(symbol) ? words.pictureMeasures : evidence.claimed === false ? words.pictureLocates(sure) : words.pictureShows(sure),
    person: words.personConfirmed,
  }[evidence.kind];
  const doubt = evidence.denied ? words.denied : evidence.disagrees ? words.disagrees : '';
  return doubt ? `${said} (${doubt})` : said;
}
