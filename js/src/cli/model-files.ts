// The models that a build ships: one ONNX file and one contract each, known by their hashes.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageContract, ManifestModel, ModelKind } from '../types.ts';
import { InputError } from './input-error.ts';
import { PACKAGE_FILES, readPackageFile } from './package-files.ts';
import { isFile, readInput } from './read-input.ts';
import { sha256Hex } from './sha256.ts';

export interface ModelFile {
  name: string;
  kind: ModelKind;
  onnx: Uint8Array<ArrayBuffer>;
  /** The sidecar as it stands on disk: core reads its own part of it. */
  contractJson: string;
  sha256: string;
}

const FOLDERS: Readonly<Record<ModelKind, string>> = {
  'image-encoder': PACKAGE_FILES.imageEncoder,
  'text-encoder': PACKAGE_FILES.textEncoder,
  'user-encoder': PACKAGE_FILES.userEncoder,
};

/** A calibration row of an image encoder's sidecar. */
interface Calibration {
  id: string;
  claim: boolean;
  threshold?: number;
  precision_at_threshold?: number | null;
}

export type ImageSidecar = ImageContract & { symbol_calibration: Calibration[] };

/** What the card of a text encoder says, as far as this command line reads it. */
export interface TextCard {
  model: string;
  dim: number;
  tokeniser?: string;
  /** How many tokens the vocabulary holds that its ids come from. */
  tokens?: number;
  /** Files of a static table, which core itself computes with; a network has none. */
  words?: unknown[];
  self_test?: { input: number[]; embedding: number[] };
}

/** The options of every verb that encodes something. */
export const ENCODERS_OPTION = {
  encoders: { type: 'string', value: 'DIR', help: 'another pair: image-encoder and text-encoder, each .onnx with its card .json' },
} as const;

/** folder: where a pair of the user's own lies; without it, the package's model. */
export async function loadModel(kind: ModelKind, folder?: string): Promise<ModelFile> {
  const read = folder === undefined ? readPackageFile : readInput;
  const stem = join(folder ?? FOLDERS[kind], kind);
  const onnx = await read(`${stem}.onnx`, `the ${kind}`);
  const contractJson = (await read(`${stem}.json`, `the card of the ${kind}`)).toString('utf8');
  const contract = parseCard(contractJson, `the card of the ${kind}`);
  if (contract.contract !== `${kind}/1` || typeof contract.model !== 'string') {
    throw new InputError('unsupported-version', `the ${kind} follows “${String(contract.contract)}”, not ${kind}/1`);
  }
  return { name: contract.model, kind, onnx: new Uint8Array(onnx), contractJson, sha256: sha256Hex(onnx) };
}

/** Undefined where the package has no such model: what it would add is then left out. */
export async function loadModelIfThere(kind: ModelKind): Promise<ModelFile | undefined> {
  return (await isFile(join(FOLDERS[kind], `${kind}.onnx`))) ? loadModel(kind) : undefined;
}

function parseCard(text: string, what: string): { contract?: unknown; model?: unknown } {
  try {
    return JSON.parse(text) as { contract?: unknown; model?: unknown };
  } catch (cause) {
    throw new InputError('invalid-json', `${what} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
}

/** A text encoder without words files: core cannot compute it, ONNX Runtime must. */
export function isNetwork({ contractJson }: Pick<ModelFile, 'contractJson'>): boolean {
  return (JSON.parse(contractJson) as TextCard).words === undefined;
}

export function imageSidecar(model: ModelFile): ImageSidecar {
  return JSON.parse(model.contractJson) as ImageSidecar;
}

export interface Words {
  name: string;
  dim: number;
  tokens: number;
  blocks: { name: string; bytes: Uint8Array }[];
}

/** The subword table that core itself computes with. */
export async function loadWords(): Promise<Words> {
  const folder = PACKAGE_FILES.textEncoder;
  const contractJson = (await readPackageFile(join(folder, 'text-encoder.json'), 'the contract of the text encoder')).toString('utf8');
  const contract = JSON.parse(contractJson) as Required<TextCard>;
  const files = (await readdir(folder)).filter((file) => /^words(?:-\d{3})?\.safetensors$/.test(file)).sort();
  if (files.length === 0) throw new InputError('not-found', `the words of the text encoder are missing from this installation (${folder})`);
  const blocks = await Promise.all(
    files.map(async (file, index) => ({
      name: `words-${String(index).padStart(3, '0')}`,
      bytes: new Uint8Array(await readPackageFile(join(folder, file), 'the words of the text encoder')),
    })),
  );
  return { name: contract.model, dim: contract.dim, tokens: contract.tokens, blocks };
}

/** How a shard's manifest names a model; files lie under `models/` and carry their hash. */
export function manifestModel(model: ModelFile): ManifestModel {
  const contract = Buffer.from(model.contractJson, 'utf8');
  const contractSha256 = sha256Hex(contract);
  return {
    name: model.name,
    kind: model.kind,
    file: `models/${model.kind}-${model.sha256.slice(0, 16)}.onnx`,
    bytes: model.onnx.byteLength,
    sha256: model.sha256,
    contract_file: `models/${model.kind}-${contractSha256.slice(0, 16)}.json`,
    contract_bytes: contract.byteLength,
    contract_sha256: contractSha256,
  };
}
