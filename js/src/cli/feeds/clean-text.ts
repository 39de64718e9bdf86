// Text of a feed -> plain text for people: no markup, references decoded once, twice-encoded bytes repaired and reported.

import { decodeEntities } from './html-entities.ts';

export interface CleanedText {
  text: string;
  problems: { problem: string; remedy: string }[];
}

const BLOCK_TAG = /<(?:br|\/?(?:p|div|li|ul|ol|tr|table|h[1-6]|section|article|blockquote|hr|dd|dt))\b[^<>]*>/gi;
const HIDDEN_ELEMENT = /<(script|style|template|noscript|iframe)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;
const ANY_TAG = /<!--[\s\S]*?(?:-->|$)|<\/?[A-Za-z][^<>]*>|<![A-Za-z][^<>]*>|<\?[^<>]*>/g;
const INLINE_FORMAT_TAG = /<\/?(?:b|i|em|strong|u|small|sup|sub|span|br|p|wbr)(?:\s[^<>]*)?\/?>/gi;
const INVISIBLE = /[\u200B\u2060\uFEFF\u00AD\u202A-\u202E\u2066-\u2069]/g;
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

/** Long text: tags are dropped, block tags become line ends. */
export function cleanDescription(raw: string): CleanedText {
  const withoutMarkup = raw.replace(HIDDEN_ELEMENT, ' ').replace(BLOCK_TAG, '\n').replace(ANY_TAG, '');
  return finish(decodeEntities(withoutMarkup), true);
}

/** A title or label: only harmless formatting tags are dropped; whatever else looks like markup stays text, to be shown as text. */
export function cleanLabel(raw: string): CleanedText {
  return finish(decodeEntities(raw.replace(INLINE_FORMAT_TAG, ' ')), false);
}

/** Header names and keys: invisible characters and outer blanks go, nothing else. */
export function stripInvisible(raw: string): string {
  return raw.replace(INVISIBLE, '').replace(CONTROL, '').trim();
}

/** Names the invisible characters of a text by code point, such as U+200B. */
export function invisibleCharacters(raw: string): string[] {
  const found = raw.match(INVISIBLE) ?? [];
  return [...new Set(found.map((character) => `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`))];
}

function finish(decoded: string, keepLines: boolean): CleanedText {
  const problems: CleanedText['problems'] = [];
  const repaired = repairDoubleEncoding(decoded);
  if (repaired !== decoded) {
    problems.push({
      problem: 'text was encoded twice (bytes of UTF-8 read as Latin)',
      remedy: 'it is repaired here; export the feed as UTF-8 once',
    });
  }
  if (repaired.includes('\uFFFD')) {
    problems.push({ problem: 'characters were lost before the export (U+FFFD)', remedy: 'correct the text at its source' });
  }
  const visible = repaired.replace(INVISIBLE, '').replace(/\r\n?/g, '\n').replace(CONTROL, '').normalize('NFC');
  const text = keepLines
    ? visible
        .replace(/[^\S\n]+/g, ' ')
        .replace(/ ?\n ?/g, '\n')
        .replace(/\n{2,}/g, '\n')
    : visible.replace(/\s+/g, ' ');
  return { text: text.trim(), problems };
}

// Characters that the bytes 0x80..0x9F become when they are read as windows-1252 (or, where it has none, Latin-1).
const HIGH_CONTROLS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';
const BYTE_OF = new Map([...HIGH_CONTROLS].map((character, index): [string, number] => [character, 0x80 + index]));
const CONTINUATION = `[\\u0080-\\u00BF${HIGH_CONTROLS}]`;
// Only shapes that no real text has: `é` + no-break space + `»` is good French, so one three-byte run alone proves nothing.
const TWICE_ENCODED = new RegExp(
  `[ÂÃ]${CONTINUATION}|â[\\u0080-\\u009F${HIGH_CONTROLS}]${CONTINUATION}|ð${CONTINUATION}{3}|(?:[ã-ï]${CONTINUATION}{2}){2,}`,
  'g',
);

/** Turns runs that are UTF-8 read as Latin-1 or windows-1252 back into the characters they were. */
function repairDoubleEncoding(text: string): string {
  return text.replace(TWICE_ENCODED, (run) => {
    const bytes = Uint8Array.from([...run].map((character) => BYTE_OF.get(character) ?? character.charCodeAt(0)));
    return decodeStrict(bytes) ?? run;
  });
}

function decodeStrict(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
