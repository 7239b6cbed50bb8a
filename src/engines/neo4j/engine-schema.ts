import { nodeIndex, relationshipIndex, uniqueNode } from '#schema';

/** The label of the nodes in which the migrations of a database are recorded. */
export const MIGRATION_LABEL = 'SchemaMigration';

/** Nodes beside the model that have a key of their own. */
const KEYED = [
  'Estate',
  'Observation',
  'Listing',
  'Sighting',
  'Link',
  'Scope',
  'Exposure',
  'CoverageClass',
  'CoverageCount',
  'Dirty',
  'Input',
] as const;

/** Constraints and indexes of what the engine keeps beside the model, one statement each. */
export const ENGINE_SCHEMA: readonly string[] = [
  ...KEYED.map((label) => uniqueNode(label, 'key')),
  uniqueNode('Revision', 'n'),
  uniqueNode(MIGRATION_LABEL, 'n'),
  nodeIndex('Document', 'outcome'),
  nodeIndex('Observation', 'location'),
  nodeIndex('Observation', 'document'),
  nodeIndex('Observation', 'scope', 'object'),
  nodeIndex('Observation', 'run', 'scope'),
  nodeIndex('Observation', 'scope', 'observedAt'),
  nodeIndex('Observation', 'scope', 'observedAt', 'environment'),
  nodeIndex('Listing', 'scope'),
  nodeIndex('Listing', 'source'),
  nodeIndex('Sighting', 'location'),
  nodeIndex('Sighting', 'document'),
  nodeIndex('Sighting', 'scope', 'object'),
  nodeIndex('Exposure', 'rowKey'),
  nodeIndex('Exposure', 'workload'),
  nodeIndex('Exposure', 'rf'),
  nodeIndex('OpenExposure', 'class', 'standing', 'rowKey'),
  nodeIndex('OpenExposure', 'standing', 'rowKey'),
  nodeIndex('OpenExposure', 'modelId'),
  nodeIndex('Package', 'name'),
  nodeIndex('Package', 'groupName'),
  relationshipIndex('BILL', 'document'),
  relationshipIndex('BILL_WAS', 'document'),
  relationshipIndex('DERIVED_FROM', 'relation'),
  relationshipIndex('DERIVED_FROM_REFERENCE', 'relation'),
  relationshipIndex('INCLUDES', 'sourcePackage'),
  relationshipIndex('NAMES', 'nameKey'),
  relationshipIndex('NAMES', 'groupNameKey'),
];
