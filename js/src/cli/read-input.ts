import { readFile, stat } from 'node:fs/promises';
import { InputError } from './input-error.ts';

/** Reads a file that the user named; what is wrong with it is said in their words. */
export async function readInput(path: string, what: string, maxBytes = 2 ** 31 - 1): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw new InputError('unsupported', `${what} ${path} has ${size} bytes; at most ${maxBytes} are read`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('not-found', `${what} cannot be read: ${path} (${reason(error)})`, { cause: error });
  }
}

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT'
    ? 'no such file'
    : code === 'EISDIR'
      ? 'it is a folder'
      : code === 'EACCES'
        ? 'permission denied'
        : String(code ?? error);
}
