// The only side effect of the package: registers the elements. A second copy of the script is a no-op with one warning.

import { RuyiPhoto, RuyiProfile, RuyiRecs, RuyiWhy, version } from './index.ts';

const ELEMENTS = { 'ruyi-why': RuyiWhy, 'ruyi-recs': RuyiRecs, 'ruyi-profile': RuyiProfile, 'ruyi-photo': RuyiPhoto };
const KEY = Symbol.for('ruyi.defined-version');

const shared = globalThis as unknown as Record<symbol, string | undefined>;
const other = shared[KEY];
if (other !== undefined) {
  console.warn(`ruyi: version ${other} is already on this page; version ${version} does nothing.`);
} else {
  shared[KEY] = version;
  for (const [name, element] of Object.entries(ELEMENTS)) if (!customElements.get(name)) customElements.define(name, element);
}
