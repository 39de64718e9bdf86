// The layering check itself: a small tree that keeps every rule, and one break at a time.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { problemsOf } from '../layering/check.mjs';
import { RULES } from '../layering/rules.mjs';
import { codeOf } from '../layering/source.mjs';

const GOOD = {
  '.ci/test':
    'node_tests() { node --test tests/node/*.test.mjs tests/browser/*.spec.mjs; }\nmodels() { python -m pytest -q tests/models; }\n',
  'CMakePresets.json': '{"RUYI_FUZZ": "ON"}\n',
  'tests/CMakeLists.txt': 'file(GLOB _tests CONFIGURE_DEPENDS native/*_test.cpp)\nfile(GLOB _fuzz CONFIGURE_DEPENDS fuzz/*_fuzz.cpp)\n',
  'tests/native/pixels_test.cpp': '#include <iostream>\n',
  'tests/node/a.test.mjs': "import '../../js/dist/x.mjs';\n",
  'tests/browser/a.spec.mjs': '',
  'tests/models/test_a.py': '',
  'tests/fuzz/shard_fuzz.cpp': '',
  'core/include/ruyi/result.hpp': '#include <string>\n',
  'core/include/ruyi/recommender.hpp': '#include "ruyi/result.hpp"\n',
  'core/src/score.cpp': '#include <Eigen/Core>\n#include "dot_i8.hpp"\ndouble f(double x) { return portable_exp2(x); } // std::exp2(x)\n',
  'core/src/dot_i8.hpp': '#include <emmintrin.h>\n',
  'core/src/json/a.cpp': '#include <nlohmann/json.hpp>\n',
  'core/src/builder/writer.hpp': '#include <vector>\n',
  'core/tools/build_shard.cpp': '#include <fstream>\n#include "builder/writer.hpp"\n',
  'wasm/ruyi_abi.h': '#include <stdint.h>\n',
  'wasm/ruyi_abi.cpp': '#include "ruyi_abi.h"\n#include "ruyi/recommender.hpp"\n',
  'wasm/builder_abi.cpp': '#include "builder/writer.hpp"\n',
  'js/src/types.ts': 'export type A = 1;\n',
  'js/src/client/protocol.ts': "import type { A } from '../types.ts';\n",
  'js/src/client/errors.ts': 'export class E {}\n',
  'js/src/client/recs-client.ts': "import { E } from './errors.ts';\n",
  'js/src/element/recs-element.ts': "import { c } from '../client/recs-client.ts';\n",
  'js/src/worker/encoder.ts': "import type * as Ort from 'onnxruntime-web/wasm';\nimport { E } from '../client/errors.ts';\n",
  'js/src/worker/device.ts': "const gpu = navigator.gpu; // WebAssembly\nconst text = 'no WebAssembly.Suspending';\n",
  'js/src/worker/wasm-instance.ts': 'WebAssembly.compile(x);\n',
  'js/src/cli/encode.ts': "const ort = await import('onnxruntime-node');\nimport { e } from '../worker/encoder.ts';\n",
  'js/src/cli/main.ts': "import { e } from './encode.ts';\nimport { readFile } from 'node:fs/promises';\n",
  'js/src/define.ts': "import { R } from './element/recs-element.ts';\ncustomElements.define('ruyi-recs', R);\n",
  'demo/main.ts': "import 'ruyi';\nimport './other.ts';\n",
  'models/encoders/train.py': 'import models.common\n',
  'README.md': 'Open http://127.0.0.1:8787/ and build/home/x.\n',
};

/** @param {Record<string, string>} changes path -> text */
function problemsWith(changes) {
  const root = mkdtempSync(join(tmpdir(), 'ruyi-layering-'));
  try {
    for (const [path, text] of Object.entries({ ...GOOD, ...changes })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return problemsOf(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const BREAKS = [
  ['core-includes', 'core/src/a.cpp', '#include <nlohmann/json.hpp>\n'],
  ['core-includes', 'core/include/ruyi/a.hpp', '#include <Eigen/Core>\n'],
  ['core-includes', 'core/include/ruyi/a.hpp', '#include "dot_i8.hpp"\n'],
  ['core-includes', 'core/src/a.cpp', '#include <iostream>\n'],
  ['core-includes', 'core/src/a.cpp', '#include <thread>\n'],
  ['core-includes', 'core/src/a.cpp', '#include <random>\n'],
  ['core-includes', 'core/src/a.cpp', '#include <emscripten.h>\n'],
  ['core-includes', 'core/src/a.cpp', '#include <wasm_simd128.h>\n'],
  ['core-includes', 'core/src/a.cpp', '#include <boost/any.hpp>\n'],
  ['core-includes', 'core/src/a.cpp', '#include "ruyi_abi.h"\n'],
  ['core-includes', 'core/src/a.cpp', '#include "../../wasm/ruyi_abi.h"\n'],
  ['core-includes', 'core/src/a.cpp', '#  include "builder/writer.hpp"\n'],
  ['core-includes', 'core/src/json/a.cpp', '#include "builder/writer.hpp"\n'],
  ['no-libm', 'core/src/a.cpp', 'double f(double x) { return std::pow(x, 2.4); }\n'],
  ['no-libm', 'core/src/builder/a.cpp', 'double f(double x) { return log2(x); }\n'],
  ['no-libm', 'core/include/ruyi/a.hpp', 'inline float f(float x) { return cosf(x); }\n'],
  ['abi-includes', 'wasm/ruyi_abi.cpp', '#include "ruyi/score.hpp"\n'],
  ['abi-includes', 'wasm/ruyi_abi.cpp', '#include <nlohmann/json.hpp>\n'],
  ['abi-includes', 'wasm/sense_abi.cpp', '#include "ruyi/recommender.hpp"\n'],
  ['abi-includes', 'wasm/builder_abi.cpp', '#include "ruyi/recommender.hpp"\n'],
  ['abi-includes', 'wasm/other.cpp', '#include "builder/writer.hpp"\n'],
  ['script-arrows', 'js/src/element/a.ts', "import { x } from '../worker/encoder.ts';\n"],
  ['script-arrows', 'js/src/element/a.ts', "import type { x } from '../worker/encoder.ts';\n"],
  ['script-arrows', 'js/src/worker/a.ts', "import {\n  x,\n} from '../element/recs-element.ts';\n"],
  ['script-arrows', 'js/src/worker/a.ts', "import { x } from '../client/recs-client.ts';\n"],
  ['script-arrows', 'js/src/client/a.ts', "import { x } from '../element/recs-element.ts';\n"],
  ['script-arrows', 'js/src/client/a.ts', "const x = await import('../worker/encoder.ts');\n"],
  ['script-arrows', 'js/src/client/protocol.ts', "export { x } from './recs-client.ts';\n"],
  ['script-arrows', 'js/src/cli/a.ts', "import { x } from '../element/recs-element.ts';\n"],
  ['script-arrows', 'js/src/worker/a.ts', "import { x } from '../cli/main.ts';\n"],
  ['script-arrows', 'js/src/index.ts', "export { x } from './worker/encoder.ts';\n"],
  ['script-arrows', 'js/src/element/a.ts', "import { x } from './recs-element';\n"],
  ['script-arrows', 'js/src/cli/a.ts', "import { x } from '../../build.mjs';\n"],
  ['onnx-runtime', 'js/src/worker/engine.ts', "import * as ort from 'onnxruntime-web';\n"],
  ['onnx-runtime', 'js/src/cli/main.ts', "const ort = await import('onnxruntime-node');\n"],
  ['webgpu', 'js/src/worker/encoder.ts', 'if (navigator.gpu) {}\n'],
  ['webgpu', 'js/src/element/a.ts', 'const g = navigator?.gpu;\n'],
  ['webassembly', 'js/src/worker/engine.ts', 'WebAssembly.validate(x);\n'],
  ['webassembly', 'js/src/cli/a.ts', 'const t = `${typeof WebAssembly}`;\n'],
  ['custom-elements', 'js/src/element/a.ts', "customElements.define('a-b', A);\n"],
  ['imports-of-tests', 'js/src/cli/a.ts', "import { x } from '../../../tests/support/a.mjs';\n"],
  ['imports-of-tests', 'js/build.mjs', "import x from '../demo/serve.mjs';\n"],
  ['imports-of-tests', 'core/src/a.cpp', '#include "tests/support/pictures.hpp"\n'],
  ['imports-of-tests', 'models/a.py', 'from tests.format import reference_reader\n'],
  ['demo-public-name', 'demo/main.ts', "import { createRuyi } from '../js/src/index.ts';\n"],
  ['demo-public-name', 'demo/a.mjs', "import '../tests/support/a.mjs';\n"],
  ['models-by-files', 'js/src/cli/a.ts', "import s from '../../../models/knowledge/symbols.json';\n"],
  ['models-by-files', 'demo/a.mjs', "import s from '../models/knowledge/colours.json' with { type: 'json' };\n"],
  ['machine-paths', 'README.md', `See ${'/'}work/main.\n`],
  ['machine-paths', 'js/a.mjs', `const x = '${'/'}root/.cache';\n`],
  ['machine-paths', '.npmrc', `registry=https://registry${'.'}npmjs.org/\n`],
  ['machine-paths', 'models/requirements.txt', `--index-url https://py${'pi.'}example.net/simple\n`],
  ['tests-registered', 'tests/parity/a.test.mjs', ''],
  ['tests-registered', 'tests/browser/a.spec.ts', ''],
  ['tests-registered', 'tests/native/deep/a_test.cpp', ''],
  ['tests-registered', 'tests/format/test_reader.py', ''],
  ['tests-registered', 'tests/fuzz/deep/abi_fuzz.cpp', ''],
  ['tests-registered', 'CMakePresets.json', '{"RUYI_FUZZ": "OFF"}\n'],
  ['tests-registered', 'js/src/a.test.ts', ''],
  ['tests-registered', 'tests/CMakeLists.txt', 'file(GLOB _fuzz CONFIGURE_DEPENDS fuzz/*_fuzz.cpp)\n'],
  ['tests-registered', '.ci/test', '# tests/node/*.test.mjs\npytest tests/models; tests/browser/*.spec.mjs\n'],
];

test('layering: a tree that keeps the rules has no problems', () => {
  assert.deepEqual(problemsWith({}), []);
});

for (const [rule, path, text] of BREAKS) {
  test(`layering: ${rule} catches ${path}: ${text.trim().split('\n').join(' ⏎ ')}`, () => {
    const problems = problemsWith({ [path]: text });
    assert.ok(
      problems.some((problem) => problem.rule === rule),
      JSON.stringify(problems),
    );
    assert.deepEqual(
      [...new Set(problems.map((problem) => problem.rule))].filter(
        (name) =>
          name !== rule &&
          !(name === 'core-includes' && rule === 'imports-of-tests') &&
          !(name === 'script-arrows' && ['imports-of-tests', 'models-by-files'].includes(rule)),
      ),
      [],
    );
  });
}

test('layering: every rule is broken by some case', () => {
  assert.deepEqual(
    Object.keys(RULES).filter((rule) => !BREAKS.some(([name]) => name === rule)),
    [],
  );
});

test('layering: code is told from comments, strings, templates and regular expressions', () => {
  const code = codeOf(
    ['a(); // b()', "c('d()'); /* e()", 'f() */ g(`h() ${i(`j()`)} k()`);', 'l = /m()\\/[/]n()/; o = p / q();', '"r\\"s()"; t();'].join(
      '\n',
    ),
    false,
  );
  assert.deepEqual(
    [...code.matchAll(/\w(?=\()/g)].map((match) => match[0]),
    ['a', 'c', 'g', 'i', 'q', 't'],
  );
  assert.equal(code.split('\n').length, 5);
});
