// A static server for the demo: right MIME types, the CSP and Trusted Types that Ruyi promises to work under, no caching of unhashed files.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';

export const CSP =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self'; style-src 'self'; worker-src 'self'; " +
  "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types ruyi";

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
};

/** The file a request path names inside `root`, or null when it would leave it. */
function fileFor(root, path) {
  const decoded = decodeURIComponent(path);
  const file = resolve(join(root, normalize(decoded.endsWith('/') ? `${decoded}index.html` : decoded)));
  return file === root || file.startsWith(root + sep) ? file : null;
}

async function answer(root, request, response) {
  const { pathname } = new URL(request.url, 'http://localhost');
  let file;
  try {
    file = fileFor(root, pathname);
  } catch {
    file = null;
  }
  const info = file && (await stat(file).catch(() => null));
  if (!info?.isFile() || !['GET', 'HEAD'].includes(request.method)) {
    response.writeHead(info ? 405 : 404, { 'content-type': 'text/plain; charset=utf-8' }).end(`${pathname} is not here\n`);
    return;
  }
  const hashed = /-[0-9a-f]{16}\.[a-z]+$/.test(file);
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-length': info.size,
    'content-security-policy': CSP,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response);
}

/** Serves `root` on 127.0.0.1; resolves to {server, address}. Port 0 picks a free one. */
export function serve(root, port) {
  const base = resolve(root);
  const server = createServer((request, response) => void answer(base, request, response));
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => done({ server, address: `http://127.0.0.1:${server.address().port}/` }));
  });
}
