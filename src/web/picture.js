import { MARGIN, arrange } from './arrange.js';
import { button, element, freshId } from './dom.js';
import { gathered } from './gathered.js';
import { drawCanvas } from './picture-canvas.js';
import { edgeCaption, nodeCaption, restingCaption } from './picture-caption.js';
import { nameOrigins } from './origins.js';
import { edgeElement, nodeElement } from './picture-elements.js';
import { moveInPicture } from './picture-keys.js';
import { legend } from './picture-legend.js';
import { light } from './picture-light.js';

/**
 * @typedef {import('./graph.js').Graph} Graph
 * @typedef {import('./layered.js').Layout} Layout
 * @typedef {{ graph: Graph, layout: Layout, elements: Map<string, HTMLElement> } & Parts} Sheet
 * @typedef {Record<'caption' | 'canvas' | 'overlay' | 'paper' | 'scroll' | 'bar', HTMLElement>} Parts
 */

const LEAST_ZOOM = 0.4;
/** Below this, names are not read without effort: rather is the picture moved than made smaller. */
const LEAST_FITTED = 0.85;
const MOST_ZOOM = 2;
const STEP = 1.25;

/**
 * A graph as a picture: drawn on a canvas, with an element over each box and on each line that the keyboard reaches. A
 * box leads to everything known about its thing, a line to the place in the document that says so.
 *
 * @param {Graph} whole
 * @param {{ label: string, words: string, isAside?: boolean }} told - What it is called, the id of the same in words,
 *   and whether it stands beside these, so that nothing in it is explained.
 * @returns {HTMLElement}
 */
export function picture(whole, { label, words, isAside = false }) {
  const graph = gathered(whole);
  const caption = element('div', { class: 'picture-caption', id: freshId() }, isAside ? null : restingCaption());
  const overlay = element('div', {
    class: 'picture-overlay',
    role: 'group',
    'aria-label': label,
    'aria-describedby': words,
  });
  /** @type {Map<string, HTMLElement>} */
  const elements = new Map();
  for (const node of graph.nodes.values()) elements.set(node.id, nodeElement(node, caption));
  for (const edge of graph.edges.values()) elements.set(edge.id, edgeElement(edge, graph));
  for (const [id, made] of elements) {
    made.dataset['element'] = id;
    made.tabIndex = overlay.childElementCount === 0 ? 0 : -1;
    overlay.append(made);
  }
  const canvas = element('div', { class: 'picture-canvas', 'aria-hidden': 'true' });
  const paper = element('div', { class: 'picture-paper' }, canvas, overlay);
  const scroll = element('div', { class: 'picture-scroll' }, paper);
  const bar = element('div', { class: 'picture-bar' });
  const figure = element(
    'figure',
    { class: isAside ? 'picture aside' : 'picture', 'aria-label': label, tabindex: -1 },
    bar,
    scroll,
    caption,
    isAside ? null : legend(graph),
  );
  // Once it is in its place: only there do words have a size.
  requestAnimationFrame(() => {
    if (!figure.isConnected) return;
    const sheet = {
      graph,
      elements,
      layout: arrange(graph, elements, roomIn(scroll) - 2 * MARGIN),
      caption,
      canvas,
      overlay,
      paper,
      scroll,
      bar,
    };
    attend(figure, sheet);
    void show(sheet);
  });
  return figure;
}

/**
 * What has the focus is told below the picture and lit; the keys move along the lines.
 *
 * @param {HTMLElement} figure
 * @param {Sheet} sheet
 */
function attend(figure, { graph, layout, elements, caption, overlay }) {
  /** @type {string | null} */
  let told = null;
  overlay.addEventListener('focusin', ({ target }) => {
    const id = target instanceof HTMLElement ? (target.dataset['element'] ?? null) : null;
    if (id === null) return;
    for (const made of elements.values()) made.tabIndex = -1;
    const here = elements.get(id);
    if (here !== undefined) here.tabIndex = 0;
    if (id === told) return;
    told = id;
    const [node, edge] = [graph.nodes.get(id), graph.edges.get(id)];
    if (node !== undefined) caption.replaceChildren(nodeCaption(node));
    if (edge !== undefined) caption.replaceChildren(edgeCaption(edge, graph));
    void nameOrigins(caption);
  });
  overlay.addEventListener('keydown', (event) => {
    const id = event.target instanceof HTMLElement ? event.target.dataset['element'] : undefined;
    if (id === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      figure.focus();
      return;
    }
    // A button does this by itself; whoever moves with the keys does not see which boxes are links.
    if (event.key === ' ' && event.target instanceof HTMLAnchorElement) {
      event.preventDefault();
      event.target.click();
      return;
    }
    const next = moveInPicture(graph, layout, id, event.key);
    const there = next === null ? undefined : elements.get(next);
    if (there === undefined) return;
    event.preventDefault();
    there.focus();
    there.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  caption.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || told === null) return;
    event.preventDefault();
    elements.get(told)?.focus();
  });
}

/** @param {HTMLElement} scroll */
function roomIn(scroll) {
  const { paddingLeft, paddingRight } = getComputedStyle(scroll);
  return scroll.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
}

/** @param {Sheet} sheet */
async function show(sheet) {
  const { scroll, paper, overlay, bar } = sheet;
  const [width, height] = [sheet.layout.width + 2 * MARGIN, sheet.layout.height + 2 * MARGIN];
  let zoom = Math.min(1, Math.max(LEAST_FITTED, roomIn(scroll) / width));
  /** @type {import('cytoscape').Core | null} */
  let cy = null;
  const resize = (/** @type {number} */ wanted) => {
    zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, wanted));
    paper.style.width = `${width * zoom}px`;
    paper.style.height = `${height * zoom}px`;
    overlay.style.transform = `scale(${zoom})`;
    overlay.style.width = `${width}px`;
    overlay.style.height = `${height}px`;
    cy?.resize();
    cy?.viewport({ zoom, pan: { x: MARGIN * zoom, y: MARGIN * zoom } });
  };
  const sized = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {() => number} */ wanted) =>
    button({ class: 'quiet', 'aria-label': name, title: name }, () => resize(wanted()), sign);
  bar.replaceChildren(
    sized('Make the picture smaller', '−', () => zoom / STEP),
    sized('Make the picture larger', '+', () => zoom * STEP),
    sized('Fit the picture to the page', 'Fit', () => roomIn(scroll) / width),
  );
  resize(zoom);
  try {
    cy = await drawCanvas(sheet.canvas, sheet.graph, sheet.layout, zoom);
  } catch (error) {
    // Without its lines the boxes still say what they say.
    const why = error instanceof Error ? error.message : String(error);
    scroll.before(element('p', { class: 'notice', role: 'alert' }, `The lines could not be drawn: ${why}`));
    return;
  }
  resize(zoom);
  if (cy !== null) light(sheet, cy);
}
