import type { FailureCode, Stored } from '#ingest';
import type { ObjectName } from '#schema';
import { cypher } from '#queries';
import { parseSummary } from '../keys.ts';
import type { Neo4jConnection } from './connection.ts';
import { listIn, textIn, textOrNullIn, wholeIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';
import type { SettledSlim } from './pending-batch.ts';

/** A Kubernetes object as a document states it. */
export interface StatedObject {
  readonly name: ObjectName;
  readonly uid: string | null;
}

/** So many digests are kept in memory to know without asking that a document is new. */
const REMEMBERED = 200_000;

const COUNT = cypher`MATCH (d:Document) RETURN count(d) AS n`;
const ALL = cypher`MATCH (d:Document) WHERE d.outcome IS NOT NULL RETURN d.key AS key`;
const FOUND = cypher`MATCH (:Document {key: $given.digest})-[:HOLDS*0..8]->(d:Document) WHERE d.outcome IS NOT NULL
  WITH DISTINCT d
  RETURN d.key AS digest, d.outcome AS outcome, d.format AS format, d.version AS version, d.reader AS reader, d.code AS code,
    d.message AS message, d.at AS at, d.rt IS NOT NULL AS withdrawn, d.remarks AS remarks,
    COLLECT { MATCH (d)-[h:HOLDS]->(i:Document) WHERE h.document = d.key RETURN {inner: i.key, at: h.at} } AS inner,
    COLLECT { MATCH (d)-[t:STATES]->(:KubernetesObject) WHERE t.document = d.key RETURN {summary: t.summary, uid: t.uid} } AS states`;

/**
 * What is stored of documents, as far as an ingest asks. What another ingest stores meanwhile may go unnoticed until the
 * commit, which looks again.
 */
export class StoredDocuments {
  readonly #connection: Neo4jConnection;
  readonly #found = new Map<string, Stored>();
  /** Of every document that was found: the object that it states, or null. */
  readonly #states = new Map<string, StatedObject | null>();
  /** Null: there are too many, each is asked for. */
  #digests: Promise<Set<string> | null> | undefined;

  constructor(connection: Neo4jConnection) {
    this.#connection = connection;
  }

  /** A document with everything in it is fetched at once, as whoever asks for it asks for that next. */
  async of(digest: string): Promise<Stored | null> {
    this.#digests ??= this.#all();
    const known = await this.#digests;
    if (known?.has(digest) === false) return null;
    const before = this.#found.get(digest);
    if (before !== undefined) return before;
    const rows = await this.#connection.read((transaction) => givenRows(transaction, FOUND, { digest }));
    for (const row of rows) {
      this.#found.set(textIn(row, 'digest'), storedIn(row));
      const [states] = listIn(row, 'states');
      this.#states.set(textIn(row, 'digest'), states === undefined ? null : statedIn(states));
    }
    return this.#found.get(digest) ?? null;
  }

  /** The object that a document states, null: none, as far as the document was fetched; undefined: it was not. */
  statedBy(digest: string): StatedObject | null | undefined {
    return this.#states.get(digest);
  }

  /** What was fetched is no longer so; these are stored now. */
  async committed(digests: Iterable<string>): Promise<void> {
    this.#found.clear();
    this.#states.clear();
    const known = await this.#digests;
    for (const digest of digests) known?.add(digest);
  }

  #all(): Promise<Set<string> | null> {
    return this.#connection.read(async (transaction) => {
      const [counted = {}] = await givenRows(transaction, COUNT, {});
      if (wholeIn(counted, 'n') > REMEMBERED) return null;
      return new Set((await givenRows(transaction, ALL, {})).map((row) => textIn(row, 'key')));
    });
  }
}

/** The same of a document that is still to be written. */
export function storedFrom(settled: SettledSlim, isWithdrawn: boolean): Stored {
  const { outcome, format, version, reader, failure, remarks, inner } = settled;
  return {
    outcome,
    format,
    version,
    reader,
    code: failure?.code ?? null,
    message: failure?.message ?? null,
    at: failure?.at ?? null,
    withdrawn: isWithdrawn,
    remarks: JSON.parse(remarks) as Stored['remarks'],
    inner: inner.map(({ digest }) => digest),
    innerAt: inner.map(({ at }) => at),
  };
}

/** Of a row with the summary and the uid of a STATES claim. */
export const statedIn = (row: Cells): StatedObject => ({
  name: parseSummary(textIn(row, 'summary')).name,
  uid: textOrNullIn(row, 'uid'),
});

/** Codes and remarks were written by this program. */
function storedIn(row: Cells): Stored {
  const outcome = textIn(row, 'outcome');
  const inner = listIn(row, 'inner').map((one) => ({ digest: textIn(one, 'inner'), at: textIn(one, 'at') }));
  inner.sort((a, b) => a.at.length - b.at.length || (a.at < b.at ? -1 : 1));
  return {
    outcome: outcome === 'failed' || outcome === 'unsupported' ? outcome : 'read',
    format: textIn(row, 'format'),
    version: textOrNullIn(row, 'version'),
    reader: wholeIn(row, 'reader'),
    code: textOrNullIn(row, 'code') as FailureCode | null,
    message: textOrNullIn(row, 'message'),
    at: textOrNullIn(row, 'at'),
    withdrawn: row['withdrawn'] === true,
    remarks: JSON.parse(textIn(row, 'remarks')) as Stored['remarks'],
    inner: inner.map(({ digest }) => digest),
    innerAt: inner.map(({ at }) => at),
  };
}
