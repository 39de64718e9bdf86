// Where the installed package keeps what the commands need. This file ends up in js/dist/cli, three folders below the root.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InputError } from './input-error.ts';

const here = new URL('./', import.meta.url);
const root = new URL('../../../', here);

export const PACKAGE_FILES = {
  runtimeModule: fileURLToPath(new URL('ruyi.wasm', here)),
  runtimeRest: fileURLToPath(new URL('ruyi-rest.wasm', here)),
  senseModule: fileURLToPath(new URL('ruyi-sense.wasm', here)),
  builderModule: fileURLToPath(new URL('ruyi-builder.wasm', here)),
  widget: fileURLToPath(new URL('js/dist/widget/', root)),
  knowledge: fileURLToPath(new URL('models/knowledge/', root)),
  imageEncoder: fileURLToPath(new URL('models/encoders/image/artifacts/', root)),
  textEncoder: fileURLToPath(new URL('models/encoders/text/artifacts/', root)),
  userEncoder: fileURLToPath(new URL('models/encoders/user/artifacts/', root)),
} as const;

/** Reads a file of the package; when it is missing the installation is at fault, not the user's input. */
export async function readPackageFile(path: string, what: string): Promise<Buffer<ArrayBuffer>> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new InputError('not-found', `${what} is missing from this installation (${path}); run npm run build in the project`, { cause });
  }
}
