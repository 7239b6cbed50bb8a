import { Graph } from './graph.js';

/** @typedef {import('./graph.js').PictureNode} PictureNode */

/** Nodes above which those that are alike become one. */
export const MOST_NODES = 60;
/** Reasons told where several things are not known. */
const NAMED = 3;

/**
 * A graph that can be read: where it has too many nodes, those with the same neighbours are put together, and where
 * that is not enough, those from which the picture goes on in the same way. The members are kept, and can be listed.
 *
 * @param {Graph} graph
 * @returns {Graph}
 */
export function gathered(graph) {
  if (graph.nodes.size <= MOST_NODES) return graph;
  const twins = quotient(graph, (id) => signature(graph, id, (other) => other));
  if (twins.nodes.size <= MOST_NODES) return twins;
  /** @type {Map<string, string>} */
  const classes = new Map();
  for (const id of [...graph.nodes.keys()]) classOf(graph, id, classes);
  return quotient(graph, (id) => classes.get(id) ?? id);
}

/**
 * @param {Graph} graph
 * @param {string} id
 * @param {(other: string) => string} named
 */
function signature(graph, id, named) {
  const node = graph.nodes.get(id);
  const edges = [...graph.edges.values()].flatMap(({ from, to, verb, strength }) => {
    if (from === id) return [JSON.stringify(['out', verb, strength, named(to)])];
    return to === id ? [JSON.stringify(['in', verb, strength, named(from)])] : [];
  });
  return JSON.stringify([node?.kind, node?.look, node?.marks, ...new Set(edges.sort())]);
}

/**
 * How the picture goes on from a node: its kind, and the classes of what follows. On a circle the node itself counts.
 *
 * @param {Graph} graph
 * @param {string} id
 * @param {Map<string, string>} classes
 * @returns {string}
 */
function classOf(graph, id, classes) {
  const known = classes.get(id);
  if (known !== undefined) return known;
  classes.set(id, id);
  const node = graph.nodes.get(id);
  const next = [...graph.edges.values()]
    .filter(({ from }) => from === id)
    .map(({ to, verb, strength }) => JSON.stringify([verb, strength, classOf(graph, to, classes)]));
  const isOnly = next.length === 0 && node?.look === 'end';
  const made = isOnly ? id : JSON.stringify([node?.kind, node?.look, node?.marks, ...new Set(next.sort())]);
  classes.set(id, made);
  return made;
}

/**
 * @param {Graph} graph
 * @param {(id: string) => string} classOfNode
 */
function quotient(graph, classOfNode) {
  /** @type {Map<string, PictureNode[]>} */
  const groups = new Map();
  for (const node of graph.nodes.values()) {
    const key = classOfNode(node.id);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const made = new Graph();
  /** @type {Map<string, string>} */
  const standsFor = new Map();
  for (const group of groups.values()) {
    const id = made.addNode(asOne(group));
    for (const node of group) standsFor.set(node.id, id);
  }
  for (const edge of graph.edges.values()) {
    made.addEdge({ ...edge, from: standsFor.get(edge.from) ?? edge.from, to: standsFor.get(edge.to) ?? edge.to });
  }
  return made;
}

/** @param {PictureNode} node */
const isWhy = ({ look, kind }) => look === 'open' && kind.startsWith('not known');

/** @param {readonly string[]} names */
function together(names) {
  const once = [...new Set(names)];
  const rest = once.length - NAMED;
  return [...once.slice(0, NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}

/**
 * @param {readonly PictureNode[]} group
 * @returns {PictureNode}
 */
function asOne(group) {
  const [first] = group;
  if (first === undefined) throw new Error('a group has a member');
  if (group.length === 1) return first;
  const members = group.flatMap(({ thing, members: held }) => (thing === null ? held : [thing]));
  return {
    ...first,
    id: `many ${first.id}`,
    // What is not known says why in its name.
    name: isWhy(first) ? together(group.map(({ name }) => name)) : `${group.length} ${first.kind}s`,
    thing: null,
    members,
    notes: [...new Set(group.flatMap(({ notes }) => notes))].slice(0, 3),
  };
}
