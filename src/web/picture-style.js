/**
 * How the strength of a step looks, in the picture and in its legend: a colour of the page, a line, a width in pixels.
 *
 * @type {Readonly<Record<string, { colour: string, line: 'solid' | 'dashed' | 'dotted', width: number }>>}
 */
const LINES = {
  verified: { colour: '--green', line: 'solid', width: 3 },
  observed: { colour: '--link', line: 'solid', width: 2 },
  signed: { colour: '--link', line: 'dashed', width: 2 },
  declared: { colour: '--strong-line', line: 'solid', width: 2 },
  said: { colour: '--strong-line', line: 'solid', width: 2 },
  inferred: { colour: '--amber', line: 'dotted', width: 2 },
  open: { colour: '--amber-fill', line: 'dashed', width: 2 },
  mismatch: { colour: '--red', line: 'solid', width: 4 },
};

/** What a picture fades where something else is looked at. */
const FADED = 0.18;

/**
 * The style sheet of a picture in the colours that the page has now.
 *
 * @returns {import('cytoscape').StylesheetJson}
 */
export function pictureStyle() {
  const box = {
    shape: /** @type {const} */ ('round-rectangle'),
    width: 'data(width)',
    height: 'data(height)',
    'background-color': colourOf('--surface'),
    'border-width': 1,
    'border-color': colourOf('--strong-line'),
  };
  return [
    { selector: 'node', style: box },
    { selector: 'node.point', style: { width: 1, height: 1, 'background-opacity': 0, 'border-width': 0 } },
    { selector: 'node.start', style: { 'border-width': 2, 'border-color': colourOf('--ink') } },
    { selector: 'node.end', style: { 'border-width': 2, 'border-color': colourOf('--red') } },
    {
      selector: 'node.open',
      style: { 'border-width': 2, 'border-style': 'dashed', 'border-color': colourOf('--amber-fill') },
    },
    {
      selector: 'node.mismatch',
      style: { shape: 'cut-rectangle', 'border-width': 4, 'border-style': 'double', 'border-color': colourOf('--red') },
    },
    {
      selector: 'edge',
      style: {
        'curve-style': 'unbundled-bezier',
        // Known to the library, not to its types.
        'edge-distances': /** @type {'intersection'} */ (/** @type {string} */ ('endpoints')),
        'control-point-distances': 'data(distances)',
        'control-point-weights': 'data(weights)',
        'source-endpoint': 'data(source_end)',
        'target-endpoint': 'data(target_end)',
        'arrow-scale': 0.9,
      },
    },
    { selector: 'edge.straight', style: { 'curve-style': 'straight' } },
    ...Object.entries(LINES).flatMap(([strength, look]) => lineStyle(strength, look)),
    { selector: '.faded', style: { opacity: FADED } },
  ];
}

/**
 * @param {string} strength
 * @param {typeof LINES[string]} look
 * @returns {import('cytoscape').StylesheetJson}
 */
function lineStyle(strength, { colour, line, width }) {
  const shown = colourOf(colour);
  return [
    { selector: `edge.${strength}`, style: { width, 'line-color': shown, 'line-style': line } },
    {
      selector: `edge.${strength}.last`,
      style: { 'target-arrow-shape': strength === 'mismatch' ? 'tee' : 'triangle', 'target-arrow-color': shown },
    },
  ];
}

/**
 * A colour of the page as it is now: what a custom property says is resolved for an element only.
 *
 * @param {string} name
 */
function colourOf(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
