// The checks of profile.schema.json on the main thread, where no core is. Unknown members are refused: a typo must not be lost in silence.
// What passes here passes core too; a member that is undefined counts as left out.

import type { Profile } from '../types.ts';
import { RuyiError } from './errors.ts';

export const EVENT_KINDS = new Set<string>(['like', 'view', 'cart', 'buy', 'dislike', 'hide', 'dwell', 'why', 'tap']);
const WISHES = new Set<string>(['more', 'less', 'never']);
const WEIGHTS = ['visual', 'text', 'symbols', 'popularity', 'occasion', 'price', 'category', 'graph', 'sequence'];
const STYLES = ['plain_ornate', 'ancient_modern', 'solemn_playful'];

/** What core reads at most; the store keeps fewer events and pairs. */
const MAX_ENTRIES = 2_000;
const MAX_WISHES = 1_000;
const MAX_NAMES = 4_000;

type Members = Record<string, unknown>;
type Check = (value: unknown, name: string) => unknown;

export function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(name: string, want: string): RuyiError {
  return new RuyiError('invalid-json', `In the profile, ${name} must be ${want}.`);
}

const text: Check = (value, name) => {
  if (typeof value !== 'string') throw wrong(name, 'a text');
  if (LONE_SURROGATE.test(value)) throw wrong(name, 'a text without half characters');
  return value;
};

/** Half of a character cannot be written as UTF-8, and core refuses the whole document. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const flag: Check = (value, name) => {
  if (typeof value !== 'boolean') throw wrong(name, 'true or false');
  return value;
};

function whole(low: number, high: number): Check {
  return (value, name) => {
    if (!Number.isInteger(value) || (value as number) < low || (value as number) > high)
      throw wrong(name, `a whole number from ${low} to ${high}`);
    return value;
  };
}

function number(low: number, high: number): Check {
  return (value, name) => {
    if (typeof value !== 'number' || !(value >= low && value <= high)) throw wrong(name, `a number from ${low} to ${high}`);
    return value;
  };
}

const day = whole(-3_000_000, 3_000_000);
const count = whole(1, 10_000);

function oneOf(names: Iterable<string>): Check {
  const known = new Set(names);
  return (value, name) => {
    if (typeof value !== 'string' || !known.has(value)) throw wrong(name, `one of ${[...known].join(', ')}`);
    return value;
  };
}

const given = (value: Members) => Object.entries(value).filter(([, one]) => one !== undefined);

/** An object of freely named members. */
function named(check: Check, most: number): Check {
  return (value, name) => {
    if (!isRecord(value) || given(value).length > most) throw wrong(name, `an object of at most ${most} members`);
    return Object.fromEntries(given(value).map(([key, one]) => [text(key, `a name in ${name}`), check(one, `${name}.${key}`)]));
  };
}

/** An object that has only the members of `checks`; a name that ends in `!` must be there. */
function object(checks: Record<string, Check>): Check {
  const known = new Map(Object.entries(checks).map(([name, check]) => [name.replace('!', ''), check]));
  const needed = Object.keys(checks).flatMap((name) => (name.endsWith('!') ? [name.slice(0, -1)] : []));
  return (value, name) => {
    if (!isRecord(value)) throw wrong(name, 'an object');
    for (const key of needed) if (value[key] === undefined) throw wrong(name, `an object with the member ${key}`);
    return Object.fromEntries(
      given(value).map(([key, one]) => {
        const check = known.get(key);
        if (!check) throw wrong(`${name}.${key}`, 'left out: there is no such member');
        return [key, check(one, `${name}.${key}`)];
      }),
    );
  };
}

function list(check: Check): Check {
  return (value, name) => {
    if (!Array.isArray(value) || value.length > MAX_ENTRIES) throw wrong(name, `a list of at most ${MAX_ENTRIES} entries`);
    return value.map((one) => check(one, `${name}[]`));
  };
}

const event: Check = (value, name) => {
  const tap = isRecord(value) && value['kind'] === 'tap';
  const noted = { 'kind!': oneOf(EVENT_KINDS), 'day!': day, position: count, count };
  return object(tap ? { ...noted, 'symbol!': text } : { ...noted, 'item!': text, seconds: number(0, 86_400) })(value, name);
};

const bound: Check = (value, name) => (value === null ? null : whole(0, Number.MAX_SAFE_INTEGER)(value, name));
const each = (names: string[], check: Check) => object(Object.fromEntries(names.map((name) => [name, check])));
const wish = oneOf(WISHES);

const MEMBERS: Record<string, Check> = {
  'version!': (value) => value,
  events: list(event),
  pairs: list(object({ 'better!': text, 'worse!': text, 'day!': day, position: count })),
  switches: named(wish, MAX_WISHES),
  categories: named(wish, MAX_WISHES),
  price: object({ min_minor: bound, max_minor: bound }),
  styles: each(STYLES, number(-1, 1)),
  occasion: text,
  recipient: text,
  weights: each(WEIGHTS, number(0, 4)),
  wish_days: named(day, MAX_NAMES),
  learned: object({ 'day!': day, weights: each(WEIGHTS, number(0, 4)), symbols: named(number(-4, 4), MAX_NAMES) }),
  folded: named(whole(0, 2 ** 40), MAX_NAMES),
  personalise: flag,
};

/**
 * A copy of `value` as version 2, or `invalid-json` / `unsupported-version`. Version 1 had fewer members and the same meaning.
 * `personalise` is left out: on a page the shopper's switch says whether the profile is used, and a second word could say otherwise.
 */
export function checkProfile(value: unknown): Profile {
  if (!isRecord(value)) throw wrong('the profile', 'an object');
  if (value['version'] !== 1 && value['version'] !== 2)
    throw new RuyiError('unsupported-version', `Profile version ${String(value['version'])}; this build reads 1 and 2.`);
  const { personalise: _, ...profile } = object(MEMBERS)(value, 'profile') as Profile;
  return { ...profile, version: 2, events: profile.events ?? [], switches: profile.switches ?? {} };
}

/** What `export` gave, read back; `personalise` as the document says it. */
export function parsed(text: string): { profile: Profile; personalise: boolean | undefined } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RuyiError('invalid-json', 'This file is not JSON.', error);
  }
  return { profile: checkProfile(value), personalise: (value as Profile).personalise };
}
