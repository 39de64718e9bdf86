import { citationFacts, citationName } from '../citation-words.ts';
import type { Citation, Lang } from '../types.ts';

/** A source on one line, its address last. */
export function printCitation(citation: Citation, lang: Lang): string {
  const facts = `[${citationFacts(citation, lang).join('; ')}]`;
  return [citationName(citation, lang), facts, citation.url].filter((part) => part !== '').join(' ');
}
