import { layered } from './layered.js';
import { namePlaces } from './picture-labels.js';

/**
 * @typedef {import('./graph.js').Graph} Graph
 * @typedef {import('./graph.js').PictureEdge} PictureEdge
 */

/** Pixels around the outermost boxes, for their focus rings. */
export const MARGIN = 6;

/**
 * Puts the boxes and the names of the lines in their places.
 *
 * @param {Graph} graph
 * @param {Map<string, HTMLElement>} elements
 * @param {number} available - Pixels that there are for its width.
 */
export function arrange(graph, elements, available) {
  const sizes = new Map(
    [...elements].map(([id, { offsetWidth, offsetHeight }]) => [id, { id, width: offsetWidth, height: offsetHeight }]),
  );
  const nothing = { width: 0, height: 0 };
  const boxes = [...graph.nodes.values()].map(({ id, look }) => {
    return { ...nothing, ...sizes.get(id), id, last: look === 'end' };
  });
  const edges = [...graph.edges.values()];
  const lines = edges.map(({ id, from, to }) => ({ id, from, to, room: (sizes.get(id) ?? nothing).width }));
  const layout = layered(boxes, lines, available);
  // What is known is named first, and gets the better places.
  const named = edges.toSorted((one, other) => Number(one.strength === 'open') - Number(other.strength === 'open'));
  const ends = { from: tally(edges, 'from'), to: tally(edges, 'to') };
  const names = namePlaces(
    named.map(({ id, from, to }) => {
      const [leaving, arriving] = [ends.from.get(from) ?? 0, ends.to.get(to) ?? 0];
      return {
        ...nothing,
        ...sizes.get(id),
        id,
        near: leaving === arriving ? 'middle' : leaving < arriving ? 'from' : 'to',
      };
    }),
    layout,
  );
  for (const [id, made] of elements) {
    const box = layout.places.get(id);
    const { x, y } = box ?? names.get(id) ?? { x: 0, y: 0 };
    made.style.left = `${x + MARGIN}px`;
    made.style.top = `${y + MARGIN}px`;
    if (box !== undefined) made.style.height = `${box.height}px`;
    // A line without an end or from a box to itself has no place.
    made.hidden = box === undefined && !names.has(id);
  }
  return layout;
}

/**
 * How many lines each box has at one end of them.
 *
 * @param {readonly PictureEdge[]} edges
 * @param {'from' | 'to'} end
 */
function tally(edges, end) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const edge of edges) counts.set(edge[end], (counts.get(edge[end]) ?? 0) + 1);
  return counts;
}
