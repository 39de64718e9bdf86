// Entry of `npx ruyi`: nothing but process and streams.

import { main } from './main.ts';

// A reader that closes the pipe early (`ruyi … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
});
