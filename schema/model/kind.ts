/** A property of an edge, or an attribute that is implied by a node's id. The doc is read by users. */
export interface PropertyKind {
  readonly type: 'text' | 'whole' | 'flag' | 'json';
  readonly doc: string;
  /** Whether a claim may leave it out. */
  readonly optional: boolean;
}

export interface NodeKind<Label extends string = string> {
  readonly label: Label;
  readonly doc: string;
  /** What the id is made of: a node holds only what its id implies. */
  readonly id: string;
  /** Attributes that the id implies, kept beside it so that they can be searched. */
  readonly implies?: Readonly<Record<string, PropertyKind>>;
}

export interface EdgeKind<Type extends string = string> {
  readonly type: Type;
  readonly doc: string;
  readonly from: string;
  readonly to: string;
  /** Field names in GraphQL, read from either end. */
  readonly forward: string;
  readonly backward: string;
  readonly properties: Readonly<Record<string, PropertyKind>>;
  /** `claimed`: a document says so. `implied`: the identity of `from` says so. `projected`: computed from claims. */
  readonly basis: 'claimed' | 'implied' | 'projected';
  /** Whether it is a connection in GraphQL, read from either end. */
  readonly exposed: boolean;
  /** Of an implied edge that the identity of a third node says: the label of that node, a set of such edges. */
  readonly within?: string;
}

export const node = <const Label extends string>(kind: NodeKind<Label>): NodeKind<Label> => kind;

export const edge = <const Type extends string>(
  kind: Omit<EdgeKind<Type>, 'basis' | 'properties' | 'exposed'> &
    Partial<Pick<EdgeKind<Type>, 'basis' | 'properties' | 'exposed'>>,
): EdgeKind<Type> => ({ basis: 'claimed', properties: {}, exposed: true, ...kind });

const property = (type: PropertyKind['type'], doc: string): PropertyKind => ({ type, doc, optional: false });
export const text = (doc: string): PropertyKind => property('text', doc);
export const whole = (doc: string): PropertyKind => property('whole', doc);
export const flag = (doc: string): PropertyKind => property('flag', doc);
export const json = (doc: string): PropertyKind => property('json', doc);
export const optional = (kind: PropertyKind): PropertyKind => ({ ...kind, optional: true });
