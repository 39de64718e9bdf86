// The strings of a shard's block, read by FORMAT.md §2: bytes and where each one ends or begins.

/** The column `name` of a block's bytes, as texts. */
export function readStrings(block, name) {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(block.subarray(8, 8 + length)));
  const bytesOf = (tensor) => block.subarray(8 + length + header[tensor].data_offsets[0], 8 + length + header[tensor].data_offsets[1]);
  const offsets = bytesOf(`${name}.offsets`);
  const at = (index) => new DataView(offsets.buffer, offsets.byteOffset, offsets.byteLength).getUint32(4 * index, true);
  const text = bytesOf(`${name}.bytes`);
  return Array.from({ length: offsets.byteLength / 4 - 1 }, (_, row) => new TextDecoder().decode(text.subarray(at(row), at(row + 1))));
}
