// Plain records that pass from the feed readers to the rest of the build.

/** A finding about the feed; `row` is null when it concerns the whole file or column. */
export interface FeedWarning {
  row: number | null;
  column: string;
  value: string;
  problem: string;
  remedy: string;
}

/** One record of a feed before any meaning is given to it: every column or path with its values as text. */
export interface FeedRow {
  row: number;
  cells: ReadonlyMap<string, readonly string[]>;
  /** Nested variants of a JSON or XML record, as rows of their own. */
  variants?: readonly FeedRow[];
  /** True when a delimited row has fewer cells than there are columns. */
  isShort?: boolean;
}

/** What a format reader hands over. `columns` are the names as written, in order of appearance. */
export interface FeedTable {
  format: string;
  columns: readonly string[];
  rows: readonly FeedRow[];
  rowsRead: number;
}

export interface FeedText {
  field: string;
  lang: string;
  text: string;
}

export interface Variant {
  id: string;
  options: string[];
  priceMinor: number | null;
  available: boolean;
}

export interface Product {
  id: string;
  /** Row of the feed where the product begins, and how many rows it is made of. */
  row: number;
  rowCount: number;
  title: Record<string, string>;
  texts: FeedText[];
  category: string;
  priceMinor: number | null;
  currency: string;
  available: boolean;
  /** False when the feed says draft, archived or hidden: never written to public files. */
  published: boolean;
  popularity: number;
  images: string[];
  url: string;
  variants: Variant[];
  /** Other keys under which overlays and reviews may name this product (slug, handle, sku). */
  aliases: string[];
}

/** Texts in further languages for products that stand in another file. */
export interface Overlay {
  key: string;
  row: number;
  title: Record<string, string>;
  texts: FeedText[];
}

export interface Feed {
  format: string;
  encoding: string;
  products: Product[];
  overlays: Overlay[];
  currency: string;
  priceScale: number;
  locales: string[];
  variantCount: number;
  rows: { read: number; kept: number; rejected: number };
  warnings: FeedWarning[];
  unmappedColumns: string[];
}

export interface FeedOptions {
  /** auto, csv, tsv, json, jsonl, xml. */
  format: string;
  /** auto, or a label of the Encoding Standard. */
  encoding: string;
  /** Role to column, as given by `--map`. */
  map: ReadonlyMap<string, string>;
  /** ISO 4217 code for prices without one; empty when not given. */
  currency: string;
  /** The day on which limited sale prices are judged. */
  date: string;
}
