// The shopper's profile on this page: what is known, whether it may be used, where it is kept.

import type { Profile, ProfileEvent, ProfilePair, TrackedEvent, Wish, Wishes } from '../types.ts';
import { today } from './civil-day.ts';
import { RuyiError } from './errors.ts';
import { watchRest } from './kiosk.ts';
import { checkProfile, EVENT_KINDS, isRecord, parsed } from './profile-check.ts';
import { addEvent, addPair, forgetId, forgetSignal, type ProfileSignal, setWish, setWishes, shorten } from './profile-edit.ts';
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

/** Titles by language. */
export type Titles = Record<string, string>;

interface Kept {
  profile: Profile;
  /** Titles by item or symbol id, so that a list of them can be read; never sent to core, and none of what the profile does not name. */
  labels: Record<string, Titles>;
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
  /** How often everything was forgotten: what was begun before that must not bring anything back. */
  #forgettings = 0;
  /** One access to storage at a time, in the order asked for: a deletion is never overtaken by an older write. */
  #disk: Promise<unknown> = Promise.resolve();
  readonly #visitorListeners = new Set<() => void>();
  #stands = 0;
  #leaveStand: (() => void) | undefined;

  constructor(key: string, consent: Consent) {
    this.#key = key;
    this.#consent = consent;
    this.#channel = openChannel(key);
    // Another tab changed or deleted the profile: what is held here must not bring it back.
    this.#channel?.addEventListener('message', ({ data }) => {
      if (data === 'forgotten') this.#empty();
      void this.#reload();
    });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A stand has forgotten its visitor: what else is on the page of them goes too. */
  onVisitorForgotten(listener: () => void): () => void {
    this.#visitorListeners.add(listener);
    return () => this.#visitorListeners.delete(listener);
  }

  /** A stand: everything is forgotten after a minute without input, once, however many elements ask for it. Returns what ends it. */
  stand(page: EventTarget): () => void {
    if (this.#stands++ === 0) this.#leaveStand = watchRest(() => void this.reset(), page);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      if (--this.#stands === 0) this.#leaveStand?.();
    };
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

  label(id: string): Titles {
    return this.#kept.labels[id] ?? {};
  }

  async choose(on: boolean): Promise<void> {
    await this.ready();
    this.#choice = on ? 'on' : 'off';
    this.#kept = { ...this.#kept, choice: this.#choice };
    await this.#save();
  }

  /** false: personalisation is off, nothing was noted. */
  async track(event: TrackedEvent, label?: Titles): Promise<boolean> {
    const kind: unknown = event?.kind;
    if (typeof kind !== 'string' || !EVENT_KINDS.has(kind))
      throw new RuyiError('invalid-argument', `Unknown kind of event "${String(kind)}": one of ${[...EVENT_KINDS].join(', ')} is needed.`);
    const id = event.item ?? event.symbol;
    if (typeof id !== 'string' || id === '') throw new RuyiError('invalid-argument', `An event of kind ${kind} needs an id.`);
    const noted = { ...event, day: event.day ?? today() } as ProfileEvent;
    return this.#change((profile) => addEvent(profile, checkedEvent(noted)), label && { [id]: label });
  }

  /** This rather than that. false: personalisation is off, nothing was noted. */
  async pair(pair: Omit<ProfilePair, 'day'> & { day?: number }, labels?: Record<string, Titles>): Promise<boolean> {
    const noted: ProfilePair = { ...pair, day: pair.day ?? today() };
    return this.#change((profile) => addPair(profile, noted), labels);
  }

  /** These wishes are the shopper's now; undefined takes one back. false: personalisation is off, nothing was noted. */
  async wish(wishes: Wishes): Promise<boolean> {
    return this.#change((profile) => setWishes(profile, wishes, today()));
  }

  /** undefined: the symbol's switch is taken back. false: personalisation is off, nothing was noted. */
  async setSwitch(symbol: string, wish: Wish | undefined, label?: Titles): Promise<boolean> {
    if (typeof symbol !== 'string' || symbol === '') throw new RuyiError('invalid-argument', 'A switch needs the id of its symbol.');
    return this.#change((profile) => setWish(profile, 'switches', symbol, wish, today()), label && { [symbol]: label });
  }

  /**
   * A change that something else works out. What happened to the profile meanwhile is not lost: the work is done again on it. false:
   * personalisation is off, or everything was forgotten meanwhile.
   */
  async edit(work: (profile: Profile) => Promise<Profile>): Promise<boolean> {
    await this.ready();
    const forgettings = this.#forgettings;
    for (;;) {
      const before = this.#kept.profile;
      if (!this.state.on) return false;
      const after = checkProfile(await work(structuredClone(before)));
      if (this.#forgettings !== forgettings || !this.state.on) return false;
      if (this.#kept.profile !== before) continue;
      if (JSON.stringify(after) === JSON.stringify(before)) return true;
      this.#put(after); // no await since the comparison
      await this.#save();
      return true;
    }
  }

  /** Replaces the profile as a whole, after checking it. */
  async set(profile: Profile): Promise<boolean> {
    return this.#change(() => profile);
  }

  /** One signal: everything about an item or symbol, one pair, one wish; without an argument everything, also from the disk. */
  async forget(signal?: string | ProfileSignal): Promise<void> {
    await this.ready();
    if (signal === undefined) return this.#forgetAll();
    const { profile } = this.#kept;
    this.#put(typeof signal === 'string' ? forgetId(profile, signal) : forgetSignal(profile, signal));
    await this.#save();
  }

  /** For the next visitor of a stand: nothing is known, and the switch is as the page sets it. */
  async reset(): Promise<void> {
    await this.ready();
    this.#choice = undefined;
    const gone = this.#forgetAll();
    for (const listener of [...this.#visitorListeners]) listener();
    await gone;
  }

  async export(): Promise<string> {
    await this.ready();
    return `${JSON.stringify(this.#kept.profile, null, 2)}\n`;
  }

  /**
   * text: what `export` gave. Importing is a choice: it turns personalisation on, unless the document itself says `personalise: false`;
   * then it is kept, and the switch is off.
   */
  async import(text: string): Promise<void> {
    const { profile, personalise } = parsed(text);
    await this.ready();
    this.#choice = personalise === false ? 'off' : 'on';
    this.#put(profile);
    this.#kept = { ...this.#kept, choice: this.#choice };
    await this.#save();
  }

  dispose(): void {
    this.#channel?.close();
    this.#leaveStand?.();
    this.#listeners.clear();
    this.#visitorListeners.clear();
  }

  #allowed(): [boolean, ProfileReason] {
    if (this.#choice) return [this.#choice === 'on', 'chosen'];
    if (this.#consent === 'denied') return [false, 'site-refusal'];
    if (this.#kept.choice) return [this.#kept.choice === 'on', 'chosen'];
    if (globalPrivacyControl()) return [false, 'global-privacy-control'];
    return this.#consent === 'granted' ? [true, 'site-consent'] : [false, 'no-consent'];
  }

  /** Checked first, so that a wrong call is refused whether or not personalisation is on, and changes nothing. */
  async #change(work: (profile: Profile) => Profile, labels?: Record<string, Titles>): Promise<boolean> {
    await this.ready();
    const changed = checkProfile(work(this.#kept.profile));
    if (!this.state.on) return false;
    this.#put(changed, labels);
    await this.#save();
    return true;
  }

  /** The one place where a document becomes the profile: what readers would refuse never gets here. */
  #put(changed: Profile, labels: Record<string, Titles> = {}): void {
    const profile = shorten(checkProfile(changed));
    this.#kept = { ...this.#kept, profile, labels: labelsOf(profile, { ...this.#kept.labels, ...labels }) };
  }

  async #load(): Promise<void> {
    for (;;) {
      const before = this.#kept;
      const found = readKept(await this.#onDisk(() => readRecord(this.#key)));
      if (this.#kept !== before) continue; // changed here while it was read: that change is written after this reading
      this.#kept = found ?? empty();
      this.#stored = found !== undefined;
      return;
    }
  }

  async #reload(): Promise<void> {
    await this.#load();
    this.#changed();
  }

  /** Off without the shopper's own word: nothing is written that was not there; what is stored already must not outlive a forgetting. */
  async #save(): Promise<void> {
    const { on, reason } = this.state;
    const kept = this.#kept;
    const forgettings = this.#forgettings;
    if (on || reason === 'chosen' || (this.#stored && says(kept)))
      await this.#onDisk(async () => {
        if (this.#forgettings === forgettings) this.#stored = await writeRecord(this.#key, kept);
      });
    else if (this.#stored) await this.#delete();
    this.#changed();
    this.#tell('changed');
  }

  async #forgetAll(): Promise<void> {
    this.#empty();
    await this.#delete();
    this.#changed();
    this.#tell('forgotten');
  }

  #empty(): void {
    this.#forgettings++;
    this.#kept = empty();
  }

  #delete(): Promise<void> {
    return this.#onDisk(async () => {
      await deleteRecord(this.#key);
      this.#stored = false;
    });
  }

  #onDisk<T>(access: () => Promise<T>): Promise<T> {
    const done = this.#disk.then(access);
    this.#disk = done.catch(() => undefined);
    return done;
  }

  #tell(news: 'changed' | 'forgotten'): void {
    try {
      this.#channel?.postMessage(news);
    } catch {
      // Closed meanwhile: the last copy on this page has ended.
    }
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function empty(): Kept {
  return { profile: { version: 2, events: [], switches: {} }, labels: {} };
}

/** Whether anything would be lost without it. */
function says({ profile, choice }: Kept): boolean {
  const { version: _, ...members } = profile;
  return choice !== undefined || Object.values(members).some((member) => typeof member !== 'object' || Object.keys(member).length > 0);
}

/** The event alone, so that a message names its member. */
function checkedEvent(event: ProfileEvent): ProfileEvent {
  return checkProfile({ version: 2, events: [event] }).events?.[0] ?? event;
}

/** Of these labels the ones that the profile names, as texts by language. */
function labelsOf(profile: Profile, labels: Record<string, Titles>): Kept['labels'] {
  const ids = new Set([
    ...(profile.events ?? []).map((event) => event.item ?? event.symbol),
    ...(profile.pairs ?? []).flatMap(({ better, worse }) => [better, worse]),
    ...Object.keys(profile.switches ?? {}),
    ...Object.keys(profile.learned?.symbols ?? {}),
  ]);
  const texts = (titles: unknown) =>
    Object.entries(isRecord(titles) ? titles : {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(
    Object.entries(labels).flatMap(([id, titles]) => (ids.has(id) ? [[id, Object.fromEntries(texts(titles))]] : [])),
  );
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
    const profile = checkProfile(value['profile']);
    const kept: Kept = { profile, labels: labelsOf(profile, value['labels'] as Kept['labels']) };
    if (value['choice'] === 'on' || value['choice'] === 'off') kept.choice = value['choice'];
    return kept;
  } catch {
    return undefined;
  }
}
