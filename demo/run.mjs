// npm run demo [-- --once] [-- --count 320] [-- --port 8787]: builds the sample shop and serves it, or opens it once in headless Chromium and prints what the page shows.
import { parseArgs } from 'node:util';
import { buildDemo } from './build.mjs';
import { serve } from './serve.mjs';

const { values } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    count: { type: 'string', default: '320' },
    port: { type: 'string', default: '8787' },
    screenshot: { type: 'string', default: 'build/demo/once.png' },
  },
});

const count = Number(values.count);
const port = Number(values.port);
if (!Number.isInteger(count) || count < 20 || count > 2000) {
  console.error(`--count ${values.count}: give a whole number from 20 to 2000`);
  process.exit(2);
}
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`--port ${values.port}: give a port from 0 to 65535`);
  process.exit(2);
}

const site = await buildDemo(count);
if (values.once) {
  const { server, address } = await serve(site, 0);
  try {
    const { visitOnce } = await import('./once.mjs');
    const report = await visitOnce(address, values.screenshot);
    console.log(JSON.stringify(report, null, 2));
    if (report.problems.length > 0) {
      for (const problem of report.problems) console.error(problem);
      process.exitCode = 1;
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
} else {
  const { address } = await serve(site, port).catch((error) => {
    console.error(
      error.code === 'EADDRINUSE'
        ? `Port ${port} is in use: stop the other server or choose one with  npm run demo -- --port 8788`
        : error.message,
    );
    process.exit(1);
  });
  console.log(`The sample shop is at ${address}  (stop with Ctrl-C)`);
}
