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
  for (const region of ordered) picture.append(drawRegion(region, width, height, onChoose));
  return picture;
}

function area([x0, y0, x1, y1]: Box): number {
  return (x1 - x0) * (y1 - y0);
}

function drawRegion(region: Region, width: number, height: number, onChoose: (region: Region) => void): SVGGElement {
  const [x0, y0, x1, y1] = region.box;
  const rect = { x: x0 * width, y: y0 * height, width: (x1 - x0) * width, height: (y1 - y0) * height };
  const radius = BADGE_SHARE * Math.max(width, height);
  // Beside the corner, so that it hides little of a small place.
  const cx = Math.min(Math.max(rect.x - radius / 2, radius), width - radius);
  const cy = Math.min(Math.max(rect.y - radius / 2, radius), height - radius);
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
