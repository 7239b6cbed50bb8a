import { Graph, kindInWords, thingNode } from './graph.js';
import { edgeInWords } from './edge-words.js';

/**
 * @typedef {import('../engines/engine.ts').ThingShown} ThingShown
 * @typedef {ThingShown['facts'][number]} Fact
 * @typedef {{ edge: string, direction: 'out' | 'in', others: Neighbour[] }} FactGroup
 * @typedef {{ thing: Fact['other'], facts: Fact[] }} Neighbour
 */

/** Neighbours above which each kind of step shows its first few, and counts the rest. */
export const MOST_NEIGHBOURS = 24;
const FEW = 5;

/**
 * The facts of a thing by the step that they are, and within it by what they lead to: who says one thing twice, says it
 * once.
 *
 * @param {readonly Fact[]} facts
 * @returns {FactGroup[]}
 */
export function factGroups(facts) {
  /** @type {Map<string, { edge: string, direction: 'out' | 'in', others: Map<string, Neighbour> }>} */
  const groups = new Map();
  for (const fact of facts) {
    const { direction, other } = fact;
    const edge = edgeSaid(fact);
    const key = `${direction} ${edge}`;
    const group = groups.get(key) ?? { edge, direction, others: new Map() };
    groups.set(key, group);
    const id = `${other.kind} ${other.id} ${other.id === '' ? other.name : ''}`;
    const neighbour = group.others.get(id) ?? { thing: other, facts: [] };
    group.others.set(id, neighbour);
    neighbour.facts.push(fact);
  }
  return [...groups.values()].map((group) => ({ ...group, others: [...group.others.values()] }));
}

/** Last steps of a way from a workload to what it loads, which say nothing of the workload itself. */
const LAST_STEPS = ['RESOLVES_TO', 'HAS_PLATFORM', 'PLATFORM_OF', 'HAS_CONFIG', 'HAS_LAYER', 'HAS_DIGEST'];
/** @type {Readonly<Record<string, string>>} */
const BY_ROUTE = { RUNTIME: 'RUNS', LOADER: 'RUNS', MODEL_CODE: 'LOADS', BUILD_TIME: 'LOADS' };

/**
 * The step that a fact is said as: a workload does not mean what the name means that it loads.
 *
 * @param {Fact} fact
 */
function edgeSaid({ edge, properties }) {
  const route = properties['route'];
  if (typeof route !== 'string' || !LAST_STEPS.includes(edge)) return edge;
  return (Object.hasOwn(BY_ROUTE, route) ? BY_ROUTE[route] : undefined) ?? edge;
}

/** @param {readonly FactGroup[]} groups */
const countOf = (groups) => groups.reduce((sum, { others }) => sum + others.length, 0);

/**
 * @param {FactGroup} group
 * @param {number} count - Of all neighbours.
 */
const shownOf = ({ others }, count) =>
  count <= MOST_NEIGHBOURS || others.length <= FEW + 1 ? others : others.slice(0, FEW);

/**
 * The document that tells what a neighbour is which is known by its digest alone, where the step comes from it: three
 * artifacts that carry the same weights are one model as a hub has it, as a registry has it, and as somebody signed it.
 *
 * @param {FactGroup} group
 * @param {Neighbour} neighbour
 */
function sayingOf({ direction }, { thing, facts }) {
  if (direction !== 'in' || thing.kind !== 'Artifact' || thing.name !== thing.id) return null;
  return facts.find(({ document }) => document !== null)?.document ?? null;
}

/**
 * The documents that a picture shows by where they were seen.
 *
 * @param {readonly FactGroup[]} groups
 */
export function documentsDrawn(groups) {
  const count = countOf(groups);
  return groups.flatMap((group) =>
    shownOf(group, count).flatMap((neighbour) => {
      const document = neighbour.thing.kind === 'Document' ? neighbour.thing.id : sayingOf(group, neighbour);
      return document === null ? [] : [document];
    }),
  );
}

/**
 * @param {Fact['other']} thing
 * @param {ReadonlyMap<string, string>} origins
 */
const named = (thing, origins) =>
  thing.kind === 'Document' ? { ...thing, name: origins.get(thing.id) ?? thing.name } : thing;

/** @param {readonly Fact[]} facts */
const said = (facts) => facts.flatMap(({ document, at }) => (document === null ? [] : [{ document, at }]));

/**
 * A thing amid what it is joined to: on the left what leads to it, on the right what it leads to.
 *
 * @param {ThingShown} thing
 * @param {readonly FactGroup[]} groups
 * @param {ReadonlyMap<string, string>} origins - Of documents, by digest.
 */
export function neighbourGraph(thing, groups, origins) {
  const graph = new Graph();
  const centre = graph.addNode({ ...thingNode(thing, 'start'), thing: null });
  const count = countOf(groups);
  for (const group of groups) {
    const shown = shownOf(group, count);
    for (const neighbour of shown) {
      const { thing: other, facts } = neighbour;
      const made = thingNode(named(other, origins), 'plain');
      const origin = origins.get(sayingOf(group, neighbour) ?? '');
      // A thing that is on both sides stands on both, so that no line runs back.
      const node = graph.addNode({
        ...made,
        kind: origin === undefined ? made.kind : `${made.kind} in ${origin}`,
        id: `${group.direction} ${other.kind} ${other.id}`,
      });
      join(graph, centre, node, group, said(facts));
    }
    const rest = group.others.slice(shown.length);
    if (rest.length > 0) join(graph, centre, graph.addNode(restNode(group, rest)), group, []);
  }
  const unlisted = thing.factsTotal - thing.facts.length;
  if (unlisted > 0) {
    const name = `${unlisted} more facts that are not listed`;
    graph.addNode({ id: 'unlisted', kind: 'not shown', name, look: 'open', thing: null, members: [], notes: [] });
  }
  return graph;
}

/**
 * @param {Graph} graph
 * @param {string} centre
 * @param {string} node
 * @param {FactGroup} group
 * @param {readonly import('./graph.js').Evidence[]} evidence
 */
function join(graph, centre, node, { edge, direction }, evidence) {
  graph.addEdge({
    from: direction === 'out' ? centre : node,
    to: direction === 'out' ? node : centre,
    verb: edgeInWords(edge),
    strength: 'said',
    evidence,
    evidenceTotal: evidence.length,
    notes: node.startsWith('rest ') ? ['Many steps of one kind: the box lists where they lead.'] : [],
  });
}

/**
 * @param {FactGroup} group
 * @param {readonly Neighbour[]} rest
 * @returns {import('./graph.js').PictureNode}
 */
function restNode({ edge, direction }, rest) {
  const kinds = new Set(rest.map(({ thing }) => kindInWords(thing.kind)));
  const kind = kinds.size === 1 ? [...kinds].join('') : 'things';
  return {
    id: `rest ${direction} ${edge}`,
    kind,
    name: `${edgeInWords(edge)}: ${rest.length} more`,
    look: 'plain',
    thing: null,
    members: rest.map(({ thing }) => thing),
    notes: [],
  };
}
