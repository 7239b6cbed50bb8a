import type { Column } from '../question.ts';

export const LINEAGE_COLUMNS: readonly Column[] = [
  { name: 'id', type: 'ID!', doc: 'Hash of the key of the row; the same between polls.' },
  {
    name: 'direction',
    type: 'String!',
    doc: '`SAME`: the thing asked for in another shape. `ANCESTOR`: on the way to what it was made from. `DESCENDANT`: on the way to what was made from it.',
  },
  {
    name: 'depth',
    type: 'Int!',
    doc: 'How many makings away from what was asked for, from 0: derivations, and builds of which inputs are stated.',
  },
  {
    name: 'from',
    type: 'Thing!',
    doc: 'The end that is nearer to the thing asked for: a model, not the card, the config or the layer that says so.',
  },
  {
    name: 'to',
    type: 'Thing!',
    doc: 'The other end. What is named without a digest is each model that the name may mean, or the name where none is known.',
  },
  {
    name: 'relation',
    type: 'String!',
    doc: 'How the two belong together. A derivation: adapter, finetune, merge, quantized, base, conversion, distillation, repackaged or unknown. Data: trained on. A build: built with, built with (role unknown), or built by, where no input is stated. The same model: same name, another revision by name, same weights, same bytes; file of, layer of, config of where a part was asked for; platform of.',
  },
  { name: 'named', type: 'String', doc: 'How the document names what is stated; null where it does not.' },
  {
    name: 'how',
    type: 'String!',
    doc: 'How the document of this relation names what it leads to, whatever leads to the relation: `DIGEST`, `REVISION` (a name at a full commit), `NAME` (a name alone, which may have meant other bytes). How sure the whole way from the thing asked for is, is `strength`.',
  },
  {
    name: 'strength',
    type: 'Strength!',
    doc: 'Strength of the weakest hop of the whole path, from the thing asked for.',
  },
  { name: 'weakest', type: 'Weakest', doc: 'The weakest hop, and why; null when every hop is verified.' },
  { name: 'known', type: 'Boolean!', doc: 'False: nothing is known of it but the name or digest that is stated.' },
  { name: 'deployed', type: 'Int!', doc: 'How many deployed workloads load it as a model or an adapter.' },
  {
    name: 'disputed',
    type: 'Boolean!',
    doc: 'Documents name different origins of the model made here; a note says which.',
  },
  { name: 'loop', type: 'Boolean!', doc: 'It leads back to something on its own way.' },
  {
    name: 'path',
    type: '[PathHop!]!',
    doc: 'From the thing asked for to this one, by every file, layer, name and build between, with the documents that say so.',
  },
];
