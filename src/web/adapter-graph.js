import { askAddress, showAddress } from './address.js';
import { edgeInWords } from './edge-words.js';
import { markInWords } from './adapter-words.js';
import { Graph, kindInWords, thingNode } from './graph.js';

/**
 * @typedef {import('../../queries/answering/answer.ts').PathHop} PathHop
 * @typedef {import('./graph.js').Thing} Thing
 *
 * @typedef {object} AdapterRow - A row that says on which base an adapter is served, and for which it was made.
 * @property {string | null} workload
 * @property {string | null} workloadId
 * @property {string | null} cluster
 * @property {string | null} namespace
 * @property {string | null} slot
 * @property {Thing | null} adapter
 * @property {readonly Thing[]} servedOn
 * @property {readonly Thing[]} madeFor
 * @property {'SAME' | 'DIFFERENT' | 'UNKNOWN'} baseMatch
 * @property {string | null} matchedBy
 * @property {boolean} open
 * @property {boolean} signed
 * @property {readonly string[]} signers
 * @property {readonly string[]} verdicts
 * @property {readonly PathHop[]} path
 */

/** Worst last. */
const STRENGTHS = ['VERIFIED', 'OBSERVED', 'SIGNED', 'DECLARED', 'INFERRED'];

/**
 * The rows of an answer that say how an adapter and its bases belong together.
 *
 * @param {readonly object[]} rows
 * @returns {AdapterRow[]}
 */
export const adapterRows = (rows) =>
  rows.flatMap((row) =>
    ['adapter', 'servedOn', 'madeFor', 'baseMatch'].every((name) => name in row)
      ? [/** @type {AdapterRow} */ (row)]
      : [],
  );

/**
 * Workloads, the adapters that they load, and the bases: two lines from an adapter say on which it is served and for
 * which it was made. Where both are one model they meet; where they are not, the first is drawn as what does not fit.
 *
 * @param {readonly AdapterRow[]} rows
 */
export function adapterGraph(rows) {
  const graph = new Graph();
  const served = new Set(rows.flatMap(({ servedOn }) => servedOn.map(({ id }) => id)));
  for (const row of rows) {
    const workload = row.workloadId === null ? null : graph.addNode(workloadNode(row, row.workloadId));
    const bases = row.servedOn.map((thing) => graph.addNode(baseNode(thing, true)));
    if (workload !== null) for (const base of bases) graph.addEdge(servesEdge(row, workload, base));
    if (row.adapter === null && row.slot === null) {
      if (workload !== null && row.open) addOpen(graph, workload);
      continue;
    }
    const adapter = graph.addNode(adapterNode(row));
    if (workload !== null) graph.addEdge(loadsEdge(row, workload, adapter));
    for (const base of bases) graph.addEdge(servedEdge(row, adapter, base));
    if (workload !== null && bases.length === 0) addUnnamed(graph, adapter, 'is served on', 'its base is not known');
    addMadeFor(graph, row, adapter, bases, served);
    if (workload !== null && row.open) addOpen(graph, workload);
  }
  return graph;
}

/**
 * @param {AdapterRow} row
 * @param {string} id
 */
function workloadNode({ workload, cluster, namespace }, id) {
  const name = [namespace, workload].filter((part) => part !== null && part !== '').join('/');
  const made = thingNode({ kind: 'Workload', id, name }, 'start');
  return cluster === null ? made : { ...made, kind: `${made.kind} in ${cluster}` };
}

/**
 * @param {Thing} thing
 * @param {boolean} isServed
 */
const baseNode = (thing, isServed) => ({
  ...thingNode(thing, 'plain'),
  kind: isServed ? 'base, served' : 'base, not served here',
});

/**
 * One adapter in each workload, because in one it may fit and in another it may not.
 *
 * @param {AdapterRow} row
 * @returns {import('./graph.js').PictureNode}
 */
function adapterNode(row) {
  const { adapter, slot, workloadId, baseMatch, signers } = row;
  const id = `adapter ${workloadId ?? ''} ${adapter?.id ?? ''} ${slot ?? ''}`;
  const kind = workloadId === null ? 'adapter, loaded by nothing known' : 'adapter';
  const notes = signers.length === 0 ? [] : [`Who claims to have signed: ${signers.join(', ')}.`];
  if (slot !== null) notes.unshift(`Served as ${slot.replace(/^adapter\//, '')}.`);
  const marks = markInWords(row);
  if (adapter === null)
    return { id, kind, name: slot ?? 'not named', look: 'open', thing: null, members: [], notes, marks };
  return { ...thingNode(adapter, baseMatch === 'DIFFERENT' ? 'mismatch' : 'plain'), id, kind, notes, marks };
}

/**
 * @param {AdapterRow} row
 * @param {string} from
 * @param {string} to
 */
const servesEdge = ({ workloadId }, from, to) => ({
  ...told(from, to, 'serves', 'said'),
  elsewhere: { address: showAddress(workloadId ?? ''), words: 'everything known about the workload' },
});

/**
 * @param {AdapterRow} row
 * @param {string} from
 * @param {string} to
 */
function loadsEdge({ path }, from, to) {
  const worst = Math.max(0, ...path.map(({ strength }) => STRENGTHS.indexOf(strength)));
  return {
    ...told(from, to, edgeInWords('LOADS'), path.length === 0 ? 'said' : (STRENGTHS[worst] ?? '').toLowerCase()),
    evidence: path.flatMap(({ evidence }) => evidence),
    evidenceTotal: path.reduce((sum, { evidenceTotal }) => sum + evidenceTotal, 0),
  };
}

/**
 * @param {AdapterRow} row
 * @param {string} from
 * @param {string} to
 */
function servedEdge({ workloadId, baseMatch, matchedBy, madeFor }, from, to) {
  const names = madeFor.map(({ name }) => name).join(', ');
  const [strength, note] = {
    SAME: ['said', `It was made for this base${matchedBy === null ? '' : `, as the ${matchedBy} tells`}.`],
    DIFFERENT: ['mismatch', `It does not fit: it was made for ${names}, and the weights of that are other files.`],
    UNKNOWN: [
      'open',
      matchedBy === 'name'
        ? 'It was made for a model of the same name, perhaps at another revision: whether it fits is not known.'
        : 'Whether it was made for this base is not known.',
    ],
  }[baseMatch];
  return {
    ...told(from, to, 'is served on', strength ?? 'open'),
    notes: [note ?? ''],
    elsewhere: { address: showAddress(workloadId ?? ''), words: 'everything known about the workload' },
  };
}

/**
 * Where it is served on what it was made for, both lines end at that base, whatever its documents call it.
 *
 * @param {Graph} graph
 * @param {AdapterRow} row
 * @param {string} adapter
 * @param {readonly string[]} bases
 * @param {ReadonlySet<string>} served
 */
function addMadeFor(graph, { adapter: thing, baseMatch, madeFor }, adapter, bases, served) {
  if (madeFor.length === 0) {
    addUnnamed(graph, adapter, 'was made for', 'for which base is not known');
    return;
  }
  const names = madeFor.map(({ name }) => name).join(', ');
  const isMet = baseMatch === 'SAME';
  const ends = isMet ? bases : madeFor.map((base) => graph.addNode(baseNode(base, served.has(base.id))));
  for (const end of ends) {
    graph.addEdge({
      ...told(adapter, end, 'was made for', 'said'),
      notes: isMet ? [`Its own documents call it ${names}.`] : ['Its own documents say so.'],
      elsewhere: {
        address: askAddress('lineage', new URLSearchParams({ of: thing?.id ?? '' })),
        words: 'the lineage of the adapter',
      },
    });
  }
}

/**
 * @param {Graph} graph
 * @param {string} adapter
 * @param {string} verb
 * @param {string} name
 */
function addUnnamed(graph, adapter, verb, name) {
  const to = graph.addNode(openNode(`${verb} ${adapter}`, name));
  graph.addEdge(told(adapter, to, verb, 'open'));
}

/**
 * @param {Graph} graph
 * @param {string} workload
 */
function addOpen(graph, workload) {
  const name = 'takes adapters while it runs: which ones it loaded is not known';
  graph.addEdge(told(workload, graph.addNode(openNode(`open ${workload}`, name)), 'not known', 'open'));
}

/**
 * @param {string} id
 * @param {string} name
 * @returns {import('./graph.js').PictureNode}
 */
const openNode = (id, name) => ({
  id,
  kind: kindInWords('not known'),
  name,
  look: 'open',
  thing: null,
  members: [],
  notes: [],
});

/**
 * @param {string} from
 * @param {string} to
 * @param {string} verb
 * @param {string} strength
 * @returns {Omit<import('./graph.js').PictureEdge, 'id'>}
 */
const told = (from, to, verb, strength) => ({
  from,
  to,
  verb,
  strength,
  evidence: [],
  evidenceTotal: 0,
  notes: [],
});
