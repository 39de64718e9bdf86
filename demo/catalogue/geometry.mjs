/**
 * Paths as plain data, so that shapes can be moved, measured and mirrored before they become SVG.
 * A path is a list of commands: ['M', x, y], ['L', x, y], ['C', x1, y1, x2, y2, x, y], ['Z']. y points down.
 * @typedef {[number, number]} Point
 * @typedef {Array<[string, ...number[]]>} Path
 * @typedef {[number, number, number, number, number, number]} Matrix  x' = a x + c y + e, y' = b x + d y + f
 */

export const TAU = Math.PI * 2;
export const rad = (degrees) => (degrees * Math.PI) / 180;

/** @param {number} cx @param {number} cy @param {number} radius @param {number} degrees 0 = right, 90 = down @returns {Point} */
export const polar = (cx, cy, radius, degrees) => [cx + radius * Math.cos(rad(degrees)), cy + radius * Math.sin(rad(degrees))];

/** Number pairs from a compact text: '10,20 30,40' is [[10, 20], [30, 40]]. @param {string} text @returns {Point[]} */
export const pairs = (text) => text.split(' ').map((pair) => /** @type {Point} */ (pair.split(',').map(Number)));

export const mix = (a, b, t) => a + (b - a) * t;

/** @type {Matrix} */
export const IDENTITY = [1, 0, 0, 1, 0, 0];

/** @param {Matrix} m @param {Matrix} n first n, then m @returns {Matrix} */
export function multiply(m, n) {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}

/** @param {number} x @param {number} y @returns {Matrix} */
export const translate = (x, y) => [1, 0, 0, 1, x, y];

/** @returns {Matrix} */
export function rotate(degrees, cx = 0, cy = 0) {
  const c = Math.cos(rad(degrees));
  const s = Math.sin(rad(degrees));
  return [c, s, -s, c, cx - c * cx + s * cy, cy - s * cx - c * cy];
}

/** @returns {Matrix} */
export const scale = (sx, sy = sx, cx = 0, cy = 0) => [sx, 0, 0, sy, cx - sx * cx, cy - sy * cy];

/** @param {...Matrix} list applied from the last to the first @returns {Matrix} */
export const chain = (...list) => list.reduce((m, n) => multiply(m, n));

/** @param {Matrix} m @param {number} x @param {number} y @returns {Point} */
export const apply = (m, x, y) => [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]];

/** @param {Path} path @param {Matrix} m @returns {Path} */
export function transform(path, m) {
  return path.map(([op, ...numbers]) => {
    const out = [op];
    for (let i = 0; i < numbers.length; i += 2) out.push(...apply(m, numbers[i], numbers[i + 1]));
    return /** @type {[string, ...number[]]} */ (out);
  });
}

/** @param {Point[]} points @returns {Path} */
export function poly(points, closed = true) {
  const path = points.map(([x, y], i) => [i ? 'L' : 'M', x, y]);
  if (closed) path.push(['Z']);
  return /** @type {Path} */ (path);
}

/** Catmull-Rom curve through the points. @param {Point[]} points @param {number} [k] 1/6 is the usual roundness @returns {Path} */
export function smooth(points, closed = false, k = 1 / 6) {
  const n = points.length;
  const at = (i) => (closed ? points[(i + n) % n] : points[Math.max(0, Math.min(n - 1, i))]);
  /** @type {Path} */
  const path = [['M', ...points[0]]];
  const last = closed ? n : n - 1;
  for (let i = 0; i < last; i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    path.push([
      'C',
      p1[0] + (p2[0] - p0[0]) * k,
      p1[1] + (p2[1] - p0[1]) * k,
      p2[0] - (p3[0] - p1[0]) * k,
      p2[1] - (p3[1] - p1[1]) * k,
      p2[0],
      p2[1],
    ]);
  }
  if (closed) path.push(['Z']);
  return path;
}

/** Joins open pieces into one closed path; each piece begins where the one before ended (a corner is kept). @param {...Path} pieces @returns {Path} */
export function join(...pieces) {
  const path = pieces.flatMap((piece, i) => piece.slice(i ? 1 : 0).filter(([op]) => op !== 'Z'));
  path.push(['Z']);
  return path;
}

/** Mirrors an open half outline at x = axis and closes it: the half runs from the axis to the axis. @param {Point[][]} pieces @returns {Path} */
export function symmetric(pieces, axis = 50, k = 1 / 6) {
  const there = pieces.map((points) => smooth(points, false, k));
  const back = [...pieces].reverse().map((points) =>
    smooth(
      [...points].reverse().map(([x, y]) => /** @type {Point} */ ([2 * axis - x, y])),
      false,
      k,
    ),
  );
  return join(...there, ...back);
}

/** @returns {Path} */
export function ellipse(cx, cy, rx, ry = rx, degrees = 0) {
  const k = 0.5522847498;
  /** @type {Path} */
  const path = [
    ['M', cx + rx, cy],
    ['C', cx + rx, cy + ry * k, cx + rx * k, cy + ry, cx, cy + ry],
    ['C', cx - rx * k, cy + ry, cx - rx, cy + ry * k, cx - rx, cy],
    ['C', cx - rx, cy - ry * k, cx - rx * k, cy - ry, cx, cy - ry],
    ['C', cx + rx * k, cy - ry, cx + rx, cy - ry * k, cx + rx, cy],
    ['Z'],
  ];
  return degrees ? transform(path, rotate(degrees, cx, cy)) : path;
}

export const circle = (cx, cy, r) => ellipse(cx, cy, r, r);

/** @returns {Path} */
export function rect(x, y, w, h, r = 0) {
  if (!r)
    return poly([
      [x, y],
      [x + w, y],
      [x + w, y + h],
      [x, y + h],
    ]);
  const k = r * 0.4477;
  return [
    ['M', x + r, y],
    ['L', x + w - r, y],
    ['C', x + w - k, y, x + w, y + k, x + w, y + r],
    ['L', x + w, y + h - r],
    ['C', x + w, y + h - k, x + w - k, y + h, x + w - r, y + h],
    ['L', x + r, y + h],
    ['C', x + k, y + h, x, y + h - k, x, y + h - r],
    ['L', x, y + r],
    ['C', x, y + k, x + k, y, x + r, y],
    ['Z'],
  ];
}

/** Points on an arc. @returns {Point[]} */
export function arcPoints(cx, cy, rx, from, to, count = 12, ry = rx) {
  return Array.from({ length: count + 1 }, (_, i) => {
    const a = rad(mix(from, to, i / count));
    return [cx + rx * Math.cos(a), cy + ry * Math.sin(a)];
  });
}

/** Points on a spiral from radius r0 to r1. @returns {Point[]} */
export function spiralPoints(cx, cy, r0, r1, startDegrees, turns, count = 24) {
  return Array.from({ length: count + 1 }, (_, i) => {
    const t = i / count;
    return polar(cx, cy, mix(r0, r1, t), startDegrees + 360 * turns * t);
  });
}

/** @param {Path} path @param {number} [steps] samples per curve @returns {Point[]} */
export function flatten(path, steps = 6) {
  /** @type {Point[]} */
  const points = [];
  let x = 0;
  let y = 0;
  for (const [op, ...n] of path) {
    if (op === 'M' || op === 'L') {
      [x, y] = n;
      points.push([x, y]);
    } else if (op === 'C') {
      for (let i = 1; i <= steps; i++) {
        const t = i / steps;
        const u = 1 - t;
        const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
        points.push([a * x + b * n[0] + c * n[2] + d * n[4], a * y + b * n[1] + c * n[3] + d * n[5]]);
      }
      x = n[4];
      y = n[5];
    }
  }
  return points;
}

/** A closed outline around a spine, whose half width is width(t), t from 0 to 1. @param {Point[]} spine @param {(t: number) => number} width @returns {Path} */
export function ribbon(spine, width, samples = 5) {
  const points = spine.length > 2 ? flatten(smooth(spine), samples) : spine;
  const left = [];
  const right = [];
  const normals = normalsOf(points);
  points.forEach(([x, y], i) => {
    const w = width(i / (points.length - 1));
    left.push([x + normals[i][0] * w, y + normals[i][1] * w]);
    right.push([x - normals[i][0] * w, y - normals[i][1] * w]);
  });
  return smooth([...left, ...right.reverse()], true);
}

/** Unit normals of a polyline (left of the direction of travel in a y-down frame). @param {Point[]} points @returns {Point[]} */
export function normalsOf(points) {
  return points.map((_, i) => {
    const a = points[Math.max(0, i - 1)];
    const b = points[Math.min(points.length - 1, i + 1)];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    return [(b[1] - a[1]) / length, -(b[0] - a[0]) / length];
  });
}

/** Smallest upright box around the points: [x0, y0, x1, y1]. @param {Point[]} points */
export function boundsOf(points) {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  return [x0, y0, x1, y1];
}

/** Direction of the longest extent, degrees in [0, 180). @param {Point[]} points */
export function mainAxis(points) {
  const n = points.length || 1;
  const mx = points.reduce((s, p) => s + p[0], 0) / n;
  const my = points.reduce((s, p) => s + p[1], 0) / n;
  let [xx, xy, yy] = [0, 0, 0];
  for (const [x, y] of points) {
    xx += (x - mx) ** 2;
    xy += (x - mx) * (y - my);
    yy += (y - my) ** 2;
  }
  const degrees = (Math.atan2(2 * xy, xx - yy) / 2) * (180 / Math.PI);
  return (degrees + 180) % 180;
}

const short = (value) => Number(value.toFixed(2)).toString();

/** @param {Path} path @returns {string} the SVG "d" attribute */
export function toD(path) {
  return path.map(([op, ...numbers]) => op + numbers.map(short).join(' ')).join('');
}
