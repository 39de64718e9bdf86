// Fetches USearch's headers by pinned version into build/bench/ and compiles them with emcc. Kept there; nothing of it is committed.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const VERSION = '2.26.2';
const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, '../../build/bench', `usearch-${VERSION}`);
const run = promisify(execFile);
const OFF = ['NUMKONG', 'SIMSIMD', 'FP16LIB', 'OPENMP'].map((name) => `-DUSEARCH_USE_${name}=0`);

async function compile(output) {
  const include = ['include', 'numkong/include'].map((path) => `-I${join(folder, 'package', path)}`);
  const link = ['--no-entry', '-sSTANDALONE_WASM', '-sALLOW_MEMORY_GROWTH', '-sMAXIMUM_MEMORY=2147483648'];
  await run('emcc', [join(here, 'usearch.cpp'), '-std=c++17', '-O3', '-msimd128', ...include, ...OFF, ...link, '-o', output]);
}

/** {bytes, name}, or {missing: why}. fetch: false takes what an earlier call left. */
export async function usearchModule({ fetch = true } = {}) {
  const name = `USearch ${VERSION}, int8, emcc -O3 -msimd128`;
  const source = createHash('sha256').update(await readFile(join(here, 'usearch.cpp')));
  const output = join(folder, `usearch-${source.digest('hex').slice(0, 8)}.wasm`);
  if (!fetch && !existsSync(output)) return { missing: `USearch ${VERSION} is not compiled: npm run bench does it` };
  try {
    await mkdir(folder, { recursive: true });
    if (!existsSync(join(folder, 'package/include'))) {
      const { stdout } = await run('npm', ['pack', `usearch@${VERSION}`, '--silent'], { cwd: folder });
      await run('tar', ['xzf', stdout.trim().split('\n').at(-1)], { cwd: folder });
    }
    if (!existsSync(output)) await compile(output);
    return { bytes: await readFile(output), name };
  } catch (error) {
    return { missing: `USearch ${VERSION} could not be fetched and compiled: ${String(error.message).split('\n')[0].slice(0, 120)}` };
  }
}
