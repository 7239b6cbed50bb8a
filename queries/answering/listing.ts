import type { Answer, Coverage } from './answer.ts';
import { freshnessOf } from './freshness.ts';
import { cursorText } from './moment.ts';
import type { Moment } from './moment.ts';
import type { AskOptions, Reader } from '../question.ts';

interface Listed<Row> {
  readonly question: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly moment: Moment;
  readonly rows: readonly Row[];
  readonly total: number;
  /** Key of the last row, where there is a next page. */
  readonly next: readonly string[] | null;
  readonly coverage: Coverage;
  readonly conclusion?: Answer['conclusion'];
  readonly matched?: Answer['matched'];
  readonly similar?: readonly string[];
  readonly notes?: readonly string[];
}

/** The answer of a question that lists things: the frame of contract.md around its rows. */
export async function listingAnswer<Row>(
  reader: Reader,
  options: AskOptions,
  listed: Listed<Row>,
): Promise<Answer<Row>> {
  const { moment, next } = listed;
  return {
    contract: 1,
    question: listed.question,
    parameters: listed.parameters,
    asOf: moment.asOf,
    knownAt: options.knownAt,
    dataVersion: String(moment.revision),
    policy: null,
    conclusion: listed.conclusion ?? null,
    matched: listed.matched ?? [],
    similar: listed.similar ?? [],
    rows: listed.rows,
    pageInfo: {
      endCursor: next === null ? null : cursorText({ key: next, asOf: moment.asOf, revision: moment.revision }),
      hasNextPage: next !== null,
    },
    total: { count: listed.total, exact: true },
    truncated: false,
    freshness: await freshnessOf(reader, moment),
    coverage: listed.coverage,
    notes: listed.notes ?? [],
  };
}

/** The rows of a page out of one more than a page, and the key of the last if there is a next page. */
export function pageOfKeyed<Row>(
  rows: readonly Row[],
  first: number,
  key: (row: Row) => readonly string[],
): { shown: readonly Row[]; next: readonly string[] | null } {
  const shown = rows.slice(0, first);
  const last = shown.at(-1);
  return { shown, next: rows.length > first && last !== undefined ? key(last) : null };
}
