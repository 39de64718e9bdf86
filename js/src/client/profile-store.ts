// The shopper's profile on this page: what is known, whether it may be used, where it is kept.

import type { EventKind, Profile, ProfileEvent, WeightName, Wish } from '../types.ts';
import { today } from './civil-day.ts';
import { RuyiError } from './errors.ts';
import { deleteRecord, readRecord, writeRecord } from './storage.ts';

export type Consent = 'granted' | 'denied' | undefined;

/** Why personalisation is on or off. */
export type ProfileReason = 'chosen' | 'site-consent' | 'site-refusal' | 'global-privacy-control' | 'no-consent';

export interface ProfileState {
  on: boolean;
  reason: ProfileReason;
  /** False where storage is blocked or nothing may be written: it lasts as long as the page. */
  kept: boolean;
}

interface Kept {
  profile: Profile;
  /** Titles by item id, so that a list of liked items can be read; never sent to core. */
  labels: Record<string, Record<string, string>>;
  choice?: 'on' | 'off';
}

const EVENT_KINDS = new Set<string>(['like', 'view', 'cart', 'buy', 'dislike', 'hide']);
const WISHES = new Set<string>(['more', 'less', 'never']);
const WEIGHTS = new Set<string>(['visual', 'text', 'symbols', 'popularity', 'occasion', 'price']);
const MAX_EVENTS = 500;

export class ProfileStore {
  readonly #key: string;
  readonly #consent: Consent;
  readonly #listeners = new Set<() => void>();
  readonly #channel: BroadcastChannel | undefined;
  #kept: Kept = empty();
  #loading: Promise<void> | undefined;
  /** Made on this page; wins over everything that was there before. */
  #choice: 'on' | 'off' | undefined;
  #stored = false;

  constructor(key: string, consent: Consent) {
    this.#key = key;
    this.#consent = consent;
    this.#channel = openChannel(key);
    // Another tab changed or deleted the profile: what is held here must not bring it back.
    this.#channel?.addEventListener('message', () => void this.#reload());
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async ready(): Promise<void> {
    this.#loading ??= this.#load();
    await this.#loading;
  }

  get state(): ProfileState {
    const [on, reason] = this.#allowed();
    return { on, reason, kept: this.#stored };
  }

  /** For core: with personalisation off it is empty but says so. */
  forCore(): Profile | null {
    return this.state.on ? structuredClone(this.#kept.profile) : null;
  }

  get(): Profile {
    return structuredClone(this.#kept.profile);
  }

  label(id: string): Record<string, string> {
    return this.#kept.labels[id] ?? {};
  }

  async choose(on: boolean): Promise<void> {
    await this.ready();
    this.#choice = on ? 'on' : 'off';
    this.#kept.choice = this.#choice;
    await this.#save();
  }

  /** false: personalisation is off, nothing was noted. */
  async track(event: { kind: EventKind; item: string; day?: number }, label?: Record<string, string>): Promise<boolean> {
    await this.ready();
    if (!EVENT_KINDS.has(event.kind)) throw new RuyiError('invalid-argument', `Unknown kind of event "${String(event.kind)}".`);
    if (!this.state.on) return false;
    const events = (this.#kept.profile.events ?? []).filter((old) => old.item !== event.item || old.kind !== event.kind);
    const noted: ProfileEvent = { kind: event.kind, item: event.item, day: event.day ?? today() };
    this.#kept.profile.events = [...events, noted].slice(-MAX_EVENTS);
    if (label) this.#kept.labels[event.item] = label;
    await this.#save();
    return true;
  }

  /** undefined: the symbol's switch is taken back. false: personalisation is off, nothing was noted. */
  async setSwitch(symbol: string, wish: Wish | undefined, label?: Record<string, string>): Promise<boolean> {
    await this.ready();
    if (!this.state.on) return false;
    const { [symbol]: _, ...rest } = this.#kept.profile.switches ?? {};
    this.#kept.profile.switches = wish ? { ...rest, [symbol]: wish } : rest;
    if (label) this.#kept.labels[symbol] = label;
    await this.#save();
    return true;
  }

  /** Replaces the profile as a whole, after checking it. */
  async set(profile: Profile): Promise<boolean> {
    await this.ready();
    if (!this.state.on) return false;
    this.#kept.profile = checkProfile(profile);
    await this.#save();
    return true;
  }

  /** Everything about one item or symbol; without an argument everything, also from the disk. */
  async forget(id?: string): Promise<void> {
    await this.ready();
    if (id === undefined) return this.#forgetAll();
    const { profile, labels } = this.#kept;
    profile.events = (profile.events ?? []).filter((event) => event.item !== id);
    const { [id]: _switch, ...switches } = profile.switches ?? {};
    const { [id]: _label, ...others } = labels;
    profile.switches = switches;
    this.#kept.labels = others;
    await this.#save();
  }

  async export(): Promise<string> {
    await this.ready();
    return `${JSON.stringify(this.#kept.profile, null, 2)}\n`;
  }

  /** text: what `export` gave. Importing is a choice: it turns personalisation on. */
  async import(text: string): Promise<void> {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch (error) {
      throw new RuyiError('invalid-json', 'This file is not JSON.', error);
    }
    const profile = checkProfile(parsed);
    await this.choose(true);
    await this.set(profile);
  }

  dispose(): void {
    this.#channel?.close();
    this.#listeners.clear();
  }

  #allowed(): [boolean, ProfileReason] {
    if (this.#choice) return [this.#choice === 'on', 'chosen'];
    if (this.#consent === 'denied') return [false, 'site-refusal'];
    if (this.#kept.choice) return [this.#kept.choice === 'on', 'chosen'];
    if (globalPrivacyControl()) return [false, 'global-privacy-control'];
    return this.#consent === 'granted' ? [true, 'site-consent'] : [false, 'no-consent'];
  }

  async #load(): Promise<void> {
    const found = readKept(await readRecord(this.#key));
    this.#kept = found ?? empty();
    this.#stored = found !== undefined;
  }

  async #reload(): Promise<void> {
    await this.#load();
    this.#changed();
  }

  /** Off without the shopper's own word: nothing is written. */
  async #save(): Promise<void> {
    const { on, reason } = this.state;
    if (on || reason === 'chosen') this.#stored = await writeRecord(this.#key, this.#kept);
    this.#changed();
    this.#channel?.postMessage('changed');
  }

  async #forgetAll(): Promise<void> {
    this.#kept = empty();
    await deleteRecord(this.#key);
    this.#stored = false;
    this.#changed();
    this.#channel?.postMessage('changed');
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function empty(): Kept {
  return { profile: { version: 1, events: [], switches: {} }, labels: {} };
}

function openChannel(key: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(`ruyi:${key}`);
  } catch {
    return undefined;
  }
}

/** undefined means that the browser does not say: no opt-out was made there. */
function globalPrivacyControl(): boolean {
  return (navigator as Navigator & { globalPrivacyControl?: boolean }).globalPrivacyControl === true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A record that another version or another script left behind counts as none. */
function readKept(value: unknown): Kept | undefined {
  if (!isRecord(value) || !isRecord(value['labels'])) return undefined;
  try {
    const kept: Kept = { profile: checkProfile(value['profile']), labels: value['labels'] as Kept['labels'] };
    if (value['choice'] === 'on' || value['choice'] === 'off') kept.choice = value['choice'];
    return kept;
  } catch {
    return undefined;
  }
}

/** The checks of profile.schema.json. Unknown members are refused: a typo must not be lost in silence. */
export function checkProfile(value: unknown): Profile {
  if (!isRecord(value)) throw wrong('the profile', 'an object');
  const known = new Set(['version', 'events', 'switches', 'price', 'weights', 'personalise']);
  for (const name of Object.keys(value)) if (!known.has(name)) throw wrong(name, 'not a member of a profile');
  if (value['version'] !== 1)
    throw new RuyiError('unsupported-version', `Profile version ${String(value['version'])}; this build reads 1.`);
  const profile: Profile = { version: 1 };
  profile.events = checkEvents(value['events'] ?? []);
  profile.switches = checkSwitches(value['switches'] ?? {});
  if (value['price'] !== undefined) profile.price = checkPrice(value['price']);
  if (value['weights'] !== undefined) profile.weights = checkWeights(value['weights']);
  return profile;
}

function wrong(name: string, want: string): RuyiError {
  return new RuyiError('invalid-json', `In the profile, ${name} must be ${want}.`);
}

function checkEvents(value: unknown): ProfileEvent[] {
  if (!Array.isArray(value)) throw wrong('events', 'a list');
  return value.map((event: unknown): ProfileEvent => {
    if (!isRecord(event)) throw wrong('an event', 'an object');
    const { kind, item, day } = event;
    if (typeof kind !== 'string' || !EVENT_KINDS.has(kind)) throw wrong('kind', `one of ${[...EVENT_KINDS].join(', ')}`);
    if (typeof item !== 'string' || item === '') throw wrong('item', 'an item id');
    if (!Number.isInteger(day)) throw wrong('day', 'a whole number of days');
    return { kind: kind as EventKind, item, day: day as number };
  });
}

function checkSwitches(value: unknown): Record<string, Wish> {
  if (!isRecord(value)) throw wrong('switches', 'an object');
  for (const [symbol, wish] of Object.entries(value))
    if (typeof wish !== 'string' || !WISHES.has(wish)) throw wrong(`switches.${symbol}`, `one of ${[...WISHES].join(', ')}`);
  return { ...value } as Record<string, Wish>;
}

function checkPrice(value: unknown): NonNullable<Profile['price']> {
  if (!isRecord(value)) throw wrong('price', 'an object');
  const price: NonNullable<Profile['price']> = {};
  for (const [name, bound] of Object.entries(value)) {
    if (name !== 'min_minor' && name !== 'max_minor') throw wrong(`price.${name}`, 'min_minor or max_minor');
    if (bound !== null && !Number.isInteger(bound)) throw wrong(`price.${name}`, 'a whole number or null');
    price[name] = bound as number | null;
  }
  return price;
}

function checkWeights(value: unknown): NonNullable<Profile['weights']> {
  if (!isRecord(value)) throw wrong('weights', 'an object');
  const weights: NonNullable<Profile['weights']> = {};
  for (const [name, weight] of Object.entries(value)) {
    if (!WEIGHTS.has(name)) throw wrong(`weights.${name}`, `one of ${[...WEIGHTS].join(', ')}`);
    if (typeof weight !== 'number' || !(weight >= 0 && weight <= 4)) throw wrong(`weights.${name}`, 'a number from 0 to 4');
    weights[name as WeightName] = weight;
  }
  return weights;
}
