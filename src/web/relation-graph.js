import { relationInWords } from './edge-words.js';
import { Graph, thingNode } from './graph.js';
import { countInWords, weakestInWords } from './words.js';

/**
 * @typedef {import('../../queries/answering/answer.ts').PathHop} PathHop
 * @typedef {import('./graph.js').Thing} Thing
 *
 * @typedef {object} RelationRow - A row that says how two things belong together.
 * @property {string} direction
 * @property {Thing} from
 * @property {Thing} to
 * @property {string} relation
 * @property {string} how
 * @property {boolean} known
 * @property {number} deployed
 * @property {boolean} disputed
 * @property {readonly PathHop[]} path
 * @property {{ hop: number, why: string } | null} weakest
 */

/** Worst last. */
const STRENGTHS = ['VERIFIED', 'OBSERVED', 'SIGNED', 'DECLARED', 'INFERRED'];

/** Steps of which the document says how the two belong together; the others only lead to them. */
const SAYING = [
  'DERIVED_FROM',
  'DERIVED_FROM_REFERENCE',
  'ORIGIN_OF',
  'TRAINED_ON',
  'USED_TO_TRAIN',
  'CONSUMED',
  'CONSUMED_BY',
];

/**
 * The rows of an answer that say how two things belong together.
 *
 * @param {readonly object[]} rows
 * @returns {RelationRow[]}
 */
export const relationRows = (rows) =>
  rows.flatMap((row) =>
    ['relation', 'from', 'to', 'path'].every((name) => name in row) ? [/** @type {RelationRow} */ (row)] : [],
  );

/**
 * Models and data as they belong together: every line runs from what was made to what it was made from. What leads from one
 * to the other is in the rows.
 *
 * @param {readonly RelationRow[]} rows
 */
export function relationGraph(rows) {
  const graph = new Graph();
  const asked = new Set(rows.map(({ path }) => nodeId(path[0]?.from)));
  const facts = new Map(rows.map((row) => [nodeId(row.to), row]));
  const shapes = shapesOf(rows);
  const node = (/** @type {Thing} */ thing) => {
    const marks = [...(shapes.get(nodeId(thing)) ?? [])].map((words) => ({
      look: /** @type {const} */ ('shape'),
      words,
    }));
    return graph.addNode({ ...relationNode(thing, facts.get(nodeId(thing)), asked), marks });
  };
  for (const row of rows) {
    const [near, far] = [node(row.from), node(row.to)];
    const isMade = row.direction === 'DESCENDANT' || isOtherShape(row);
    const said = ownHops(row);
    graph.addEdge({
      from: isMade ? far : near,
      to: isMade ? near : far,
      verb: relationInWords(row.relation),
      strength: weakestOf(said).toLowerCase(),
      evidence: said.flatMap(({ evidence }) => evidence),
      evidenceTotal: said.reduce((sum, { evidenceTotal }) => sum + evidenceTotal, 0),
      notes: notesOf(row),
    });
  }
  return graph;
}

/** What tells of weights, as the shape that the model has there. @type {ReadonlyMap<string, string>} */
const SHAPES = new Map([
  ['hub-snapshot', 'hub snapshot'],
  ['oci-manifest', 'OCI artifact'],
  ['in-toto', 'statement'],
]);

/**
 * The shapes in which a model is known, by what says which weights it carries.
 *
 * @param {readonly RelationRow[]} rows
 */
function shapesOf(rows) {
  /** @type {Map<string, Set<string>>} */
  const shapes = new Map();
  for (const { edge, from, to, evidence } of rows.flatMap(({ path }) => path)) {
    const carrier = { CARRIES_WEIGHTS: from, CARRIED_BY: to }[edge];
    if (carrier === undefined) continue;
    const said = evidence.flatMap(({ format, verdict }) => {
      const shape = SHAPES.get(format);
      if (shape === undefined) return [];
      const isSigned = verdict !== null && verdict.status !== 'unsigned';
      return [isSigned ? `signed ${shape}, ${verdict.status}` : shape];
    });
    shapes.set(nodeId(carrier), new Set([...(shapes.get(nodeId(carrier)) ?? []), ...said]));
  }
  return shapes;
}

/**
 * Another shape of what was asked for stands on the side of what was made from it, so that the origins have the other side.
 *
 * @param {RelationRow} row
 */
const isOtherShape = ({ direction, relation }) =>
  direction === 'SAME' && ['same weights', 'same bytes'].includes(relation);

/** @param {Thing | undefined} thing */
const nodeId = (thing) => `${thing?.kind} ${thing?.id}`;

/**
 * @param {Thing} thing
 * @param {RelationRow | undefined} row - That leads to it.
 * @param {ReadonlySet<string>} asked
 */
function relationNode(thing, row, asked) {
  const isUnknown = row !== undefined && !row.known;
  const made = thingNode(thing, asked.has(nodeId(thing)) ? 'start' : isUnknown ? 'open' : 'plain');
  const said = [];
  if (isUnknown) said.push('known by name only');
  if (row !== undefined && row.deployed > 0)
    said.push(`loaded by ${countInWords({ count: row.deployed, exact: true }, 'workload', 'workloads')}`);
  return { ...made, kind: [made.kind, ...said].join(', ') };
}

/**
 * The hops between the two things, those first whose document says how they belong together.
 *
 * @param {RelationRow} row
 */
function ownHops({ path, from, how }) {
  const isSaying = (/** @type {PathHop} */ { edge }) => SAYING.includes(edge);
  const start = path.findLastIndex((hop) => nodeId(hop.from) === nodeId(from));
  // Where the way goes by another name of the thing, only a name that is pinned tells no more than the document says.
  const own = path.slice(start >= 0 ? start : how === 'NAME' ? 0 : Math.max(path.findLastIndex(isSaying), 0));
  return [...own.filter(isSaying), ...own.filter((hop) => !isSaying(hop))];
}

/** @param {readonly PathHop[]} hops */
const weakestOf = (hops) =>
  STRENGTHS[Math.max(0, ...hops.map(({ strength }) => STRENGTHS.indexOf(strength)))] ?? 'INFERRED';

/** @param {RelationRow} row */
function notesOf({ how, disputed, weakest }) {
  return [
    how === 'NAME' ? 'By name only: it may have meant other bytes.' : null,
    disputed ? 'Documents disagree on what it was made from.' : null,
    weakest === null ? null : `On the way from what was asked for, the weakest step: ${weakestInWords(weakest.why)}.`,
  ].filter((note) => note !== null);
}
