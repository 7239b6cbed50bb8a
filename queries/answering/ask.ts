import { canonicalJson, nearest, sha256Of } from '#schema';
import { z } from 'zod';
import type { Answer } from './answer.ts';
import { AskError } from '../question.ts';
import type { AskOptions, Question, Reader } from '../question.ts';

export const FIRST_DEFAULT = 100;
export const FIRST_MAX = 1000;

/** The question of this name; throws `AskError` UNKNOWN_QUESTION with the nearest names. */
export function questionNamed(questions: readonly Question[], name: string): Question {
  const found = questions.find((one) => one.name === name);
  if (found !== undefined) return found;
  const near = nearest(
    name,
    questions.map((one) => one.name),
  );
  throw new AskError('UNKNOWN_QUESTION', `There is no question ${JSON.stringify(name)}.${suggestion(near)}`, {
    nearest: near,
  });
}

/**
 * Checks the parameters (texts, repeatable ones as lists) and answers. Throws `AskError` that names every mistake at
 * once, with the nearest right parameter for one that does not exist.
 */
export async function ask(
  questions: readonly Question[],
  name: string,
  parameters: Readonly<Record<string, unknown>>,
  options: AskOptions,
  reader: Reader,
): Promise<Answer> {
  const question = questionNamed(questions, name);
  const shape = question.parameters.shape as Readonly<Record<string, z.ZodType>>;
  const unknown = Object.keys(parameters).filter((key) => !Object.hasOwn(shape, key));
  if (unknown.length > 0) throw unknownParameters(question, unknown, Object.keys(shape));
  checkOptions(options);
  checkText(parameters);
  const given = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, asList(shape[key], value)]));
  const parsed = question.parameters.safeParse(given);
  if (!parsed.success) throw badParameters(question, parsed.error, given);
  const stamp = stampOf(name, parsed.data);
  const after = options.after === null ? null : unstamped(options.after, stamp);
  return stamped(await question.answer(reader, parsed.data, { ...options, after }), stamp);
}

/** Half a surrogate pair, which JSON and GraphQL can spell, is no text: nothing goes by it, and no hash is of it. */
function checkText(parameters: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(parameters)) {
    if ([value].flat().every((text) => typeof text !== 'string' || text.isWellFormed())) continue;
    throw new AskError('BAD_PARAMETER', `${key} is no text: it holds half a surrogate pair.`, { at: key });
  }
}

/** What was asked, in short: a cursor leads on in the answer that gave it, and in no other. */
function stampOf(name: string, parameters: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return sha256Of(canonicalJson([name, Object.fromEntries(given)])).slice('sha256:'.length, 'sha256:'.length + 16);
}

function stamped(answer: Answer, stamp: string): Answer {
  const { endCursor, hasNextPage } = answer.pageInfo;
  return endCursor === null ? answer : { ...answer, pageInfo: { endCursor: `${endCursor}.${stamp}`, hasNextPage } };
}

function unstamped(cursor: string, stamp: string): string {
  const dot = cursor.lastIndexOf('.');
  if (cursor.slice(dot + 1) === stamp) return cursor.slice(0, dot);
  const isOurs = dot > 0 && /^[0-9a-f]{16}$/.test(cursor.slice(dot + 1));
  const message = isOurs
    ? 'The cursor belongs to another question or to other parameters: ask for the first page again.'
    : 'The cursor is not one that provgraph gave: it stands below the page before, and is its endCursor.';
  throw new AskError('BAD_CURSOR', message, { at: 'after' });
}

/** Whether a parameter may be given several times. */
export function isRepeatable(schema: z.ZodType): boolean {
  const inner =
    schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  return inner instanceof z.ZodArray;
}

/** A repeatable parameter given once is a list of one. */
function asList(schema: z.ZodType | undefined, value: unknown): unknown {
  return schema !== undefined && isRepeatable(schema) && typeof value === 'string' ? [value] : value;
}

function unknownParameters({ name }: Question, unknown: readonly string[], known: readonly string[]): AskError {
  const near = nearest(unknown[0] ?? '', known);
  const named = unknown.map((key) => JSON.stringify(key)).join(', ');
  const message = `${name} has no parameter ${named}.${suggestion(near)} Its parameters are ${known.join(', ')}.`;
  return new AskError('BAD_PARAMETER', message, { at: unknown[0] ?? '', nearest: near });
}

function badParameters(
  { name, parameters }: Question,
  error: z.ZodError,
  given: Readonly<Record<string, unknown>>,
): AskError {
  const problems = error.issues.map((issue) => {
    const key = String(issue.path[0] ?? '');
    const schema = (parameters.shape as Readonly<Record<string, z.ZodType>>)[key];
    const missing = issue.code === 'invalid_type' && issue.input === undefined;
    return missing ? `${key} is missing: ${schema?.description ?? 'a value is needed.'}` : `${key}: ${issue.message}.`;
  });
  return new AskError('BAD_PARAMETER', `${name}: ${problems.join(' ')}`, {
    at: String(error.issues[0]?.path[0] ?? ''),
    nearest: error.issues.slice(0, 1).flatMap((issue) => nearestValues(issue, given)),
  });
}

/** Of a closed list, the values that are near to the one that was given. */
function nearestValues(issue: z.core.$ZodIssue, given: unknown): readonly string[] {
  if (issue.code !== 'invalid_value') return [];
  const value = issue.path.reduce<unknown>(
    (inside, key) => (Object(inside) as Record<PropertyKey, unknown>)[key],
    given,
  );
  return typeof value === 'string' ? nearest(value, issue.values.map(String)) : [];
}

function checkOptions({ first, asOf, knownAt }: AskOptions): void {
  if (!Number.isInteger(first) || first < 1 || first > FIRST_MAX) {
    throw new AskError('BAD_PARAMETER', `first must be a whole number from 1 to ${FIRST_MAX}.`, { at: 'first' });
  }
  for (const [at, time] of [
    ['asOf', asOf],
    ['knownAt', knownAt],
  ] as const) {
    if (time !== null && Number.isNaN(Date.parse(time))) {
      throw new AskError(
        'BAD_PARAMETER',
        `${at} must be an ISO time such as 2026-11-23T10:00:00Z; ${JSON.stringify(time)} is none.`,
        { at },
      );
    }
  }
}

const suggestion = (near: readonly string[]): string =>
  near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
