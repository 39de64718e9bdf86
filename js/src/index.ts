// Public exports, free of side effects: importing this registers nothing and starts nothing.

declare const RUYI_VERSION: string;

export { RuyiError, type RuyiErrorCode } from './client/errors.ts';
export type { ProfileSignal } from './client/profile-edit.ts';
export type { Consent, ProfileReason, ProfileState, Titles } from './client/profile-store.ts';
export {
  createRuyi,
  ProfileApi,
  type CallOptions,
  type PreferOptions,
  type RecommendInput,
  Ruyi,
  type RuyiEvents,
  type RuyiOptions,
} from './client/recs-client.ts';
export { type AnnotationCollection, exportExplanation, type ExplanationExport, type ExportOptions } from './export-explanation.ts';
export type { BackendChange } from './client/protocol.ts';
export { RuyiWhy, type WhyView, type WishDetail } from './element/explain-overlay.ts';
export { RuyiPhoto } from './element/photo-element.ts';
export { RuyiProfile } from './element/profile-element.ts';
export { type RecsFailedDetail, type RecsRenderedDetail, RuyiRecs } from './element/recs-element.ts';
export type * from './types.ts';

/** Version of this build. */
export const version: string = typeof RUYI_VERSION === 'string' ? RUYI_VERSION : 'source';
