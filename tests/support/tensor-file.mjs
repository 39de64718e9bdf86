// A safetensors file, for folders that a test hands to `ruyi build`.

/** A safetensors file of [name, dtype, shape, bytes]. */
export function tensorFile(tensors) {
  const header = {};
  let at = 0;
  for (const [name, dtype, shape, bytes] of tensors) {
    header[name] = { dtype, shape, data_offsets: [at, at + bytes.byteLength] };
    at += bytes.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.byteLength));
  return Buffer.concat([length, text, ...tensors.map(([, , , bytes]) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))]);
}
