// node tests/golden/update.mjs: writes the golden shard again from its bundle, with the native tools of build/native-debug or build/native-release.
// Refused under CI: a golden changes by a person's decision, together with a line in core/FORMAT.md when bytes of the format change.

import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const FORMAT_VERSION = 1;

function toolPath(name) {
  const builds = process.argv[2] ? [process.argv[2]] : ['build/native-release', 'build/native-debug'];
  const found = builds.map((build) => join(root, build, 'core', name)).find((path) => existsSync(path));
  if (!found) throw new Error(`${name} is not built: cmake --preset native-release && cmake --build build/native-release`);
  return found;
}

if (process.env.CI) {
  console.error('goldens are not updated under CI');
  process.exit(1);
}
const out = join(here, `planted.fv${FORMAT_VERSION}`);
rmSync(out, { recursive: true, force: true });
const findings = execFileSync(toolPath('build_shard'), [join(here, 'planted.bundle'), out], { encoding: 'utf8' });
writeFileSync(join(here, `planted.fv${FORMAT_VERSION}.findings.json`), `${JSON.stringify(JSON.parse(findings).findings, null, 1)}\n`);
writeFileSync(
  join(here, `planted.fv${FORMAT_VERSION}.tensors.json`),
  execFileSync(toolPath('inspect_shard'), [out, '--json'], { encoding: 'utf8' }),
);
