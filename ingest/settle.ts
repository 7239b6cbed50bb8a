import { objectId, objectNameOf, scopeOfCluster, scopeOfPath } from '#schema';
import type { ObjectName } from '#schema';
import { ClusterIdentity } from './cluster-identity.ts';
import { Failure } from './failure.ts';
import type { Document } from './format.ts';
import { scanHead } from './head.ts';
import type { Ingestion } from './offering.ts';
import type { Listings } from './listings.ts';
import { openDocument } from './open.ts';
import type { Opened } from './open.ts';
import type { Remark } from './reading.ts';
import type { Receipt } from './receipt.ts';
import type { Offered } from './source.ts';
import { unreadDocument } from './unread.ts';
import type { Stored } from './writer.ts';

/** Where a document was met: at a place of a source, perhaps inside another document. */
interface Place {
  readonly origin: string;
  readonly location: string;
  readonly scope: string;
  readonly depth: number;
}

/** A Kubernetes object that a document states. */
interface StatedObject {
  readonly name: ObjectName;
  readonly uid: string | null;
}

/** A stored document that was met again, by itself or inside another. */
interface Held {
  readonly digest: string;
  readonly origin: string;
  readonly format: string;
}

/** Settles the documents of one source: inner ones first, each with its claims, its observation and its receipt. */
export class Settling {
  readonly #ingestion: Ingestion;
  readonly #source: string;
  readonly #listings: Listings;
  readonly #clusters: ClusterIdentity;

  constructor(
    ingestion: Ingestion,
    source: string,
    listings: Listings,
    clusters = new ClusterIdentity(ingestion, listings),
  ) {
    this.#ingestion = ingestion;
    this.#source = source;
    this.#listings = listings;
    this.#clusters = clusters;
  }

  /** A document that the source offers, and everything inside it. */
  async *root(document: Document, { origin, location }: Pick<Offered, 'origin' | 'location'>): AsyncGenerator<Receipt> {
    const { writer, archive, formats } = this.#ingestion;
    const stored = await writer.stored(document.digest);
    const pathScope = scopeOfPath(this.#source, location);
    if (stored !== null) {
      const cluster = await this.#clusters.ofStored(document.digest, stored);
      if (cluster instanceof Failure) {
        yield await this.#stand(origin, location, cluster);
        return;
      }
      const scope = cluster === null ? pathScope : scopeOfCluster(cluster);
      const listed = stored.format === 'kubernetes' && stored.outcome === 'read' ? listedKind(document) : null;
      if (listed !== null) this.#listings.saw(this.#source, scope, listed);
      yield* this.#again(document.digest, stored, { origin, location, scope, depth: 0 });
      return;
    }
    const opened = openDocument(formats, document, 0);
    if (opened === undefined) {
      this.#listings.unrecognised(origin, document.bytes.length);
      yield { document: document.digest, origin, outcome: 'unrecognised' };
      return;
    }
    const cluster = await this.#clusters.ofOpened(opened);
    if (cluster instanceof Failure) {
      yield await this.#stand(origin, location, cluster);
      return;
    }
    archive.keep(document.digest, document.bytes);
    const scope = cluster === null ? pathScope : scopeOfCluster(cluster);
    yield* this.#settle(opened, { origin, location, scope, depth: 0 });
  }

  /** What the source names and does not give. */
  async unread(origin: string, location: string, failure: Failure): Promise<Receipt> {
    this.#listings.failed(origin);
    return this.#stand(origin, location, failure);
  }

  /** A record stands for what was not taken, until another document is seen there. */
  async #stand(origin: string, location: string, failure: Failure): Promise<Receipt> {
    const { writer, archive, offering } = this.#ingestion;
    const document = unreadDocument(this.#source, location, failure);
    const { code, message, at } = failure;
    archive.keep(document.digest, document.bytes);
    const failed = {
      outcome: 'failed',
      version: null,
      reading: null,
      failure: { code, message, at },
      inner: [],
    } as const;
    await writer.settle({ document, format: 'unread', reader: 1, ...failed });
    const cluster = offering.cluster;
    const scope = cluster === null ? scopeOfPath(this.#source, location) : scopeOfCluster(cluster);
    await this.#observe(document.digest, { origin, location, scope, depth: 0 }, null, true);
    return { document: document.digest, origin, outcome: 'failed', code, message, at, retry: failure.retry };
  }

  /** Reads a stored document again, with the readers of today; its observations stand. */
  async *again(document: Document, place: Place): AsyncGenerator<Receipt> {
    const opened = openDocument(this.#ingestion.formats, document, place.depth);
    if (opened === undefined) yield { document: document.digest, origin: place.origin, outcome: 'unrecognised' };
    else yield* this.#settle(opened, place);
  }

  async *#settle(opened: Opened, place: Place): AsyncGenerator<Receipt> {
    const { document, format, reading, failure, inner } = opened;
    for (const found of inner) yield* this.#inner(found.document, found.at, place);
    const outcome = failure === null ? 'read' : failure.code === 'UNSUPPORTED_VERSION' ? 'unsupported' : 'failed';
    if (failure !== null || isPartial(format.name, reading?.remarks ?? [])) this.#listings.failed(place.origin);
    await this.#ingestion.writer.settle({
      document,
      format: format.name,
      reader: format.reader,
      outcome,
      version: reading?.version ?? null,
      reading,
      failure: failure === null ? null : { code: failure.code, message: failure.message, at: failure.at },
      inner: inner.map(({ document: { digest }, at }) => ({ digest, at })),
    });
    await this.#observeRead(opened, place);
    yield receiptOf(opened, outcome, place.origin);
  }

  async *#inner(document: Document, at: string, outer: Place): AsyncGenerator<Receipt> {
    const place = { ...outer, origin: `${outer.origin}#${at}`, depth: outer.depth + 1 };
    const stored = await this.#ingestion.writer.stored(document.digest);
    if (stored !== null) {
      yield* this.#again(document.digest, stored, place);
      return;
    }
    const opened = openDocument(this.#ingestion.formats, document, place.depth);
    if (opened === undefined) {
      this.#listings.failed(place.origin);
      yield { document: document.digest, origin: place.origin, outcome: 'unrecognised' };
    } else yield* this.#settle(opened, place);
  }

  /** A document that the store holds already: it is not read again, but it was seen again, with all that is in it. */
  async *#again(digest: string, stored: Stored, place: Place): AsyncGenerator<Receipt> {
    if (stored.outcome === 'read') {
      if (isPartial(stored.format, stored.remarks)) this.#listings.failed(place.origin);
      await this.#observeAgain(await this.#held(digest, stored, place.origin), place);
      yield { document: digest, origin: place.origin, outcome: 'known', format: stored.format };
      return;
    }
    this.#listings.failed(place.origin);
    await this.#observe(digest, place, null, false);
    const { format, code, message, at, outcome } = stored;
    const why = { code: code ?? 'MALFORMED', message: message ?? '', at: at ?? '', retry: false };
    yield { document: digest, origin: place.origin, outcome, format, ...why };
  }

  /** The document and every one in it that is stored; what no format claims inside it has no claims to observe. */
  async #held(digest: string, stored: Stored, origin: string): Promise<Held[]> {
    const all = [{ digest, origin, format: stored.format }];
    for (const [ordinal, inner] of stored.inner.entries()) {
      const found = await this.#ingestion.writer.stored(inner);
      if (found?.outcome !== 'read') this.#listings.failed(`${origin}#${stored.innerAt[ordinal] ?? ''}`);
      if (found === null) continue;
      all.push(...(await this.#held(inner, found, `${origin}#${stored.innerAt[ordinal] ?? ''}`)));
    }
    return all;
  }

  /** The same observations as of a document that is read: of each object, and of each reference that a sighting names. */
  async #observeAgain(held: readonly Held[], outer: Place): Promise<void> {
    const objects = await this.#ingestion.writer.objectsOf(held.map(({ digest }) => digest));
    for (const { digest, origin, format } of held) {
      const place = { ...outer, origin, depth: outer.depth + Number(origin !== outer.origin) };
      await this.#observe(digest, place, objects.get(digest) ?? null, false);
      if (format === 'sighting')
        await this.#observeReferences(digest, await this.#ingestion.writer.referencesOf(digest), place);
    }
  }

  async #observeReferences(document: string, references: readonly string[], place: Place): Promise<void> {
    for (const reference of references)
      await this.#observe(document, { ...place, location: `ref:${reference}` }, null, true);
  }

  async #observeRead({ document, format, reading }: Opened, place: Place): Promise<void> {
    const states = reading?.claims.find(({ edge }) => edge === 'STATES');
    const uid = states?.properties?.['uid'];
    const object =
      states === undefined ? null : { name: objectNameOf(states.to), uid: typeof uid === 'string' ? uid : null };
    await this.#observe(document.digest, place, object, false);
    const listed = object?.name ?? (format.name === 'kubernetes' ? listedKind(document) : null);
    if (listed !== null) this.#listings.saw(this.#source, place.scope, listed);
    const references = format.name === 'sighting' && reading !== null ? reading.claims.map(({ from }) => from) : [];
    await this.#observeReferences(document.digest, references, place);
  }

  async #observe(document: string, place: Place, stated: StatedObject | null, state: boolean): Promise<void> {
    const { run, observedAt, environment } = this.#ingestion.offering;
    const object = stated?.name ?? null;
    const location = object === null ? place.location : `${place.scope}|${objectId(object)}`;
    const { scope, origin } = place;
    const seen = { source: this.#source, run, location, origin, document, observedAt, scope, object, environment };
    await this.#ingestion.writer.observe({ ...seen, state: state || object !== null, inner: place.depth > 0 });
    if (stated !== null) this.#listings.saw(this.#source, scope, stated.name, stated.uid);
  }
}

/** A list that says it goes on elsewhere, or of which a member was lost, lists nothing completely. */
function isPartial(format: string, remarks: readonly Pick<Remark, 'code' | 'at'>[]): boolean {
  if (format !== 'kubernetes') return false;
  return remarks.some(
    ({ code, at }) =>
      code === 'LIST_INCOMPLETE' ||
      code === 'MEMBER_TWICE' ||
      (code === 'ELEMENT_UNUSABLE' && /(?:^|\/)items\/\d+$/.test(at)),
  );
}

function receiptOf(
  { document, format, reading, failure, inner }: Opened,
  outcome: Receipt['outcome'],
  origin: string,
): Receipt {
  const which = { document: document.digest, origin, outcome, format: format.name };
  if (failure !== null) {
    return { ...which, code: failure.code, message: failure.message, at: failure.at, retry: failure.retry };
  }
  return {
    ...which,
    ...(reading?.version === null || reading?.version === undefined ? {} : { version: reading.version }),
    claims: (reading?.claims.length ?? 0) + (reading?.inventory?.components.length ?? 0),
    remarks: reading?.remarks ?? [],
    inner: inner.map(({ document: { digest } }) => digest),
  };
}

/** The kind that a typed list (`PodList`) covers, even when it is empty. */
function listedKind({ bytes }: Document): Pick<ObjectName, 'group' | 'kind'> | null {
  const { keys } = scanHead(bytes);
  const kind = keys.get('kind') ?? '';
  if (!kind.endsWith('List') || kind === 'List') return null;
  const version = keys.get('apiVersion') ?? '';
  const slash = version.lastIndexOf('/');
  return { group: slash === -1 ? '' : version.slice(0, slash), kind: kind.slice(0, -'List'.length) };
}
