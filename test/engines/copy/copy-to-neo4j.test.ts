import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QUESTIONS } from '#queries';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';
import { folderArchive } from '../../../src/archive/folder.ts';
import { copyToNeo4j } from '../../../src/engines/copy/copy-to-neo4j.ts';
import type { Copied } from '../../../src/engines/copy/copy-to-neo4j.ts';
import { openEstate, openWriter } from '../../../src/engines/index.ts';
import { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import { EXAMPLE, provgraph } from '../../cli/command-line.ts';
import { describeNeo4j } from '../../neo4j/lease.ts';
import { openSqlite } from '../../questions/engines.ts';
import type { Store } from '../../questions/engines.ts';
import { GoldenCase } from '../../questions/golden-case.ts';
import { StandingClock, goldenAnswers, happen } from '../../questions/golden-estate.ts';
import { emptied } from '../neo4j/load-from-sqlite.ts';

const ROOT = join(import.meta.dirname, '../../golden/questions');
const cases = QUESTIONS.flatMap(({ name: question }) =>
  readdirSync(join(ROOT, question)).map((name) => ({ question, name, folder: join(ROOT, question, name) })),
);

/** The questions of a case, without what happens between them. */
const askedOnly = (golden: z.output<typeof GoldenCase>): z.output<typeof GoldenCase> => ({
  ...golden,
  offerings: [],
  withdraw: [],
  ask: golden.ask.map((ask) => ({ ...ask, offerings: [], withdraw: [] })),
});

await describeNeo4j('an estate that is copied into a Neo4j', (settings) => {
  const connection = new Neo4jConnection(settings);
  const clock = new StandingClock();
  let folder = '';
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'provgraph-copy-'));
    await emptied(connection);
  });
  // The record of the schema outlives a test, and this file.
  afterEach(() =>
    connection.write((transaction) =>
      transaction.run('MATCH (m:SchemaMigration) REMOVE m.copySource, m.copyStep, m.copyStart, m.copyLock'),
    ),
  );
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(() => connection.close());

  const copy = (
    signal = new AbortController().signal,
    progress: (n: number) => void = () => undefined,
  ): Promise<Copied> =>
    copyToNeo4j({
      folder,
      archive: folderArchive(join(folder, 'archive')),
      neo4j: settings,
      clock: clock.read,
      progress,
      signal,
    });

  const target = async (): Promise<Store> => {
    const [archiveFolder, neo4j] = [join(folder, 'archive'), settings];
    const archive = folderArchive(archiveFolder);
    return {
      archive,
      writer: () => openWriter({ folder, neo4j, waitSeconds: 0, clock: clock.read }),
      estate: await openEstate({ folder, neo4j, archive, archiveFolder, clock: clock.read, serving: false }),
    };
  };

  const goldenOf = (where: string): z.output<typeof GoldenCase> =>
    GoldenCase.parse(JSON.parse(readFileSync(join(where, 'case.json'), 'utf8')));

  const happened = async (where: string): Promise<void> => {
    const golden = goldenOf(where);
    const store = await openSqlite(folder, clock.read);
    for (const one of [golden, ...golden.ask]) await happen(store, clock, one, { root: ROOT, folder: where });
    await store.estate.close();
  };

  const isFilled = ({ folder: where }: { readonly folder: string }): boolean => {
    const golden = goldenOf(where);
    return [golden, ...golden.ask].some(({ offerings, withdraw }) => offerings.length + withdraw.length > 0);
  };

  test.each(cases.filter(isFilled))('answers as it did: $question, $name', async ({ question, folder: where }) => {
    const golden = goldenOf(where);
    await happened(where);
    const place = { root: ROOT, folder: where, question };
    const before = await openSqlite(folder, clock.read);
    const expected = await goldenAnswers(before, clock, askedOnly(golden), place);
    await before.estate.close();
    const { counts, lost, isResumed } = await copy();
    expect(counts.filter((one) => one.source !== one.target)).toEqual([]);
    expect({ lost, isResumed }).toEqual({ lost: [], isResumed: false });
    const after = await target();
    expect(await goldenAnswers(after, clock, askedOnly(golden), place)).toEqual(expected);
    await after.estate.close();
    const happensBetween = golden.ask.some(({ offerings, withdraw }) => offerings.length + withdraw.length > 0);
    if (!happensBetween) expect(expected).toEqual(JSON.parse(readFileSync(join(where, 'expected.json'), 'utf8')));
  });

  const WHERE = join(ROOT, 'deployed-models-using-package/withdrawn-statement');

  test('goes on where it was interrupted, and is closed to all until it is whole', async () => {
    await happened(WHERE);
    for (let runs = 0, isWhole = false; !isWhole; runs++) {
      const stop = new AbortController();
      const { isInterrupted, isResumed, counts } = await copy(stop.signal, (written) => {
        if (written >= 40) stop.abort();
      });
      expect(isResumed).toBe(runs > 0);
      isWhole = !isInterrupted;
      if (isInterrupted) {
        const words = /holds a part of a copy only; run provgraph copy --from sqlite --to neo4j again/u;
        await expect(target()).rejects.toThrow(words);
        await expect(openWriter({ folder, neo4j: settings, waitSeconds: 0, clock: clock.read })).rejects.toThrow(words);
        continue;
      }
      expect(runs).toBeGreaterThan(1);
      expect(counts.filter((one) => one.source !== one.target)).toEqual([]);
    }
    const golden = askedOnly(goldenOf(WHERE));
    const place = { root: ROOT, folder: WHERE, question: 'deployed-models-using-package' };
    const [source, copied] = [await openSqlite(folder, clock.read), await target()];
    expect(await goldenAnswers(copied, clock, golden, place)).toEqual(
      await goldenAnswers(source, clock, golden, place),
    );
    await Promise.all([source.estate.close(), copied.estate.close()]);
  });

  test('does not go on when the source has changed since', async () => {
    await happened(WHERE);
    const stop = new AbortController();
    stop.abort();
    expect((await copy(stop.signal)).isInterrupted).toBe(true);
    const store = await openSqlite(folder, clock.read);
    const writer = await store.writer();
    const [document = ''] = await writer.outdated(new Map());
    await writer.withdraw(document, 'changed', clock.read());
    await writer.commit();
    await writer.close();
    await store.estate.close();
    await expect(copy()).rejects.toThrow(/of this one before it changed; empty the database/u);
  });

  test('needs an empty database, and a store', async () => {
    await expect(copy()).rejects.toThrow(/There is no store in .* that could be copied\./u);
    await happened(WHERE);
    await copy();
    await expect(copy()).rejects.toThrow(/is not empty; a copy needs an empty one\. Nothing was changed\.$/u);
  });

  test('tells which documents have no bytes', async () => {
    await happened(WHERE);
    rmSync(join(folder, 'archive'), { recursive: true });
    const { lost } = await copy();
    expect(lost.length).toBeGreaterThan(0);
    for (const { document, origin } of lost) {
      expect(document).toMatch(/^sha256:/u);
      expect(origin).not.toBe('');
    }
  });

  test('the command copies the example estate, and both answer the same', () => {
    const { uri, user, password, database } = settings;
    const environment = {
      NEO4J_URI: uri,
      NEO4J_USERNAME: user,
      NEO4J_PASSWORD: password,
      NEO4J_DATABASE: database,
    };
    const run = (...words: string[]): ReturnType<typeof provgraph> => provgraph(folder, words, '', environment);
    expect(run('ingest', EXAMPLE).status).toBeLessThan(4);
    const copied = run('copy', '--from', 'sqlite', '--to', 'neo4j');
    expect(copied.err).not.toContain('provgraph:');
    expect(copied.out).toContain('holds the same estate now.');
    expect(copied.status).toBe(0);
    const ask = ['ask', 'deployed-models-using-package', '--package', 'pkg:pypi/litellm', '--csv'];
    const [source, there] = [run(...ask), run(...ask, '--engine', 'neo4j')];
    expect(there.out).toBe(source.out);
    expect(there.status).toBe(source.status);
    expect(run('copy', '--from', 'sqlite', '--to', 'neo4j').status).toBe(1);
    expect(run('copy', '--from', 'neo4j', '--to', 'sqlite').status).toBe(2);
  });
});
