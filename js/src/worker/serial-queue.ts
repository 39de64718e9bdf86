// One job at a time, in order. A failed job rejects its own caller and nobody else.

import { aborted } from '../client/errors.ts';

export class SerialQueue {
  /** Settles when the last job has; it never rejects, so that one failure cannot poison the rest. */
  #tail: Promise<void> = Promise.resolve();

  /** Runs `job` after all earlier ones. A job whose signal has fired by then is not started. */
  run<T>(job: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    const result = this.#tail.then(() => {
      if (signal?.aborted) throw aborted(signal.reason);
      return job();
    });
    this.#tail = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}
