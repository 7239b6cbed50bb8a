import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import { ENTITY_ROOTS, MODEL, entityFields, identifyPackage, impliedProperties, parseDigest } from '#schema';
import type { EntityField } from '#schema';
import type { DocumentShown, NeighbourPage, NodeKey, NodeShown, ThingShown } from '../engines/engine.ts';
import type { EntityLoaders } from './entity-loaders.ts';
import { Problem } from './problem.ts';

/** A node of the graph in an answer, with as much of it as is known so far. */
export interface Entity extends NodeKey {
  readonly name: string;
  readonly implied?: NodeShown['implied'];
  readonly understood?: string;
  readonly facts?: ThingShown['facts'];
  readonly factsTotal?: number;
  readonly document?: DocumentShown;
}

type Arguments = Readonly<Record<string, unknown>>;
type Context = Readonly<{ loaders: EntityLoaders }>;
type EntityResolver = (source: Entity, given: Arguments, context: Context, info: GraphQLResolveInfo) => unknown;
type RootResolver = (source: unknown, given: Arguments, context: Context) => Promise<unknown>;

const FIRST_MAX = 1000;
const SEARCH = { first: 100, shortest: 2, longest: 512 } as const;

/** What is said of a document that others name and nobody offered. */
const UNSEEN: Omit<DocumentShown, 'digest'> = {
  format: null,
  version: null,
  outcome: 'unseen',
  size: 0,
  origins: [],
  heldBy: [],
  holds: [],
  withdrawn: null,
  remarks: [],
  failure: null,
};

/** The resolvers of every kind of node, by the name of its type, and of the interface. */
export function entityResolvers(): Readonly<Record<string, Readonly<Record<string, EntityResolver>>>> {
  const types = MODEL.nodes.map(({ label }) => [label, typeResolvers(label)] as const);
  return { Node: { __resolveType: ({ kind }) => kind }, ...Object.fromEntries(types) };
}

/** The resolvers of the fields of `Query` that give entities. */
export function entityRootResolvers(): Readonly<Record<string, RootResolver>> {
  const roots = ENTITY_ROOTS.map(({ field, argument, label }): [string, RootResolver] => [
    field,
    (_, given, { loaders }) => loaders.node({ kind: label, id: idMeant(label, String(given[argument])) }),
  ]);
  return {
    ...Object.fromEntries(roots),
    model: (_, { id }, { loaders }) => {
      const digest = parseDigest(String(id));
      return loaders.node(
        digest === undefined ? { kind: 'Reference', id: String(id) } : { kind: 'Artifact', id: digest },
      );
    },
    search: (_, { text, first }, { loaders }) => {
      const asked = String(text).trim();
      if (asked.length < SEARCH.shortest || asked.length > SEARCH.longest) {
        throw new Problem('BAD_PARAMETER', `text has ${SEARCH.shortest} to ${SEARCH.longest} characters.`, {
          at: 'text',
        });
      }
      return loaders.search({ text: asked, first: pageSize(first, SEARCH.first) });
    },
  };
}

/** The id that a text stands for: digests and package URLs may be spelled in several ways. */
function idMeant(label: string, text: string): string {
  if (label === 'Artifact') return parseDigest(text) ?? text;
  if (label === 'Package') return identifyPackage(text)?.coordinate ?? text;
  return label === 'PackageVersion' ? (identifyPackage(text)?.packageVersion ?? text) : text;
}

function typeResolvers(label: string): Readonly<Record<string, EntityResolver>> {
  const implied = impliedProperties(MODEL, label).map(({ name }): [string, EntityResolver] => [
    name,
    async (source, _, { loaders }) => (source.implied ?? (await loaders.node(keyOf(source)))?.implied)?.[name] ?? null,
  ]);
  const edges = entityFields(MODEL, label).map((field): [string, EntityResolver] => [
    field.name,
    field.isSingle ? singleResolver(field) : connectionResolver(field),
  ]);
  return {
    understood: ({ understood, kind }) => understood ?? `the id of a ${kind}`,
    facts: async (source, _, { loaders }) => source.facts ?? (await loaders.thing(keyOf(source)))?.facts ?? [],
    factsTotal: async (source, _, { loaders }) =>
      source.factsTotal ?? (await loaders.thing(keyOf(source)))?.factsTotal ?? 0,
    ...(label === 'Document' ? documentResolvers() : {}),
    ...Object.fromEntries([...implied, ...edges]),
  };
}

const keyOf = ({ kind, id }: Entity): NodeKey => ({ kind, id });

function documentResolvers(): Readonly<Record<string, EntityResolver>> {
  const fields = Object.keys(UNSEEN) as (keyof typeof UNSEEN)[];
  const resolvers = fields.map((name): [string, EntityResolver] => [
    name,
    async (source, _, { loaders }) => (source.document ?? (await loaders.document(source.id)) ?? UNSEEN)[name],
  ]);
  return { digest: ({ id }) => id, ...Object.fromEntries(resolvers) };
}

const singleResolver =
  (field: EntityField): EntityResolver =>
  async ({ id }, _, { loaders }) => {
    const { neighbours } = await loaders.neighbours(field, id, { first: 1, after: null, counted: false });
    return neighbours[0]?.node ?? null;
  };

const connectionResolver =
  (field: EntityField): EntityResolver =>
  async ({ id }, { first, after }, { loaders }, info) => {
    const asked = {
      first: pageSize(first, FIRST_MAX),
      after: typeof after === 'string' ? idOfCursor(after) : null,
      counted: info.fieldNodes.some(({ selectionSet }) => selects(selectionSet, 'totalCount', info)),
    };
    return connectionOf(await loaders.neighbours(field, id, asked));
  };

function connectionOf({ total, hasNextPage, neighbours }: NeighbourPage): unknown {
  const edges = neighbours.map(({ node, agreed, evidence, evidenceTotal }) => ({
    ...agreed,
    cursor: cursorOf(node.id),
    node,
    evidence: evidence.map(({ document, at, properties }) => ({ ...properties, document, at })),
    evidenceTotal,
  }));
  return { edges, totalCount: total, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage } };
}

function pageSize(first: unknown, most: number): number {
  if (typeof first === 'number' && first >= 1 && first <= most) return first;
  throw new Problem('BAD_PARAMETER', `first is a whole number from 1 to ${most}.`, { at: 'first' });
}

const cursorOf = (id: string): string => Buffer.from(id).toString('base64url');

function idOfCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (cursor === '' || cursorOf(id) !== cursor) {
    throw new Problem('BAD_CURSOR', 'This is no cursor: give the endCursor of the page before.', { at: 'after' });
  }
  return id;
}

/** Whether a field is selected, whatever its directives. Validation has refused a fragment inside itself. */
function selects(set: SelectionSetNode | undefined, name: string, info: GraphQLResolveInfo): boolean {
  return (set?.selections ?? []).some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === name;
    if (selection.kind === Kind.INLINE_FRAGMENT) return selects(selection.selectionSet, name, info);
    return selects(info.fragments[selection.name.value]?.selectionSet, name, info);
  });
}
