import { Graph, thingNode } from './graph.js';
import { addUnknown } from './unknown-graph.js';
import { edgeInWords } from './edge-words.js';
import { weakestInWords } from './words.js';

/**
 * @typedef {import('../../queries/answering/answer.ts').PathHop} PathHop
 * @typedef {{ path: readonly PathHop[], weakest: { hop: number, why: string } | null, cluster: string | null }} PathRow
 */

/**
 * The rows of an answer that have a path.
 *
 * @param {readonly object[]} rows
 * @returns {PathRow[]}
 */
export const pathRows = (rows) =>
  rows.flatMap((row) => {
    const path = Reflect.get(row, 'path');
    if (!Array.isArray(path) || path.length === 0) return [];
    const cluster = Reflect.get(row, 'cluster');
    return [
      { path, weakest: Reflect.get(row, 'weakest') ?? null, cluster: typeof cluster === 'string' ? cluster : null },
    ];
  });

/**
 * Paths as one graph: what several rows go through is one node, and what is not known is in it.
 *
 * @param {readonly PathRow[]} rows
 * @param {import('./types.d.ts').Answer['coverage'] | null} coverage - Null: the picture is of one row.
 */
export function pathGraph(rows, coverage) {
  const graph = new Graph();
  for (const { path, weakest, cluster } of rows) {
    path.forEach((hop, index) => {
      const isLast = index === path.length - 1;
      const start = thingNode(hop.from, index === 0 ? 'start' : 'plain');
      const isPlaced = hop.from.kind === 'Workload' && cluster !== null;
      const from = graph.addNode(isPlaced ? { ...start, kind: `${start.kind} in ${cluster}` } : start);
      const to = graph.addNode(thingNode(hop.to, isLast && isPackage(hop.to.kind) ? 'end' : 'plain'));
      graph.addEdge({
        from,
        to,
        verb: edgeInWords(hop.edge),
        strength: hop.strength.toLowerCase(),
        evidence: hop.evidence,
        evidenceTotal: hop.evidenceTotal,
        notes: weakest?.hop === index ? [`The weakest step: ${weakestInWords(weakest.why)}.`] : [],
      });
    });
  }
  if (coverage !== null) addUnknown(graph, coverage);
  return graph;
}

/** @param {string} kind */
const isPackage = (kind) => ['Package', 'PackageVersion', 'Purl', 'Component'].includes(kind);
