// What every command of the CLI is made of.

import { parseArgs } from 'node:util';
import { UsageError } from './input-error.ts';

export interface VerbOption {
  type: 'string' | 'boolean';
  /** Placeholder of the value in the help, such as DIR. */
  value?: string;
  help: string;
  short?: string;
  multiple?: boolean;
}

export interface Answer {
  /** What `--json` prints. */
  document: unknown;
  /** What a person reads. */
  text: string;
  /** 0 unless the input was found wanting (1). */
  exitCode?: number;
}

export interface Verb {
  name: string;
  usage: string;
  summary: string;
  options: Readonly<Record<string, VerbOption>>;
  run(args: Arguments, io: VerbIo): Promise<Answer>;
}

export interface VerbIo {
  /** A line about progress, for people; goes to the standard error. */
  progress(line: string): void;
}

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

const COMMON_OPTIONS: Readonly<Record<string, VerbOption>> = {
  json: { type: 'boolean', help: 'print one JSON document on stdout, everything else on stderr' },
  help: { type: 'boolean', help: 'print this help', short: 'h' },
};

/** The command line of one verb, checked: unknown options and missing values are usage errors. */
export class Arguments {
  readonly positionals: readonly string[];
  readonly #values: Values;

  constructor(verb: Verb, argv: readonly string[]) {
    const options = Object.fromEntries(
      Object.entries({ ...verb.options, ...COMMON_OPTIONS }).map(([name, { type, short, multiple }]) => [
        name,
        { type, ...(short === undefined ? {} : { short }), ...(multiple === undefined ? {} : { multiple }) },
      ]),
    );
    try {
      const parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
      this.positionals = parsed.positionals;
      this.#values = parsed.values as Values;
    } catch (error) {
      throw new UsageError(`${(error as Error).message.replace(/\. To specify .*$/s, '')} (see ruyi ${verb.name} --help)`);
    }
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  list(name: string): string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  }

  required(name: string, remedy: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw new UsageError(`--${name} is missing: ${remedy}`);
    return value;
  }

  count(name: string, fallback: number, max: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    if (!/^\d{1,9}$/.test(value) || Number(value) < 1 || Number(value) > max) {
      throw new UsageError(`${name.length === 1 ? '-' : '--'}${name} ${value}: a whole number from 1 to ${max} is needed`);
    }
    return Number(value);
  }

  /** The single positional argument. */
  only(name: string): string {
    const [first, second] = this.positionals;
    if (first === undefined) throw new UsageError(`${name} is missing`);
    if (second !== undefined) throw new UsageError(`only one ${name} is allowed; “${second}” is too much`);
    return first;
  }
}

export function helpOf(verb: Verb): string {
  const lines = Object.entries({ ...verb.options, ...COMMON_OPTIONS }).map(([name, option]) => {
    const flag = name.length === 1 ? `-${name}` : `--${name}`;
    const short = option.short === undefined || option.short === name ? '' : `-${option.short}, `;
    return `  ${`${short}${flag}${option.value === undefined ? '' : ` ${option.value}`}`.padEnd(24)} ${option.help}`;
  });
  return [`Usage: ruyi ${verb.usage}`, '', verb.summary, '', 'Options:', ...lines, ''].join('\n');
}
