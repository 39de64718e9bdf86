/**
 * A motif is recorded as shapes with roles and tones, not as colours: a style decides later how a fill, a detail line or
 * a stem looks (see styles.mjs).
 */
import { boundsOf, flatten, mainAxis, toD, transform } from './geometry.mjs';

/**
 * @typedef {import('./geometry.mjs').Path} Path
 * @typedef {import('./geometry.mjs').Matrix} Matrix
 * @typedef {'fill' | 'line' | 'stroke'} Role  fill: an area; line: a detail drawn on areas; stroke: a stem, cord or fret
 * @typedef {object} Shape
 * @property {Role} role
 * @property {Path} path
 * @property {number} tone     index into TONES
 * @property {number} width    of lines and strokes, in motif units
 * @property {number} fade     tone that a fill turns into along its axis, or -1
 * @property {[number, number, number, number] | null} axis  start and end of that fade
 * @property {number} angle    stitch direction, degrees
 * @property {boolean} outline whether a fill has an outline
 * @property {boolean} knock   a fill that one-colour styles leave open
 * @property {boolean} bare    a fill that line drawings leave blank, without an outline: what passes over another shape
 */

/** Names of tones, in the order of their index. */
export const TONES = ['main', 'second', 'accent', 'dark', 'light'];
export const [MAIN, SECOND, ACCENT, DARK, LIGHT] = [0, 1, 2, 3, 4];

/** Collects the shapes of one motif. */
export class Art {
  constructor() {
    /** @type {Shape[]} */
    this.shapes = [];
  }

  /** @param {Path} path @param {{fade?: number, axis?: [number, number, number, number], angle?: number, outline?: boolean, knock?: boolean, bare?: boolean}} [options] */
  fill(path, tone = MAIN, options = {}) {
    return this.#push('fill', path, tone, 0, options);
  }

  /** A fine line drawn on top of fills. @param {Path} path */
  line(path, width = 0.8, tone = DARK) {
    return this.#push('line', path, tone, width, {});
  }

  /** A line that is a part of the motif by itself. @param {Path} path */
  stroke(path, width = 2, tone = MAIN) {
    return this.#push('stroke', path, tone, width, {});
  }

  /** Adds another motif's shapes, moved by a matrix. @param {Art} art @param {Matrix} m */
  add(art, m) {
    const grow = Math.sqrt(Math.abs(m[0] * m[3] - m[1] * m[2]));
    const turn = (Math.atan2(m[1], m[0]) * 180) / Math.PI;
    const flip = m[0] * m[3] - m[1] * m[2] < 0 ? -1 : 1;
    for (const shape of art.shapes) {
      const axis =
        shape.axis &&
        flatten(
          transform(
            [
              ['M', shape.axis[0], shape.axis[1]],
              ['L', shape.axis[2], shape.axis[3]],
            ],
            m,
          ),
        ).flat();
      this.shapes.push({
        ...shape,
        path: transform(shape.path, m),
        width: shape.width * grow,
        axis: /** @type {Shape['axis']} */ (axis),
        angle: shape.angle * flip + turn,
      });
    }
    return this;
  }

  /** Sets every shape's tone by a table. @param {Record<number, number>} table */
  retone(table) {
    for (const shape of this.shapes) {
      shape.tone = table[shape.tone] ?? shape.tone;
      if (shape.fade >= 0) shape.fade = table[shape.fade] ?? shape.fade;
    }
    return this;
  }

  /** [x0, y0, x1, y1] of everything drawn, strokes included. */
  bounds() {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const shape of this.shapes) {
      const b = boundsOf(flatten(shape.path));
      const half = shape.width / 2;
      box[0] = Math.min(box[0], b[0] - half);
      box[1] = Math.min(box[1], b[1] - half);
      box[2] = Math.max(box[2], b[2] + half);
      box[3] = Math.max(box[3], b[3] + half);
    }
    return box;
  }

  #push(role, path, tone, width, { fade = -1, axis = null, angle, outline = true, knock = false, bare = false }) {
    const points = flatten(path, 3);
    const along = mainAxis(points);
    let line = axis;
    if (fade >= 0 && !line) line = fadeAxis(points, along);
    this.shapes.push({ role, path, tone, width, fade, axis: line, angle: angle ?? along + 90, outline, knock, bare });
    return this;
  }
}

/** Ends of the main axis through the shape, as the line of a fade. */
function fadeAxis(points, degrees) {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const mx = points.reduce((sum, p) => sum + p[0], 0) / points.length;
  const my = points.reduce((sum, p) => sum + p[1], 0) / points.length;
  const along = points.map((p) => (p[0] - mx) * c + (p[1] - my) * s);
  const [low, high] = [Math.min(...along), Math.max(...along)];
  return /** @type {[number, number, number, number]} */ ([mx + c * low, my + s * low, mx + c * high, my + s * high]);
}

/**
 * SVG of a motif in one way of drawing.
 * @param {Art} art
 * @param {'colour' | 'line' | 'cut' | 'height' | 'angle'} mode  colour: tones; line: white outlines on black; cut: white areas with
 *   black gaps; height: grey levels; angle: stitch direction as a grey level
 * @param {{tones?: string[], lineWidth?: number, outline?: boolean, idPrefix?: string}} [options]
 */
export function artToSvg(art, mode, { tones = [], lineWidth = 1, outline = true, idPrefix = 'g' } = {}) {
  const defs = [];
  const body = art.shapes.map((shape, index) => {
    const d = toD(shape.path);
    const round = 'stroke-linecap="round" stroke-linejoin="round"';
    const thin = Math.max(shape.width, 0.5);
    switch (mode) {
      case 'colour': {
        if (shape.role !== 'fill') return `<path d="${d}" fill="none" stroke="${tones[shape.tone]}" stroke-width="${thin}" ${round}/>`;
        let paint = tones[shape.tone];
        if (shape.fade >= 0 && shape.axis) {
          const [x1, y1, x2, y2] = shape.axis.map((v) => v.toFixed(2));
          const id = `${idPrefix}${index}`;
          defs.push(
            `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">` +
              `<stop offset="0.08" stop-color="${tones[shape.tone]}"/><stop offset="0.95" stop-color="${tones[shape.fade]}"/></linearGradient>`,
          );
          paint = `url(#${id})`;
        }
        const edge = outline && shape.outline ? `stroke="${tones[DARK]}" stroke-width="${0.55 * lineWidth}" stroke-linejoin="round"` : '';
        return `<path d="${d}" fill="${paint}" fill-rule="evenodd" ${edge}/>`;
      }
      case 'line': {
        if (shape.role === 'fill') {
          const edge = shape.outline ? `stroke="#fff" stroke-width="${1.05 * lineWidth}" stroke-linejoin="round"` : '';
          return `<path d="${d}" fill="${shape.outline || shape.knock || shape.bare ? '#000' : '#fff'}" fill-rule="evenodd" ${edge}/>`;
        }
        if (shape.role === 'line')
          return `<path d="${d}" fill="none" stroke="#fff" stroke-width="${Math.min(thin, 0.9) * lineWidth}" ${round}/>`;
        return (
          `<path d="${d}" fill="none" stroke="#000" stroke-width="${thin + 1.6}" ${round}/>` +
          `<path d="${d}" fill="none" stroke="#fff" stroke-width="${Math.max(thin * 0.8, 0.9)}" ${round}/>`
        );
      }
      case 'cut': {
        if (shape.role === 'fill') {
          const edge = shape.outline ? `stroke="#000" stroke-width="${1.5 * lineWidth}" stroke-linejoin="round"` : '';
          return `<path d="${d}" fill="${shape.knock ? '#000' : '#fff'}" fill-rule="evenodd" ${edge}/>`;
        }
        if (shape.role === 'line')
          return `<path d="${d}" fill="none" stroke="#000" stroke-width="${Math.max(thin, 0.9) * lineWidth}" ${round}/>`;
        return (
          `<path d="${d}" fill="none" stroke="#000" stroke-width="${thin + 2}" ${round}/>` +
          `<path d="${d}" fill="none" stroke="#fff" stroke-width="${Math.max(thin, 1.2)}" ${round}/>`
        );
      }
      case 'height': {
        const level = Math.round(150 + (100 * index) / Math.max(1, art.shapes.length - 1));
        const grey = shape.knock ? '#303030' : `rgb(${level},${level},${level})`;
        if (shape.role === 'fill') {
          const edge = shape.outline ? `stroke="#303030" stroke-width="${1.1 * lineWidth}" stroke-linejoin="round"` : '';
          return `<path d="${d}" fill="${grey}" fill-rule="evenodd" ${edge}/>`;
        }
        if (shape.role === 'line') return `<path d="${d}" fill="none" stroke="#404040" stroke-width="${Math.max(thin, 0.8)}" ${round}/>`;
        return (
          `<path d="${d}" fill="none" stroke="#202020" stroke-width="${thin + 1.6}" ${round}/>` +
          `<path d="${d}" fill="none" stroke="${grey}" stroke-width="${thin}" ${round}/>`
        );
      }
      default: {
        const level = Math.round((((shape.angle % 180) + 180) % 180) * (250 / 180)) + 2;
        const grey = `rgb(${level},${level},${level})`;
        if (shape.role === 'fill') return `<path d="${d}" fill="${grey}" fill-rule="evenodd" shape-rendering="crispEdges"/>`;
        return `<path d="${d}" fill="none" stroke="${grey}" stroke-width="${thin}" ${round} shape-rendering="crispEdges"/>`;
      }
    }
  });
  return (defs.length ? `<defs>${defs.join('')}</defs>` : '') + body.join('');
}
