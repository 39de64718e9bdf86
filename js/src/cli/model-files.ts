// The models that a build ships: one ONNX file and one contract each, known by their hashes.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageContract, ManifestModel, ModelKind } from '../types.ts';
import { InputError } from './input-error.ts';
import { PACKAGE_FILES, readPackageFile } from './package-files.ts';
import { isFile } from './read-input.ts';
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

export async function loadModel(kind: ModelKind): Promise<ModelFile> {
  const folder = FOLDERS[kind];
  const onnx = await readPackageFile(join(folder, `${kind}.onnx`), `the ${kind}`);
  const contractJson = (await readPackageFile(join(folder, `${kind}.json`), `the contract of the ${kind}`)).toString('utf8');
  const contract = JSON.parse(contractJson) as { contract?: unknown; model?: unknown };
  if (contract.contract !== `${kind}/1` || typeof contract.model !== 'string') {
    throw new InputError('unsupported-version', `the ${kind} follows “${String(contract.contract)}”, not ${kind}/1`);
  }
  return { name: contract.model, kind, onnx: new Uint8Array(onnx), contractJson, sha256: sha256Hex(onnx) };
}

/** Undefined where the package has no such model: what it would add is then left out. */
export async function loadModelIfThere(kind: ModelKind): Promise<ModelFile | undefined> {
  return (await isFile(join(FOLDERS[kind], `${kind}.onnx`))) ? loadModel(kind) : undefined;
}

export function imageSidecar(model: ModelFile): ImageSidecar {
  return JSON.parse(model.contractJson) as ImageSidecar;
}

/** Name and width of the subword table that core itself computes with. */
export async function loadWords(): Promise<{ name: string; dim: number; blocks: { name: string; bytes: Uint8Array }[] }> {
  const folder = PACKAGE_FILES.textEncoder;
  const contractJson = (await readPackageFile(join(folder, 'text-encoder.json'), 'the contract of the text encoder')).toString('utf8');
  const contract = JSON.parse(contractJson) as { model: string; dim: number };
  const files = (await readdir(folder)).filter((file) => /^words(?:-\d{3})?\.safetensors$/.test(file)).sort();
  if (files.length === 0) throw new InputError('not-found', `the words of the text encoder are missing from this installation (${folder})`);
  const blocks = await Promise.all(
    files.map(async (file, index) => ({
      name: `words-${String(index).padStart(3, '0')}`,
      bytes: new Uint8Array(await readPackageFile(join(folder, file), 'the words of the text encoder')),
    })),
  );
  return { name: contract.model, dim: contract.dim, blocks };
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
