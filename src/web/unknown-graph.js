import { kindInWords, thingNode } from './graph.js';
import { actionFor, reasonInWords, routeInWords } from './words.js';

/**
 * @typedef {import('./graph.js').Graph} Graph
 * @typedef {import('./graph.js').Thing} Thing
 * @typedef {import('../../queries/answering/answer.ts').UnknownShown} UnknownShown
 */

/**
 * Puts what is not known into the picture, so that nobody takes it for all there is. What a workload of the picture
 * lacks hangs on that workload; of all the others what is missing for one reason is one node.
 *
 * @param {Graph} graph
 * @param {import('./types.d.ts').Answer['coverage']} coverage
 */
export function addUnknown(graph, { unknown, unknownTotal }) {
  const drawn = new Set(graph.nodes.keys());
  /** @type {Map<string, { isDrawn: boolean, group: UnknownShown[] }>} */
  const groups = new Map();
  for (const one of unknown) {
    const isDrawn = drawn.has(thingNode(one.subject, 'open').id);
    const key = JSON.stringify(isDrawn ? [one.reason, one.artifact] : [one.subject.kind, one.reason, 'others']);
    const { group } = groups.get(key) ?? { group: [] };
    groups.set(key, { isDrawn, group: [...group, one] });
  }
  for (const [key, { isDrawn, group }] of groups) addGroup(graph, key, isDrawn, group);
  const unlisted = unknownTotal.count - unknown.length;
  if (unlisted > 0) {
    graph.addNode({
      ...openNode('unlisted', 'not known', `${unlisted} more that are not listed`),
      notes: ['They are not in the list below either: narrow the question.'],
    });
  }
}

/**
 * @param {Graph} graph
 * @param {string} key
 * @param {boolean} isDrawn - Whether its subjects are in the picture already.
 * @param {readonly UnknownShown[]} group
 */
function addGroup(graph, key, isDrawn, group) {
  const [first] = group;
  if (first === undefined) return;
  const subjects = [...new Map(group.map(({ subject }) => [subject.id, subject])).values()];
  const why = reasonInWords(first.reason);
  const actions = [...new Set(group.map(actionFor))];
  const notes = actions.length <= 3 ? actions : [...actions.slice(0, 3), `And ${actions.length - 3} actions more.`];
  if (first.subject.kind !== 'Workload' && !isDrawn) {
    graph.addNode({ ...subjectsNode(`subject ${key}`, subjects), name: labelled(subjects, why), notes });
    return;
  }
  const routes = [...new Set(group.flatMap(({ route }) => (route === null ? [] : [routeInWords(route)])))];
  const artifacts = [...new Set(group.flatMap(({ artifact }) => (artifact === null ? [] : [artifact])))].map(asThing);
  const kind = routes.length === 0 ? 'not known' : `not known: ${routes.join(', ')}`;
  const to = graph.addNode({ ...openNode(key, kind, why), ...standingFor(artifacts), notes });
  const starts = isDrawn
    ? subjects.map((subject) => thingNode(subject, 'plain').id)
    : [graph.addNode(subjectsNode(`start ${key}`, subjects))];
  for (const from of starts)
    graph.addEdge({ from, to, verb: 'not known', strength: 'open', evidence: [], evidenceTotal: 0, notes });
}

/**
 * @param {string} key
 * @param {readonly Thing[]} subjects
 */
function subjectsNode(key, subjects) {
  const [first] = subjects;
  const kind = kindInWords(first?.kind ?? '');
  if (subjects.length === 1 && first !== undefined) return { ...thingNode(first, 'open'), id: key };
  return { ...openNode(key, kind, `${subjects.length} ${kind}s`), members: subjects };
}

/**
 * @param {readonly Thing[]} subjects
 * @param {string} why
 */
const labelled = (subjects, why) =>
  `${subjects.length === 1 ? (subjects[0]?.name ?? '') : `${subjects.length} of them`}: ${why}`;

/** @param {readonly Thing[]} things */
function standingFor(things) {
  const [only] = things;
  return things.length === 1 && only !== undefined ? { thing: only, members: [] } : { thing: null, members: things };
}

/** @param {string} digest */
const asThing = (digest) => ({ kind: 'Artifact', id: digest, name: digest });

/**
 * @param {string} key
 * @param {string} kind
 * @param {string} name
 * @returns {import('./graph.js').PictureNode}
 */
const openNode = (key, kind, name) => ({
  id: `open ${key}`,
  kind,
  name,
  look: 'open',
  thing: null,
  members: [],
  notes: [],
});
