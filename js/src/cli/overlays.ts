// Translation overlays laid over the products they name.

import type { Feed, Overlay, Product } from './feeds/product.ts';

/** Adds titles and texts in languages that a product does not have yet; what names no product is reported. */
export function applyOverlays(feed: Feed, overlays: readonly Overlay[], file: string): void {
  const byKey = new Map<string, Product>();
  for (const product of feed.products) for (const key of [product.id, ...product.aliases]) if (!byKey.has(key)) byKey.set(key, product);
  for (const overlay of overlays) {
    const product = byKey.get(overlay.key);
    if (product === undefined) {
      feed.warnings.push({
        row: overlay.row,
        column: '',
        value: overlay.key,
        problem: `no product of the feed has this key (${file})`,
        remedy: 'correct the key or leave the translation out',
      });
      continue;
    }
    product.title = { ...overlay.title, ...product.title };
    product.texts.push(...overlay.texts);
  }
}
