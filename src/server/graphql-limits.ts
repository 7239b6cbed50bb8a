import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import type { Limits } from './limits.ts';

/**
 * Refuses a query that nests too deep or renames too many fields: each alias is the same work once more. Introspection is
 * not counted; graphql-js limits its depth itself.
 */
export function queryLimits({ queryDepth, queryAliases }: Limits): ValidationRule[] {
  return [depthRule(queryDepth), aliasRule(queryAliases)];
}

function depthRule(limit: number): ValidationRule {
  return (context: ValidationContext): ASTVisitor => {
    const depths = new Map<string, number>();
    return {
      OperationDefinition(operation) {
        const depth = depthOf(operation.selectionSet, context, depths);
        if (depth <= limit) return;
        context.reportError(
          new GraphQLError(`The query is ${depth} levels deep, ${limit} are allowed.`, { nodes: operation }),
        );
      },
    };
  };
}

/** Levels of fields below. A fragment is measured once; one inside itself counts nothing here: another rule refuses it. */
function depthOf(set: SelectionSetNode, context: ValidationContext, depths: Map<string, number>): number {
  let deepest = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value.startsWith('__')) continue;
      const below = selection.selectionSet === undefined ? 0 : depthOf(selection.selectionSet, context, depths);
      deepest = Math.max(deepest, 1 + below);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      deepest = Math.max(deepest, depthOf(selection.selectionSet, context, depths));
    } else {
      const name = selection.name.value;
      if (!depths.has(name)) {
        depths.set(name, 0);
        const fragment = context.getFragment(name);
        if (fragment) depths.set(name, depthOf(fragment.selectionSet, context, depths));
      }
      deepest = Math.max(deepest, depths.get(name) ?? 0);
    }
  }
  return deepest;
}

function aliasRule(limit: number): ValidationRule {
  return (context: ValidationContext): ASTVisitor => {
    let aliases = 0;
    return {
      Field(field) {
        if (field.alias === undefined) return;
        aliases += 1;
        if (aliases !== limit + 1) return;
        context.reportError(new GraphQLError(`The query has more than ${limit} aliases.`, { nodes: field }));
      },
    };
  };
}
