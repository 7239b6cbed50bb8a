import type { ObjectName } from '#schema';
import type { Offering, Refused } from './offering.ts';
import type { CompleteListing, Writer } from './writer.ts';

/** What one run showed of a scope. */
interface Shown {
  readonly source: string;
  readonly kinds: Set<string>;
  readonly namespaces: Set<string>;
  /** Uids of the Namespace kube-system. */
  readonly uids: Set<string>;
}

/**
 * What a run with `--complete` may end. Nothing is ended where a document could not be read or was not recognised, where
 * the documents contradict the offering, or where a list says that it goes on: what is missing from a damaged export is
 * not absent from the cluster.
 */
export class Listings {
  readonly #offering: Offering;
  readonly #scopes = new Map<string, Shown>();
  readonly #failed = new Set<string>();
  readonly #doubts = new Set<string>();
  readonly #warnings = new Set<string>();

  constructor(offering: Offering) {
    this.#offering = offering;
  }

  /** An object of this name was seen in a scope, or a typed list of its kind (then without a namespace). */
  saw(
    source: string,
    scope: string,
    name: Pick<ObjectName, 'group' | 'kind'> & Partial<ObjectName>,
    uid: string | null = null,
  ): void {
    const shown = this.#scopes.get(scope) ?? { source, kinds: new Set(), namespaces: new Set(), uids: new Set() };
    this.#scopes.set(scope, shown);
    shown.kinds.add(name.group === '' ? name.kind : `${name.group}/${name.kind}`);
    if (name.namespace !== undefined && name.namespace !== '') shown.namespaces.add(name.namespace);
    const isSystem = name.group === '' && name.kind === 'Namespace' && name.name === 'kube-system';
    if (isSystem && uid !== null) shown.uids.add(uid);
  }

  /** A document of the run could not be read, or only in part. */
  failed(origin: string): void {
    this.#failed.add(origin);
  }

  /** A document that no format claims. A note beside the export is none of it; anything else may be a damaged part. */
  unrecognised(origin: string, size: number): void {
    if (size === 0 || !/\.md$/i.test(origin)) this.#failed.add(origin);
  }

  /** Why the offering cannot be complete, as a sentence. */
  doubt(sentence: string): void {
    this.#doubts.add(sentence);
  }

  /** What a person should know of the run though nothing was refused, as a sentence. */
  warns(sentence: string): void {
    this.#warnings.add(sentence);
  }

  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  /** Writes the listings, all or none; returns why they were not accepted, if so. */
  async write(writer: Writer): Promise<Omit<Refused, 'warnings'>> {
    const { complete, run, namespaces, observedAt, acceptLoss = false } = this.#offering;
    if (!complete) return { notComplete: [], held: [] };
    const notComplete = await this.#refusals(writer);
    if (notComplete.length > 0) return { notComplete, held: [] };
    const covered = namespaces.length === 0 ? null : [...namespaces].sort();
    const listings = [...this.#scopes].map(([scope, { source, kinds }]): CompleteListing => {
      return { source, run, scope, kinds: [...kinds].sort(), namespaces: covered, observedAt };
    });
    const held: string[] = [];
    for (const listing of acceptLoss ? [] : listings) held.push(...(await heldFor(writer, listing)));
    if (held.length === 0) for (const listing of listings) await writer.listed(listing);
    return { notComplete: [], held };
  }

  async #refusals(writer: Writer): Promise<readonly string[]> {
    const refused = (why: string): string => `--complete was not accepted, because ${why}`;
    const refusals = [...this.#doubts].map(refused);
    if (this.#scopes.size === 0 && this.#doubts.size === 0)
      refusals.push('--complete: no Kubernetes object was offered, so no cluster is complete.');
    if (this.#failed.size > 0) {
      const named = [...this.#failed].slice(0, 3).join(', ');
      const count = this.#failed.size === 1 ? '1 document' : `${this.#failed.size} documents`;
      refusals.push(
        refused(
          `${count} could not be read whole, or not be recognised (${named}): an object that is missing here may be in one of them. ` +
            'Mend them, or leave what is none of the cluster out of this run.',
        ),
      );
    }
    for (const [scope, shown] of this.#scopes) {
      const why = this.#outside(shown) ?? (await this.#otherCluster(scope, shown, writer));
      if (why !== null) refusals.push(refused(why));
    }
    return refusals;
  }

  #outside({ namespaces }: Shown): string | null {
    const covered = this.#offering.namespaces;
    const outside = covered.length === 0 ? [] : [...namespaces].filter((namespace) => !covered.includes(namespace));
    if (outside.length === 0) return null;
    return `objects of namespace ${outside.slice(0, 3).join(', ')} were offered, and --namespace names ${covered.join(', ')} only.`;
  }

  /** One name for two clusters would let each end what runs in the other. */
  async #otherCluster(scope: string, { uids }: Shown, writer: Writer): Promise<string | null> {
    if (uids.size > 1)
      return `the documents are of several clusters (kube-system uids ${[...uids].sort().join(', ')}).`;
    const [uid] = uids;
    const known = uid === undefined ? null : await writer.clusterUid(scope, this.#offering.run);
    if (known === null || known === uid) return null;
    const name = scope.replace(/^cluster:/, '');
    return `${name} was the cluster whose kube-system has the uid ${known}, and these documents are of ${String(uid)}. Give the other cluster another name.`;
  }
}

/** A listing that would end so many objects, and more than half of those in force, is held (design.md §3, law 9). */
const HELD_FROM = 10;

async function heldFor(writer: Writer, listing: CompleteListing): Promise<readonly string[]> {
  const { open, ended } = await writer.losses(listing);
  if (ended < HELD_FROM || ended * 2 <= open) return [];
  const name = listing.scope.replace(/^cluster:/, '');
  return [
    `--complete is held: it would end ${ended} of the ${open} objects known of ${name} at once. ` +
      'Look whether the export is whole; if they really are gone, run it again with --accept-loss.',
  ];
}
