/** Longer texts are compared by their beginning: what a person typed is shorter. */
const MAX_LENGTH = 96;

/**
 * The candidates that a mistyped text most likely meant, best first: by edit distance (insert, delete, replace, swap of
 * neighbours), ignoring case, at most a third of the text's length away (at least 1), ties by code point.
 *
 * @param limit - how many at most.
 */
export function nearest(text: string, candidates: readonly string[], limit = 3): string[] {
  const wanted = text.toLowerCase().slice(0, MAX_LENGTH);
  const bound = Math.max(1, Math.floor(wanted.length / 3));
  const found: { candidate: string; distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const offered = candidate.toLowerCase().slice(0, MAX_LENGTH);
    if (Math.abs(offered.length - wanted.length) > bound) continue;
    const distance = editDistance(wanted, offered, bound);
    if (distance <= bound) found.push({ candidate, distance });
  }
  found.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return found.slice(0, limit).map(({ candidate }) => candidate);
}

/** Optimal string alignment distance, or any number above `bound` once it is certain to be above it. */
function editDistance(a: string, b: string, bound: number): number {
  const width = b.length + 1;
  let beforePrevious = new Uint16Array(width);
  let previous = Uint16Array.from({ length: width }, (_, column) => column);
  let current = new Uint16Array(width);
  for (let row = 1; row <= a.length; row++) {
    current[0] = row;
    let smallest = row;
    for (let column = 1; column < width; column++) {
      const same = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      let cost = Math.min(
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
      );
      if (isSwap(a, row, b, column)) cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      current[column] = cost;
      smallest = Math.min(smallest, cost);
    }
    if (smallest > bound) return bound + 1;
    [beforePrevious, previous, current] = [previous, current, beforePrevious];
  }
  return previous[b.length] ?? bound + 1;
}

function isSwap(a: string, row: number, b: string, column: number): boolean {
  return (
    row > 1 &&
    column > 1 &&
    a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
    a.charCodeAt(row - 2) === b.charCodeAt(column - 1)
  );
}
