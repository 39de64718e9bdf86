/**
 * Seeded pseudo-random numbers. Everything drawn or written by the generator comes from here, so that one seed gives
 * the same bytes on every run.
 */

/**
 * @typedef {object} Rng
 * @property {() => number} next         uniform in [0, 1)
 * @property {(low: number, high: number) => number} range
 * @property {(low: number, high: number) => number} int  both ends included
 * @property {(chance: number) => boolean} chance
 * @property {<T>(list: readonly T[]) => T} pick
 * @property {<T>(list: readonly T[], weight: (item: T) => number) => T} weighted
 * @property {<T>(list: readonly T[]) => T[]} shuffle  a new, shuffled array
 * @property {() => number} normal       mean 0, deviation 1, cut at ±3
 * @property {(label: string) => Rng} fork  an independent stream named by the label
 */

/** 32-bit FNV-1a hash of a string. @param {string} text */
export function hashText(text) {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** @param {number} seed @returns {Rng} */
export function createRng(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const rng = {
    next,
    range: (low, high) => low + (high - low) * next(),
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (chance) => next() < chance,
    pick: (list) => list[Math.floor(next() * list.length)],
    weighted(list, weight) {
      let target = next() * list.reduce((sum, item) => sum + weight(item), 0);
      for (const item of list) {
        target -= weight(item);
        if (target < 0) return item;
      }
      return list[list.length - 1];
    },
    shuffle(list) {
      const copy = [...list];
      for (let index = copy.length - 1; index > 0; index--) {
        const other = Math.floor(next() * (index + 1));
        [copy[index], copy[other]] = [copy[other], copy[index]];
      }
      return copy;
    },
    normal() {
      const sum = next() + next() + next() + next() + next() + next();
      return Math.max(-3, Math.min(3, (sum - 3) * Math.SQRT2));
    },
    fork: (label) => createRng((hashText(label) ^ Math.imul(seed + 1, 0x9e3779b1)) >>> 0),
  };
  return rng;
}
