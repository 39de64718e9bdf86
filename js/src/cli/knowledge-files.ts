import { join } from 'node:path';
import { PACKAGE_FILES, readPackageFile } from './package-files.ts';

/** The knowledge as the builder takes it: member of the bundle to file. */
const KNOWLEDGE_FILES = {
  symbols: 'symbols.json',
  relations: 'relations.json',
  evidence: 'evidence.json',
  sources: 'sources.json',
  emotions: 'emotions.json',
  colours: 'colours.json',
  festivals: 'festivals.json',
  calendar: 'calendar.json',
  recipients: 'recipients.json',
  stoplist: 'mention_stoplist.json',
  questions: 'question_words.json',
  traditional: 'traditional.json',
  lexicon: 'wish_lexicon.json',
} as const;

export type Knowledge = Record<keyof typeof KNOWLEDGE_FILES, unknown> & { permissive_only?: boolean };

/** permissiveOnly: leave out share-alike records. */
export async function loadKnowledge(permissiveOnly: boolean): Promise<Knowledge> {
  const entries = await Promise.all(
    Object.entries(KNOWLEDGE_FILES).map(async ([member, file]): Promise<[string, unknown]> => {
      const text = await readPackageFile(join(PACKAGE_FILES.knowledge, file), 'the cultural knowledge');
      return [member, JSON.parse(text.toString('utf8'))];
    }),
  );
  return { ...(Object.fromEntries(entries) as Knowledge), permissive_only: permissiveOnly };
}
