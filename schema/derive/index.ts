export * from './graphql.ts';
export { CLOSED_LISTS } from './graphql-lists.ts';
export * from './sqlite.ts';
