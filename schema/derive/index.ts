export { modelPage } from './docs.ts';
export * from './graphql.ts';
export { ANSWER_FIELDS, FIXED_TYPES, type ObjectShape } from './graphql-answer.ts';
export { CLOSED_LISTS } from './graphql-lists.ts';
export * from './sqlite.ts';
