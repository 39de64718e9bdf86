// `npm run demo -- --once`, judged from outside: exit status, the printed document, the number of items and what each must carry.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import Ajv2020 from 'ajv/dist/2020.js';

const run = spawnSync(process.execPath, ['demo/run.mjs', '--once', '--count', process.env.RUYI_DEMO_COUNT ?? '320'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
  maxBuffer: 64 << 20,
});
assert.equal(run.status, 0, 'npm run demo -- --once failed');
const report = JSON.parse(run.stdout);
const schema = async (name) => JSON.parse(await readFile(new URL(`../../js/schemas/${name}.schema.json`, import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true });
assert.ok(ajv.validate(await schema('demo-once'), report), ajv.errorsText());

assert.ok(report.items.length >= 8, `${report.items.length} items on the shelf`);
for (const item of report.items) {
  const sum = item.contributions.reduce((total, part) => total + part.value, 0);
  assert.ok(Math.abs(sum - item.score) <= 1e-5, `${item.id}: ${sum} against ${item.score}`);
}
const [first] = report.items;
assert.ok(first.shown.regions.length >= 1 && first.shown.counterfactuals.length >= 2 && first.shown.citations.length >= 1);
const own = /^\/(|main\.js|styles\.css|icon\.svg|index\.html|product\.html\?.*|shop\/.*|ruyi\/.*)$/;
for (const path of report.requests) assert.match(path, own);
console.log(`demo: ${report.items.length} items explained, ${report.requests.length} distinct requests, all to the shop itself`);
