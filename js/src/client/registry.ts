// All copies of a client on a page share one worker per shard and one profile per manifest, also across two copies of the script.

import { PROTOCOL_VERSION } from './protocol.ts';
import { type Consent, ProfileStore } from './profile-store.ts';
import { type LinkOptions, WorkerLink } from './worker-link.ts';

export interface SharedOptions extends LinkOptions {
  consent: Consent;
}

export interface Shared {
  link: WorkerLink;
  store: ProfileStore;
  release(): void;
}

interface Entry {
  link: WorkerLink;
  store: ProfileStore;
  users: number;
  idle: ReturnType<typeof setTimeout> | undefined;
}

/** An element that is moved in the page is disconnected and connected again: its worker must outlive that. */
const IDLE_MS = 5_000;

const KEY = Symbol.for(`ruyi.registry.${PROTOCOL_VERSION}`);

function registry(): Map<string, Entry> {
  const shared = globalThis as unknown as Record<symbol, Map<string, Entry> | undefined>;
  return (shared[KEY] ??= new Map());
}

export function acquire(options: SharedOptions): Shared {
  const { consent, ...link } = options;
  const key = JSON.stringify([link.manifest, link.base, link.workerSrc, link.backend, link.budgetBytes, link.stock]);
  const entry = registry().get(key) ?? create(key, link, consent);
  clearTimeout(entry.idle);
  entry.users++;
  let released = false;
  return {
    link: entry.link,
    store: entry.store,
    release() {
      if (released) return;
      released = true;
      if (--entry.users === 0) entry.idle = setTimeout(() => end(key, entry), IDLE_MS);
    },
  };
}

function create(key: string, options: LinkOptions, consent: Consent): Entry {
  const link = new WorkerLink(options);
  const sameShop = [...registry().values()].find(({ link: other }) => other.manifest === options.manifest);
  const store = sameShop?.store ?? new ProfileStore(profileKey(options.manifest), consent);
  link.cacheAllowed = () => store.ready().then(() => store.state.on);
  const entry: Entry = { link, store, users: 0, idle: undefined };
  registry().set(key, entry);
  return entry;
}

function end(key: string, entry: Entry): void {
  registry().delete(key);
  entry.link.dispose();
  if (![...registry().values()].some((other) => other.store === entry.store)) entry.store.dispose();
}

/** One profile per shop: the manifest's address without its query. */
function profileKey(manifest: string): string {
  const { origin, pathname } = new URL(manifest);
  return origin + pathname;
}
