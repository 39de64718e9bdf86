// Columns of one feed -> roles. Several columns may serve one role, and one column may serve two.

import { InputError, UsageError } from '../input-error.ts';
import { LOCALISED_ROLES, MAPPABLE_ROLES, ROLE_COLUMNS, type Role } from './roles.ts';
import { stripInvisible } from './clean-text.ts';
import type { FeedRow } from './product.ts';

export interface RoleColumn {
  column: string;
  /** BCP 47 tag from the column's name, empty when it has none. */
  lang: string;
}

export class ColumnMap {
  readonly #byRole = new Map<Role, RoleColumn[]>();
  readonly #used = new Set<string>();
  readonly columns: readonly string[];

  constructor(columns: readonly string[], overrides: ReadonlyMap<string, string>) {
    this.columns = columns;
    const normalised = columns.map(normaliseColumn);
    for (const role of Object.keys(ROLE_COLUMNS) as Role[]) {
      for (const name of ROLE_COLUMNS[role]) {
        normalised.forEach((column, index) => {
          if (column === name) this.#add(role, columns[index] ?? '', '');
        });
      }
    }
    this.#addNumberedPictures(normalised);
    this.#addLocalised(normalised);
    for (const [role, column] of overrides) this.#override(role, column);
  }

  #add(role: Role, column: string, lang: string): void {
    const list = this.#byRole.get(role);
    if (list) list.push({ column, lang });
    else this.#byRole.set(role, [{ column, lang }]);
    this.#used.add(column);
  }

  /** `IMAGE1`, `picture_url_2`, `图片3`: the first is the main picture. */
  #addNumberedPictures(normalised: readonly string[]): void {
    for (const [index, name] of normalised.entries()) {
      const number =
        /^(?:other_|product_|additional_)?(?:image|picture|photo|img|图片|主图|附图)(?:_?(?:url|link|src|file|path))?_?(\d{1,2})(?:_?(?:url|link|src|file|path))?$/.exec(
          name,
        )?.[1];
      const column = this.columns[index] ?? '';
      if (number === undefined || this.#used.has(column)) continue;
      this.#add(number === '1' && !name.startsWith('other_') ? 'image' : 'more_images', column, '');
    }
  }

  #addLocalised(normalised: readonly string[]): void {
    for (const [index, name] of normalised.entries()) {
      const column = this.columns[index] ?? '';
      const localised = this.#used.has(column) ? undefined : splitLanguage(name);
      if (localised === undefined) continue;
      for (const role of LOCALISED_ROLES) {
        if ((ROLE_COLUMNS[role] as readonly string[]).includes(localised.base)) this.#add(role, column, localised.lang);
      }
    }
  }

  #override(role: string, column: string): void {
    if (!(MAPPABLE_ROLES as readonly string[]).includes(role)) {
      throw new UsageError(`--map knows no role “${role}”; roles are ${MAPPABLE_ROLES.join(', ')}`);
    }
    const written =
      this.columns.find((name) => name === column) ?? this.columns.find((name) => normaliseColumn(name) === normaliseColumn(column));
    if (written === undefined)
      throw new InputError(
        'invalid-feed',
        `--map ${role}=${column}: the feed has no column “${column}”; it has ${this.columns.join(', ')}`,
      );
    for (const list of this.#byRole.values()) {
      const index = list.findIndex((entry) => entry.column === written);
      if (index >= 0) list.splice(index, 1);
    }
    this.#byRole.set(role as Role, [{ column: written, lang: '' }]);
    this.#used.add(written);
  }

  has(role: Role): boolean {
    return this.columnsOf(role).length > 0;
  }

  columnsOf(role: Role): readonly RoleColumn[] {
    return this.#byRole.get(role) ?? [];
  }

  firstColumn(role: Role): string {
    return this.columnsOf(role)[0]?.column ?? '';
  }

  /** The first non-empty value among the role's columns, in order of preference. */
  first(row: FeedRow, role: Role): string {
    return this.firstCell(row, role)?.value ?? '';
  }

  firstCell(row: FeedRow, role: Role): { column: string; value: string } | undefined {
    for (const { column } of this.columnsOf(role)) {
      const value = row.cells.get(column)?.[0];
      if (value !== undefined) return { column, value };
    }
    return undefined;
  }

  /** Every value of every column of the role. */
  all(row: FeedRow, role: Role): { column: string; lang: string; value: string }[] {
    return this.columnsOf(role).flatMap(({ column, lang }) => (row.cells.get(column) ?? []).map((value) => ({ column, lang, value })));
  }

  unmapped(): string[] {
    return [...new Set(this.columns.filter((column) => !this.#used.has(column)))];
  }
}

/** `Body (HTML)` -> `body_(html)`, `priceInfo.price` -> `price_info.price`, `g:image_link` -> `image_link`. */
export function normaliseColumn(name: string): string {
  return stripInvisible(name)
    .normalize('NFKC')
    .replace(/^(?:g|c):/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s_/-]+/g, '_')
    .replace(/^_|_$/g, '')
    .replace(/^@/, '');
}

const LANGUAGE_NAMES: ReadonlyMap<string, string> = new Map([
  ['中文', 'zh-Hans'],
  ['简体', 'zh-Hans'],
  ['简体中文', 'zh-Hans'],
  ['繁体', 'zh-Hant'],
  ['繁體', 'zh-Hant'],
  ['英文', 'en'],
  ['chinese', 'zh-Hans'],
  ['english', 'en'],
]);
// `id` and `no` are left out: `category_id` and `type_no` are numbers, not Indonesian and Norwegian.
const LANGUAGES = new Set('ar cs da de el en es fi fr hu it ja ko ms nl pl pt ro ru sv th tr uk vi zh'.split(' '));

function splitLanguage(name: string): { base: string; lang: string } | undefined {
  const match = /^(.+?)(?:[._:]|_?[[(])([a-z]{2}(?:_[a-z0-9]{2,4})?|[a-z]{5,8}|[\u4e00-\u9fff]{2,4})[\])]?$/.exec(name);
  if (!match?.[1] || !match[2]) return undefined;
  const lang = canonicalLanguage(match[2]);
  return lang === '' ? undefined : { base: match[1].replace(/_$/, ''), lang };
}

/** `zh`, `zh_CN` -> `zh-Hans`; `zh-TW` -> `zh-Hant`; `en_US` -> `en`; empty when it is no language. */
export function canonicalLanguage(raw: string): string {
  const named = LANGUAGE_NAMES.get(raw.toLowerCase());
  if (named) return named;
  const [language = '', region = ''] = raw.toLowerCase().replace('_', '-').split('-');
  if (!LANGUAGES.has(language)) return '';
  if (language !== 'zh') return language;
  return ['tw', 'hk', 'mo', 'hant'].includes(region) ? 'zh-Hant' : 'zh-Hans';
}

/** The language of a text by its script, where the feed does not say. */
export function guessLanguage(text: string): string {
  if (/[\u3040-\u30ff]/.test(text)) return 'ja';
  if (/[\uac00-\ud7af]/.test(text)) return 'ko';
  if (/[\u3400-\u9fff]/.test(text)) return 'zh-Hans';
  if (/[\u0600-\u06ff]/.test(text)) return 'ar';
  if (/[\u0400-\u04ff]/.test(text)) return 'ru';
  return 'en';
}
