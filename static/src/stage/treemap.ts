/** A squarified treemap: rectangles whose areas are their weights, as near to squares as rows of them can be. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One box for each weight, in the same order; weights must be positive, the largest first gives the best shapes. */
export function treemap(weights: number[], whole: Box): Box[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!total) return [];
  const areas = weights.map((weight) => (weight / total) * whole.width * whole.height);
  const boxes: Box[] = [];
  let rest = whole;
  for (let from = 0; from < areas.length; ) {
    const row = longestRow(areas, from, Math.min(rest.width, rest.height));
    rest = layRow(row, rest, boxes);
    from += row.length;
  }
  return boxes;
}

/** As many areas as make the worst shape of the row better, along a side of this length. */
function longestRow(areas: number[], from: number, side: number): number[] {
  let row = areas.slice(from, from + 1);
  for (let to = from + 2; to <= areas.length; to += 1) {
    const longer = areas.slice(from, to);
    if (worst(longer, side) > worst(row, side)) break;
    row = longer;
  }
  return row;
}

/** The largest ratio of the sides of any box in a row. */
function worst(row: number[], side: number): number {
  const depth = row.reduce((sum, area) => sum + area, 0) / side;
  return Math.max(...row.map((area) => Math.max(area / depth / depth, (depth * depth) / area)));
}

/** Lays a row along the shorter side of what is left; the answer is what is left then. */
function layRow(row: number[], rest: Box, boxes: Box[]): Box {
  const sum = row.reduce((total, area) => total + area, 0);
  const isUpright = rest.width >= rest.height;
  const depth = sum / (isUpright ? rest.height : rest.width);
  let along = isUpright ? rest.y : rest.x;
  for (const area of row) {
    const length = area / depth;
    boxes.push(
      isUpright ? { x: rest.x, y: along, width: depth, height: length } : { x: along, y: rest.y, width: length, height: depth },
    );
    along += length;
  }
  return isUpright
    ? { ...rest, x: rest.x + depth, width: rest.width - depth }
    : { ...rest, y: rest.y + depth, height: rest.height - depth };
}
