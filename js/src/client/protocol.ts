// What may pass between the main thread and the worker: types and constants only.
// Adding a call is one line in RequestMap; the handler table of the worker and the client are checked against it.

import type {
  AskAnswer,
  Backend,
  BackendChoice,
  PhotoEmbedding,
  PhotoSight,
  Profile,
  ProfileEdit,
  Question,
  QueryVectors,
  Recommendation,
  RecommendRequest,
  ShardInfo,
  Understanding,
} from '../types.ts';
import type { WireError } from './errors.ts';

/** Raised whenever a message changes its shape; both sides refuse another number. */
export const PROTOCOL_VERSION = 2;

export interface OpenRequest {
  /** Absolute address of manifest.json. */
  manifest: string;
  /** Absolute address of the widget folder, with a slash at its end: every other asset's address comes from it. */
  base: string;
  backend: BackendChoice;
  budgetBytes: number;
  /** Absolute address of the overlay of prices and stock, if there is one. */
  stock: string | undefined;
  /** Whether verified files may be kept in the Cache API. */
  cache: boolean;
}

export interface RecommendCall {
  request: RecommendRequest;
  profile: Profile | null;
  vectors?: QueryVectors;
}

/** Every call: what goes in, what comes out. */
export interface RequestMap {
  open: { in: OpenRequest; out: ShardInfo };
  recommend: { in: RecommendCall; out: Recommendation };
  /** The same list with counterfactual ranks, sentences and citations for `request.explain_ids`. */
  explain: { in: RecommendCall; out: Recommendation };
  /** A profile document after changes that need core: merging, and learning from the catalogue. */
  'edit-profile': { in: ProfileEdit; out: Profile };
  /** Fetches what makes dense terms exact; true if it was not there before. */
  'load-vectors': { in: Record<string, never>; out: boolean };
  /** The user encoder, where the shard has one: false means that nothing changes. */
  'load-user-encoder': { in: Record<string, never>; out: boolean };
  'encode-photo': { in: { photo: Blob }; out: PhotoEmbedding };
  /** Second pass: symbols, colours, regions and evidence maps. */
  'see-photo': { in: { photo: Blob }; out: PhotoSight };
  'encode-text': { in: { text: string }; out: Float32Array };
  ask: { in: Question; out: AskAnswer };
  /** A sentence as wishes with their places. */
  understand: { in: { text: string }; out: Understanding };
}

export type RequestType = keyof RequestMap;
export type RequestIn<T extends RequestType> = RequestMap[T]['in'];
export type RequestOut<T extends RequestType> = RequestMap[T]['out'];

/** What the worker says unasked. */
export interface EventMap {
  'backend-changed': { from: Backend | 'none'; to: Backend | 'none'; reason: string };
  /** The worker cannot go on (a trap in the core); the client starts a new one. */
  fatal: { error: WireError };
  pong: Record<string, never>;
}

export type EventType = keyof EventMap;

/** `detail` of `ruyi-backend-changed`. */
export type BackendChange = EventMap['backend-changed'];

export type ToWorker =
  | { [T in RequestType]: { v: number; id: number; type: T; body: RequestIn<T> } }[RequestType]
  | { v: number; id: number; type: 'abort' }
  | { v: number; id: number; type: 'ping' };

export type FromWorker =
  | { v: number; id: number; ok: true; body: unknown }
  | { v: number; id: number; ok: false; error: WireError }
  | { [T in EventType]: { v: number; id: 0; event: T; body: EventMap[T] } }[EventType];
