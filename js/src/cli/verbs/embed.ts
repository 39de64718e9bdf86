// `ruyi embed`: the unit vector of a photo or a sentence, and the model that made it.

import { isZero, loadEncoders } from '../encode.ts';
import { RUNTIME_OPTION } from '../encoder.ts';
import { InputError, UsageError } from '../input-error.ts';
import { ENCODERS_OPTION } from '../model-files.ts';
import type { Rgba } from '../pictures.ts';
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
  const encoders = await loadEncoders(args.text('runtime') ?? 'auto', undefined, args.text('encoders'));
  try {
    if (typeof source !== 'string') return { model: encoders.image.contract.model, vector: await encoders.image.embed(source) };
    const vector = await encoders.text.encode(source);
    if (isZero(vector)) throw new InputError('invalid-text', 'the text encoder knows no word of this text, so it has no direction');
    return { model: encoders.text.name, vector };
  } finally {
    await encoders.dispose();
  }
}
