import { getNamedType, isInterfaceType, isObjectType, type GraphQLOutputType } from 'graphql';

/**
 * Everything that can be selected of a type: a query that leaves nothing out. Of an entity of the graph, which leads to all
 * others, `only` names the fields.
 */
export function selectionOf(type: GraphQLOutputType, only?: readonly string[]): string {
  const named = getNamedType(type);
  if (!isObjectType(named) && !isInterfaceType(named)) return '';
  const fields = Object.values(named.getFields())
    .filter(({ name }) => only?.includes(name) ?? true)
    .map((field) => `${field.name} ${selectionOf(field.type)}`);
  return `{ ${fields.join(' ')} }`;
}
