import type { Archive, Settled, Stored, Writer } from '#ingest';
import { objectNameOf } from '#schema';
import type { ObjectName } from '#schema';

/** A writer and an archive that store nothing, for `ingest --dry-run`: they remember what one run needs to know of itself. */
export function dryStore(): { readonly writer: Writer; readonly archive: Archive } {
  return { writer: new DryWriter(), archive: new DryArchive() };
}

class DryArchive implements Archive {
  keep(): void {
    // Nothing is kept.
  }

  sync(): Promise<void> {
    return Promise.resolve();
  }

  read(): Promise<null> {
    return Promise.resolve(null);
  }
}

class DryWriter implements Writer {
  readonly #stored = new Map<string, Stored>();
  readonly #objects = new Map<string, { name: ObjectName; uid: string | null }>();
  readonly #references = new Map<string, readonly string[]>();

  stored(digest: string): Promise<Stored | null> {
    return Promise.resolve(this.#stored.get(digest) ?? null);
  }

  objectsOf(digests: readonly string[]): Promise<ReadonlyMap<string, { name: ObjectName; uid: string | null }>> {
    const found = digests.flatMap((digest) => {
      const object = this.#objects.get(digest);
      return object === undefined ? [] : [[digest, object] as const];
    });
    return Promise.resolve(new Map(found));
  }

  clustersOf(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  clusterUid(): Promise<null> {
    return Promise.resolve(null);
  }

  referencesOf(digest: string): Promise<readonly string[]> {
    return Promise.resolve(this.#references.get(digest) ?? []);
  }

  settle({ document: { digest }, outcome, format, version, reader, reading, failure, inner }: Settled): Promise<void> {
    const { code = null, message = null, at = null } = failure ?? {};
    const holds = inner.map((found) => found.digest);
    const remarks = reading?.remarks ?? [];
    const read = { outcome, format, version, reader, code, message, at };
    const innerAt = inner.map((found) => found.at);
    this.#stored.set(digest, { ...read, withdrawn: false, remarks, inner: holds, innerAt });
    if (format === 'sighting')
      this.#references.set(
        digest,
        (reading?.claims ?? []).map(({ from }) => from),
      );
    const states = reading?.claims.find(({ edge }) => edge === 'STATES');
    if (states !== undefined) {
      const uid = states.properties?.['uid'];
      this.#objects.set(digest, { name: objectNameOf(states.to), uid: typeof uid === 'string' ? uid : null });
    }
    return Promise.resolve();
  }

  observe(): Promise<void> {
    return Promise.resolve();
  }

  listed(): Promise<void> {
    return Promise.resolve();
  }

  losses(): Promise<{ open: number; ended: number }> {
    return Promise.resolve({ open: 0, ended: 0 });
  }

  commit(): Promise<number> {
    return Promise.resolve(0);
  }

  project(): Promise<void> {
    return Promise.resolve();
  }

  withdraw(): Promise<boolean> {
    return Promise.resolve(false);
  }

  restore(): Promise<boolean> {
    return Promise.resolve(false);
  }

  holderOf(): Promise<null> {
    return Promise.resolve(null);
  }

  observationsOf(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }

  outdated(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
