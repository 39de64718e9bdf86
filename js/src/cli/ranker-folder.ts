// A trained ranker as it lies on disk (models/rankers/README.md). Core checks what is in the files; here they only have to be there.

import { basename, join, resolve } from 'node:path';
import { InputError } from './input-error.ts';
import { isFile, readInput } from './read-input.ts';

const MAX_DOCUMENT_BYTES = 1024 * 1024;
const MAX_TENSOR_BYTES = 1024 ** 3;
/** Their ONNX heads are not run by this version's browser. */
const HEAD_RULES = ['sequence-head', 'policy-head', 'modality-weights', 'reorder'];

export interface RankerFolder {
  /** For messages. */
  folder: string;
  document: Uint8Array;
  items: Uint8Array;
}

export async function readRankerFolder(path: string): Promise<RankerFolder> {
  const folder = resolve(path);
  for (const file of ['ranker.json', 'items.safetensors', 'CARD.md']) {
    if (!(await isFile(join(folder, file))))
      throw new InputError(
        'not-found',
        `--ranker ${path}: ${file} is missing; a ranker is a folder with ranker.json, items.safetensors and CARD.md`,
      );
  }
  const document = await readInput(join(folder, 'ranker.json'), 'the ranker’s document', MAX_DOCUMENT_BYTES);
  const kind = ruleOf(document.toString('utf8'));
  if (HEAD_RULES.includes(kind)) {
    throw new InputError(
      'unsupported',
      `--ranker ${path}: the rule ${kind} needs its ONNX head, which this version does not run; build without it`,
    );
  }
  const items = await readInput(join(folder, 'items.safetensors'), 'the ranker’s items', MAX_TENSOR_BYTES);
  return { folder: basename(folder), document: new Uint8Array(document), items: new Uint8Array(items) };
}

/** '' when the document is not what it should be: core says why. */
function ruleOf(json: string): string {
  try {
    const { rule } = JSON.parse(json) as { rule?: { kind?: unknown } };
    return typeof rule?.kind === 'string' ? rule.kind : '';
  } catch {
    return '';
  }
}
