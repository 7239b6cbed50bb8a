import DataLoader from 'dataloader';
import type { EntityField } from '#schema';
import type {
  BatchKind,
  Batches,
  DocumentShown,
  Estate,
  NeighbourPage,
  NodeKey,
  NodeShown,
  ThingShown,
} from '../engines/engine.ts';
import { within } from './deadline.ts';

/** The page that is asked of each of several nodes. */
export interface NeighboursAsked {
  readonly first: number;
  readonly after: string | null;
  readonly counted: boolean;
}

/**
 * What one request reads of entities. Everything asked for at the same level of the query is read together: a batch for
 * each kind of edge, direction and page, whatever the number of nodes. Nothing is read twice in a request.
 */
export class EntityLoaders {
  readonly #estate: Estate;
  readonly #signal: AbortSignal;
  readonly #neighbours = new Map<string, DataLoader<string, NeighbourPage>>();
  readonly #nodes: DataLoader<NodeKey, NodeShown | null, string>;
  readonly #things: DataLoader<NodeKey, ThingShown | null, string>;
  readonly #documents: DataLoader<string, DocumentShown | null>;

  constructor(estate: Estate, signal: AbortSignal) {
    this.#estate = estate;
    this.#signal = signal;
    const byKey = { cacheKeyFn: ({ kind, id }: NodeKey): string => `${kind} ${id}` };
    this.#nodes = new DataLoader((keys) => this.#batch('nodes', keys), byKey);
    this.#things = new DataLoader((keys) => this.#batch('things', keys), byKey);
    this.#documents = new DataLoader((digests) => this.#batch('documents', digests));
  }

  neighbours({ edge, direction }: EntityField, id: string, asked: NeighboursAsked): Promise<NeighbourPage> {
    const { first, after, counted } = asked;
    const key = JSON.stringify([edge.type, direction, first, after, counted]);
    let loader = this.#neighbours.get(key);
    if (loader === undefined) {
      loader = new DataLoader((ids) => this.#batch('neighbours', { edge: edge.type, direction, ids, ...asked }));
      this.#neighbours.set(key, loader);
    }
    return loader.load(id);
  }

  node(key: NodeKey): Promise<NodeShown | null> {
    return this.#nodes.load(key);
  }

  thing({ kind, id }: NodeKey): Promise<ThingShown | null> {
    return this.#things.load({ kind, id });
  }

  document(digest: string): Promise<DocumentShown | null> {
    return this.#documents.load(digest);
  }

  search(request: Batches['search']['request']): Promise<Batches['search']['reply']> {
    return this.#batch('search', request);
  }

  #batch<Kind extends BatchKind>(kind: Kind, request: Batches[Kind]['request']): Promise<Batches[Kind]['reply']> {
    return within(this.#signal, this.#estate.batch(kind, request, this.#signal));
  }
}
