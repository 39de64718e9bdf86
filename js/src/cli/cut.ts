/** No cluster of code points that is drawn as one character is longer; flags, families and accents are far shorter. */
const MOST_UNITS = 64;

/** At most `most` characters as a reader counts them, so that no emoji, accent or surrogate pair is halved; what is cut ends in …. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const segments = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text.slice(0, (most + 1) * MOST_UNITS));
  const clusters = Array.from(segments, ({ segment }) => segment);
  return clusters.length <= most ? text : `${clusters.slice(0, most).join('')}…`;
}
