import { cypher } from './cypher.ts';
import type { Cypher } from './cypher.ts';
import { AskError } from '../question.ts';
import type { AskOptions, Reader, Statement, Value } from '../question.ts';

/** Which exposures and bills a question sees: those open now, or those of a time (valid) and a revision (known). */
export interface Moment {
  readonly mode: 'now' | 'then';
  readonly asOf: string;
  readonly revision: number;
  /** The parameters that the `then` texts name. */
  readonly parameters: Readonly<Record<string, Value>>;
}

/** The same text for both modes: `now` uses the partial indexes of what is open. */
export interface TimedStatement {
  readonly now: Statement;
  readonly then: Statement;
}

export const NOW = {
  exposure: 'e.rt IS NULL AND e.vt IS NULL',
  bill: 'b.rt IS NULL',
  document: 's.rt IS NULL',
  describer: 'w.rt IS NULL',
};
const REVISION = (table: string): string =>
  `${table}.rf <= :revision AND (${table}.rt IS NULL OR ${table}.rt > :revision)`;
const THEN = {
  exposure: `e.vf <= :asOf AND (e.vt IS NULL OR e.vt > :asOf) AND ${REVISION('e')}`,
  bill: REVISION('b'),
  document: `${REVISION('s')} AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.document = s.document AND w.rf <= :revision AND w.rt > :revision)`,
  describer: REVISION('w'),
};

/** The conditions for the tables `e` (exposure), `b` (bill), `s` (document_state) and `w` (that of who describes). */
export type Open = typeof NOW;

/** What a question in Cypher is made of: the same conditions, and by which labels and types what they are about is found. */
export interface OpenCypher extends Readonly<Record<keyof Open, Cypher>> {
  /** The types of relationships on which such bills and exposures are: what is over has types of its own. */
  readonly billed: Cypher;
  readonly exposes: Cypher;
  readonly ofWorkload: Cypher;
  /** The label of such exposures. */
  readonly exposed: Cypher;
  /** The condition on exposures `e` by which an index gives all of them. */
  readonly every: Cypher;
  /** What of the condition on `e` is left to look at where `exposed` or `exposes` found it: what is open is known by those. */
  readonly left: Cypher;
  /** The same of a bill `b` that `billed` found. */
  readonly billLeft: Cypher;
}

const NOW_PATTERNS = {
  billed: cypher`BILL`,
  exposes: cypher`EXPOSES`,
  ofWorkload: cypher`OF_WORKLOAD`,
  exposed: cypher`OpenExposure`,
  every: cypher`e.standing >= 0 AND e.rowKey >= ''`,
  left: cypher`true`,
  billLeft: cypher`true`,
};
const THEN_PATTERNS = {
  billed: cypher`BILL|BILL_WAS`,
  exposes: cypher`EXPOSES|EXPOSED`,
  ofWorkload: cypher`OF_WORKLOAD|WAS_OF_WORKLOAD`,
  exposed: cypher`Exposure`,
  every: cypher`e.rf <= $revision`,
};

/** The conditions in Cypher, for `e` (an exposure), `b` (a bill: a relationship), `s` (a Document) and `w` (who describes). */
export const NOW_CYPHER: Readonly<Record<keyof Open, Cypher>> = {
  exposure: cypher`e.rt IS NULL AND e.vt IS NULL`,
  bill: cypher`b.rt IS NULL`,
  // A document that is only spoken of has no outcome, and says nothing.
  document: cypher`s.rt IS NULL AND s.outcome IS NOT NULL`,
  describer: cypher`w.rt IS NULL AND w.outcome IS NOT NULL`,
};
export const THEN_CYPHER: typeof NOW_CYPHER = {
  exposure: cypher`e.vf <= $asOf AND (e.vt IS NULL OR e.vt > $asOf) AND e.rf <= $revision AND (e.rt IS NULL OR e.rt > $revision)`,
  bill: cypher`b.rf <= $revision AND (b.rt IS NULL OR b.rt > $revision)`,
  document: cypher`s.rf <= $revision AND (s.rt IS NULL OR s.rt > $revision)
    AND none(i IN range(0, size(coalesce(s.withdrawnFrom, [])) - 1) WHERE s.withdrawnFrom[i] <= $revision AND s.withdrawnTo[i] > $revision)`,
  describer: cypher`w.rf <= $revision AND (w.rt IS NULL OR w.rt > $revision)`,
};

/**
 * The same text for both modes: `sql` is given what makes a row of each table count, `graph` what makes a node or a
 * relationship count. An engine that reads Cypher cannot be asked what has no such text.
 */
export function timed(name: string, sql: (open: Open) => string, graph?: (open: OpenCypher) => Cypher): TimedStatement {
  const now: Statement = { name, sql: sql(NOW) };
  const then: Statement = { name: `${name}-then`, sql: sql(THEN) };
  if (graph === undefined) return { now, then };
  const openNow = graph({ ...NOW_CYPHER, ...NOW_PATTERNS });
  const openThen = graph({ ...THEN_CYPHER, ...THEN_PATTERNS, left: THEN_CYPHER.exposure, billLeft: THEN_CYPHER.bill });
  return { now: { ...now, cypher: openNow }, then: { ...then, cypher: openThen } };
}

/**
 * The row key that a cursor carries, as the store holds it. Neo4j sorts texts of the store by code point, but compares them with
 * a parameter by UTF-16 unit: where the two differ a page would lose rows. It is read by way of a list, as
 * of a node that was sought in an index the property is taken to be the parameter itself.
 */
export const AFTER_KEY = cypher`coalesce(COLLECT { MATCH (k:Exposure {rowKey: $afterKey}) RETURN [one IN [k] | one.rowKey][0] AS held LIMIT 1 }[0], $afterKey)`;

export const LAST_REVISION: Statement = {
  name: 'last-revision',
  sql: 'SELECT ifnull(max(n), 0) AS n FROM revision WHERE :knownAt IS NULL OR recorded_at <= :knownAt',
  cypher: cypher`MATCH (r:Revision) WHERE r.n > 0 AND ($knownAt IS NULL OR r.recordedAt <= $knownAt)
    RETURN r.n AS n ORDER BY r.n DESC LIMIT 1`,
};

/** What a cursor carries: the key of the last row, and the time and revision of the first page. */
export interface Cursor {
  readonly key: readonly string[];
  readonly asOf: string;
  readonly revision: number;
}

export function cursorText({ key, asOf, revision }: Cursor): string {
  return Buffer.from(JSON.stringify([key, asOf, revision])).toString('base64url');
}

/** Throws `AskError` BAD_CURSOR for a text that `cursorText` did not make. */
export function parseCursor(text: string): Cursor {
  const bad = new AskError(
    'BAD_CURSOR',
    'The cursor is not one that provgraph gave: it stands below the page before, and is its endCursor.',
    { at: 'after' },
  );
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw bad;
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw bad;
  const [key, asOf, revision] = parts as unknown[];
  if (!Array.isArray(key) || !key.every((part) => typeof part === 'string')) throw bad;
  if (typeof asOf !== 'string' || typeof revision !== 'number') throw bad;
  return { key, asOf, revision };
}

/** The moment that a question is asked of. A next page is read as of the time and revision of its cursor. */
export async function momentOf(
  reader: Reader,
  options: AskOptions,
): Promise<{ moment: Moment; after: readonly string[] | null }> {
  const cursor = options.after === null ? null : parseCursor(options.after);
  const last = await reader.rows(LAST_REVISION, { knownAt: options.knownAt });
  const revision = cursor?.revision ?? Number(last[0]?.['n'] ?? 0);
  const asOf = cursor?.asOf ?? options.asOf ?? options.now;
  const mode = cursor === null && options.asOf === null && options.knownAt === null ? 'now' : 'then';
  return { moment: { mode, asOf, revision, parameters: { asOf, revision } }, after: cursor?.key ?? null };
}
