/**
 * What a picture shows, before it has places. Nodes and edges are kept in the order in which they came, so that one
 * answer always gives one picture.
 *
 * @typedef {import('../../queries/answering/answer.ts').EvidenceShown} EvidenceShown
 * @typedef {{ kind: string, id: string, name: string }} Thing
 * @typedef {Pick<EvidenceShown, 'document' | 'at'> & Partial<EvidenceShown>} Evidence
 *
 * @typedef {object} PictureNode
 * @property {string} id
 * @property {string} kind - The small line above the name.
 * @property {string} name
 * @property {'plain' | 'start' | 'end' | 'open' | 'mismatch'} look - `open`: something is not known here; `mismatch`: it
 *   does not fit what it is joined to.
 * @property {Thing | null} thing - What it opens, where it is one thing.
 * @property {readonly Thing[]} members - What it stands for, where it is many.
 * @property {readonly string[]} notes - What is said of it beside its name.
 * @property {readonly Mark[]} [marks] - What is said of it in its box, each with a sign of its own.
 *
 * @typedef {{ look: 'mismatch' | 'fits' | 'open' | 'signed' | 'unsigned' | 'shape', words: string }} Mark
 *
 * @typedef {object} PictureEdge
 * @property {string} id
 * @property {string} from
 * @property {string} to
 * @property {string} verb
 * @property {string} strength - In lower case; `said` where none was computed, `open` for what is not known, `mismatch` for
 *   what does not fit.
 * @property {readonly Evidence[]} evidence
 * @property {number} evidenceTotal
 * @property {readonly string[]} notes
 * @property {{ address: string, words: string }} [elsewhere] - The view that has its documents, where this one has not.
 */

/** Worst last. */
const STRENGTHS = ['verified', 'observed', 'signed', 'said', 'declared', 'inferred', 'open', 'mismatch'];

/** Pieces of evidence that an edge holds; more are counted. */
const EVIDENCE = 50;

export class Graph {
  /** @type {Map<string, PictureNode>} */
  nodes = new Map();
  /** @type {Map<string, PictureEdge>} */
  edges = new Map();

  /**
   * @param {PictureNode} node - One that is there already keeps the plainer name.
   * @returns {string} its id.
   */
  addNode(node) {
    const there = this.nodes.get(node.id);
    if (there === undefined) this.nodes.set(node.id, node);
    else if (isPlainer(node.name, there.name)) this.nodes.set(node.id, { ...there, name: node.name });
    return node.id;
  }

  /** @param {Omit<PictureEdge, 'id'>} edge - One that is there already takes its evidence, and the worse strength. */
  addEdge(edge) {
    const id = JSON.stringify([edge.from, edge.verb, edge.to]);
    const there = this.edges.get(id);
    this.edges.set(id, there === undefined ? { ...edge, id } : { ...united(there, edge), id });
  }
}

/**
 * @param {PictureEdge} one
 * @param {Omit<PictureEdge, 'id'>} other
 */
function united(one, other) {
  const places = new Map([...one.evidence, ...other.evidence].map((said) => [`${said.document} ${said.at}`, said]));
  const unlisted = one.evidenceTotal - one.evidence.length + (other.evidenceTotal - other.evidence.length);
  const worse = STRENGTHS.indexOf(other.strength) > STRENGTHS.indexOf(one.strength) ? other : one;
  return {
    ...one,
    strength: worse.strength,
    evidence: [...places.values()].slice(0, EVIDENCE),
    evidenceTotal: places.size + unlisted,
    notes: [...new Set([...one.notes, ...other.notes])],
  };
}

/**
 * @param {string} name
 * @param {string} other
 */
function isPlainer(name, other) {
  const cost = (/** @type {string} */ text) => (/[0-9a-f]{32}/.test(text) ? 1000 : 0) + text.length;
  return cost(name) < cost(other);
}

/**
 * A node for one thing.
 *
 * @param {Thing} thing
 * @param {PictureNode['look']} look
 * @returns {PictureNode}
 */
export const thingNode = (thing, look) => ({
  id: `${thing.kind} ${thing.id}`,
  kind: kindInWords(thing.kind),
  name: thing.name === '' ? thing.id : thing.name,
  look,
  thing: thing.id === '' ? null : thing,
  members: [],
  notes: [],
});

/**
 * `PackageVersion` as people say it: `package version`.
 *
 * @param {string} kind
 */
export const kindInWords = (kind) => kind.replace(/(?<!^)[A-Z]/g, ' $&').toLowerCase();
