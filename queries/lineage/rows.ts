import type { Thing } from '../exposure/exposure.ts';
import type { Step } from './walk.ts';
import type { Column } from '../question.ts';

export const LINEAGE_COLUMNS: readonly Column[] = [
  { name: 'id', type: 'ID!', doc: 'Hash of the key of the row; the same between polls.' },
  {
    name: 'direction',
    type: 'String!',
    doc: '`SAME`: the thing asked for in another shape. `ANCESTOR`: on the way to what it was made from. `DESCENDANT`: on the way to what was made from it.',
  },
  { name: 'depth', type: 'Int!', doc: 'How many derivations and build inputs away, from 0.' },
  { name: 'from', type: 'Thing!', doc: 'Where the step starts: the end that is nearer to the thing asked for.' },
  { name: 'to', type: 'Thing!', doc: 'Where it leads.' },
  {
    name: 'relation',
    type: 'String!',
    doc: 'How the two belong together: a derivation (adapter, finetune, merge, quantized, base and so on), built by, built, build input, trained on; or the same model: same weights, same bytes, holds file, file of, resolves to, named, same name.',
  },
  { name: 'named', type: 'String', doc: 'How the document names what is stated; null where it does not.' },
  {
    name: 'how',
    type: 'String!',
    doc: 'How sure the way is, by its least sure step: `DIGEST`, `REVISION` (a name at a full commit), `NAME` (a name alone, which may have meant other bytes).',
  },
  { name: 'strength', type: 'Strength!', doc: 'Strength of the weakest hop of the path.' },
  { name: 'weakest', type: 'Weakest', doc: 'The weakest hop, and why; null when every hop is verified.' },
  { name: 'known', type: 'Boolean!', doc: 'False: nothing is known of it but the name or digest that is stated.' },
  { name: 'deployed', type: 'Int!', doc: 'How many deployed workloads load it as a model or an adapter.' },
  {
    name: 'disputed',
    type: 'Boolean!',
    doc: 'Documents name different origins of the model made here; a note says which.',
  },
  { name: 'loop', type: 'Boolean!', doc: 'It leads back to something on its own way.' },
  { name: 'path', type: '[PathHop!]!', doc: 'From the thing asked for to this one, with the documents that say so.' },
];

/** Which way a step leads, and its place in the order of rows. */
export function directionOf({ same, depth, way }: Step): { readonly name: string; readonly rank: number } {
  if (same && depth === 0) return { name: 'SAME', rank: 0 };
  return way === 'ancestors' ? { name: 'ANCESTOR', rank: 1 } : { name: 'DESCENDANT', rank: 2 };
}

/** Steps that stay inside one model. */
const WITHIN = new Set([
  'HOLDS_FILE',
  'HAS_LAYER',
  'HAS_CONFIG',
  'HAS_PLATFORM',
  'PLATFORM_OF',
  'CARRIES_WEIGHTS',
  'CARRIED_BY',
  'PRODUCED_BY',
]);

/** Steps that are no claim of an origin: of a build, and of data. */
const NO_ORIGIN = new Set(['PRODUCED_BY', 'CONSUMED_BY', 'USED_TO_TRAIN']);

/** The artifact whose origin a step tells; null for one that tells none. */
export function ownerOf({ hop, before, way, same }: Step): Thing | null {
  const isOfOrigin = !same && hop.to.kind !== 'DatasetVersion' && !NO_ORIGIN.has(hop.edge);
  if (!isOfOrigin) return null;
  if (way === 'descendants') return hop.to.kind === 'Artifact' ? hop.to : null;
  let owner: Thing | null = before.thing.kind === 'Artifact' ? before.thing : null;
  for (let step = before.step; step !== null && WITHIN.has(step.hop.edge); step = step.before.step) {
    if (step.before.thing.kind === 'Artifact') owner = step.before.thing;
  }
  return owner;
}
