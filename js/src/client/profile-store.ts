// The shopper's profile on this page: what is known, whether it may be used, where it is kept.

import type { Profile, ProfileEvent, ProfilePair, TrackedEvent, Wish, Wishes } from '../types.ts';
import { today } from './civil-day.ts';
import { RuyiError } from './errors.ts';
import { checkProfile, EVENT_KINDS, isRecord, parsed } from './profile-check.ts';
import { addEvent, addPair, forgetId, forgetSignal, type Signal, setWish, setWishes } from './profile-edit.ts';
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
  async track(event: TrackedEvent, label?: Record<string, string>): Promise<boolean> {
    await this.ready();
    if (!EVENT_KINDS.has(event.kind)) throw new RuyiError('invalid-argument', `Unknown kind of event "${String(event.kind)}".`);
    const id = event.item ?? event.symbol;
    if (typeof id !== 'string' || id === '') throw new RuyiError('invalid-argument', `An event of kind ${event.kind} needs an id.`);
    if (!this.state.on) return false;
    const noted = { ...event, day: event.day ?? today() } as ProfileEvent;
    this.#kept.profile = addEvent(this.#kept.profile, noted);
    if (label) this.#kept.labels[id] = label;
    await this.#save();
    return true;
  }

  /** This rather than that. false: personalisation is off, nothing was noted. */
  async pair(pair: Omit<ProfilePair, 'day'> & { day?: number }): Promise<boolean> {
    const noted: ProfilePair = { ...pair, day: pair.day ?? today() };
    return this.#change((profile) => addPair(profile, noted));
  }

  /** These wishes are the shopper's now; undefined takes one back. false: personalisation is off, nothing was noted. */
  async wish(wishes: Wishes): Promise<boolean> {
    return this.#change((profile) => checkProfile(setWishes(profile, wishes, today())));
  }

  /** undefined: the symbol's switch is taken back. false: personalisation is off, nothing was noted. */
  async setSwitch(symbol: string, wish: Wish | undefined, label?: Record<string, string>): Promise<boolean> {
    return this.#change((profile) => {
      if (label) this.#kept.labels[symbol] = label;
      return setWish(profile, 'switches', symbol, wish, today());
    });
  }

  /** A change that something else works out. What happened to the profile meanwhile is not lost: the work is done again on it. */
  async edit(work: (profile: Profile) => Promise<Profile>): Promise<boolean> {
    await this.ready();
    for (;;) {
      const before = this.#kept.profile;
      if (!this.state.on) return false;
      const after = checkProfile(await work(structuredClone(before)));
      if (this.#kept.profile !== before) continue;
      if (JSON.stringify(after) === JSON.stringify(before)) return true;
      return this.#change(() => after);
    }
  }

  async #change(work: (profile: Profile) => Profile): Promise<boolean> {
    await this.ready();
    if (!this.state.on) return false;
    this.#kept.profile = work(this.#kept.profile);
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

  /** One signal: everything about an item or symbol, one pair, one wish; without an argument everything, also from the disk. */
  async forget(signal?: string | Signal): Promise<void> {
    await this.ready();
    if (signal === undefined) return this.#forgetAll();
    if (typeof signal === 'string') {
      const { [signal]: _label, ...others } = this.#kept.labels;
      this.#kept.labels = others;
    }
    this.#kept.profile = typeof signal === 'string' ? forgetId(this.#kept.profile, signal) : forgetSignal(this.#kept.profile, signal);
    await this.#save();
  }

  /** For the next visitor of a stand: nothing is known, and the switch is as the page sets it. */
  async reset(): Promise<void> {
    await this.ready();
    this.#choice = undefined;
    await this.#forgetAll();
  }

  async export(): Promise<string> {
    await this.ready();
    return `${JSON.stringify(this.#kept.profile, null, 2)}\n`;
  }

  /** text: what `export` gave. Importing is a choice: it turns personalisation on. */
  async import(text: string): Promise<void> {
    const profile = parsed(text);
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
  return { profile: { version: 2, events: [], switches: {} }, labels: {} };
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
