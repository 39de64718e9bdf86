// Shapes over a picture: focusable, named, placed in the picture's own pixels so that any scaling keeps them in place.

import type { Box } from '../types.ts';
import { svg } from './dom.ts';

export interface Region {
  symbol: string;
  /** Number in the badge, shared by all places of one symbol. */
  number: number;
  box: Box;
  label: string;
  /** False: only located, not claimed from the picture alone. */
  claimed: boolean;
}

const BADGE_SHARE = 0.028;

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
  const badges: Point[] = [];
  for (const region of ordered) picture.append(drawRegion(region, width, height, badges, onChoose));
  return picture;
}

interface Point {
  x: number;
  y: number;
}

/** Beside a corner, so that it hides little of a small place; the first one where no earlier badge lies, else along the upper edge. */
function badgePlace(rect: { x: number; y: number; width: number; height: number }, radius: number, size: Point, taken: Point[]): Point {
  const [left, right] = [rect.x - radius / 2, rect.x + rect.width + radius / 2];
  const [top, bottom] = [rect.y - radius / 2, rect.y + rect.height + radius / 2];
  const along = Array.from({ length: 6 }, (_, at) => ({ x: left + (at + 1) * 2.2 * radius, y: top }));
  const places = [{ x: left, y: top }, { x: right, y: top }, { x: left, y: bottom }, { x: right, y: bottom }, ...along].map(({ x, y }) => ({
    x: Math.min(Math.max(x, radius), size.x - radius),
    y: Math.min(Math.max(y, radius), size.y - radius),
  }));
  const free = places.find((place) => taken.every((other) => Math.hypot(place.x - other.x, place.y - other.y) >= 2 * radius));
  return free ?? (places[0] as Point);
}

function area([x0, y0, x1, y1]: Box): number {
  return (x1 - x0) * (y1 - y0);
}

function drawRegion(region: Region, width: number, height: number, badges: Point[], onChoose: (region: Region) => void): SVGGElement {
  const [x0, y0, x1, y1] = region.box;
  const rect = { x: x0 * width, y: y0 * height, width: (x1 - x0) * width, height: (y1 - y0) * height };
  const radius = BADGE_SHARE * Math.max(width, height);
  const badge = badgePlace(rect, radius, { x: width, y: height }, badges);
  badges.push(badge);
  const { x: cx, y: cy } = badge;
  const shape = svg(
    'g',
    {
      class: region.claimed ? 'region' : 'region located',
      part: 'region',
      role: 'button',
      tabindex: 0,
      'aria-label': `${region.number} ${region.label}`,
      'data-symbol': region.symbol,
      'data-key': `region-${region.symbol}-${region.box.join(',')}`,
      'data-box': region.box.join(' '),
    },
    svg('rect', { ...rect, class: 'halo' }),
    svg('rect', { ...rect, class: 'edge' }),
    svg('circle', { cx, cy, r: radius, class: 'badge' }),
    svg('text', { x: cx, y: cy, class: 'number', 'font-size': radius * 1.2, 'aria-hidden': 'true' }, String(region.number)),
  );
  shape.addEventListener('click', () => onChoose(region));
  shape.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onChoose(region);
  });
  return shape;
}
