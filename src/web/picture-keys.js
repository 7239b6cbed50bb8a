/**
 * Where a key leads in a picture: right and left along the lines, up and down among what stands beside. Null where it
 * leads nowhere.
 *
 * @param {import('./graph.js').Graph} graph
 * @param {import('./layered.js').Layout} layout
 * @param {string} id - Of a box or a line.
 * @param {string} key
 * @returns {string | null}
 */
export function moveInPicture({ nodes, edges }, { places }, id, key) {
  const heightOf = (/** @type {string} */ node) => places.get(node)?.y ?? 0;
  const sorted = (/** @type {'from' | 'to'} */ near, /** @type {string} */ node) => {
    const far = near === 'from' ? 'to' : 'from';
    const found = [...edges.values()].filter((edge) => edge[near] === node);
    return found.toSorted((one, other) => heightOf(one[far]) - heightOf(other[far]));
  };
  if (key === 'Home' || key === 'End') return ends([...places.values()], key === 'Home');
  const edge = edges.get(id);
  if (edge !== undefined) {
    if (key === 'ArrowRight') return edge.to;
    if (key === 'ArrowLeft') return edge.from;
    // Among the lines that leave the same box, or where it is the only one, those that arrive at the same.
    const leaving = sorted('from', edge.from);
    const beside = leaving.length > 1 ? leaving : sorted('to', edge.to);
    return neighbour(
      beside.map((one) => one.id),
      id,
      key,
    );
  }
  if (!nodes.has(id)) return null;
  if (key === 'ArrowRight') return sorted('from', id)[0]?.id ?? null;
  if (key === 'ArrowLeft') return sorted('to', id)[0]?.id ?? null;
  const column = [...places.values()].filter((place) => place.column === places.get(id)?.column);
  return neighbour(
    column.toSorted((one, other) => one.y - other.y).map((place) => place.id),
    id,
    key,
  );
}

/**
 * @param {readonly string[]} ids
 * @param {string} id
 * @param {string} key
 */
function neighbour(ids, id, key) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  return step === undefined ? null : (ids[ids.indexOf(id) + step] ?? null);
}

/**
 * @param {readonly import('./layered.js').Place[]} places
 * @param {boolean} isFirst
 */
function ends(places, isFirst) {
  const sorted = places.toSorted((one, other) => one.column - other.column || one.y - other.y);
  return (isFirst ? sorted[0] : sorted.at(-1))?.id ?? null;
}
