import type { EdgeKind, Model, NodeKind, PropertyKind } from '../model/index.ts';

const BASIS: Readonly<Record<EdgeKind['basis'], { readonly arrow: string; readonly doc: string }>> = {
  claimed: { arrow: '-->', doc: 'A document says so; each claim carries the document and the place in it.' },
  implied: { arrow: '==>', doc: 'The identity of the first end says so; it carries no document.' },
  projected: { arrow: '-.->', doc: 'Computed from claims; it is recomputed when they change.' },
};

const TYPES: Readonly<Record<PropertyKind['type'], string>> = {
  text: 'text',
  whole: 'whole number',
  flag: 'true or false',
  json: 'JSON',
};

/** The page `docs/model.md`: every kind of node and edge with its doc, what its id is made of, and its properties. */
export function modelPage(model: Model): string {
  const parts = [
    '<!-- Derived from schema/model by schema/derive/docs.ts. Do not edit: change the model, then run `npm run golden`. -->',
    '# The model',
    `${model.nodes.length} kinds of node, ${model.edges.length} kinds of edge. A node holds only what its id implies; everything else is claimed by documents, as edges.`,
    diagram(model),
    legend(),
    '## Nodes',
    ...model.nodes.map(nodePart),
    '## Edges',
    ...model.edges.map(edgePart),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** All edges between the same two kinds of node are one arrow for each basis. */
function diagram({ edges }: Model): string {
  const arrows = Map.groupBy(edges, ({ from, to, basis }) => `${from} ${BASIS[basis].arrow} ${to}`);
  const lines = [...arrows.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const types = same.map(({ type }) => type).join('<br>');
    return [`  ${first.from} ${BASIS[first.basis].arrow}|"${types}"| ${first.to}`];
  });
  return ['```mermaid', 'flowchart LR', ...lines, '```'].join('\n');
}

const legend = (): string =>
  Object.entries(BASIS)
    .map(([basis, { arrow, doc }]) => `- \`${arrow}\` ${basis}: ${doc}`)
    .join('\n');

function nodePart({ label, doc, id, implies }: NodeKind): string {
  const table = implies === undefined ? [] : [propertyTable(implies)];
  return [`### ${label}`, doc, `Id: ${id}.`, ...table].join('\n\n');
}

function edgePart({ type, doc, from, to, forward, backward, basis, exposed, properties }: EdgeKind): string {
  const fields = exposed ? `In GraphQL \`${forward}\` and \`${backward}\`.` : 'Not in GraphQL.';
  const ends = `[${from}](#${from.toLowerCase()}) to [${to}](#${to.toLowerCase()}), ${basis}. ${fields}`;
  const table = Object.keys(properties).length === 0 ? [] : [propertyTable(properties)];
  return [`### ${type}`, doc, ends, ...table].join('\n\n');
}

function propertyTable(properties: Readonly<Record<string, PropertyKind>>): string {
  const rows = Object.entries(properties).map(([name, { type, doc, optional }]) => {
    return `| \`${name}\` | ${TYPES[type]}${optional ? ', may be absent' : ''} | ${doc.replaceAll('|', '\\|')} |`;
  });
  return ['| property | type | |', '|---|---|---|', ...rows].join('\n');
}
