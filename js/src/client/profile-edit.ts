// Small changes of the profile document that need no shard. Core's edit_profile does the same and more; tests hold the two together.

import type { Profile, ProfileEvent, ProfilePair, Wishes } from '../types.ts';

/** More than this and the oldest weak events are counted in `folded` instead of kept. */
export const MAX_EVENTS = 500;
export const MAX_PAIRS = 200;

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

function together(a: ProfileEvent, b: ProfileEvent): ProfileEvent {
  const count = (a.count ?? 1) + (b.count ?? 1);
  if (a.kind === 'tap' || b.kind === 'tap') return { ...b, count };
  const seconds = (a.seconds ?? 0) + (b.seconds ?? 0);
  return seconds > 0 ? { ...b, count, seconds: Math.min(seconds, 86_400) } : { ...b, count };
}

/** Keeps the list short: the oldest weak events go, then the first ones; each is added to the next of its kind and item, or counted. */
export function fold(profile: Profile): Profile {
  const events = profile.events ?? [];
  const going = eventsToFold(events);
  if (going.size === 0) return profile;
  const kept = events.map((event) => ({ ...event }));
  const folded = { ...profile.folded };
  for (const at of [...going].sort((a, b) => a - b)) {
    const gone = kept[at];
    if (!gone) continue;
    const next = kept.find((event, i) => i > at && !going.has(i) && event.kind === gone.kind && idOf(event) === idOf(gone));
    if (next) next.count = Math.min((next.count ?? 1) + (gone.count ?? 1), 10_000);
    else folded[gone.kind] = (folded[gone.kind] ?? 0) + (gone.count ?? 1);
  }
  const left = { ...profile, events: kept.filter((_, i) => !going.has(i)) };
  return Object.keys(folded).length > 0 ? { ...left, folded } : left;
}

function eventsToFold(events: ProfileEvent[]): Set<number> {
  const going = new Set<number>();
  const byAge = events.map((event, at) => ({ event, at })).sort((a, b) => a.event.day - b.event.day || a.at - b.at);
  const weak = byAge.flatMap(({ event, at }) => (WEAK.has(event.kind) ? [at] : []));
  for (const at of [...weak, ...events.keys()]) if (going.size < events.length - MAX_EVENTS) going.add(at);
  return going;
}

export function addPair(profile: Profile, pair: ProfilePair): Profile {
  const pairs = [...(profile.pairs ?? []), pair];
  const gone = Math.max(0, pairs.length - MAX_PAIRS);
  const kept = { ...profile, pairs: pairs.slice(gone) };
  return gone > 0 ? { ...kept, folded: { ...profile.folded, pair: (profile.folded?.['pair'] ?? 0) + gone } } : kept;
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

export function setWishes(profile: Profile, wishes: Wishes, day: number): Profile {
  let changed = profile;
  for (const member of NAMED)
    for (const [name, value] of Object.entries(wishes[member] ?? {})) changed = setWish(changed, member, name, value, day);
  for (const member of SINGLE) {
    if (!(member in wishes)) continue;
    const { [member]: _, ...others } = changed;
    const value = wishes[member];
    changed = { ...others, ...(value === undefined ? {} : { [member]: value }), wish_days: { ...changed.wish_days, [member]: day } };
  }
  return changed;
}

// ---- forgetting --------------------------------------------------------------------------------------------------------

/** wish: a path, such as `price` or `styles.plain_ornate`. */
export type Signal = { pair: { better: string; worse: string } } | { wish: string };

/** Unlike taking a wish back, forgetting leaves no day behind. */
export function forgetSignal(profile: Profile, signal: Signal): Profile {
  const { learned: _, ...rest } = profile;
  if ('pair' in signal) {
    const { better, worse } = signal.pair;
    return { ...rest, pairs: (profile.pairs ?? []).filter((pair) => pair.better !== better || pair.worse !== worse) };
  }
  const [member, ...name] = signal.wish.split('.');
  const { [signal.wish]: _day, ...days } = profile.wish_days ?? {};
  const members = { ...rest, wish_days: days } as Profile & Record<string, unknown>;
  if (member === undefined || !(member in members)) return members;
  if (name.length === 0) {
    const { [member]: _wish, ...others } = members;
    return others as unknown as Profile;
  }
  const { [name.join('.')]: _wish, ...others } = members[member] as Record<string, unknown>;
  return { ...members, [member]: others };
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
