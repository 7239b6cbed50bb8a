import type { CompleteListing, Observation } from '#ingest';
import { objectId } from '#schema';
import { cypher } from '#queries';
import { coversObject } from '../location-fold.ts';
import type { Neo4jConnection } from './connection.ts';
import { cellsIn, textIn, textOrNullIn, wholeIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';
import type { PendingBatch } from './pending-batch.ts';
import { statedIn } from './stored-documents.ts';
import type { StatedObject, StoredDocuments } from './stored-documents.ts';

const OBJECTS = cypher`UNWIND $given.digests AS digest MATCH (:Document {key: digest})-[t:STATES]->(:KubernetesObject)
  WHERE t.document = digest RETURN digest, t.summary AS summary, t.uid AS uid`;
const REFERENCES = cypher`MATCH (r:Reference)-[t:RESOLVES_TO {document: $given.digest}]->(:Artifact) RETURN DISTINCT r.key AS key`;
const KUBE_SYSTEM = cypher`MATCH (:KubernetesObject {key: 'Namespace||kube-system'})<-[t:STATES]-(d:Document)
  WHERE t.uid IS NOT NULL AND d.rt IS NULL AND d.outcome IS NOT NULL
  MATCH (o:Observation {document: d.key}) WHERE o.object = 'Namespace||kube-system'`;
const CLUSTERS = cypher`${KUBE_SYSTEM} AND t.uid = $given.uid AND o.scope STARTS WITH 'cluster:' RETURN DISTINCT o.scope AS scope`;
const CLUSTER_UID = cypher`${KUBE_SYSTEM} AND o.scope = $given.scope AND o.run <> $given.run
  RETURN DISTINCT t.uid AS uid, o.observedAt AS observedAt`;
const LOSSES = cypher`MATCH (s:Sighting) WHERE s.scope = $given.scope AND s.object IS NOT NULL AND s.vt IS NULL
  WITH DISTINCT s.location AS location, s.object AS object
  MATCH (o:Observation {location: location}) WHERE o.state
  RETURN location, object, min(o.observedAt) AS first, max(o.observedAt) AS last`;
const HOLDERS = cypher`MATCH (:Document {key: $given.digest})<-[h:HOLDS]-(d:Document) RETURN DISTINCT d.key AS key`;
const OBSERVATIONS = cypher`MATCH (o:Observation {document: $given.digest}) RETURN properties(o) AS seen`;
const OUTDATED = cypher`MATCH (d:Document) WHERE d.outcome IS NOT NULL AND d.format <> 'unread'
  AND NOT [d.format, toString(d.reader)] IN $given.readers RETURN d.key AS key`;
const EXISTS = cypher`MATCH (d:Document {key: $given.digest}) RETURN d.key AS key`;

type Read = (statement: typeof OBJECTS, parameters: Cells) => Promise<readonly Cells[]>;

/** What an ingest asks of the store beside its documents: what is there and, on top of it, what is pending. */
export class WriterReads {
  readonly #read: Read;
  readonly #batch: () => PendingBatch;
  readonly #documents: StoredDocuments;

  constructor(connection: Neo4jConnection, documents: StoredDocuments, batch: () => PendingBatch) {
    this.#read = (statement, parameters) =>
      connection.read((transaction) => givenRows(transaction, statement, parameters));
    this.#batch = batch;
    this.#documents = documents;
  }

  async objectsOf(digests: readonly string[]): Promise<ReadonlyMap<string, StatedObject>> {
    const objects = new Map<string, StatedObject>();
    const { settled } = this.#batch();
    const asked: string[] = [];
    for (const digest of digests) {
      const pending = settled.get(digest);
      const states = pending?.claims.find(({ type }) => type === 'STATES');
      const known = this.#documents.statedBy(digest);
      if (states !== undefined) objects.set(digest, statedIn(states.properties));
      else if (pending === undefined && known === undefined) asked.push(digest);
      else if (pending === undefined && known != null) objects.set(digest, known);
    }
    const rows = asked.length === 0 ? [] : await this.#read(OBJECTS, { digests: asked });
    for (const row of rows) objects.set(textIn(row, 'digest'), statedIn(row));
    return objects;
  }

  async referencesOf(digest: string): Promise<readonly string[]> {
    const pending = this.#batch().settled.get(digest);
    if (pending === undefined)
      return (await this.#read(REFERENCES, { digest })).map((row) => textIn(row, 'key')).sort();
    const resolving = pending.claims.filter(({ type }) => type === 'RESOLVES_TO');
    return [...new Set(resolving.map(({ from }) => from))].sort();
  }

  async clustersOf(uid: string): Promise<readonly string[]> {
    const rows = await this.#read(CLUSTERS, { uid });
    const pending = (await this.#kubeSystemsPending()).filter((one) => one.uid === uid).map(({ scope }) => scope);
    const scopes = new Set([...rows.map((row) => textIn(row, 'scope')), ...pending]);
    return [...scopes]
      .filter((scope) => scope.startsWith('cluster:'))
      .sort()
      .map((scope) => scope.slice('cluster:'.length));
  }

  async clusterUid(scope: string, exceptRun: string): Promise<string | null> {
    const rows = await this.#read(CLUSTER_UID, { scope, run: exceptRun });
    const stored = rows.map((row) => ({ uid: textIn(row, 'uid'), observedAt: textIn(row, 'observedAt') }));
    const pending = (await this.#kubeSystemsPending()).filter((one) => one.scope === scope && one.run !== exceptRun);
    const [last] = [...stored, ...pending].sort((a, b) => compare(b.observedAt, a.observedAt) || compare(a.uid, b.uid));
    return last?.uid ?? null;
  }

  async losses(listing: CompleteListing): Promise<{ open: number; ended: number }> {
    const { scope, observedAt } = listing;
    const rows = await this.#read(LOSSES, { scope });
    const pending = Map.groupBy(
      [...this.#batch().observations.values()].filter(({ state }) => state),
      ({ location }) => location,
    );
    const covered = rows.flatMap((row) => {
      const also = (pending.get(textIn(row, 'location')) ?? []).map((seen) => seen.observedAt);
      const times = [textIn(row, 'first'), textIn(row, 'last'), ...also].sort();
      const isCovered = (times[0] ?? '') < observedAt && coversObject(listing, textIn(row, 'object'));
      return isCovered ? [(times.at(-1) ?? '') >= observedAt] : [];
    });
    return { open: covered.length, ended: covered.filter((isShown) => !isShown).length };
  }

  async holderOf(digest: string): Promise<string | null> {
    const { settled } = this.#batch();
    const stored = (await this.#read(HOLDERS, { digest })).map((row) => textIn(row, 'key'));
    const pending = [...settled.values()].filter(({ inner }) => inner.some((one) => one.digest === digest));
    const holders = [...stored.filter((holder) => !settled.has(holder)), ...pending.map((one) => one.digest)];
    return holders.sort()[0] ?? null;
  }

  async observationsOf(digest: string): Promise<readonly Observation[]> {
    const rows = await this.#read(OBSERVATIONS, { digest });
    const stored = rows.map((row) => observationIn(cellsIn(row, 'seen')));
    stored.sort((a, b) => a.rf - b.rf || compare(a.key, b.key));
    const keys = new Set(stored.map(({ key }) => key));
    const pending = [...this.#batch().observations].filter(([key, seen]) => seen.document === digest && !keys.has(key));
    return [...stored.map(({ seen }) => seen), ...pending.map(([, seen]) => ({ ...seen, object: null }))];
  }

  async outdated(readers: ReadonlyMap<string, number>): Promise<readonly string[]> {
    const known = [...readers].map(([format, reader]) => [format, String(reader)]);
    const { settled } = this.#batch();
    const stored = (await this.#read(OUTDATED, { readers: known })).map((row) => textIn(row, 'key'));
    const pending = [...settled.values()].filter(
      ({ format, reader }) => format !== 'unread' && readers.get(format) !== reader,
    );
    return [...stored.filter((digest) => !settled.has(digest)), ...pending.map(({ digest }) => digest)].sort();
  }

  /** Whether there is such a document, though it were only named by another one. */
  async exists(digest: string): Promise<boolean> {
    const { settled, observations } = this.#batch();
    if (settled.has(digest) || [...observations.values()].some(({ document }) => document === digest)) return true;
    return (await this.#read(EXISTS, { digest })).length > 0;
  }

  /** Where the Namespace kube-system, whose uid identifies a cluster, was seen since the last commit. */
  async #kubeSystemsPending(): Promise<{ uid: string; scope: string; run: string; observedAt: string }[]> {
    const seen = [...this.#batch().observations.values()].filter(
      ({ object }) => object !== null && objectId(object) === 'Namespace||kube-system',
    );
    if (seen.length === 0) return [];
    const objects = new Map(await this.objectsOf([...new Set(seen.map(({ document }) => document))]));
    for (const digest of objects.keys())
      if ((await this.#documents.of(digest))?.withdrawn === true) objects.delete(digest);
    return seen.flatMap(({ document, scope, run, observedAt }) => {
      const uid = objects.get(document)?.uid ?? null;
      return uid === null ? [] : [{ uid, scope, run, observedAt }];
    });
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function observationIn(cells: Cells): { readonly rf: number; readonly key: string; readonly seen: Observation } {
  return {
    rf: wholeIn(cells, 'rf'),
    key: textIn(cells, 'key'),
    seen: {
      source: textIn(cells, 'source'),
      run: textIn(cells, 'run'),
      location: textIn(cells, 'location'),
      origin: textIn(cells, 'origin'),
      document: textIn(cells, 'document'),
      observedAt: textIn(cells, 'observedAt'),
      state: cells['state'] === true,
      scope: textIn(cells, 'scope'),
      object: null,
      environment: textOrNullIn(cells, 'environment'),
      inner: cells['inner'] === true,
    },
  };
}
