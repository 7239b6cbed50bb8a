import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORMATS, ingest } from '#ingest';
import type { Archive, Offered, Offering, Receipt, Source, Writer } from '#ingest';
import { QUESTIONS } from '#queries';
import { sha256Of } from '#schema';
import type { Answer } from '#queries';
import { folderArchive } from '../../src/archive/folder.ts';
import { openEstate, openWriter } from '../../src/engines/index.ts';
import type { AskRequest, Estate, Neo4jSettings } from '../../src/engines/index.ts';
import { dumpOf } from './dump.ts';
import type { Dumped } from './dump.ts';

/** One run over some documents: what `provgraph ingest` would be given. */
export interface Run extends Partial<Omit<Offering, 'run'>> {
  readonly documents: readonly Offered[];
  /** Aborts before this document of the run (from 0). */
  readonly interruptedAt?: number;
  readonly project?: boolean;
}

export interface Ran {
  readonly receipts: readonly Receipt[];
  readonly refused: readonly string[];
  readonly warnings: readonly string[];
}

type Wrap = (parts: { writer: Writer; archive: Archive }) => { writer: Writer; archive: Archive };

export const OBSERVED_AT = '2026-03-25T10:00:00.000Z';
const ASKED_AT = '2026-12-01T00:00:00.000Z';

/** A store in a folder of its own, driven the way the program does it. */
export class Store {
  readonly folder: string;
  #runs = 0;
  /** What the writer's clock says next: each commit is a second later. */
  recordedAt = Date.parse('2026-06-01T00:00:00.000Z');

  constructor(folder = mkdtempSync(join(tmpdir(), 'laws-'))) {
    this.folder = folder;
  }

  /** Where it is, where that is not the folder. */
  protected place(): Neo4jSettings | null {
    return null;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  removed(): Promise<void> {
    this.remove();
    return Promise.resolve();
  }

  archive(): Archive {
    return folderArchive(join(this.folder, 'archive'));
  }

  writer(): Promise<Writer> {
    const clock = (): string => new Date((this.recordedAt += 1000)).toISOString();
    return openWriter({ folder: this.folder, waitSeconds: 0, clock });
  }

  /** Runs one ingest to its end (or to its interruption) and projects. `wrap` may put something before the parts. */
  async ingest(run: Run, wrap: Wrap = (parts) => parts): Promise<Ran> {
    const opened = await this.writer();
    const { writer, archive } = wrap({ writer: opened, archive: this.archive() });
    const { documents, interruptedAt, project = true, ...given } = run;
    const abort = new AbortController();
    const offering: Offering = {
      run: `run-${this.#runs++}`,
      cluster: null,
      environment: null,
      observedAt: OBSERVED_AT,
      complete: false,
      namespaces: [],
      ...given,
    };
    const source = sourceOf(documents, interruptedAt === undefined ? null : { at: interruptedAt, abort });
    try {
      const receipts: Receipt[] = [];
      const receiving = ingest({ formats: FORMATS, writer, archive, offering }, [source], abort.signal);
      let next = await receiving.next();
      for (; next.done !== true; next = await receiving.next()) receipts.push(next.value);
      if (project) await writer.project(() => undefined);
      return { receipts, refused: [...next.value.notComplete, ...next.value.held], warnings: next.value.warnings };
    } finally {
      await opened.close();
    }
  }

  async withWriter<T>(work: (writer: Writer) => Promise<T>): Promise<T> {
    const writer = await this.writer();
    try {
      const result = await work(writer);
      await writer.project(() => undefined);
      return result;
    } finally {
      await writer.close();
    }
  }

  async withEstate<T>(work: (estate: Estate) => Promise<T>): Promise<T> {
    const archiveFolder = join(this.folder, 'archive');
    const estate = await openEstate({
      folder: this.folder,
      neo4j: this.place(),
      archive: this.archive(),
      archiveFolder,
      clock: () => ASKED_AT,
      serving: false,
    });
    try {
      return await work(estate);
    } finally {
      await estate.close();
    }
  }

  ask(request: AskRequest): Promise<Answer> {
    return this.withEstate((estate) => estate.ask(request));
  }

  /** The answers to every question, without what names the moment of asking and the count of commits. */
  answers(packages: readonly string[]): Promise<Record<string, unknown>> {
    return this.withEstate(async (estate) => {
      const answers: Record<string, unknown> = {};
      for (const { name, parameters } of QUESTIONS) {
        const asked = askedOf(Object.keys(parameters.shape), packages);
        for (const given of asked) {
          const answer = await estate.ask({ question: name, parameters: given, first: 1000 });
          answers[`${name} ${JSON.stringify(given)}`] = timeless(answer);
        }
      }
      return { ...answers, failures: await estate.failures() };
    });
  }

  /**
   * Documents of the store whose bytes cannot be derived; at most `sample` are looked for, because an inner document is
   * found by reading its outer one again.
   */
  async withoutBytes(sample: number): Promise<readonly string[]> {
    const stored = /^document_state .*?"document":"([^"]+)"/;
    const digests = (await this.dumped('claims')).flatMap((line) => stored.exec(line)?.[1] ?? []);
    const some = digests.filter((_, place) => place % Math.ceil(digests.length / sample) === 0);
    return this.withEstate(async (estate) => {
      const missing: string[] = [];
      for (const digest of some) {
        const bytes = await estate.bytes(digest);
        if (bytes === null || sha256Of(bytes) !== digest) missing.push(digest);
      }
      return missing;
    });
  }

  dump(of: Dumped = 'all'): readonly string[] {
    return dumpOf(this.folder, of);
  }

  /** The same of whatever engine this is. */
  dumped(of: Dumped = 'all'): Promise<readonly string[]> {
    return Promise.resolve(this.dump(of));
  }
}

/** A digest that every store may be asked for: nobody has it, and two answers to it must still be the same. */
const NOBODYS = `sha256:${'0'.repeat(64)}`;

/** The image of the example estate whose SBOMs state dependencies. */
const SERVED = 'sha256:3a30c3f4b9e88ee21cc94b94e3038840c13d71e891252e88a9fb12ef12d01820';

/** How each question is asked: a package question once for each package. */
function askedOf(parameters: readonly string[], packages: readonly string[]): readonly Record<string, string>[] {
  const artifact = parameters.includes('artifact') ? { artifact: SERVED } : {};
  if (parameters.includes('package')) return packages.map((one) => ({ package: one, ...artifact }));
  const digests = parameters.filter((name) => ['digest', 'from', 'of', 'to'].includes(name));
  return [Object.fromEntries(digests.map((name) => [name, NOBODYS]))];
}

/** An answer without what names the moment of asking and the count of commits. */
export function timeless(answer: Answer): unknown {
  return { ...answer, asOf: '', dataVersion: '', pageInfo: answer.pageInfo.hasNextPage };
}

/** A source that offers these documents in this order. */
function sourceOf(documents: readonly Offered[], interruption: { at: number; abort: AbortController } | null): Source {
  return {
    id: 'folder:laws',
    expected: null,
    async *offers(signal) {
      for (const [ordinal, document] of documents.entries()) {
        await Promise.resolve();
        if (interruption?.at === ordinal) interruption.abort.abort();
        if (signal.aborted) return;
        yield document;
      }
    },
  };
}
