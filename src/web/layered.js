import { routesOf } from './routes.js';

/**
 * Places for a graph whose paths go from left to right: a column for each step, nothing random, so that one graph
 * always looks the same.
 *
 * @typedef {{ id: string, width: number, height: number, last: boolean }} Box - `last`: it belongs into the last column.
 * @typedef {{ id: string, from: string, to: string, room: number }} Line - `room`: pixels that its name takes.
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ id: string, line: string | null, width: number, height: number, column: number, x: number, y: number }} Place
 * @typedef {{ places: Map<string, Place>, routes: Map<string, Point[]>, width: number, height: number }} Layout
 */

/** Pixels between two columns: at least, at most, around the longest name between them, and more where there is room. */
const GAP = { least: 84, most: 190, around: 42, spare: 80 };
const BETWEEN_ROWS = 16;
/** Height of the lane of a line that passes a column. */
const LANE = 6;
const SWEEPS = 12;
/** How much more a long line pulls to stay straight than a box pulls to be near. */
const STRAIGHT = 8;

/**
 * @param {readonly Box[]} boxes
 * @param {readonly Line[]} lines
 * @param {number} available - Pixels that there are for its width; it may need more.
 * @returns {Layout}
 */
export function layered(boxes, lines, available) {
  const ids = new Set(boxes.map(({ id }) => id));
  const usable = lines.filter(({ from, to }) => from !== to && ids.has(from) && ids.has(to));
  const forward = withoutCircles(boxes, usable);
  const columns = columnsOf(boxes, forward);
  const broadest = Math.max(0, ...boxes.map((box) => box.width));
  const middles = middlesOf(columns, forward, broadest, available);
  const { places, links, chains } = withLanes(boxes, forward, columns, middles);
  const ordered = inOrder(places, links);
  settle(ordered, links);
  const all = ordered.flat();
  const top = Math.min(0, ...all.map(({ y, height }) => y - height / 2));
  for (const place of all) place.y -= top;
  const height = Math.max(0, ...all.map((place) => place.y + place.height / 2));
  const width = (middles.at(-1) ?? 0) + broadest / 2;
  const byId = new Map(all.flatMap((place) => (place.line === null ? [[place.id, place]] : [])));
  return { places: /** @type {Map<string, Place>} */ (byId), routes: routesOf(forward, chains), width, height };
}

/**
 * Lines with those that close a circle turned around; a route is turned back at the end.
 *
 * @param {readonly Box[]} boxes
 * @param {readonly Line[]} lines
 * @returns {(Line & { turned: boolean })[]}
 */
function withoutCircles(boxes, lines) {
  /** @type {Map<string, 'open' | 'done'>} */
  const states = new Map();
  const turned = new Set();
  const visit = (/** @type {string} */ id) => {
    states.set(id, 'open');
    for (const line of lines) {
      if (line.from !== id) continue;
      if (states.get(line.to) === 'open') turned.add(line.id);
      else if (!states.has(line.to)) visit(line.to);
    }
    states.set(id, 'done');
  };
  for (const { id } of boxes) if (!states.has(id)) visit(id);
  return lines.map((line) =>
    turned.has(line.id) ? { ...line, from: line.to, to: line.from, turned: true } : { ...line, turned: false },
  );
}

/**
 * The middle of each column, from the left.
 *
 * @param {Map<string, number>} columns
 * @param {readonly Line[]} lines
 * @param {number} broadest - Pixels of the broadest box.
 * @param {number} available
 */
function middlesOf(columns, lines, broadest, available) {
  const count = Math.max(0, ...columns.values()) + 1;
  const middles = [broadest / 2];
  for (let column = 1; column < count; column += 1) {
    const leaving = lines.filter(({ from }) => columns.get(from) === column - 1);
    const broad = Math.min(GAP.most, Math.max(GAP.least, ...leaving.map(({ room }) => room + GAP.around)));
    const gap = Math.max(broad, ...besideEachOther(leaving).map((room) => room + GAP.around));
    middles.push((middles.at(-1) ?? 0) + broadest + gap);
  }
  const spare = (available - (middles.at(-1) ?? 0) - broadest / 2) / (count - 1);
  const more = Math.min(GAP.spare, Math.max(0, spare));
  return middles.map((middle, column) => middle + more * column);
}

/**
 * What the names of lines between the same two boxes take, where there are several: they lie close to each other.
 *
 * @param {readonly Line[]} lines
 */
function besideEachOther(lines) {
  /** @type {Map<string, number[]>} */
  const rooms = new Map();
  for (const { from, to, room } of lines) {
    const key = JSON.stringify([from, to]);
    rooms.set(key, [...(rooms.get(key) ?? []), room]);
  }
  return [...rooms.values()]
    .filter(({ length }) => length > 1)
    .map((several) => several.reduce((sum, one) => sum + one));
}

/**
 * @param {readonly Box[]} boxes
 * @param {readonly Line[]} lines
 */
function columnsOf(boxes, lines) {
  const columns = new Map(boxes.map(({ id }) => [id, 0]));
  for (let changed = true; changed;) {
    changed = false;
    for (const { from, to } of lines) {
      const least = (columns.get(from) ?? 0) + 1;
      if ((columns.get(to) ?? 0) >= least) continue;
      columns.set(to, least);
      changed = true;
    }
  }
  const last = Math.max(0, ...columns.values());
  const sources = new Set(lines.map(({ from }) => from));
  for (const box of boxes) if (box.last && !sources.has(box.id)) columns.set(box.id, last);
  return columns;
}

/**
 * @param {readonly Box[]} boxes
 * @param {readonly Line[]} lines
 * @param {Map<string, number>} columns
 * @param {readonly number[]} middles
 */
function withLanes(boxes, lines, columns, middles) {
  const xOf = (/** @type {number} */ column) => middles[column] ?? 0;
  /** @type {Map<string, Place>} */
  const places = new Map();
  const broadest = Math.max(0, ...boxes.map(({ width }) => width));
  for (const { id, width, height } of boxes) {
    const column = columns.get(id) ?? 0;
    places.set(id, { id, line: null, width, height, column, x: xOf(column), y: 0 });
  }
  /** @type {[Place, Place][]} */
  const links = [];
  /** @type {Map<string, Place[]>} */
  const chains = new Map();
  for (const { id, from, to } of lines) {
    const [first, last] = [places.get(from), places.get(to)];
    if (first === undefined || last === undefined) continue;
    const chain = [first];
    for (let column = first.column + 1; column < last.column; column += 1) {
      const lane = { id: `${id} ${column}`, line: id, width: broadest, height: LANE, column, x: xOf(column), y: 0 };
      places.set(`lane ${lane.id}`, lane);
      chain.push(lane);
    }
    chain.push(last);
    chains.set(id, chain);
    chain.slice(1).forEach((place, index) => links.push([/** @type {Place} */ (chain[index]), place]));
  }
  return { places: [...places.values()], links, chains };
}

/**
 * The columns, each in the order in which fewest lines cross: everything near the middle of what it is joined to.
 *
 * @param {readonly Place[]} places
 * @param {readonly [Place, Place][]} links
 */
function inOrder(places, links) {
  const count = Math.max(0, ...places.map(({ column }) => column + 1));
  const columns = Array.from({ length: count }, (_, column) => places.filter((place) => place.column === column));
  for (const column of columns) column.forEach((place, index) => (place.y = index));
  const neighbours = neighboursOf(links);
  let best = { crossings: crossingsOf(links), columns: columns.map((column) => [...column]) };
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isForward = sweep % 2 === 0;
    for (const column of isForward ? columns : columns.toReversed()) {
      const wanted = new Map(
        column.map((place) => {
          const side = neighbours.get(place)?.filter((other) => other.column < place.column === isForward) ?? [];
          return [place, side.length === 0 ? place.y : mean(side.map(({ y }) => y))];
        }),
      );
      column.sort((one, other) => (wanted.get(one) ?? 0) - (wanted.get(other) ?? 0));
      column.forEach((place, index) => (place.y = index));
    }
    const crossings = crossingsOf(links);
    if (crossings < best.crossings) best = { crossings, columns: columns.map((column) => [...column]) };
  }
  return best.columns;
}

/** @param {readonly [Place, Place][]} links */
function crossingsOf(links) {
  let count = 0;
  links.forEach(([from, to], index) => {
    for (const [otherFrom, otherTo] of links.slice(index + 1)) {
      if (otherFrom.column === from.column && (otherFrom.y - from.y) * (otherTo.y - to.y) < 0) count += 1;
    }
  });
  return count;
}

/** @param {readonly [Place, Place][]} links */
function neighboursOf(links) {
  /** @type {Map<Place, Place[]>} */
  const neighbours = new Map();
  for (const [one, other] of links) {
    neighbours.set(one, [...(neighbours.get(one) ?? []), other]);
    neighbours.set(other, [...(neighbours.get(other) ?? []), one]);
  }
  return neighbours;
}

/** @param {Place} place */
const isLane = ({ line }) => line !== null;

/** @param {readonly number[]} numbers */
const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/**
 * Heights: first each column by itself, then each as near to its neighbours as its order allows.
 *
 * @param {readonly Place[][]} columns
 * @param {readonly [Place, Place][]} links
 */
function settle(columns, links) {
  const neighbours = neighboursOf(links);
  for (const column of columns) spread(column, () => 0);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      spread(column, (place) => {
        const joined = neighbours.get(place) ?? [];
        if (joined.length === 0) return place.y;
        const pulls = joined.map((other) => (isLane(place) && isLane(other) ? STRAIGHT : 1));
        const sum = joined.reduce((total, { y }, index) => total + y * (pulls[index] ?? 1), 0);
        return sum / pulls.reduce((total, pull) => total + pull, 0);
      });
    }
  }
}

/**
 * Puts the places of a column, in their order and apart, as near as can be to where each wants to be: pools of
 * neighbours that push each other share the mean of what they want.
 *
 * @param {readonly Place[]} column
 * @param {(place: Place) => number} wantedBy
 */
function spread(column, wantedBy) {
  let offset = 0;
  const offsets = column.map((place, index) => {
    const above = column[index - 1];
    if (above !== undefined) offset += (above.height + place.height) / 2 + BETWEEN_ROWS;
    return offset;
  });
  /** @type {{ sum: number, count: number }[]} */
  const pools = [];
  column.forEach((place, index) => {
    let pool = { sum: wantedBy(place) - (offsets[index] ?? 0), count: 1 };
    for (let last = pools.at(-1); last !== undefined; last = pools.at(-1)) {
      if (last.sum / last.count <= pool.sum / pool.count) break;
      pools.pop();
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count };
    }
    pools.push(pool);
  });
  let index = 0;
  for (const { sum, count } of pools) {
    for (const place of column.slice(index, index + count)) {
      place.y = sum / count + (offsets[index] ?? 0);
      index += 1;
    }
  }
}
