import type { EdgeKind, Model } from '../model/index.ts';
import { snake } from './sqlite.ts';

/** Makes the property of a label unique, and found through an index. */
export const uniqueNode = (label: string, property: string): string =>
  `CREATE CONSTRAINT ${snake(label)}_${snake(property)} IF NOT EXISTS FOR (n:${label}) REQUIRE n.${property} IS UNIQUE`;

/** Finds nodes of a label by their properties, all of them together. */
export const nodeIndex = (label: string, ...properties: readonly string[]): string => {
  const name = [label, ...properties].map(snake).join('_');
  return `CREATE INDEX ${name} IF NOT EXISTS FOR (n:${label}) ON (${properties.map((one) => `n.${one}`).join(', ')})`;
};

/** Finds relationships of a type by a property. */
export const relationshipIndex = (type: string, property: string): string =>
  `CREATE INDEX ${snake(type)}_${snake(property)} IF NOT EXISTS FOR ()-[r:${type}]-() ON (r.${property})`;

/** What relationships of this kind are found by, beside their ends: who says so. */
const ownerOf = ({ basis, within }: EdgeKind): readonly string[] =>
  basis === 'claimed' ? ['document'] : within === undefined ? [] : ['within'];

/**
 * The constraints and indexes of the model, one statement each. Uniqueness alone: other constraints are refused by the
 * Community edition. Each may be run again.
 */
export function neo4jSchema({ nodes, edges }: Model): string[] {
  return [
    ...nodes.map(({ label }) => uniqueNode(label, 'key')),
    ...edges.flatMap((edge) => ownerOf(edge).map((property) => relationshipIndex(edge.type, property))),
  ];
}
