// The parity cases through the runtime module. A pure ES module: the same text runs in Node and in a page.
//
//   runCases([wasmBytes, restBytes], manifestText, blocks, cases) -> [{name, found}]      blocks: Map of block name -> Uint8Array
//   differences(cases, results) -> [text], empty when every case gave what it expects

const RESULT_FIELDS = { code: 0, bytes: 4, data: 8 };

function stubs(module) {
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module))
    (imports[from] ??= {})[name] = from === 'placeholder' ? absent : () => 0;
  return imports;
}

function absent() {
  throw new Error('A function of the part that is not loaded was called.');
}

export class Core {
  #exports;
  #encoder = new TextEncoder();
  #decoder = new TextDecoder();

  constructor(exports) {
    this.#exports = exports;
    exports._initialize();
    this.handle = exports.ruyi_create(1 << 28);
  }

  /** module, rest: compiled, of one build. Without the rest, calls that need it answer `missing-part`. */
  static async create(module, rest) {
    const { exports } = await WebAssembly.instantiate(module, stubs(module));
    const core = new Core(exports);
    if (rest === undefined) return core;
    await WebAssembly.instantiate(rest, { ...stubs(rest), primary: exports });
    exports.ruyi_complete(core.handle);
    return core;
  }

  put(bytes) {
    const at = this.#exports.ruyi_alloc(Math.max(1, bytes.byteLength));
    new Uint8Array(this.#exports.memory.buffer).set(bytes, at);
    return at;
  }

  /** Calls with the parts copied in; `keep` leaves the last one to the module when it succeeds. */
  call(name, parts, keep = false) {
    const bytes = parts.map((part) =>
      typeof part === 'string' ? this.#encoder.encode(part) : new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
    );
    const at = bytes.map((part) => this.put(part));
    const args = bytes.flatMap((part, i) => [at[i], parts[i] instanceof Float32Array ? parts[i].length : part.byteLength]);
    const result = this.#exports[name](this.handle, ...args);
    const view = new DataView(this.#exports.memory.buffer);
    const field = (offset) => view.getUint32(result + offset, true);
    const code = field(RESULT_FIELDS.code);
    const data = new Uint8Array(this.#exports.memory.buffer, field(RESULT_FIELDS.data), field(RESULT_FIELDS.bytes)).slice();
    at.forEach((pointer, i) => {
      if (!(keep && code === 0 && i === at.length - 1)) this.#exports.ruyi_free(pointer);
    });
    return JSON.parse(this.#decoder.decode(data));
  }

  destroy() {
    this.#exports.ruyi_destroy(this.handle);
  }
}

/** The bits of a double as 16 hexadecimal digits. */
export function bitsOf(value) {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

function foundIn(answer) {
  if (answer.items === undefined) return { error: answer.code };
  const first = answer.items[0] ?? { contributions: [], counterfactuals: [], sentences: [] };
  return {
    ranker: answer.ranker,
    eligible: answer.eligible,
    loaded: answer.loaded,
    exact: answer.exact,
    items: answer.items.map(({ id, rank, score }) => ({ id, rank, score: bitsOf(score) })),
    ranks: (answer.ranks ?? []).map(({ rank }) => rank),
    first: {
      contributions: first.contributions.map(({ value }) => bitsOf(value)),
      counterfactuals: first.counterfactuals.map(({ without, rank }) => [without, rank]),
      sentences: first.sentences.map(({ text }) => text),
    },
  };
}

function runCase(core, { request, profile, vectors = {} }) {
  core.call('ruyi_set_profile', [profile === undefined ? '' : JSON.stringify(profile)]);
  for (const [slot, values] of Object.entries(vectors)) core.call('ruyi_set_vector', [slot, new Float32Array(values)]);
  return foundIn(core.call('ruyi_recommend', [JSON.stringify(request)]));
}

export async function runCases(parts, manifestText, blocks, cases) {
  const modules = await Promise.all(parts.map((bytes) => WebAssembly.compile(bytes)));
  const kinds = new Map(JSON.parse(manifestText).blocks.map(({ name, kind }) => [name, kind]));
  const results = [];
  for (const parityCase of cases) {
    const core = await Core.create(...modules);
    core.call('ruyi_open', [manifestText]);
    for (const [name, bytes] of blocks) {
      if (parityCase.attach.includes(kinds.get(name))) core.call('ruyi_attach', [name, bytes], true);
    }
    results.push({ name: parityCase.name, found: runCase(core, parityCase) });
    core.destroy();
  }
  return results;
}

export function differences(cases, results) {
  const found = new Map(results.map((result) => [result.name, result.found]));
  const texts = [];
  for (const { name, expected } of cases) {
    const [a, b] = [JSON.stringify(expected), JSON.stringify(found.get(name))];
    if (a !== b) texts.push(`${name}: expected ${a}, found ${b}`);
  }
  return texts;
}
