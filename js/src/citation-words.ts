// What a citation says of itself besides its name, in words: how good the source is, how its text was checked, and its terms. Pure.

import type { Citation, Lang } from './types.ts';

interface CitationWords {
  tier: (tier: string) => string;
  /** What kind of source a tier stands for, as one says it. */
  kinds: Readonly<Record<'A' | 'B' | 'C', string>>;
  verification: Readonly<Record<string, string>>;
  licence: (licence: string) => string;
  licences: Readonly<Record<string, string>>;
  source: string;
}

const WORDS: Readonly<Record<Lang, CitationWords>> = {
  'zh-Hans': {
    tier: (tier) => `${tier} 级来源`,
    kinds: { A: '博物馆或权威机构', B: '出版物或馆藏标签', C: '媒体或网络资料' },
    verification: { 'source-text-reread': '已核对原文', 'excerpt-transcribed': '据摘录转写' },
    licence: (licence) => `许可：${licence}`,
    licences: { 'public-domain': '公有领域', 'public-domain-us': '在美国属公有领域', 'facts-only': '仅引述事实，原文权利归其所有者' },
    source: '来源',
  },
  'zh-Hant': {
    tier: (tier) => `${tier} 級來源`,
    kinds: { A: '博物館或權威機構', B: '出版品或館藏標籤', C: '媒體或網路資料' },
    verification: { 'source-text-reread': '已核對原文', 'excerpt-transcribed': '依摘錄轉寫' },
    licence: (licence) => `授權：${licence}`,
    licences: { 'public-domain': '公共領域', 'public-domain-us': '在美國屬公共領域', 'facts-only': '僅引述事實，原文權利歸其所有者' },
    source: '來源',
  },
  en: {
    tier: (tier) => `Tier ${tier} source`,
    kinds: { A: 'Museum or reference work', B: 'Publication or museum label', C: 'Press or web page' },
    verification: { 'source-text-reread': 'checked against the source', 'excerpt-transcribed': 'from an excerpt' },
    licence: (licence) => `Licence: ${licence}`,
    licences: {
      'public-domain': 'Public domain',
      'public-domain-us': 'Public domain in the US',
      'facts-only': 'Facts cited only; the text belongs to its owner',
    },
    source: 'Source',
  },
};

/** The name of the source; a shard that gives none is cited by its site, never by an id. */
export function citationName({ cite, url }: Pick<Citation, 'cite' | 'url'>, lang: Lang): string {
  if (cite !== '') return cite;
  return /^https?:\/\/([^/?#]+)/.exec(url)?.[1] ?? WORDS[lang].source;
}

/** Tier, check and licence in words; what has no word is left out. */
export function citationFacts({ tier, ...terms }: Pick<Citation, 'tier' | 'verification' | 'licence'>, lang: Lang): string[] {
  return [...(tier === '' ? [] : [WORDS[lang].tier(tier)]), ...citationTerms(terms, lang)];
}

/** How the text was checked, and its licence, in words. */
export function citationTerms({ verification, licence }: Pick<Citation, 'verification' | 'licence'>, lang: Lang): string[] {
  const words = WORDS[lang];
  const terms = Object.hasOwn(words.licences, licence) ? words.licences[licence] : licence === '' ? '' : words.licence(licence);
  const checked = Object.hasOwn(words.verification, verification) ? words.verification[verification] : '';
  return [checked ?? '', terms ?? ''].filter((fact) => fact !== '');
}

/** "Museum or reference work"; a source whose kind nobody noted says nothing. */
export function citationKind({ tier }: Pick<Citation, 'tier'>, lang: Lang): string {
  return tier === '' ? '' : WORDS[lang].kinds[tier];
}
