// `ruyi embed`: the unit vector of a photo or a sentence, and the model that made it.

import { isZero, loadEncoders } from '../encode.ts';
import { RUNTIME_OPTION } from '../encoder.ts';
import { InputError, UsageError } from '../input-error.ts';
import { ENCODERS_OPTION } from '../model-files.ts';
import type { Rgba } from '../pictures.ts';
import { loadSeedSense } from '../seed-core.ts';
import { loadTextEncoder } from '../text-model.ts';
import type { Answer, Arguments, Verb } from '../verb.ts';
import { decodeNamed } from './see.ts';

export const embedVerb: Verb = {
  name: 'embed',
  usage: 'embed (--photo FILE | --text "…")',
  summary: 'Prints the unit vector of a photo or a sentence; both lie in one space.',
  options: {
    photo: { type: 'string', value: 'FILE', help: 'a picture' },
    text: { type: 'string', value: 'TEXT', help: 'a sentence in any of the shard’s languages' },
    ...ENCODERS_OPTION,
    ...RUNTIME_OPTION,
  },
  run,
};

async function run(args: Arguments): Promise<Answer> {
  const photo = args.text('photo');
  const text = args.text('text');
  if (args.positionals.length > 0) throw new UsageError(`“${args.positionals[0]}” is too much; name the picture with --photo`);
  if ((photo === undefined) === (text === undefined)) throw new UsageError('one of --photo FILE and --text "…" is needed');
  if (text?.trim() === '') throw new UsageError('--text is empty');
  const picture = photo === undefined ? undefined : await decodeNamed(photo);
  const { model, vector } = await embed(picture ?? text ?? '', args);
  const document = { model, dim: vector.length, vector: [...vector] };
  return { document, text: `${model}, ${vector.length} values\n${[...vector].map((value) => value.toFixed(6)).join(' ')}\n` };
}

async function embed(source: string | Rgba, args: Arguments): Promise<{ model: string; vector: Float32Array }> {
  const runtime = args.text('runtime') ?? 'auto';
  const pair = args.text('encoders');
  if (typeof source === 'string') return embedText(source, runtime, pair);
  const encoders = await loadEncoders(runtime, undefined, pair);
  try {
    return { model: encoders.image.contract.model, vector: await encoders.image.embed(source) };
  } finally {
    await encoders.dispose();
  }
}

/** No image encoder, and for the shipped table no ONNX Runtime. */
async function embedText(source: string, runtime: string, pair: string | undefined): Promise<{ model: string; vector: Float32Array }> {
  const { sense, text: words } = await loadSeedSense();
  try {
    const text = await loadTextEncoder(words, sense, runtime, pair);
    const vector = await text.encode(source).finally(() => text.dispose());
    if (isZero(vector)) throw new InputError('invalid-text', 'the text encoder knows no word of this text, so it has no direction');
    return { model: text.name, vector };
  } finally {
    sense.dispose();
  }
}
