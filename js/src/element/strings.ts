// The visible words of the elements: which locale a tag leads to, its words, numbers and ranks. One file per locale.

import type { Lang } from '../types.ts';
import { en } from './strings-en.ts';
import type { Strings } from './strings-type.ts';
import { zh } from './strings-zh-hans.ts';
import { zhHant } from './strings-zh-hant.ts';

export type { Strings };
export type UiLang = Lang;
export const UI_LANGS: readonly UiLang[] = ['zh-Hans', 'zh-Hant', 'en'];

/** Script and regions whose readers expect traditional characters. */
const TRADITIONAL: ReadonlySet<string> = new Set(['hant', 'tw', 'hk', 'mo']);

const BY_LANG: Record<UiLang, Strings> = { 'zh-Hans': zh, 'zh-Hant': zhHant, en };

/** The interface language of a BCP 47 tag; a script is worth more than a region, and any other language is answered in English. */
export function uiLang(tag: string): UiLang {
  const [language = '', ...parts] = tag.toLowerCase().replaceAll('_', '-').split('-');
  // Cantonese and Hokkien are written in traditional characters unless a script says otherwise.
  const traditional = ['yue', 'nan'].includes(language);
  if (language !== 'zh' && language !== 'cmn' && !traditional) return 'en';
  if (parts.includes('hans')) return 'zh-Hans';
  return traditional || parts.some((part) => TRADITIONAL.has(part)) ? 'zh-Hant' : 'zh-Hans';
}

export function stringsFor(lang: UiLang): Strings {
  return BY_LANG[lang];
}

/** "3rd", "第 3 名". */
export function ordinal(lang: UiLang, n: number): string {
  if (lang !== 'en') return `第 ${n} 名`;
  const suffix = { one: 'st', two: 'nd', few: 'rd' }[new Intl.PluralRules('en', { type: 'ordinal' }).select(n) as string] ?? 'th';
  return `${n}${suffix}`;
}

export function percent(lang: UiLang, share: number): string {
  return new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** Signed, three decimals, a real minus sign. */
export function amount(value: number): string {
  const text = Math.abs(value).toFixed(3);
  return value < 0 && text !== '0.000' ? `−${text}` : `+${text}`;
}
