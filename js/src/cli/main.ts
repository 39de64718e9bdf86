// The verbs of the command line: arguments, exit status, and who prints what. 0 done, 1 input refused, 2 usage, 3 internal.

import { RuyiError } from '../client/errors.ts';
import { InputError, UsageError } from './input-error.ts';
import { Arguments, helpOf, type Verb } from './verb.ts';
import { askVerb } from './verbs/ask.ts';
import { buildVerb } from './verbs/build.ts';
import { embedVerb } from './verbs/embed.ts';
import { encodeVerb } from './verbs/encode.ts';
import { inspectVerb } from './verbs/inspect.ts';
import { recommendVerb } from './verbs/recommend.ts';
import { seeVerb } from './verbs/see.ts';
import { understandVerb } from './verbs/understand.ts';

declare const RUYI_VERSION: string;

export const VERBS: readonly Verb[] = [buildVerb, inspectVerb, recommendVerb, askVerb, seeVerb, embedVerb, understandVerb, encodeVerb];

export interface Streams {
  out(text: string): void;
  error(text: string): void;
}

/** Runs one command line and gives its exit status. Never throws. */
export async function main(argv: readonly string[], streams: Streams): Promise<number> {
  const [name = '', ...rest] = argv;
  const wantsJson = untilDoubleDash(rest).includes('--json');
  try {
    return await dispatch(name, rest, streams);
  } catch (error) {
    return report(error, wantsJson, streams);
  }
}

async function dispatch(name: string, rest: readonly string[], streams: Streams): Promise<number> {
  if (name === '--version') {
    streams.out(`${RUYI_VERSION}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    streams.out(overview());
    return 0;
  }
  const verb = VERBS.find((candidate) => candidate.name === name);
  if (verb === undefined) {
    const problem = name === '' ? 'a command is missing' : `“${name}” is not a command`;
    throw new UsageError(`${problem}; commands are ${VERBS.map((candidate) => candidate.name).join(', ')} (see ruyi --help)`);
  }
  const options = untilDoubleDash(rest);
  if (options.includes('--help') || options.includes('-h')) {
    streams.out(helpOf(verb));
    return 0;
  }
  const args = new Arguments(verb, rest);
  const answer = await verb.run(args, { progress: (line) => streams.error(`${line}\n`) });
  streams.out(args.flag('json') ? `${JSON.stringify(answer.document)}\n` : answer.text);
  return answer.exitCode ?? 0;
}

function untilDoubleDash(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end < 0 ? args : args.slice(0, end);
}

function overview(): string {
  const lines = VERBS.map((verb) => `  ${verb.name.padEnd(10)} ${verb.summary}`);
  return [
    'Usage: ruyi COMMAND …',
    '',
    'Commands:',
    ...lines,
    '',
    'ruyi COMMAND --help tells more. Exit status: 0 done, 1 input refused, 2 usage, 3 internal.',
    '',
  ].join('\n');
}

function report(error: unknown, wantsJson: boolean, streams: Streams): number {
  const { code, message, exitCode } = describe(error);
  streams.error(`ruyi: ${message}\n`);
  if (wantsJson) streams.out(`${JSON.stringify({ error: { code, message }, ...(error instanceof InputError ? error.details : {}) })}\n`);
  if (exitCode === 3 && error instanceof Error && error.stack) streams.error(`${error.stack}\n`);
  return exitCode;
}

// Codes that say that we, not the input, are at fault.
const INTERNAL_CODES = new Set(['internal', 'out-of-memory', 'invalid-state', 'protocol']);

function describe(error: unknown): { code: string; message: string; exitCode: number } {
  if (error instanceof UsageError) return { code: 'usage', message: error.message, exitCode: 2 };
  if (error instanceof InputError) return { code: error.code, message: error.message, exitCode: 1 };
  if (error instanceof RuyiError) return { code: error.code, message: error.message, exitCode: INTERNAL_CODES.has(error.code) ? 3 : 1 };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), exitCode: 3 };
}
