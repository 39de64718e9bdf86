// The only address that becomes a script: the worker's. It passes one Trusted Types policy named `ruyi`.

import { RuyiError } from './errors.ts';

interface Policy {
  createScriptURL(url: string): unknown;
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy;
}

// A page may hold two copies of this script; the policy can be made once only.
const POLICY_KEY = Symbol.for('ruyi.trusted-types-policy');
type Shared = { [POLICY_KEY]?: Policy; trustedTypes?: PolicyFactory };

/** Rejects another origin's script with `worker-origin`: browsers start workers from the page's own origin only. */
export function workerUrl(src: string): string | URL {
  const url = new URL(src, document.baseURI);
  if (url.origin !== location.origin)
    throw new RuyiError(
      'worker-origin',
      `The worker's script ${url.href} is on another origin than the page. Serve a file on ${location.origin} that holds  import "${url.href}";  and name it: worker-src="/ruyi-worker.js".`,
    );
  const shared = globalThis as unknown as Shared;
  if (!shared.trustedTypes) return url;
  shared[POLICY_KEY] ??= shared.trustedTypes.createPolicy('ruyi', { createScriptURL: sameOriginOnly });
  return shared[POLICY_KEY].createScriptURL(url.href) as string;
}

function sameOriginOnly(url: string): string {
  if (new URL(url).origin !== location.origin) throw new TypeError(`Not on this origin: ${url}`);
  return url;
}
