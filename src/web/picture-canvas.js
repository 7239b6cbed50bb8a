import { pictureStyle } from './picture-style.js';

/**
 * @typedef {import('./graph.js').Graph} Graph
 * @typedef {import('./layered.js').Layout} Layout
 * @typedef {import('./layered.js').Point} Point
 * @typedef {import('cytoscape').Core} Core
 */

/** Pixels of a device that one canvas may have; a larger picture is drawn more coarsely. */
const MOST_PIXELS = 14_000_000;
const LONGEST_SIDE = 8_000;

/** What is drawn now: what has left the page is ended when something else is drawn. */
const drawn = new Set(/** @type {{ cy: Core, container: HTMLElement }[]} */ ([]));

const scheme = matchMedia('(prefers-color-scheme: dark)');
scheme.addEventListener('change', () => {
  for (const { cy } of drawn) cy.style(pictureStyle());
});

/**
 * Draws boxes and lines at their places. The words, and everything that can be reached, lie over it as elements.
 *
 * @param {HTMLElement} container
 * @param {Graph} graph
 * @param {Layout} layout
 * @param {number} zoom
 * @returns {Promise<Core | null>} null where the container has left the page meanwhile.
 */
export async function drawCanvas(container, graph, layout, zoom) {
  const address = '/cytoscape.js';
  /** @type {{ default: (options: import('cytoscape').CytoscapeOptions) => Core }} */
  const { default: cytoscape } = await import(address);
  endThoseGone();
  if (!container.isConnected) return null;
  const cy = cytoscape({
    container,
    elements: [...boxes(graph, layout), ...lines(graph, layout)],
    style: pictureStyle(),
    layout: { name: 'preset', fit: false },
    zoom,
    pan: { x: 0, y: 0 },
    pixelRatio: pixelRatio(layout),
    userZoomingEnabled: false,
    userPanningEnabled: false,
    boxSelectionEnabled: false,
    autoungrabify: true,
    autounselectify: true,
  });
  drawn.add({ cy, container });
  return cy;
}

function endThoseGone() {
  for (const one of drawn) {
    if (one.container.isConnected) continue;
    one.cy.destroy();
    drawn.delete(one);
  }
}

/** @param {Layout} layout */
function pixelRatio({ width, height }) {
  const bySide = LONGEST_SIDE / Math.max(1, width, height);
  const byArea = Math.sqrt(MOST_PIXELS / Math.max(1, width * height));
  return Math.min(devicePixelRatio, bySide, byArea);
}

/**
 * @param {Graph} graph
 * @param {Layout} layout
 * @returns {import('cytoscape').ElementDefinition[]}
 */
function boxes(graph, { places }) {
  return [...graph.nodes.values()].flatMap(({ id, look }) => {
    const place = places.get(id);
    if (place === undefined) return [];
    const { x, y, width, height } = place;
    return [{ group: 'nodes', data: { id, width, height }, position: { x, y }, classes: look }];
  });
}

/**
 * A line is drawn in pieces, from point to point; each piece knows whose it is.
 *
 * @param {Graph} graph
 * @param {Layout} layout
 * @returns {import('cytoscape').ElementDefinition[]}
 */
function lines(graph, { places, routes }) {
  return [...graph.edges.values()].flatMap(({ id, from, to, strength }) => {
    const route = routes.get(id);
    if (route === undefined) return [];
    const ends = route.map((_, index) => (index === 0 ? from : index === route.length - 1 ? to : `${id} ${index}`));
    /** @type {import('cytoscape').ElementDefinition[]} */
    const points = route.slice(1, -1).map((position, index) => ({
      group: 'nodes',
      data: { id: ends[index + 1] ?? '', line: id },
      position: { ...position },
      classes: 'point',
    }));
    const pieces = route.slice(1).map((target, index) => {
      const isLast = index === route.length - 2;
      return piece(
        { id: `${id} piece ${index}`, line: id, source: ends[index] ?? '', target: ends[index + 1] ?? '' },
        /** @type {Point} */ (route[index]),
        target,
        [places.get(ends[index] ?? ''), places.get(ends[index + 1] ?? '')],
        `${strength}${isLast ? ' last' : ''}${index % 2 === 1 ? ' straight' : ''}`,
      );
    });
    return [...points, ...pieces];
  });
}

/**
 * A piece that leaves and arrives level: its two control points lie half-way, one at the height of each end.
 *
 * @param {{ id: string, line: string, source: string, target: string }} data
 * @param {Point} from
 * @param {Point} to
 * @param {readonly [Point | undefined, Point | undefined]} centres - Of the boxes that it joins; a point is its own.
 * @param {string} classes
 * @returns {import('cytoscape').ElementDefinition}
 */
function piece(data, from, to, [source, target], classes) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const bend = (dx * dy) / 2 / length;
  const weight = (dx * dx) / 2 / length ** 2;
  const end = (/** @type {Point} */ point, /** @type {Point | undefined} */ centre) =>
    centre === undefined ? '0px 0px' : `${point.x - centre.x}px ${point.y - centre.y}px`;
  return {
    group: 'edges',
    data: {
      ...data,
      distances: [-bend, bend],
      weights: [weight, 1 - weight],
      source_end: end(from, source),
      target_end: end(to, target),
    },
    classes,
  };
}
