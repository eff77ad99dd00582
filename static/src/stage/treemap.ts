/** A squarified treemap (Bruls, Huizing and van Wijk 2000): areas follow the weights, shapes stay close to squares. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Return one box for each weight, in the same order. Weights must be positive; descending ones shape best. */
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

/** Return the longest run of areas that does not worsen the worst aspect ratio of a row along this side. */
function longestRow(areas: number[], from: number, side: number): number[] {
  let row = areas.slice(from, from + 1);
  for (let to = from + 2; to <= areas.length; to += 1) {
    const longer = areas.slice(from, to);
    if (worst(longer, side) > worst(row, side)) break;
    row = longer;
  }
  return row;
}

/** Return the largest aspect ratio of the boxes in a row. */
function worst(row: number[], side: number): number {
  const depth = row.reduce((sum, area) => sum + area, 0) / side;
  return Math.max(...row.map((area) => Math.max(area / depth / depth, (depth * depth) / area)));
}

/** Append a row of boxes along the shorter side of `rest`; return the box that remains. */
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
