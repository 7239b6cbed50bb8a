/** @typedef {import('./layered.js').Place} Place */

/** Pixels between the ends of two lines at one box. */
const PORT = 9;

/**
 * The points of each line: out of a box at its right, straight through each lane, into a box at its left.
 *
 * @param {readonly { id: string, turned: boolean }[]} lines
 * @param {Map<string, Place[]>} chains
 */
export function routesOf(lines, chains) {
  const leaving = portsOf(
    chains,
    (chain) => chain[0],
    (chain) => chain[1],
  );
  const arriving = portsOf(
    chains,
    (chain) => chain.at(-1),
    (chain) => chain.at(-2),
  );
  /** @type {Map<string, import('./layered.js').Point[]>} */
  const routes = new Map();
  for (const { id, turned } of lines) {
    const chain = chains.get(id) ?? [];
    const points = chain.flatMap((place, index) => {
      const left = { x: place.x - place.width / 2, y: place.y };
      const right = { x: place.x + place.width / 2, y: place.y };
      if (index === 0) return [{ ...right, y: place.y + (leaving.get(id) ?? 0) }];
      return index === chain.length - 1 ? [{ ...left, y: place.y + (arriving.get(id) ?? 0) }] : [left, right];
    });
    routes.set(id, turned ? points.reverse() : points);
  }
  return routes;
}

/**
 * How far from the middle of its box each line ends, so that no two lie on each other.
 *
 * @param {Map<string, Place[]>} chains
 * @param {(chain: Place[]) => Place | undefined} endOf
 * @param {(chain: Place[]) => Place | undefined} nextOf
 */
function portsOf(chains, endOf, nextOf) {
  /** @type {Map<Place, string[]>} */
  const atBox = new Map();
  for (const [id, chain] of chains) {
    const end = endOf(chain);
    if (end !== undefined) atBox.set(end, [...(atBox.get(end) ?? []), id]);
  }
  /** @type {Map<string, number>} */
  const ports = new Map();
  for (const [end, ids] of atBox) {
    const towards = (/** @type {string} */ id) => nextOf(chains.get(id) ?? [])?.y ?? 0;
    const sorted = ids.toSorted((one, other) => towards(one) - towards(other));
    const apart = Math.min(PORT, (end.height - 12) / Math.max(1, sorted.length - 1));
    sorted.forEach((id, index) => ports.set(id, (index - (sorted.length - 1) / 2) * apart));
  }
  return ports;
}
