// What every locale of the elements must say.

import type { EventKind, Placement, StyleName, Term, Wish } from '../types.ts';

export interface Strings {
  shelfLabel: Record<Placement, string>;
  loading: string;
  loadFailed: string;
  retry: string;
  why: string;
  whyOf: (title: string, reasons: string) => string;
  like: string;
  liked: string;
  likeOf: (title: string) => string;
  noPicture: string;
  soldOut: string;
  refined: string;
  refinedByHistory: string;
  updated: string;
  termChip: Record<Term, string>;
  term: Record<Term, string>;
  close: string;
  dialogTitle: string;
  /** One sentence of one or two clauses. */
  lead: (first: string, second?: string) => string;
  /** What an item is like, as the object of a clause. */
  toward: { liked: (title: string) => string; seen: (title: string) => string; here: string; asked: string; taste: string };
  clause: Record<Exclude<Term, 'symbol' | 'occasion'>, (toward: string) => string>;
  /** The same of what the first clause has named already. */
  clauseToo: Record<'visual' | 'text' | 'graph' | 'sequence', string> & { symbol: (symbol: string) => string };
  /** here: as the item of this page; asked: in words or with a photo; taste: from what was liked or asked for before. */
  clauseSymbol: Record<'here' | 'asked' | 'taste', (symbol: string) => string>;
  clauseOccasion: (festival: string) => string;
  ifWithout: Record<'symbol' | 'item', (name: string, rank: string, now: string) => string>;
  invite: string;
  everythingElse: string;
  inSeason: (festival: string) => string;
  /** What the folded sections hold. */
  fold: { numbers: string; ranks: string; meanings: string; findings: string; motifs: string };
  rankLine: (rank: string, eligible: number) => string;
  movedLine: (from: string, to: string, by: string) => string;
  inexact: string;
  where: string;
  /** Under a picture with a dashed shape. */
  dashed: string;
  /** A motif of the first sentence that has no place; `marked`: what has one. */
  unplaced: (motif: string, marked: string) => string;
  regionLabel: (symbol: string, index: number, count: number, confidence: string) => string;
  evidence: Record<'shop' | 'picture' | 'person', string>;
  shopSays: (quote: string) => string;
  pictureShows: (percent: string) => string;
  pictureLocates: (percent: string) => string;
  pictureMeasures: string;
  personConfirmed: string;
  denied: string;
  disagrees: string;
  howMuch: string;
  allReasons: string;
  reason: string;
  amount: string;
  runningTotal: string;
  total: string;
  bar: string;
  smallTerms: (count: number) => string;
  /** liked: the item was liked, put into the cart or bought, not only looked at. */
  becauseOf: (what: string, item: string, liked: boolean) => string;
  occasion: (festival: string, symbol: string) => string;
  toPicture: string;
  toSources: string;
  toPictureOf: (symbol: string) => string;
  toSourcesOf: (symbol: string) => string;
  withoutSymbol: (symbol: string, rank: string, now: string) => string;
  withoutItem: (title: string, rank: string, now: string) => string;
  unchanged: (now: string) => string;
  leaveOneOut: string;
  noCounterfactual: string;
  /** `all`: no reason alone changes the rank. */
  withoutChange: (count: number, all: boolean, rank: string) => string;
  noWords: string;
  explainLoading: string;
  explainFailed: (code: string) => string;
  wishes: string;
  wish: Record<Wish, string>;
  wishOf: (wish: string, symbol: string) => string;
  offNotice: string;
  turnOn: string;
  onDevice: string;
  profileSwitch: string;
  profileOff: Record<'chosen' | 'site-refusal' | 'global-privacy-control' | 'no-consent' | 'site-consent', string>;
  profileKept: string;
  profileNotKept: string;
  profileLiked: string;
  profileWishes: string;
  /** The two ends of each style. */
  stylePoles: Record<StyleName, [string, string]>;
  wished: Record<'occasion' | 'recipient', (name: string) => string>;
  /** Either bound may be absent, not both. */
  wishedPrice: (low: string | undefined, high: string | undefined) => string;
  weightOf: (term: string) => string;
  profileLearned: string;
  learnedNote: string;
  learnedSymbol: (symbol: string, more: boolean) => string;
  folded: (counts: string) => string;
  comparisons: string;
  times: (what: string, count: number) => string;
  preferred: (better: string, worse: string) => string;
  profileNothing: string;
  eventKind: Record<EventKind, string>;
  forget: string;
  forgetOf: (what: string) => string;
  forgetAll: string;
  forgetAllSure: string;
  forgetAllYes: string;
  cancel: string;
  forgotten: string;
  exportProfile: string;
  importProfile: string;
  imported: string;
  importFailed: string;
  exportName: string;
  photoDrop: string;
  photoChoose: string;
  photoAgain: string;
  photoPrivate: string;
  photoReading: string;
  photoSeeing: string;
  photoSeen: (count: number) => string;
  photoNothing: string;
  photoFailed: string;
  photoNoModel: string;
  photoAlt: string;
  photoSymbols: string;
  photoColours: string;
  photoShelf: string;
  notClaimed: string;
}

/** What core calls its own step in `moved`; every other name is that of a shop's rule. */
export const FOR_VARIETY = 'diversity';
