// One error class for everything that can fail; it crosses the worker as plain data.

/** Codes of core (the same names as `error_name` in core/include/ruyi/result.hpp), by their number in the ABI. */
export const CORE_CODES = [
  'ok',
  'invalid-argument',
  'invalid-json',
  'invalid-manifest',
  'unsupported-version',
  'memory-budget',
  'invalid-block',
  'block-integrity',
  'unknown-block',
  'missing-block',
  'unknown-item',
  'unknown-symbol',
  'dimension-mismatch',
  'invalid-state',
  'invalid-text',
  'invalid-picture',
  'out-of-memory',
  'internal',
  'missing-part',
] as const;

/** Codes that only JavaScript can produce. */
export const JS_CODES = [
  'aborted', // the caller's AbortSignal fired, or the object was disposed
  'network', // the file could not be fetched
  'not-found', // the host answered 404 or 410
  'timeout', // no answer in time
  'asset-integrity', // a file's length, hash or type differs from what was promised
  'worker-crashed', // the worker ended; a new one is started once
  'worker-origin', // the worker's script is on another origin and no worker-src was given
  'unsupported', // this browser or this page's policy lacks something needed
  'no-model', // the shard carries no model for this call
  'model-refused', // the model's first output on a known input was wrong on this device
  'protocol', // a message that the other side does not know
] as const;

export type RuyiErrorCode = Exclude<(typeof CORE_CODES)[number], 'ok'> | (typeof JS_CODES)[number];

export interface WireError {
  code: RuyiErrorCode;
  message: string;
}

export class RuyiError extends Error {
  readonly code: RuyiErrorCode;

  constructor(code: RuyiErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    // Callers recognise a cancelled request by this name, as with every other web API.
    this.name = code === 'aborted' ? 'AbortError' : 'RuyiError';
  }
}

/** The name of a code that came over the ABI. An unknown number is our own mistake and says so. */
export function coreCode(code: number): RuyiErrorCode {
  const name = CORE_CODES[code];
  return name === undefined || name === 'ok' ? 'internal' : name;
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Anything thrown, as a RuyiError: foreign errors become `internal`, a foreign AbortError becomes `aborted`. */
export function asRuyiError(error: unknown): RuyiError {
  if (error instanceof RuyiError) return error;
  if (isAbort(error)) return aborted(error);
  return new RuyiError('internal', error instanceof Error ? error.message : String(error), error);
}

export function aborted(cause?: unknown): RuyiError {
  return new RuyiError('aborted', 'The request was cancelled.', cause);
}

export function toWire(error: unknown): WireError {
  const { code, message } = asRuyiError(error);
  return { code, message };
}

const KNOWN = new Set<string>([...CORE_CODES.slice(1), ...JS_CODES]);

export function fromWire(wire: WireError): RuyiError {
  return KNOWN.has(wire.code)
    ? new RuyiError(wire.code, wire.message)
    : new RuyiError('protocol', `Unknown error code "${String(wire.code)}": ${String(wire.message)}`);
}
