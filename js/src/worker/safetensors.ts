// Reads single tensors out of a block that core has accepted (core/FORMAT.md §2). Only for what a model is fed with;
// everything that decides anything is read by core.

import { RuyiError } from '../client/errors.ts';

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

export class Safetensors {
  /** The whole block as it was given. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #entries: Record<string, Entry>;
  readonly #dataOffset: number;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
    this.#dataOffset = 8 + headerBytes;
    this.#entries = JSON.parse(new TextDecoder().decode(bytes.subarray(8, this.#dataOffset))) as Record<string, Entry>;
    this.bytes = bytes;
  }

  i8(name: string): Int8Array {
    const raw = this.#raw(name, 'I8');
    return new Int8Array(raw.buffer, raw.byteOffset, raw.byteLength);
  }

  f32(name: string): Float32Array {
    return new Float32Array(this.#raw(name, 'F32').slice().buffer);
  }

  u32(name: string): Uint32Array {
    return new Uint32Array(this.#raw(name, 'U32').slice().buffer);
  }

  u8(name: string): Uint8Array<ArrayBuffer> {
    return this.#raw(name, 'U8');
  }

  /** A string table: `name.offsets` and `name.bytes`. */
  strings(name: string): string[] {
    const offsets = this.u32(`${name}.offsets`);
    const bytes = this.u8(`${name}.bytes`);
    const decoder = new TextDecoder();
    return Array.from({ length: offsets.length - 1 }, (_, at) => decoder.decode(bytes.subarray(offsets[at], offsets[at + 1])));
  }

  #raw(name: string, dtype: string): Uint8Array<ArrayBuffer> {
    const entry = this.#entries[name];
    if (entry?.dtype !== dtype) throw new RuyiError('invalid-block', `No tensor ${name} of type ${dtype}.`);
    return this.bytes.subarray(this.#dataOffset + entry.data_offsets[0], this.#dataOffset + entry.data_offsets[1]);
  }
}
