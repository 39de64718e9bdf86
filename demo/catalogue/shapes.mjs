#!/usr/bin/env node
/**
 * Writes the drawings of the motifs as shapes, one JSON line each, for models/encoders/image/synthesis:
 *   node demo/catalogue/shapes.mjs [--variants 6] [--seed 1] > FILE
 * A line: {symbol, use, band, shapes: [{role, path, tone, width, angle, outline, knock}]}; tones index TONES of pen.mjs.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MOTIFS } from './motifs/index.mjs';
import { createRng } from './random.mjs';

const round = (v) => (typeof v === 'number' ? Math.round(v * 100) / 100 : v);

/** @param {string} symbol @param {number} variant @param {number} seed @param {boolean} band */
export function shapesOf(symbol, variant, seed, band) {
  const motif = MOTIFS[symbol];
  const art = motif.draw(createRng(seed).fork(`${symbol} ${variant} ${band}`), { band });
  const shapes = art.shapes.map(({ role, path, tone, width, angle, outline, knock }) => ({
    role,
    path: path.map((command) => command.map(round)),
    tone,
    width: round(width),
    angle: round(angle),
    outline,
    knock,
  }));
  return { symbol, use: motif.use, band, shapes };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { variants: { type: 'string', default: '6' }, seed: { type: 'string', default: '1' } } });
  for (const symbol of Object.keys(MOTIFS)) {
    for (let variant = 0; variant < Number(values.variants); variant++) {
      const band = MOTIFS[symbol].use === 'band' && variant % 2 === 0;
      process.stdout.write(`${JSON.stringify(shapesOf(symbol, variant, Number(values.seed), band))}\n`);
    }
  }
}
