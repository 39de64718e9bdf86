/** Input that is refused: the message is for a person, the code for scripts. Exit status 1. */
export class InputError extends Error {
  readonly code: string;
  /** Further members of the JSON document that `--json` prints. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options?: ErrorOptions & { details?: Readonly<Record<string, unknown>> }) {
    super(message, options);
    this.name = 'InputError';
    this.code = code;
    this.details = options?.details ?? {};
  }
}

/** A command line that makes no sense. Exit status 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
