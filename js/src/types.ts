// Plain data, in the shapes of js/schemas/*.schema.json. Nothing here runs.

export type Lang = 'zh-Hans' | 'zh-Hant' | 'en';
export type Placement = 'similar' | 'for-you' | 'query' | 'complete-the-look' | 'trending';
export type Modality = 'visual' | 'text';
/** x0, y0, x1, y1 in fractions of the upright picture. */
export type Box = readonly [number, number, number, number];

// ---- manifest.schema.json -------------------------------------------------------------------------------------------

export type BlockKind = 'hot' | 'graph' | 'near' | 'vectors' | 'cards' | 'words' | 'lexicon' | 'knowledge' | 'evidence' | 'ranker';

export interface ManifestBlock {
  name: string;
  kind: BlockKind;
  file: string;
  bytes: number;
  sha256: string;
}

export type ModelKind = 'image-encoder' | 'text-encoder' | 'user-encoder';

export interface ManifestModel {
  name: string;
  kind: ModelKind;
  file: string;
  bytes: number;
  sha256: string;
  contract_file: string;
  contract_bytes: number;
  contract_sha256: string;
}

export type RankerRule =
  'decayed-mean' | 'ridge' | 'neighbours' | 'graph-spread' | 'last-item' | 'attention' | 'sequence-head' | 'policy-head';

/** A trained method that may rank instead of core alone (core/SCORING.md §8). */
export interface ManifestRanker {
  name: string;
  version: string;
  method: string;
  rule: { kind: RankerRule; half_life_days?: number; lambda?: number; hops?: number; decay?: number; temperature?: number };
  modalities: { name: Modality | 'graph' | 'sequence' | 'fused'; dim: number; gain: number; weight: number }[];
  weight: number;
  group: number;
  metrics: { data: string; split: string; metric: string; mean: number; low: number; high: number; seeds: number }[];
}

export interface Manifest {
  format: 'ruyi-shard';
  version: 1;
  generator: string;
  shard_id: string;
  catalogue: {
    name: string;
    items: number;
    symbols: number;
    currency: string;
    price_scale: 1 | 10 | 100 | 1000;
    locales: string[];
  };
  modalities: { name: Modality; dim: number; model: string }[];
  near: { buckets: number; neighbours: number };
  groups: { cards: number; vectors: number; evidence: number };
  /** Absent when the shard carries none. */
  rankers?: ManifestRanker[];
  memory_bytes: number;
  blocks: ManifestBlock[];
  models: ManifestModel[];
}

// ---- understand.schema.json ------------------------------------------------------------------------------------------

export type WishKind =
  'symbol' | 'colour' | 'category' | 'style' | 'price' | 'recipient' | 'occasion' | 'period' | 'material' | 'craft' | 'feeling';

/** Code points [begin, end) of the sentence. */
export type TextSpan = readonly [number, number];

export interface WishControl {
  kind: WishKind;
  target: string;
  /** 1 wanted, -1 refused; of a style its pole. */
  sign: 1 | -1;
  degree: 1 | 2 | 3;
  /** Of a price, in major units. */
  value?: number | readonly [number, number];
  span: TextSpan;
  /** What it would set in the profile; absent where the profile has no place for it. */
  patch?: Wishes;
}

export interface Understanding {
  controls: WishControl[];
  unknown: { span: TextSpan }[];
}

// ---- profile.schema.json --------------------------------------------------------------------------------------------

/** What happens with an item. dwell: stayed with it; why: opened its explanation. */
export type ItemEventKind = 'like' | 'view' | 'cart' | 'buy' | 'dislike' | 'hide' | 'dwell' | 'why';
/** tap: touched a symbol; it names the symbol and no item. */
export type EventKind = ItemEventKind | 'tap';
export type Wish = 'more' | 'less' | 'never';
export type WeightName = 'visual' | 'text' | 'symbols' | 'popularity' | 'occasion' | 'price' | 'category' | 'graph' | 'sequence';
/** -1 plain, ancient, solemn; 1 ornate, modern, playful. */
export type StyleName = 'plain_ornate' | 'ancient_modern' | 'solemn_playful';

interface NotedEvent {
  /** Civil day since 1970-01-01 in UTC+8. */
  day: number;
  /** The place at which it was shown, from 1 on. */
  position?: number;
  /** How many such events were folded into this one. */
  count?: number;
}

export type ProfileEvent =
  | (NotedEvent & { kind: ItemEventKind; item: string; symbol?: undefined; /** of `dwell` */ seconds?: number })
  | (NotedEvent & { kind: 'tap'; symbol: string; item?: undefined });

type WithoutDay<E> = E extends ProfileEvent ? Omit<E, 'day'> & { day?: number } : never;
/** An event as it is noted; without a day it happens today. */
export type TrackedEvent = WithoutDay<ProfileEvent>;

/** This rather than that. */
export interface ProfilePair {
  better: string;
  worse: string;
  day: number;
  /** Where the better one was shown. */
  position?: number;
}

/** What the shopper asked for; a sentence that was understood has the same members. */
export interface Wishes {
  switches?: Record<string, Wish>;
  /** By the catalogue's own category names. */
  categories?: Record<string, Wish>;
  price?: { min_minor?: number | null; max_minor?: number | null };
  styles?: Partial<Record<StyleName, number>>;
  /** Id of a festival or event of the graph (`zhongqiu`, `wedding`). */
  occasion?: string;
  /** Id of a recipient of the graph (`elder`). */
  recipient?: string;
  weights?: Partial<Record<WeightName, number>>;
}

export interface Profile extends Wishes {
  version: 1 | 2;
  events?: ProfileEvent[];
  pairs?: ProfilePair[];
  /** When a wish was last set or taken back, by path (`price`, `switches.lotus`). */
  wish_days?: Record<string, number>;
  /** What core worked out on `day`; dropped whenever something is forgotten. */
  learned?: { day: number; weights?: Partial<Record<WeightName, number>>; symbols?: Record<string, number> };
  /** How many of the oldest events, by kind, were counted here when the list was full. */
  folded?: Record<string, number>;
  personalise?: boolean;
}

// ---- profile-edit.schema.json ----------------------------------------------------------------------------------------

export type ProfileOp =
  | { op: 'track'; event: ProfileEvent }
  | { op: 'pair'; pair: ProfilePair }
  /** These wishes are the shopper's now, whatever was there. */
  | { op: 'set'; profile: Profile }
  /** A wish is taken back, by path: `price`, `switches.lotus`. */
  | { op: 'unset'; wish: string }
  /** Another copy of the document: events of both, the newest wishes. */
  | { op: 'merge'; profile: Profile }
  | { op: 'forget'; item?: string; symbol?: string; pair?: { better: string; worse: string }; wish?: string; all?: true }
  | { op: 'learn' };

export interface ProfileEdit {
  profile: Profile | null;
  /** YYYY-MM-DD, a civil day in UTC+8. */
  date: string;
  ops: ProfileOp[];
}

// ---- request.schema.json --------------------------------------------------------------------------------------------

export interface RecommendRequest {
  placement: Placement;
  item?: string;
  k?: number;
  /** YYYY-MM-DD, a civil day in UTC+8. */
  date?: string;
  lang?: Lang[];
  without?: string[];
  without_items?: string[];
  rank_of?: string[];
  exclude?: string[];
  explain?: 'none' | 'parts' | 'full';
  explain_ids?: string[];
  strict?: boolean;
  /** With `explain: 'full'`: what-ifs of several signals at once. */
  joint?: boolean;
  /** A ranker of the manifest; `core` or none: the built-in rules alone. */
  ranker?: string;
  query?: { visual?: VectorSlot; text?: VectorSlot; weights?: Partial<Record<WeightName, number>> };
  rules?: PlacementRule[];
  /** Which items of the history may be shown again; what was disliked or hidden never is. */
  keep?: ('seen' | 'liked' | 'owned')[];
  diversity?: { method: 'none' | 'mmr' | 'dpp'; strength?: number };
}

/** Which items a rule is about: all members that are given must hold, and within a list any name. */
export interface RuleWhere {
  ids?: string[];
  category?: string[];
  symbol?: string[];
  price?: { min_minor?: number; max_minor?: number };
  available?: boolean;
  not?: boolean;
}

/** What a shop wants of its shelf; every item that a rule moves says so. */
export type PlacementRule = { id: string; where: RuleWhere } & (
  { kind: 'filter' | 'bury' } | { kind: 'pin'; position: number } | { kind: 'boost'; places: number }
);

// ---- recommendation.schema.json -------------------------------------------------------------------------------------

export type Term = 'visual' | 'text' | 'graph' | 'sequence' | 'symbol' | 'popularity' | 'occasion' | 'price' | 'category' | 'rounding';

export interface Contribution {
  term: Term;
  symbol?: string;
  item?: string;
  festival?: string;
  /** Symbols on the way from the liked item to this one (a ranker that walks the graph). */
  path?: string[];
  value: number;
}

export interface Counterfactual {
  without: string;
  kind: 'symbol' | 'item';
  exactness: 'exact' | 'leave-one-out';
  rank: number;
  position: number;
}

export interface Evidence {
  kind: 'shop' | 'picture' | 'person';
  confidence: number;
  claimed?: boolean;
  denied?: boolean;
  disagrees?: boolean;
  span?: [number, number];
  field?: string;
  quote?: string;
  box?: Box;
}

export interface ItemSymbol {
  id: string;
  zh: string;
  /** zh in traditional characters. */
  hant: string;
  en: string;
  presence: number;
  claimed: boolean;
  evidence: Evidence[];
}

export interface Citation {
  id: string;
  tier: 'A' | 'B' | 'C' | '';
  verification: string;
  url: string;
  licence: string;
  cite: string;
}

export interface Sentence {
  lang: Lang;
  text: string;
  about?: string;
  citations: Citation[];
}

/** A free question about a symbol; lang: of the answer. */
export interface Question {
  symbol: string;
  question: string;
  lang?: Lang;
  /** Leave out records known from an excerpt only and those of tier C. */
  strict?: boolean;
}

/** Statements of records, unchanged; none means that there is no source. */
export interface AskAnswer {
  symbol: string;
  question: string;
  lang: Lang;
  strict: boolean;
  /** Records about the symbol that were searched, and those that `strict` left out. */
  searched: number;
  hidden: number;
  /** Whether the text encoder took part. */
  vectors: boolean;
  sentences: { lang: Lang; text: string; score: number; citations: Citation[] }[];
}

/** Something that could be absent; id: of the symbol (symbol, switch) or the item. */
export interface Signal {
  kind: 'symbol' | 'item' | 'switch' | 'price' | 'occasion';
  id?: string;
}

export interface JointCounterfactuals {
  /** Rankings made for this item. */
  evaluations: number;
  /** False: the limit ended the search for pairs. */
  pairs_complete: boolean;
  /** Each of the two alone changes nothing, both together do. */
  pairs: { without: Signal[]; rank: number }[];
  /** The smallest set without which the item leaves the top k; null: none was found; complete false: the limit ended the search. */
  out_of_top: { k: number; complete: boolean; without: Signal[] | null; rank?: number };
}

export interface Card {
  title: Record<string, string>;
  url: string;
  picture: string;
  thumb: string;
  picture_size: [number, number];
  price_minor: number | null;
  price_text: string;
  currency: string;
  category: string;
  available: boolean;
}

export interface RecommendedItem {
  id: string;
  index: number;
  rank: number;
  position: number;
  score: number;
  contributions: Contribution[];
  counterfactuals: Counterfactual[];
  /** Only when the request asked for it. */
  joint?: JointCounterfactuals;
  moved: { by: string; from: number; to: number }[];
  symbols: ItemSymbol[];
  sentences: Sentence[];
  card?: Card;
}

export interface Recommendation {
  ranker: string;
  placement: Placement;
  eligible: number;
  date: string;
  loaded?: 'hot' | 'near' | 'vectors';
  exact?: boolean;
  items: RecommendedItem[];
  ranks?: { id: string; rank: number | null; position: number | null }[];
}

// ---- seeing ---------------------------------------------------------------------------------------------------------

export interface SeenSymbol {
  id: string;
  confidence: number;
  claimed: boolean;
  box: Box | null;
}

export interface SeenColour {
  id: string;
  share: number;
  box: Box | null;
}

/** The part of an image encoder's sidecar that JavaScript reads; core reads the rest from the same JSON. */
export interface ImageContract {
  contract: 'image-encoder/1';
  model: string;
  version: string;
  dim: number;
  pixels: { mean: [number, number, number]; std: [number, number, number]; resize: 'stretch' | 'letterbox'; sizes: number[] };
  symbols: string[];
  self_test?: SelfTest;
}

/** A known input and the answer it must give: the start-up check of a model on this device. */
export interface SelfTest {
  /** Name of the deterministic input; see `selfTestPixels` in worker/encoder.ts. */
  input: string;
  size: number;
  embedding: number[];
}

// ---- what the client adds -------------------------------------------------------------------------------------------

export type BackendChoice = 'auto' | 'webgpu' | 'wasm';
export type Backend = 'webgpu' | 'wasm';

/** What is known about an opened shard. */
export interface ShardInfo {
  shardId: string;
  name: string;
  items: number;
  symbols: number;
  currency: string;
  priceScale: number;
  locales: string[];
  modalities: { name: Modality; dim: number }[];
  models: ModelKind[];
  /** Names of festivals, by id. */
  festivals: Names;
  /** Names of those whom something may be for, by id. */
  recipients: Names;
  /** Names of symbols and colours, by id. */
  symbolNames: Names;
  /** What the overlay of prices and stock did, where one was asked for. */
  stock?: StockState;
}

export interface StockState {
  /** Products that it names and the shard knows. */
  changed: number;
  unknown: number;
  /** The first ten of those that the shard does not know. */
  unknownIds: string[];
  /** Why it was left out: it could not be fetched in time, or is not such a document. */
  problem?: string;
}

export type Names = Record<
  string,
  { zh: string; /** zh in traditional characters. */ hant: string; en: string; /** "#rrggbb" of a traditional colour. */ rgb?: string }
>;

/** Named places for a vector that stands for a photo, a sentence or a history; `request.query` says which ones count. */
export type VectorSlot = 'photo.visual' | 'text.visual' | 'text.text' | 'user.visual' | 'user.text' | 'ranker.graph' | 'ranker.sequence';
export type QueryVectors = Partial<Record<VectorSlot, Float32Array>>;

export interface PhotoEmbedding {
  model: string;
  backend: Backend;
  embedding: Float32Array;
  /** Size of the upright picture in px. */
  width: number;
  height: number;
  /** Milliseconds: decoding and pixels, network. */
  preparedMs: number;
  ranMs: number;
}

export interface HeatMap {
  id: string;
  width: number;
  height: number;
  /** 0..1, row-major: the model's own evidence over the upright picture. */
  values: Float32Array;
}

export interface PhotoSight {
  model: string;
  backend: Backend;
  symbols: SeenSymbol[];
  colours: SeenColour[];
  maps: HeatMap[];
  /** Names of the symbols and colours that are listed, where the shard knows them. */
  names: Names;
  ranMs: number;
}
