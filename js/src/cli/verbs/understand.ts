// `ruyi understand`: a sentence as wishes with their places, from the package's own knowledge.

import type { TextSpan, WishControl } from '../../types.ts';
import { UsageError } from '../input-error.ts';
import { loadSeedSense } from '../seed-core.ts';
import type { Answer, Arguments, Verb } from '../verb.ts';

export const understandVerb: Verb = {
  name: 'understand',
  usage: 'understand "SENTENCE"',
  summary: 'Says what a sentence asks for, in Chinese or English, and what in it is not known.',
  options: {},
  run,
};

async function run(args: Arguments): Promise<Answer> {
  const [text, ...more] = args.positionals;
  if (text === undefined || more.length > 0) throw new UsageError('one sentence is needed, in quotation marks');
  const { sense } = await loadSeedSense();
  try {
    const document = sense.understand(text);
    const points = [...text];
    const words = ([begin, end]: TextSpan) => points.slice(begin, end).join('');
    const lines = document.controls.map((control) => `${describe(control)}  “${words(control.span)}”`);
    if (document.unknown.length > 0) lines.push(`not known: ${document.unknown.map(({ span }) => `“${words(span)}”`).join(', ')}`);
    return { document, text: `${lines.join('\n') || 'nothing asked for'}\n` };
  } finally {
    sense.dispose();
  }
}

function describe({ kind, target, sign, degree, value }: WishControl): string {
  const amount = value === undefined ? '' : ` ${typeof value === 'number' ? value : value.join('–')}`;
  return `${kind} ${target}${amount}  ${sign > 0 ? '+' : '−'}${degree}`;
}
