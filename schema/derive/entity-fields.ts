import type { EdgeKind, Model } from '../model/index.ts';

/** A field of an entity that leads to its neighbours along one kind of edge. */
export interface EntityField {
  readonly name: string;
  /** The kind of the entity. */
  readonly label: string;
  readonly edge: EdgeKind;
  /** `out`: the entity is the source of the edge. */
  readonly direction: 'out' | 'in';
  /** The kind of the neighbours. */
  readonly other: string;
  /** The identity of the entity implies exactly one neighbour: the field is that neighbour, and no connection. */
  readonly isSingle: boolean;
}

/** A property of an edge that GraphQL shows, with its type there. */
export interface ShownProperty {
  readonly name: string;
  /** A GraphQL type, without `!`. */
  readonly type: string;
  readonly optional: boolean;
  readonly doc: string;
}

/** A slot has no row of its own: its workload stands for it, and the slot is a property of what it loads. */
const STANDS_FOR: Readonly<Record<string, string>> = { ModelSlot: 'Workload' };

/** Fields that `document(digest)` of the contract has: the connection of the same edge is called otherwise. */
const TAKEN: Readonly<Record<string, readonly string[]>> = { Document: ['holds', 'heldBy'] };

/** JSON is packed for machines. A whole number may be beyond 32 bits (the size of a file), which `Int` cannot say. */
const TYPES = { text: 'String', whole: 'Float', flag: 'Boolean', json: null } as const;

/** What an exposure says of a projected edge. */
const PROJECTED: readonly ShownProperty[] = [
  { name: 'route', type: 'Route', optional: false, doc: 'By which route the workload uses it.' },
  { name: 'state', type: 'State', optional: false, doc: 'What the workload was doing.' },
  { name: 'rung', type: 'Rung', optional: false, doc: 'How firmly the bytes are known.' },
  { name: 'slot', type: 'String', optional: true, doc: 'Where the model is served; null: no slot was recognised.' },
];

/** The kind of node that stands at an end of an edge in GraphQL. */
export const entityAt = (label: string): string => STANDS_FOR[label] ?? label;

/** The neighbours that an entity of this kind has: one field for each exposed edge and direction, in the order of the model. */
export function entityFields({ edges }: Model, label: string): readonly EntityField[] {
  const fields = edges
    .filter(({ exposed }) => exposed)
    .flatMap((edge): EntityField[] => {
      const [from, to] = [entityAt(edge.from), entityAt(edge.to)];
      const isSingle = edge.basis === 'implied' && !('ordinal' in edge.properties);
      const out = { name: edge.forward, label: from, edge, direction: 'out', other: to, isSingle } as const;
      const into = { name: edge.backward, label: to, edge, direction: 'in', other: from, isSingle: false } as const;
      return [...(from === label ? [out] : []), ...(to === label ? [into] : [])];
    });
  const taken = TAKEN[label] ?? [];
  return fields.map((field) => (taken.includes(field.name) ? { ...field, name: `${field.name}Connection` } : field));
}

/** The properties of an edge that are shown: what its claims state, or for a projected edge what its exposure says. */
export function shownProperties({ basis, properties }: EdgeKind): readonly ShownProperty[] {
  if (basis === 'projected') return PROJECTED;
  return Object.entries(properties).flatMap(([name, { type, optional, doc }]): ShownProperty[] => {
    const shown = TYPES[type];
    return shown === null ? [] : [{ name, type: shown, optional, doc }];
  });
}

/** What the id of a node implies, where no field of every node has that name. */
export function impliedProperties({ nodes }: Model, label: string): readonly ShownProperty[] {
  const implies = nodes.find((kind) => kind.label === label)?.implies ?? {};
  return Object.entries(implies).flatMap(([name, { type, optional, doc }]): ShownProperty[] => {
    const shown = TYPES[type];
    return shown === null || name === 'name' ? [] : [{ name, type: shown, optional, doc }];
  });
}
