/** Geometry of the opinion map: outlines of point clouds, and the scale of the picture. */
export type Point = [number, number];

/** Return the convex hull (Andrew's monotone chain), counter-clockwise from the leftmost point. Fewer than three
 * distinct points are returned as they are. */
export function hullOf(points: Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const distinct = sorted.filter((point, at) => at === 0 || !isSame(point, sorted[at - 1]));
  if (distinct.length < 3) return distinct;
  const lower = chain(distinct);
  const upper = chain([...distinct].reverse());
  return [...lower.slice(0, -1), ...upper.slice(0, -1)];
}

function chain(points: Point[]): Point[] {
  const hull: Point[] = [];
  for (const point of points) {
    while (hull.length > 1 && turn(hull[hull.length - 2], hull[hull.length - 1], point) <= 0) hull.pop();
    hull.push(point);
  }
  return hull;
}

/** Return a number that is positive where c lies to the left of the line from a to b (a cross product). */
function turn(a: Point | undefined, b: Point | undefined, c: Point): number {
  if (!a || !b) return 0;
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function isSame(a: Point, b: Point | undefined): boolean {
  return b !== undefined && a[0] === b[0] && a[1] === b[1];
}

/** Return the function that places a point in a picture: every point fits inside the margin (px), both axes have the
 * same scale, and the origin lies in the middle. */
export function fit(points: Point[], width: number, height: number, margin: number): (point: Point) => Point {
  const reach = (at: 0 | 1): number => Math.max(1e-6, ...points.map((point) => Math.abs(point[at])));
  const scale = Math.min((width / 2 - margin) / reach(0), (height / 2 - margin) / reach(1));
  return ([x, y]) => [width / 2 + x * scale, height / 2 - y * scale];
}
