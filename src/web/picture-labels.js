/**
 * @typedef {import('./layered.js').Point} Point
 * @typedef {{ left: number, right: number, top: number, bottom: number }} Area
 */

/** Pixels between the name of a step and what stands beside it. */
const APART = 3;
/** Pixels beside a box that are its arrows'. */
const ARROW = 12;

/** Lines above which it is not looked whether a name lies on a line that is not its own. */
const MOST_LINES = 120;

/**
 * Where the name of each step stands on its line: where it covers no box, no other name and no other line, as far as
 * there is such a place.
 *
 * @param {readonly { id: string, width: number, height: number, near: 'from' | 'middle' | 'to' }[]} names
 * @param {import('./layered.js').Layout} layout
 * @returns {Map<string, Point>}
 */
export function namePlaces(names, { places, routes }) {
  const taken = [...places.values()].map((box) => area(box, box.width + 2 * ARROW, box.height));
  const traces =
    routes.size > MOST_LINES ? [] : [...routes].map(([id, route]) => ({ id, points: candidates(route, 'middle') }));
  /** @type {Map<string, Point>} */
  const found = new Map();
  for (const { id, width, height, near } of names) {
    const others = traces.filter((trace) => trace.id !== id);
    /** @type {{ point: Point, wanted: Area, covered: number, crossed: number } | null} */
    let best = null;
    for (const point of candidates(routes.get(id) ?? [], near)) {
      const wanted = area(point, width + 2 * APART, height + 2 * APART);
      const covered = taken.reduce((sum, other) => sum + common(wanted, other), 0);
      if (best !== null && covered > best.covered) continue;
      const crossed = others.filter(({ points }) => points.some((one) => isIn(one, wanted))).length;
      if (best === null || covered < best.covered || crossed < best.crossed) best = { point, wanted, covered, crossed };
      if (covered === 0 && crossed === 0) break;
    }
    if (best === null) continue;
    taken.push(best.wanted);
    found.set(id, best.point);
  }
  return found;
}

/**
 * @param {Point} point
 * @param {Area} within
 */
const isIn = ({ x, y }, { left, right, top, bottom }) => x > left && x < right && y > top && y < bottom;

/** Shares of a bend, and where among them a name is wanted. */
const SHARES = Array.from({ length: 33 }, (_, index) => 0.1 + index * 0.025);
const WANTED = { from: 0.1, middle: 0.5, to: 0.9 };

/**
 * Points of a route, the most wanted first: near the end at which fewer lines meet, else in the middle of a bend.
 *
 * @param {readonly Point[]} route
 * @param {'from' | 'middle' | 'to'} near
 * @returns {Point[]}
 */
function candidates(route, near) {
  const pieces = route.slice(1).flatMap((to, index) => {
    const from = route[index];
    return from === undefined ? [] : [{ from, to, isBend: index % 2 === 0 }];
  });
  const shares = SHARES.toSorted((one, other) => Math.abs(one - WANTED[near]) - Math.abs(other - WANTED[near]));
  return (near === 'to' ? pieces.toReversed() : pieces).flatMap(({ from, to, isBend }) =>
    shares.map((share) => (isBend ? onBend(from, to, share) : between(from, to, share))),
  );
}

/**
 * @param {Point} from
 * @param {Point} to
 * @param {number} share
 */
const between = (from, to, share) => ({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });

/**
 * A point of the two curves of which a bend is made, as the canvas draws it.
 *
 * @param {Point} from
 * @param {Point} to
 * @param {number} share
 */
function onBend(from, to, share) {
  const middle = between(from, to, 0.5);
  const [start, control, end, part] =
    share < 0.5
      ? [from, { x: middle.x, y: from.y }, middle, share * 2]
      : [middle, { x: middle.x, y: to.y }, to, share * 2 - 1];
  return between(between(start, control, part), between(control, end, part), part);
}

/**
 * @param {Point} centre
 * @param {number} width
 * @param {number} height
 * @returns {Area}
 */
const area = ({ x, y }, width, height) => ({
  left: x - width / 2,
  right: x + width / 2,
  top: y - height / 2,
  bottom: y + height / 2,
});

/**
 * @param {Area} one
 * @param {Area} other
 */
function common(one, other) {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > 0 && height > 0 ? width * height : 0;
}
