/** Decides which product shows what, so that the shop is varied and every symbol has enough goods. */
import { KINDS } from './kinds/index.mjs';
import { MOTIFS } from './motifs/index.mjs';

const PLAIN_SHARE = 0.08;
const SECONDARY_SHARE = 0.74;

/** Splits `total` by weights into whole numbers, each at least 1 if total allows. @returns {string[]} names, repeated */
function share(names, weight, total) {
  const sum = names.reduce((s, name) => s + weight(name), 0);
  const exact = names.map((name) => ({ name, want: (weight(name) / sum) * total }));
  const counts = exact.map(({ name, want }) => ({
    name,
    count: Math.max(total >= names.length ? 1 : 0, Math.floor(want)),
    rest: want - Math.floor(want),
  }));
  let used = counts.reduce((s, entry) => s + entry.count, 0);
  for (const entry of [...counts].sort((a, b) => b.rest - a.rest)) {
    if (used >= total) break;
    entry.count++;
    used++;
  }
  const largest = [...counts].sort((a, b) => b.count - a.count);
  for (let i = 0; used > total; i = (i + 1) % largest.length) {
    if (largest[i].count > 1) {
      largest[i].count--;
      used--;
    } else if (largest.every(({ count }) => count <= 1)) break;
  }
  return counts.flatMap(({ name, count }) => Array(count).fill(name)).slice(0, total);
}

/**
 * @param {import('./random.mjs').Rng} rng @param {number} count @returns {import('./product.mjs').Spec[]}
 */
export function planShop(rng, count) {
  const plainCount = Math.round(count * PLAIN_SHARE);
  const kinds = rng.shuffle(share(Object.keys(KINDS), (name) => KINDS[name].weight, count));
  const motifs = rng.shuffle(share(Object.keys(MOTIFS), (name) => MOTIFS[name].weight, count - plainCount));
  const plain = new Set(rng.shuffle([...Array(count).keys()]).slice(0, plainCount));
  const styleUse = {};
  const pairs = new Set();
  /** @type {import('./product.mjs').Spec[]} */
  const specs = [];
  for (let index = 0; index < count; index++) {
    const kind = kinds[index];
    let primary = null;
    if (!plain.has(index)) {
      const at = motifs.findIndex((name) => !pairs.has(`${kind}|${name}`) && KINDS[kind].symbol !== name);
      primary = motifs.splice(Math.max(0, at), 1)[0];
      pairs.add(`${kind}|${primary}`);
    }
    const style = rng.weighted(KINDS[kind].styles, (name) => 1 / (1 + (styleUse[name] ?? 0) / (count / 12)));
    styleUse[style] = (styleUse[style] ?? 0) + 1;
    specs.push({ id: `RY${String(index + 1).padStart(4, '0')}`, kind, style, primary, secondary: null });
  }
  addSecondaries(rng, specs);
  return specs;
}

/** Gives most of the goods a companion motif, the rarest symbols first. */
function addSecondaries(rng, specs) {
  const used = Object.fromEntries(Object.keys(MOTIFS).map((name) => [name, 0]));
  for (const { primary } of specs) if (primary) used[primary]++;
  for (const spec of rng.shuffle(specs)) {
    if (!spec.primary || !rng.chance(SECONDARY_SHARE)) continue;
    const options = Object.keys(MOTIFS).filter((name) => name !== spec.primary && name !== KINDS[spec.kind].symbol);
    spec.secondary = rng.weighted(options, (name) => (MOTIFS[name].use === 'band' ? 1.6 : 1) * Math.exp(-used[name] / 1.6));
    used[spec.secondary]++;
  }
}

/** Independent random combinations, for training. @returns {import('./product.mjs').Spec[]} */
export function planTraining(rng, count, styles) {
  const kinds = Object.keys(KINDS);
  const motifs = Object.keys(MOTIFS);
  return Array.from({ length: count }, (_, index) => {
    const style = styles[index % styles.length];
    const kind = rng.pick(kinds);
    const primary = rng.chance(0.06) ? null : motifs[Math.floor(rng.next() * motifs.length)];
    const secondary = primary && rng.chance(0.4) ? rng.pick(motifs.filter((name) => name !== primary)) : null;
    return { id: `T${String(index + 1).padStart(6, '0')}`, kind, style, primary, secondary, training: true };
  });
}
