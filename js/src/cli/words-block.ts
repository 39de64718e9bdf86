// A words block (core/FORMAT.md) without words: the table that folds case, width and traditional characters, for a text encoder that is a network.

import { Safetensors } from '../worker/safetensors.ts';

const ALIGNMENT = 64;
const METADATA = { 'ruyi.kind': 'words', 'ruyi.version': '1' };

/** dim: of the shard's text vectors; the one token left is the empty one, whose row is zero. */
export function foldingOnly(words: Uint8Array, dim: number): Uint8Array<ArrayBuffer> {
  const block = new Safetensors(new Uint8Array(words));
  const tensors: [string, string, number[], Uint8Array][] = [
    ['token.offsets', 'U32', [2], new Uint8Array(8)],
    ['token.bytes', 'U8', [0], new Uint8Array()],
    ['row.q', 'I8', [1, dim], new Uint8Array(dim)],
    ['row.scale', 'F32', [1], new Uint8Array(4)],
    ...['fold.from', 'fold.to'].map((name): [string, string, number[], Uint8Array] => {
      const values = block.u32(name);
      return [name, 'U32', [values.length], new Uint8Array(values.buffer)];
    }),
  ];
  return safetensorsOf(tensors);
}

/** Every tensor starts on a 64-byte border; pad tensors fill the gaps, since the format forbids holes. */
function safetensorsOf(tensors: readonly [string, string, number[], Uint8Array][]): Uint8Array<ArrayBuffer> {
  const entries: Record<string, object> = { __metadata__: METADATA };
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [name, dtype, shape, bytes] of tensors) {
    const gap = -at & (ALIGNMENT - 1);
    if (gap > 0) {
      entries[`_pad${parts.length}`] = { dtype: 'U8', shape: [gap], data_offsets: [at, at + gap] };
      parts.push(new Uint8Array(gap));
      at += gap;
    }
    entries[name] = { dtype, shape, data_offsets: [at, at + bytes.length] };
    parts.push(bytes);
    at += bytes.length;
  }
  const text = JSON.stringify(entries);
  const header = new TextEncoder().encode(text.padEnd(text.length + (-(text.length + 8) & (ALIGNMENT - 1))));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(header.length), true);
  return new Uint8Array(Buffer.concat([size, header, ...parts]));
}
