// `ruyi embed`: the unit vector of a photo or a sentence, and the model that made it.

import { isZero, loadEncoders } from '../encode.ts';
import { RUNTIME_OPTION } from '../encoder.ts';
import { InputError, UsageError } from '../input-error.ts';
import { loadSeedSense } from '../seed-core.ts';
import type { Answer, Arguments, Verb } from '../verb.ts';
import { decodeNamed } from './see.ts';

export const embedVerb: Verb = {
  name: 'embed',
  usage: 'embed (--photo FILE | --text "…")',
  summary: 'Prints the unit vector of a photo or a sentence; both lie in one space.',
  options: {
    photo: { type: 'string', value: 'FILE', help: 'a picture' },
    text: { type: 'string', value: 'TEXT', help: 'a sentence in any of the shard’s languages' },
    ...RUNTIME_OPTION,
  },
  run,
};

async function run(args: Arguments): Promise<Answer> {
  const photo = args.text('photo');
  const text = args.text('text');
  if (args.positionals.length > 0) throw new UsageError(`“${args.positionals[0]}” is too much; name the picture with --photo`);
  if ((photo === undefined) === (text === undefined)) throw new UsageError('one of --photo FILE and --text "…" is needed');
  const { model, vector } = photo === undefined ? await embedText(text ?? '') : await embedPhoto(photo, args.text('runtime') ?? 'auto');
  const document = { model, dim: vector.length, vector: [...vector] };
  return { document, text: `${model}, ${vector.length} values\n${[...vector].map((value) => value.toFixed(6)).join(' ')}\n` };
}

async function embedText(text: string): Promise<{ model: string; vector: Float32Array }> {
  if (text.trim() === '') throw new UsageError('--text is empty');
  const { sense, text: encoder } = await loadSeedSense();
  try {
    const vector = sense.encodeText(text);
    if (isZero(vector)) throw new InputError('invalid-text', 'the text encoder knows no word of this text, so it has no direction');
    return { model: encoder.name, vector };
  } finally {
    sense.dispose();
  }
}

async function embedPhoto(file: string, runtime: string): Promise<{ model: string; vector: Float32Array }> {
  const picture = await decodeNamed(file);
  const encoders = await loadEncoders(runtime, undefined);
  try {
    return { model: encoders.image.contract.model, vector: await encoders.image.embed(picture) };
  } finally {
    await encoders.dispose();
  }
}
