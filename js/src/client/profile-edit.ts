// Small changes of the profile document that need no shard. Core's edit_profile does the same and more; tests hold the two together.

import type { Profile, ProfileEvent, ProfilePair, Wishes } from '../types.ts';
import { RuyiError } from './errors.ts';

/** More than this and the oldest weak events are counted in `folded` instead of kept. */
export const MAX_EVENTS = 500;
export const MAX_PAIRS = 200;
/** As core counts at most. */
const MAX_COUNT = 10_000;
const MAX_SECONDS = 86_400;
const MAX_FOLDED = 2 ** 40;

/** A later one stands for the earlier one: it is a state, not a visit. */
const LASTING = new Set(['like', 'dislike', 'hide']);
const WEAK = new Set(['view', 'dwell', 'why', 'tap']);

const idOf = (event: ProfileEvent): string => event.item ?? event.symbol;

/** The same kind of visit on the same day is one event with a count. What was learnt stays until core learns again. */
export function addEvent(profile: Profile, event: ProfileEvent): Profile {
  const same = (old: ProfileEvent) => old.kind === event.kind && idOf(old) === idOf(event);
  const lasting = LASTING.has(event.kind);
  const events = profile.events ?? [];
  const before = lasting ? undefined : events.find((old) => same(old) && old.day === event.day);
  const kept = events.filter((old) => (lasting ? !same(old) : old !== before));
  return fold({ ...profile, events: [...kept, before ? together(before, event) : event] });
}

/** A stay grows longer, everything else happens more often: the strength of a stay has its seconds already. */
function together(earlier: ProfileEvent, event: ProfileEvent): ProfileEvent {
  const [a, b] = [earlier.count ?? 1, event.count ?? 1];
  const count = event.kind === 'dwell' ? Math.max(a, b) : Math.min(a + b, MAX_COUNT);
  const { count: _, ...once } = event;
  const grown: ProfileEvent = count > 1 ? { ...once, count } : once;
  if (grown.kind === 'tap' || earlier.kind === 'tap') return grown;
  const seconds = Math.min((earlier.seconds ?? 0) + (grown.seconds ?? 0), MAX_SECONDS);
  return seconds > 0 ? { ...grown, seconds } : grown;
}

/** Keeps the list short: each event that goes is added to the next of its kind and item, or counted. */
export function fold(profile: Profile): Profile {
  const events = profile.events ?? [];
  const going = eventsToFold(events);
  if (going.size === 0) return profile;
  const kept = [...events];
  const folded = { ...profile.folded };
  for (const at of [...going].sort((a, b) => a - b)) {
    const gone = kept[at];
    if (!gone) continue;
    const next = kept.findIndex((event, i) => i > at && !going.has(i) && event.kind === gone.kind && idOf(event) === idOf(gone));
    const later = kept[next];
    if (later) kept[next] = together(gone, later);
    else folded[gone.kind] = counted(folded[gone.kind], gone.count ?? 1);
  }
  const left = { ...profile, events: kept.filter((_, i) => !going.has(i)) };
  return Object.keys(folded).length > 0 ? { ...left, folded } : left;
}

function counted(before: number | undefined, more: number): number {
  return Math.min((before ?? 0) + more, MAX_FOLDED);
}

/** The oldest weak events, then the oldest likes and carts, last those whose items must stay away. */
function eventsToFold(events: ProfileEvent[]): Set<number> {
  const worth = ({ kind }: ProfileEvent) => (WEAK.has(kind) ? 0 : kind === 'like' || kind === 'cart' ? 1 : 2);
  const order = events.map((event, at) => ({ at, worth: worth(event), day: event.day }));
  order.sort((a, b) => a.worth - b.worth || a.day - b.day || a.at - b.at);
  return new Set(order.slice(0, Math.max(0, events.length - MAX_EVENTS)).map(({ at }) => at));
}

export function addPair(profile: Profile, pair: ProfilePair): Profile {
  return foldPairs({ ...profile, pairs: [...(profile.pairs ?? []), pair] });
}

function foldPairs(profile: Profile): Profile {
  const pairs = profile.pairs ?? [];
  const gone = pairs.length - MAX_PAIRS;
  if (gone <= 0) return profile;
  return { ...profile, pairs: pairs.slice(gone), folded: { ...profile.folded, pair: counted(profile.folded?.['pair'], gone) } };
}

/** As many events and pairs as are kept, whatever a document brought. */
export function shorten(profile: Profile): Profile {
  return foldPairs(fold(profile));
}

// ---- wishes ------------------------------------------------------------------------------------------------------------

const NAMED = ['switches', 'categories', 'styles', 'weights'] as const;
const SINGLE = ['price', 'occasion', 'recipient'] as const;

/** undefined takes the wish back. Its day stays, so that an older copy of the document does not bring it back. */
export function setWish(profile: Profile, member: (typeof NAMED)[number], name: string, value: unknown, day: number): Profile {
  const { [name]: _, ...others } = (profile[member] ?? {}) as Record<string, unknown>;
  const named = value === undefined ? others : { ...others, [name]: value };
  return { ...profile, [member]: named, wish_days: { ...profile.wish_days, [`${member}.${name}`]: day } };
}

/**
 * Wishes are the shopper's now; a single one that is undefined is taken back. Of the price each bound is a wish of its own: what is not
 * named stays, null takes it back, and a bound that the new one contradicts goes. (Core's `set` replaces the price as a whole.)
 */
export function setWishes(profile: Profile, wishes: Wishes, day: number): Profile {
  const known: readonly string[] = [...NAMED, ...SINGLE];
  for (const member of Object.keys(wishes))
    if (!known.includes(member))
      throw new RuyiError('invalid-argument', `There is no wish "${member}": one of ${known.join(', ')} is needed.`);
  let changed = profile;
  for (const member of NAMED)
    for (const [name, value] of Object.entries(wishes[member] ?? {})) changed = setWish(changed, member, name, value, day);
  for (const member of SINGLE) {
    if (!(member in wishes)) continue;
    const { [member]: _, ...others } = changed;
    const value = member === 'price' ? joinPrice(profile.price, wishes.price) : wishes[member];
    changed = { ...others, ...(value === undefined ? {} : { [member]: value }), wish_days: { ...changed.wish_days, [member]: day } };
  }
  return changed;
}

function joinPrice(old: Wishes['price'], wished: Wishes['price']): Wishes['price'] {
  if (typeof wished !== 'object' || wished === null) return wished;
  const both = { ...old, ...wished };
  const { min_minor: low, max_minor: high } = both;
  const price = typeof low === 'number' && typeof high === 'number' && low > high ? wished : both;
  const bounds = Object.entries(price).filter(([, bound]) => bound !== null && bound !== undefined);
  return bounds.length > 0 ? Object.fromEntries(bounds) : undefined;
}

// ---- forgetting --------------------------------------------------------------------------------------------------------

/** wish: a path, such as `price` or `styles.plain_ornate`. */
export type ProfileSignal = { pair: { better: string; worse: string } } | { wish: string };

/** Only wishes have paths: nothing else of the document may be named by one. */
function wishPath(path: string): [(typeof SINGLE)[number]] | [(typeof NAMED)[number], string] {
  const [member = '', ...name] = String(path).split('.');
  const single = SINGLE.find((one) => one === member);
  const named = NAMED.find((one) => one === member);
  if (single && name.length === 0) return [single];
  if (named && name.length > 0) return [named, name.join('.')];
  throw new RuyiError(
    'invalid-argument',
    `"${String(path)}" is no wish: ${SINGLE.join(', ')}, or a name in ${NAMED.join(', ')} (styles.plain_ornate) is needed.`,
  );
}

/** Unlike taking a wish back, forgetting leaves no day behind. */
export function forgetSignal(profile: Profile, signal: ProfileSignal): Profile {
  const { learned: _, ...rest } = profile;
  if (typeof signal !== 'object' || signal === null || !('pair' in signal || 'wish' in signal))
    throw new RuyiError('invalid-argument', 'An id, {pair: {better, worse}} or {wish: path} is needed.');
  if ('pair' in signal) {
    const { better, worse } = signal.pair;
    return { ...rest, pairs: (profile.pairs ?? []).filter((pair) => pair.better !== better || pair.worse !== worse) };
  }
  const [member, name] = wishPath(signal.wish);
  const { [signal.wish]: _day, ...days } = profile.wish_days ?? {};
  if (name === undefined) {
    const { [member]: _wish, ...others } = rest;
    return { ...others, wish_days: days };
  }
  const { [name]: _wish, ...others } = (rest[member] ?? {}) as Record<string, unknown>;
  return { ...rest, [member]: others, wish_days: days };
}

/** Everything about one item or symbol. What was learnt goes with it: it may have been learnt from that. */
export function forgetId(profile: Profile, id: string): Profile {
  const { learned: _, ...rest } = profile;
  const events = (profile.events ?? []).filter((event) => idOf(event) !== id);
  const pairs = (profile.pairs ?? []).filter(({ better, worse }) => better !== id && worse !== id);
  const { [id]: _wish, ...switches } = profile.switches ?? {};
  const { [`switches.${id}`]: _day, ...days } = profile.wish_days ?? {};
  return {
    ...rest,
    events,
    switches,
    ...(profile.pairs ? { pairs } : {}),
    ...(profile.wish_days ? { wish_days: days } : {}),
  };
}
