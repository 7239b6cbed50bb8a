import { getNamedType, isObjectType, type GraphQLOutputType } from 'graphql';

/** Everything that can be selected of a type: a query that leaves nothing out. */
export function selectionOf(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).map((field) => `${field.name} ${selectionOf(field.type)}`);
  return `{ ${fields.join(' ')} }`;
}
