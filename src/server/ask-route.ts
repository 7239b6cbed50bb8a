import { createHash } from 'node:crypto';
import { nearest } from '#schema';
import type { Answer } from '#queries';
import type { AskRequest, Estate } from '../engines/engine.ts';
import { answerCsv } from './answer-csv.ts';
import { askRequest } from './ask-parameters.ts';
import { within } from './deadline.ts';
import { Problem } from './problem.ts';
import type { QuestionListed } from './question-shape.ts';
import { holds, jsonReply, type Reply } from './reply.ts';

export interface Asked {
  readonly search: URLSearchParams;
  readonly accept: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly signal: AbortSignal;
}

/** `GET /v1/ask`: what can be asked, and the data version. */
export async function listQuestions(
  estate: Estate,
  questions: readonly QuestionListed[],
  signal: AbortSignal,
): Promise<Reply> {
  return jsonReply({ contract: 1, dataVersion: await within(signal, estate.dataVersion()), questions });
}

/**
 * `GET /v1/ask/<question>`: the answer as JSON, or its rows as CSV (`?format=csv`, or an `Accept` that prefers it).
 *
 * @throws Problem or AskError: see contract.md, *Errors*.
 */
export async function ask(
  estate: Estate,
  questions: readonly QuestionListed[],
  name: string,
  { search, accept, ifNoneMatch, signal }: Asked,
): Promise<Reply> {
  const question = questions.find((candidate) => candidate.name === name);
  if (question === undefined) {
    const names = questions.map((candidate) => candidate.name);
    throw new Problem('UNKNOWN_QUESTION', `There is no question ${JSON.stringify(name)}. GET /v1/ask lists them.`, {
      nearest: nearest(name, names),
    });
  }
  const csv = wantsCsv(search, accept);
  const request = askRequest(question, search);
  const answer = await within(signal, estate.ask(request, signal));
  const tag = entityTag(answer, request, csv);
  const headers = {
    etag: tag,
    'cache-control': 'private, no-cache',
    vary: 'accept',
    ...nextLink(answer, search, name),
  };
  if (holds(ifNoneMatch, tag)) return { status: 304, headers, body: '' };
  return csv ? csvReply(answer, question, headers) : jsonReply(answer, 200, headers);
}

function wantsCsv(search: URLSearchParams, accept = ''): boolean {
  const format = search.get('format');
  if (format !== null && format !== 'csv' && format !== 'json') {
    throw new Problem('BAD_PARAMETER', 'format is json or csv.', { at: 'format', nearest: ['json', 'csv'] });
  }
  if (format !== null) return format === 'csv';
  const kinds = accept.split(',').map((kind) => kind.split(';')[0]?.trim().toLowerCase());
  return kinds.find((kind) => kind === 'text/csv' || kind === 'application/json' || kind === '*/*') === 'text/csv';
}

/**
 * Covers everything in the answer (data version, parameters, policy, staleness and what was concluded from them) but the
 * clock of the answer: the time of asking, and the cursor that carries it.
 */
function entityTag(answer: Answer, request: AskRequest, csv: boolean): string {
  const { hasNextPage } = answer.pageInfo;
  const text = JSON.stringify([csv, request, { ...answer, asOf: null, pageInfo: { hasNextPage } }]);
  return `W/"${createHash('sha256').update(text).digest('base64url')}"`;
}

function nextLink({ pageInfo }: Answer, search: URLSearchParams, name: string): Record<string, string> {
  if (!pageInfo.hasNextPage || pageInfo.endCursor === null) return {};
  const next = new URLSearchParams(search);
  next.set('after', pageInfo.endCursor);
  return { link: `</v1/ask/${name}?${next.toString()}>; rel="next"` };
}

/** The file name says what a sheet cannot: the conclusion, and how many of the rows it holds. */
function csvReply(answer: Answer, question: QuestionListed, headers: Readonly<Record<string, string>>): Reply {
  const parts = [question.name, answer.conclusion, `${answer.rows.length}-of-${answer.total.count}`];
  const name = parts.filter((part) => part !== null).join('.');
  return {
    status: 200,
    headers: {
      ...headers,
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${name}.csv"`,
    },
    body: answerCsv(answer, question.columns),
  };
}
