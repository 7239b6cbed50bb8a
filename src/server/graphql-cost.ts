import {
  Kind,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** Lists that take no `first`, and how much they give at most. */
const AT_MOST: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  Document: { origins: 20, heldBy: 100, holds: 1000 },
};
const FACTS = new Set(['facts', 'factsTotal']);
const FACTS_AT_MOST = 200;

/** An operation that passed validation, with the variables as they were sent. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * What an operation may come to: for each field that gives pages the `first` that it is given, literally, by a variable or by
 * default, times one more than the cost of what is selected below it; the sum of all. Everything that is selected counts,
 * whether or not a directive would leave it out, so that it is never too low.
 */
export function queryCost({ schema, document, operation, variables }: Operation): number {
  return new Costs(document, operation, schema, variables).of(
    operation.selectionSet,
    schema.getQueryType() ?? undefined,
  );
}

class Costs {
  readonly #schema: GraphQLSchema;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Each fragment is counted once, however often it is spread. */
  readonly #known = new Map<string, number>();

  constructor(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    schema: GraphQLSchema,
    sent: Readonly<Record<string, unknown>>,
  ) {
    this.#schema = schema;
    const defaults = (operation.variableDefinitions ?? []).map(({ variable, defaultValue }): [string, unknown] => [
      variable.name.value,
      defaultValue === undefined ? undefined : valueFromASTUntyped(defaultValue),
    ]);
    this.#variables = { ...Object.fromEntries(defaults), ...sent };
    this.#fragments = new Map(
      document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
    );
  }

  of(set: SelectionSetNode, type: GraphQLNamedType | undefined): number {
    let cost = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) cost += this.#ofField(selection, type);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        cost += this.of(selection.selectionSet, condition === undefined ? type : this.#schema.getType(condition));
      } else cost += this.#ofFragment(selection.name.value);
    }
    return cost;
  }

  #ofFragment(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return 0;
    const cost = this.of(fragment.selectionSet, this.#schema.getType(fragment.typeCondition.name.value));
    this.#known.set(name, cost);
    return cost;
  }

  #ofField(node: FieldNode, type: GraphQLNamedType | undefined): number {
    if (type === undefined || !('getInterfaces' in type)) return 0;
    const field = type.getFields()[node.name.value];
    if (field === undefined) return 0;
    const below = node.selectionSet === undefined ? 0 : this.of(node.selectionSet, namedType(field.type));
    const most = FACTS.has(field.name) ? FACTS_AT_MOST : AT_MOST[type.name]?.[field.name];
    const times = most ?? this.#first(node, field);
    return times === null ? below : times * (1 + below);
  }

  /** Null: the field gives no pages. A value that is none is refused later; here it counts as the default or more. */
  #first(node: FieldNode, field: GraphQLField<unknown, unknown>): number | null {
    const argument = field.args.find(({ name }) => name === 'first');
    if (argument === undefined) return null;
    const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
    const value = given === undefined ? undefined : valueFromASTUntyped(given, this.#variables);
    const otherwise = typeof argument.defaultValue === 'number' ? argument.defaultValue : 1;
    return typeof value === 'number' ? Math.max(1, value) : otherwise;
  }
}

/** The type inside lists and non-nulls. */
const namedType = (type: GraphQLOutputType): GraphQLNamedType => ('ofType' in type ? namedType(type.ofType) : type);
