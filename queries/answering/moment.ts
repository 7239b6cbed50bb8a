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

/** The same text for both modes: `text` is given what makes a row of each table count. */
export function timed(name: string, text: (open: Open) => string): TimedStatement {
  return { now: { name, sql: text(NOW) }, then: { name: `${name}-then`, sql: text(THEN) } };
}

export const LAST_REVISION: Statement = {
  name: 'last-revision',
  sql: 'SELECT ifnull(max(n), 0) AS n FROM revision WHERE :knownAt IS NULL OR recorded_at <= :knownAt',
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
    'The cursor is not one that provgraph gave: use endCursor of the page before.',
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
