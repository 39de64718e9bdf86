// Bytes of a feed -> text, with the encoding named.

import { InputError } from '../input-error.ts';

export interface DecodedText {
  text: string;
  encoding: string;
}

const BYTE_ORDER_MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** `encoding` is `auto` or a label of the Encoding Standard. A byte order mark always wins and is dropped. */
export function decodeFeed(bytes: Uint8Array, encoding: string): DecodedText {
  for (const [name, mark] of BYTE_ORDER_MARKS) {
    if (mark.every((byte, index) => bytes[index] === byte)) return decodeAs(name, bytes.subarray(mark.length));
  }
  if (encoding !== 'auto') return decodeAs(encoding, bytes);
  return decodeAs(wideEncoding(bytes) ?? declaredXmlEncoding(bytes) ?? narrowEncoding(bytes), bytes);
}

function decodeAs(label: string, bytes: Uint8Array): DecodedText {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(label, { fatal: true });
  } catch (cause) {
    throw new InputError('unsupported', `the encoding “${label}” is not known; name one such as utf-8, gb18030, utf-16le`, {
      cause,
    });
  }
  try {
    return { text: decoder.decode(bytes), encoding: decoder.encoding };
  } catch (cause) {
    throw new InputError(
      'invalid-feed',
      `the file is not valid ${decoder.encoding}; save it as UTF-8 or name its encoding with --encoding`,
      { cause },
    );
  }
}

/** UTF-16 without a mark: in Latin or mixed text one byte of most pairs is zero. */
function wideEncoding(bytes: Uint8Array): string | undefined {
  const length = Math.min(bytes.length, 4096) & ~1;
  let evenZeros = 0;
  let oddZeros = 0;
  for (let index = 0; index < length; index += 2) {
    if (bytes[index] === 0) evenZeros++;
    if (bytes[index + 1] === 0) oddZeros++;
  }
  const many = length / 8;
  if (length > 0 && oddZeros > many && evenZeros * 8 < oddZeros) return 'utf-16le';
  if (length > 0 && evenZeros > many && oddZeros * 8 < evenZeros) return 'utf-16be';
  return undefined;
}

function declaredXmlEncoding(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  return /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']/.exec(start)?.[1];
}

function narrowEncoding(bytes: Uint8Array): string {
  if (isValid('utf-8', bytes)) return 'utf-8';
  return looksPaired(bytes) && isValid('gb18030', bytes) ? 'gb18030' : 'windows-1252';
}

function isValid(label: string, bytes: Uint8Array): boolean {
  try {
    new TextDecoder(label, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Chinese in GB encodings stands in runs of two high bytes; Western accents stand alone between ASCII letters. */
function looksPaired(bytes: Uint8Array): boolean {
  let high = 0;
  let paired = 0;
  for (let index = 0; index < bytes.length; index++) {
    if ((bytes[index] ?? 0) < 0x80) continue;
    high++;
    if ((bytes[index + 1] ?? 0) >= 0x80) {
      high++;
      paired += 2;
      index++;
    }
  }
  return paired * 10 >= high * 8;
}
