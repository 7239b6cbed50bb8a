import { scopeOfCluster } from '#schema';
import { Failure } from './failure.ts';
import type { Format } from './format.ts';
import type { Listings } from './listings.ts';
import type { Ingestion } from './offering.ts';
import { openDocument } from './open.ts';
import type { Opened } from './open.ts';
import { LIMITS } from './limits.ts';
import type { Stored } from './writer.ts';

/** Formats in which a list of Kubernetes objects may lie. */
const WRAPPERS: ReadonlySet<string> = new Set(['gzip', 'zstd', 'json-lines']);

/**
 * Which cluster the documents of a run are of: what the offering says, checked against the uid that the Namespace
 * kube-system has in them and had in what the store knows under that name (design.md §2).
 */
export class ClusterIdentity {
  readonly #ingestion: Ingestion;
  readonly #listings: Listings;
  /** A document of the run was of another cluster: those that name none are not believed either. */
  #mistaken: string | null = null;
  /** How many documents of the run were taken that name no cluster. */
  #unnamed = 0;

  constructor(ingestion: Ingestion, listings: Listings) {
    this.#ingestion = ingestion;
    this.#listings = listings;
  }

  /** The cluster of a document that is read now, or null; why it is not taken into the one that was named. */
  async ofOpened(opened: Opened): Promise<string | null | Failure> {
    const { cluster } = this.#ingestion.offering;
    if (cluster === null) return this.#named(clusterIn(opened));
    const uids = new Set(uidsIn(this.#ingestion.formats, opened, 0));
    return (await this.#refusal(cluster, uids, opened.format.name)) ?? cluster;
  }

  /** The same of a document that the store holds already. */
  async ofStored(digest: string, stored: Stored): Promise<string | null | Failure> {
    const { cluster } = this.#ingestion.offering;
    if (cluster === null) return this.#named((await this.#uidsKnown(stored.inner))[0] ?? null);
    const uids = new Set([...(await this.#uidsKnown([digest])), ...(await this.#uidsWithin(stored))]);
    return (await this.#refusal(cluster, uids, stored.format)) ?? cluster;
  }

  async #refusal(cluster: string, uids: ReadonlySet<string>, format: string): Promise<Failure | null> {
    const { writer } = this.#ingestion;
    if (uids.size === 0) {
      if (format !== 'kubernetes') return null;
      if (this.#mistaken !== null) return doubtful(this.#mistaken);
      this.#unnamed++;
      return null;
    }
    const known = await writer.clusterUid(scopeOfCluster(cluster), '');
    const other = [...uids].sort().find((uid) => uid !== known);
    if (uids.size > 1 || (known !== null && other !== undefined)) {
      const why =
        known === null || other === undefined
          ? `the documents are of several clusters (kube-system uids ${[...uids].sort().join(', ')}).`
          : `${cluster} was the cluster whose kube-system has the uid ${known}, and these documents are of ${other}.`;
      this.#mistaken = why;
      if (this.#unnamed > 0) this.#listings.warns(takenBefore(cluster, this.#unnamed));
      this.#listings.doubt(why);
      return refused(cluster, why);
    }
    const [uid = ''] = uids;
    const others = (await writer.clustersOf(uid)).filter((name) => name !== cluster);
    if (others.length > 0) this.#listings.warns(knownAs(cluster, uid, others));
    return null;
  }

  /** The name under which the cluster of this uid is known already; its uid where it has no name, or several. */
  async #named(uid: string | null): Promise<string | null> {
    if (uid === null) return null;
    const names = (await this.#ingestion.writer.clustersOf(uid)).filter((name) => name !== uid);
    if (names.length <= 1) return names[0] ?? uid;
    const why = `the cluster with the kube-system uid ${uid} goes by several names (${names.join(', ')}): say which with --cluster.`;
    this.#listings.doubt(why);
    this.#listings.warns(`Taken under its uid: ${why}`);
    return uid;
  }

  async #uidsWithin({ format, inner }: Stored): Promise<string[]> {
    const uids = await this.#uidsKnown(inner);
    if (!WRAPPERS.has(format)) return uids;
    for (const digest of inner) {
      const found = await this.#ingestion.writer.stored(digest);
      if (found !== null) uids.push(...(await this.#uidsWithin(found)));
    }
    return uids;
  }

  async #uidsKnown(inner: readonly string[]): Promise<string[]> {
    const objects = await this.#ingestion.writer.objectsOf(inner);
    return [...objects.values()].flatMap(({ name, uid }) =>
      name.group === '' && name.kind === 'Namespace' && name.name === 'kube-system' && uid !== null ? [uid] : [],
    );
  }
}

function refused(cluster: string, why: string): Failure {
  return new Failure(
    'UNREADABLE',
    `Not taken into ${cluster}: ${why} Give the other cluster another name (--cluster). If what was ingested as ${cluster} before ` +
      'is the wrong one, take that out (provgraph withdraw sha256:<the sha256sum of that file> --reason …), and ingest this again.',
  );
}

function doubtful(why: string): Failure {
  return new Failure(
    'UNREADABLE',
    `Not taken, though it names no cluster itself: it was offered with documents that do, and ${why} Ingest each cluster by itself.`,
  );
}

function takenBefore(cluster: string, count: number): string {
  const which = count === 1 ? '1 document that names no cluster was' : `${count} documents that name no cluster were`;
  return (
    `${which} taken into ${cluster} before a document of another cluster was met in this run: if they are of the other, ` +
    'take them out (provgraph withdraw sha256:<the sha256sum of the file> --reason …).'
  );
}

function knownAs(cluster: string, uid: string, others: readonly string[]): string {
  const [other = ''] = others;
  return (
    `The cluster of ${cluster} (its kube-system has the uid ${uid}) is known as ${others.join(', ')} too: what runs in it counts ` +
    `under each name. To join them keep to one name; what stands under the other ends with an export of nothing: ` +
    `for each kind a typed list without items, ingested with --cluster ${other} --complete --accept-loss.`
  );
}

/** The cluster that a list of Kubernetes objects names by the uid of its kube-system namespace, or null. */
function clusterIn(opened: Opened): string | null {
  if (opened.format.name !== 'kubernetes') return null;
  return listedUids(opened)[0] ?? null;
}

/** Every uid of kube-system that a document shows, also where the list lies in something compressed. */
function uidsIn(formats: readonly Format[], opened: Opened, depth: number): string[] {
  if (opened.format.name === 'kubernetes') return [...ownUid(opened.reading), ...listedUids(opened)];
  if (!WRAPPERS.has(opened.format.name) || depth >= LIMITS.innerDepth) return [];
  return opened.inner.flatMap(({ document }) => {
    if (!viewed(document.bytes).includes('kube-system')) return [];
    const inner = openDocument(formats, document, depth + 1);
    return inner === undefined ? [] : uidsIn(formats, inner, depth + 1);
  });
}

function listedUids({ inner, format }: Opened): string[] {
  return inner.flatMap(({ document }) => {
    const bytes = viewed(document.bytes);
    if (!bytes.includes('"kind":"Namespace"') || !bytes.includes('"name":"kube-system"')) return [];
    return ownUid(format.read(document));
  });
}

function ownUid(reading: Opened['reading']): string[] {
  const states = reading?.claims.find(({ edge }) => edge === 'STATES');
  const uid = states?.properties?.['uid'];
  return states?.to === 'Namespace||kube-system' && typeof uid === 'string' ? [uid] : [];
}

const viewed = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, byteLength);
