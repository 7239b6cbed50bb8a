/** @typedef {import('./graph.js').Graph} Graph */

/**
 * Lights what leads to, and on from, what is pointed at.
 *
 * @param {{ graph: Graph, elements: Map<string, HTMLElement>, overlay: HTMLElement }} sheet
 * @param {import('cytoscape').Core} cy
 */
export function light({ graph, elements, overlay }, cy) {
  const set = (/** @type {ReadonlySet<string> | null} */ lit) => {
    for (const [id, made] of elements) made.classList.toggle('faded', lit !== null && !lit.has(id));
    cy.batch(() => {
      cy.elements().forEach((one) => {
        one.toggleClass('faded', lit !== null && !lit.has(String(one.data('line') ?? one.id())));
      });
    });
  };
  const over = (/** @type {Event} */ { target }) => {
    const made = target instanceof Element ? target.closest('[data-element]') : null;
    if (made instanceof HTMLElement) set(alongPaths(graph, made.dataset['element'] ?? ''));
  };
  for (const event of ['pointerover', 'focusin']) overlay.addEventListener(event, over);
  for (const event of ['pointerleave', 'focusout']) overlay.addEventListener(event, () => set(null));
}

/**
 * @param {Graph} graph
 * @param {string} id
 * @returns {Set<string>} what lies on any path through a box or a line.
 */
function alongPaths({ edges }, id) {
  const lit = new Set([id]);
  const edge = edges.get(id);
  const walk = (/** @type {string} */ from, /** @type {'from' | 'to'} */ near, /** @type {'from' | 'to'} */ far) => {
    lit.add(from);
    for (const one of edges.values()) {
      if (one[near] !== from || lit.has(one.id)) continue;
      lit.add(one.id);
      walk(one[far], near, far);
    }
  };
  walk(edge?.to ?? id, 'from', 'to');
  walk(edge?.from ?? id, 'to', 'from');
  return lit;
}
