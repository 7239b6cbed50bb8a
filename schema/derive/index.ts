export { modelPage } from './docs.ts';
export { entityFields, impliedProperties, shownProperties } from './entity-fields.ts';
export type { EntityField, ShownProperty } from './entity-fields.ts';
export * from './graphql.ts';
export { ANSWER_FIELDS, FIXED_TYPES, type ObjectShape } from './graphql-answer.ts';
export { ENTITY_ROOTS } from './graphql-entities.ts';
export { CLOSED_LISTS } from './graphql-lists.ts';
export * from './neo4j.ts';
export * from './sqlite.ts';
