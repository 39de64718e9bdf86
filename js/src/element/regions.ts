// Shapes over a picture: focusable, named, placed in the picture's own pixels so that any scaling keeps them in place.

import type { Box } from '../types.ts';
import { svg } from './dom.ts';

export interface Region {
  symbol: string;
  /** Written beside the shape: a name or a number; empty: nothing. */
  tag: string;
  box: Box;
  /** What it is called when it is read out. */
  label: string;
  /** False: only located, not claimed from the picture alone. */
  claimed: boolean;
}

/** Height of the tag's letters in widths of the picture: 13 px where a phone shows it 360 px wide. */
const LETTER_SHARE = 0.036;
const GAP_SHARE = 0.01;

interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** An SVG whose user units are the picture's pixels. Large shapes lie below small ones, so that every one can be pointed at. */
export function drawRegions(
  width: number,
  height: number,
  regions: Region[],
  groupLabel: string,
  onChoose: (region: Region) => void,
): SVGSVGElement {
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'group', 'aria-label': groupLabel });
  const ordered = [...regions].sort((a, b) => area(b.box) - area(a.box));
  const rects = ordered.map(({ box: [x0, y0, x1, y1] }) => ({
    x: x0 * width,
    y: y0 * height,
    width: (x1 - x0) * width,
    height: (y1 - y0) * height,
  }));
  const taken: Rect[] = [];
  ordered.forEach((region, at) => {
    const rect = rects[at] as Rect;
    if (region.tag === '') return picture.append(drawRegion(region, rect, undefined, 0, onChoose));
    const letters = LETTER_SHARE * width;
    const size = { width: Math.min(width, widthOf(region.tag, letters) + letters), height: letters * 1.6 };
    const tag = tagPlace(rect, size, { width, height }, taken, rects);
    taken.push(tag);
    picture.append(drawRegion(region, rect, tag, letters, onChoose));
  });
  return picture;
}

let measure: CanvasRenderingContext2D | null | undefined;

function widthOf(text: string, letters: number): number {
  measure ??= document.createElement('canvas').getContext('2d');
  if (!measure) return text.length * letters;
  measure.font = `600 ${letters}px sans-serif`;
  return measure.measureText(text).width;
}

/** Outside the shape where the picture has room, never out of the picture; of those the place that hides the least of tags and shapes. */
function tagPlace(
  rect: Rect,
  size: Pick<Rect, 'width' | 'height'>,
  picture: Pick<Rect, 'width' | 'height'>,
  tags: Rect[],
  shapes: Rect[],
): Rect {
  const gap = GAP_SHARE * picture.width;
  const [left, right] = [rect.x, rect.x + rect.width - size.width];
  const [above, below] = [rect.y - size.height - gap, rect.y + rect.height + gap];
  const inside = [rect.y + gap, rect.y + rect.height - size.height - gap];
  const places = [above, below, ...inside].flatMap((y) => [left, right].map((x) => ({ x, y, ...size })));
  const clamped = places.map((place) => ({
    ...place,
    x: Math.min(Math.max(place.x, gap), picture.width - size.width - gap),
    y: Math.min(Math.max(place.y, gap), picture.height - size.height - gap),
  }));
  const hidden = (place: Rect) =>
    tags.reduce((sum, tag) => sum + 100 * overlap(place, tag), 0) + shapes.reduce((sum, shape) => sum + overlap(place, shape), 0);
  return clamped.reduce((best, place) => (hidden(place) < hidden(best) ? place : best));
}

function overlap(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

function area([x0, y0, x1, y1]: Box): number {
  return (x1 - x0) * (y1 - y0);
}

function drawRegion(region: Region, rect: Rect, tag: Rect | undefined, letters: number, onChoose: (region: Region) => void): SVGGElement {
  const shape = svg(
    'g',
    {
      class: region.claimed ? 'region' : 'region located',
      part: 'region',
      role: 'button',
      tabindex: 0,
      'aria-label': region.label,
      'data-symbol': region.symbol,
      'data-key': `region-${region.symbol}-${region.box.join(',')}`,
      'data-box': region.box.join(' '),
    },
    svg('rect', { ...rect, class: 'halo' }),
    svg('rect', { ...rect, class: 'edge' }),
  );
  if (tag) {
    const middle = { x: tag.x + tag.width / 2, y: tag.y + tag.height / 2 };
    shape.append(
      svg('rect', { ...tag, rx: tag.height / 4, class: 'tag' }),
      svg('text', { ...middle, class: 'tag-text', 'font-size': letters, 'aria-hidden': 'true' }, region.tag),
    );
  }
  shape.addEventListener('click', () => onChoose(region));
  shape.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onChoose(region);
  });
  return shape;
}
