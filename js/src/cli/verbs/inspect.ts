// `ruyi inspect DIR [--verify]`: what a shard holds, and whether every byte of it is as promised.

import { asRuyiError } from '../../client/errors.ts';
import type { Manifest, ManifestRanker } from '../../types.ts';
import { Safetensors } from '../../worker/safetensors.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, UsageError } from '../input-error.ts';
import { ShardFolder } from '../shard-folder.ts';
import type { Answer, Arguments, Verb } from '../verb.ts';
import { printVocabulary, shardVocabulary } from '../vocabulary.ts';

interface BlockReport {
  name: string;
  kind: string;
  bytes: number;
  sha256: string;
  ok: boolean | null;
  problem?: string;
}

export const inspectVerb: Verb = {
  name: 'inspect',
  usage: 'inspect DIR [--verify | --list items|symbols]',
  summary: 'Lists blocks, sizes, models and counts of a shard; with --verify checks every hash, offset and invariant.',
  options: {
    verify: { type: 'boolean', help: 'read every file and check it through core' },
    list: { type: 'string', value: 'KIND', help: 'items or symbols: their ids and names, one a line' },
  },
  run,
};

async function run(args: Arguments): Promise<Answer> {
  const shard = await ShardFolder.open(args.only('DIR'));
  try {
    const list = args.text('list');
    if (list !== undefined) return await listAnswer(shard, list);
    const verify = args.flag('verify');
    const blocks = await inspectBlocks(shard, verify);
    const others = verify ? [...(await modelProblems(shard)), ...(await pictureProblems(shard, blocks))] : [];
    const problems = [...blocks.flatMap(({ problem }) => (problem === undefined ? [] : [problem])), ...others];
    return answer(shard.manifest, blocks, verify, problems);
  } finally {
    shard.dispose();
  }
}

async function listAnswer(shard: ShardFolder, list: string): Promise<Answer> {
  if (list !== 'items' && list !== 'symbols') throw new UsageError(`--list ${list}: items or symbols is needed`);
  const vocabulary = await shardVocabulary(shard, list === 'items' ? 'item' : 'symbol');
  return { document: { [list]: vocabulary.ids }, text: printVocabulary(vocabulary) };
}

/** Attached in the manifest's order, so that core can check what spans several blocks. */
async function inspectBlocks(shard: ShardFolder, verify: boolean): Promise<BlockReport[]> {
  const reports: BlockReport[] = [];
  for (const { name, kind, bytes, sha256 } of shard.manifest.blocks) {
    const report: BlockReport = { name, kind, bytes, sha256, ok: null };
    if (verify) {
      try {
        await shard.attach(name);
        report.ok = true;
      } catch (error) {
        report.ok = false;
        report.problem = `${name}: ${problemOf(error)}`;
      }
    }
    reports.push(report);
  }
  return reports;
}

function problemOf(error: unknown): string {
  const { code, message } = error instanceof InputError ? error : asRuyiError(error);
  return `${code}: ${message}`;
}

async function modelProblems(shard: ShardFolder): Promise<string[]> {
  const problems: string[] = [];
  for (const model of shard.manifest.models) {
    try {
      await shard.readModel(model);
    } catch (error) {
      problems.push(`${model.name}: ${problemOf(error)}`);
    }
  }
  return problems;
}

/** Pictures are no blocks, so core does not see them: every one that a card names must be there. */
async function pictureProblems(shard: ShardFolder, blocks: readonly BlockReport[]): Promise<string[]> {
  const missing: string[] = [];
  for (const { name, kind, ok } of blocks) {
    const file = shard.manifest.blocks.find((block) => block.name === name)?.file;
    if (kind !== 'cards' || ok !== true || file === undefined) continue;
    const cards = new Safetensors(new Uint8Array(await readFile(join(shard.folder, file))));
    for (const address of [...cards.strings('picture'), ...cards.strings('thumb')]) {
      if (address === '' || /^[a-z][a-z0-9+.-]*:/i.test(address)) continue;
      if (!(await shard.hasFile(address))) missing.push(`${name}: not-found: the picture is missing: ${address}`);
    }
  }
  return missing;
}

function rankerLine({ name, version, method, rule, metrics }: ManifestRanker): string {
  const measured = metrics.map(({ metric, mean, split }) => `${metric} ${mean} (${split})`).join(', ');
  return `  ${'ranker'.padEnd(16)} ${name}/${version}: ${method}, rule ${rule.kind}; ${measured}`;
}

function answer(manifest: Manifest, blocks: readonly BlockReport[], verified: boolean, problems: readonly string[]): Answer {
  const { catalogue } = manifest;
  const document = {
    shard_id: manifest.shard_id,
    version: manifest.version,
    items: catalogue.items,
    symbols: catalogue.symbols,
    bytes: manifest.memory_bytes,
    locales: catalogue.locales,
    modalities: manifest.modalities,
    blocks,
    models: manifest.models,
    rankers: manifest.rankers ?? [],
    verified,
    problems,
  };
  const lines = [
    `${catalogue.name}: ${catalogue.items} items, ${catalogue.symbols} symbols, ${catalogue.locales.join(', ')}; format ${manifest.version}, shard ${manifest.shard_id}`,
    ...manifest.modalities.map(({ name, dim, model }) => `${name} vectors: ${dim} values by ${model}`),
    ...blocks.map(
      ({ name, bytes, ok }) => `  ${name.padEnd(16)} ${String(bytes).padStart(9)} B${ok === null ? '' : ok ? '  ok' : '  BROKEN'}`,
    ),
    `  ${'all blocks'.padEnd(16)} ${String(manifest.memory_bytes).padStart(9)} B`,
    ...manifest.models.map(({ kind, name, bytes }) => `  ${kind.padEnd(16)} ${String(bytes).padStart(9)} B  ${name}`),
    ...(manifest.rankers ?? []).map(rankerLine),
    ...problems.map((problem) => `PROBLEM ${problem}`),
    verified
      ? problems.length === 0
        ? 'Verified: every byte is as promised.'
        : `${problems.length} problems`
      : 'Not verified; --verify reads every file.',
  ];
  return { document, text: `${lines.join('\n')}\n`, exitCode: problems.length > 0 ? 1 : 0 };
}
