import type { ObjectName } from '#schema';
import type { Offering } from './ingest.ts';
import type { Writer } from './writer.ts';

/**
 * What a run with `--complete` may end. Nothing is ended for a scope in which a document could not be read: what is
 * missing from a damaged export is not absent from the cluster.
 */
export class Listings {
  readonly #offering: Offering;
  readonly #scopes = new Map<string, { source: string; kinds: Set<string> }>();
  readonly #failed: string[] = [];

  constructor(offering: Offering) {
    this.#offering = offering;
  }

  saw(source: string, scope: string, name: Pick<ObjectName, 'group' | 'kind'>): void {
    const kind = name.group === '' ? name.kind : `${name.group}/${name.kind}`;
    const known = this.#scopes.get(scope);
    if (known === undefined) this.#scopes.set(scope, { source, kinds: new Set([kind]) });
    else known.kinds.add(kind);
  }

  failed(origin: string): void {
    this.#failed.push(origin);
  }

  /** Writes the listings; returns why they were not accepted, if so. */
  async write(writer: Writer): Promise<readonly string[]> {
    const { complete, run, namespaces, observedAt } = this.#offering;
    if (!complete) return [];
    if (this.#scopes.size === 0) return ['--complete: no Kubernetes object was offered, so no cluster is complete.'];
    if (this.#failed.length > 0) {
      const named = this.#failed.slice(0, 3).join(', ');
      return [
        `--complete was not accepted, because ${this.#failed.length} documents could not be read (${named}): ` +
          'an object that is missing here may be in one of them. Mend or remove them and run again.',
      ];
    }
    for (const [scope, { source, kinds }] of this.#scopes) {
      const covered = namespaces.length === 0 ? null : [...namespaces].sort();
      await writer.listed({ source, run, scope, kinds: [...kinds].sort(), namespaces: covered, observedAt });
    }
    return [];
  }
}
