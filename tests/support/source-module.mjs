// Loads TypeScript sources of js/src as the build would bundle them, for tests of parts that the built package does not export.

import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const sources = fileURLToPath(new URL('../../js/src/', import.meta.url));

function stubbed(stubs) {
  return {
    name: 'stubs',
    setup(builder) {
      builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const contents = stubs[path.slice(sources.length)];
        return contents === undefined ? undefined : { contents, loader: 'js' };
      });
    },
  };
}

/** path: relative to js/src, such as `cli/feeds/read-feed.ts`; stubs: JavaScript to load instead of a source, by such a path. */
export async function loadSource(path, stubs = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'ruyi-source-'));
  try {
    const outfile = join(folder, 'module.mjs');
    await build({
      entryPoints: [join(sources, path)],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
      define: { RUYI_VERSION: '"test"' },
      plugins: [stubbed(stubs)],
      banner: { js: 'import { createRequire as r } from "node:module"; const require = r(import.meta.url);' },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
