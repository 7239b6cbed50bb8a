import { readFileSync, realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { FORMATS, ingest, openSource } from '#ingest';
import type { Source } from '#ingest';
import { AskError } from '#queries';
import { sha256Of } from '#schema';
import type { AskRequest } from '../../src/engines/index.ts';
import type { Store } from './engines.ts';
import type { GoldenAsk, GoldenCase, GoldenHappening } from './golden-case.ts';
import type { z } from 'zod';

/** When golden questions are asked. */
export const NOW = '2026-07-01T00:00:00.000Z';

/** A clock that stands still until it is set. */
export class StandingClock {
  time = NOW;
  readonly read = (): string => this.time;
}

/**
 * Ingests a golden case through the real pipeline and asks its questions.
 *
 * @param root - the folder that the ids of sources are relative to, so that no answer depends on the machine.
 * @returns the answers in a form that is the same on every engine: without data version, the cursor only as being there.
 */
export async function goldenAnswers(
  store: Store,
  clock: StandingClock,
  golden: z.output<typeof GoldenCase>,
  { root, folder, question }: { root: string; folder: string; question: string },
): Promise<readonly unknown[]> {
  const run = new GoldenRun(store, clock, realpathSync(root), folder);
  await run.happen(golden);
  const answers: unknown[] = [];
  let cursor: string | null = null;
  for (const ask of golden.ask) {
    await run.happen(ask);
    const answered = await run.ask(ask, question, cursor);
    cursor = answered.cursor;
    answers.push(answered.shown);
  }
  return answers;
}

/** Only the happenings: what is offered and withdrawn, each offering a run of its own. */
export async function happen(
  store: Store,
  clock: StandingClock,
  happening: GoldenHappening,
  { root, folder }: { root: string; folder: string },
): Promise<void> {
  await new GoldenRun(store, clock, realpathSync(root), folder).happen(happening);
  clock.time = NOW;
}

class GoldenRun {
  readonly #store: Store;
  readonly #clock: StandingClock;
  readonly #root: string;
  readonly #folder: string;
  #runs = 0;

  constructor(store: Store, clock: StandingClock, root: string, folder: string) {
    this.#store = store;
    this.#clock = clock;
    this.#root = root;
    this.#folder = folder;
  }

  async happen({ offerings, withdraw }: GoldenHappening): Promise<void> {
    if (offerings.length === 0 && withdraw.length === 0) return;
    const { archive } = this.#store;
    const writer = await this.#store.writer();
    try {
      for (const { where, observedAt, recordedAt, project, cluster, environment, ...rest } of offerings) {
        this.#clock.time = new Date(recordedAt ?? observedAt).toISOString();
        const source = await this.#source(where);
        const said = { cluster: cluster ?? null, environment: environment ?? null };
        const at = new Date(observedAt).toISOString();
        const offering = { run: `run-${++this.#runs}`, observedAt: at, ...said, ...rest };
        const receipts = ingest(
          { formats: FORMATS, writer, archive, offering },
          [source],
          new AbortController().signal,
        );
        while ((await receipts.next()).done !== true);
        if (project) await writer.project(() => undefined);
      }
      for (const { document, reason, at, undo } of withdraw) {
        this.#clock.time = new Date(at).toISOString();
        const digest = this.#digest(document);
        const known = undo ? await writer.restore(digest) : await writer.withdraw(digest, reason, at);
        if (!known) throw new Error(`the case withdraws ${document}, which was never ingested`);
        await writer.project(() => undefined);
      }
    } finally {
      await writer.close();
    }
  }

  async ask(
    ask: GoldenAsk,
    question: string,
    cursor: string | null,
  ): Promise<{ shown: unknown; cursor: string | null }> {
    this.#clock.time = NOW;
    const { parameters, first, asOf, knownAt } = ask;
    const after = ask.after === 'endCursor' ? (cursor ?? 'the answer before has no cursor') : ask.after;
    const request: AskRequest = {
      question: ask.question ?? question,
      parameters,
      ...(first === undefined ? {} : { first }),
      ...(after === undefined ? {} : { after }),
      ...(asOf === undefined ? {} : { asOf }),
      ...(knownAt === undefined ? {} : { knownAt }),
    };
    try {
      const { dataVersion, ...answer } = await this.#store.estate.ask(request);
      if (!/^\d+$/.test(dataVersion)) throw new Error('the data version is no revision');
      const { endCursor, hasNextPage } = answer.pageInfo;
      const pageInfo = { endCursor: endCursor === null ? null : 'a cursor', hasNextPage };
      return { shown: { ...answer, pageInfo }, cursor: endCursor };
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      const { code, message, at, nearest } = error;
      return { shown: { error: { code, message, at, nearest } }, cursor: null };
    }
  }

  /** The real source, under an id that is the same on every machine. */
  async #source(where: string): Promise<Source> {
    const source = await openSource(join(this.#folder, where));
    if (source === undefined) throw new Error(`the case offers ${where}, which is no source`);
    return { ...source, id: source.id.replace(this.#root + sep, '').replaceAll(sep, '/') };
  }

  #digest(document: string): string {
    if (document.startsWith('sha256:')) return document;
    return sha256Of(readFileSync(resolve(this.#folder, document)));
  }
}
