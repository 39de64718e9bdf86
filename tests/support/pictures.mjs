// Pictures for tests, made from numbers alone: the same bytes as tests/support/pictures.hpp and tests/format/pixels_reference.py.

/** The generator x -> (1664525 x + 1013904223) mod 2^32, bits 24..31 of each state. */
function createGenerator(seed) {
  let state = seed >>> 0;
  return () => (state = (Math.imul(1664525, state) + 1013904223) >>> 0) >>> 24;
}

/** Random RGBA bytes. @returns {Uint8Array} */
export function createNoise(seed, width, height, opaque) {
  const next = createGenerator(seed);
  return Uint8Array.from({ length: width * height * 4 }, (_, i) => {
    const byte = next();
    return opaque && i % 4 === 3 ? 255 : byte;
  });
}

/** A picture of palette_cases.json: a ground, boxes on it, then shade (darker to the right and to the bottom) and grain. @returns {Uint8Array} */
export function createDescribed({ width, height, ground, boxes, shade, grain }) {
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) rgba.set(ground, 4 * i);
  for (const box of boxes) {
    const [x0, y0, x1, y1] = box.at;
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) rgba.set(box.rgba, 4 * (y * width + x));
  }
  const next = createGenerator(1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const shift = (next() % (2 * grain + 1)) - grain - Math.trunc((shade[0] * x) / width) - Math.trunc((shade[1] * y) / height);
      for (let at = 4 * (y * width + x), end = at + 3; at < end; at++) rgba[at] = Math.min(255, Math.max(0, rgba[at] + shift));
    }
  }
  return rgba;
}
