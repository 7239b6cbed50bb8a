import { nearest } from '#schema';
import type { AskRequest } from '../engines/engine.ts';
import { Problem } from './problem.ts';
import type { QuestionListed } from './question-shape.ts';

const PAGING = ['first', 'after', 'asOf', 'knownAt'] as const;

/**
 * What a query string asks of a question. Texts stay texts: the estate checks what they mean.
 *
 * @throws Problem `BAD_PARAMETER`, naming every parameter that the question does not have, or that is repeated and may
 * not be.
 */
export function askRequest(question: QuestionListed, search: URLSearchParams): AskRequest {
  const lists = new Map(question.parameters.map(({ name, list }) => [name, list]));
  const allowed = [...lists.keys(), ...PAGING, 'format'];
  const mistakes: Problem[] = [];
  const parameters = new Map<string, string | readonly string[]>();
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name);
    const value = values[0] ?? '';
    if (!allowed.includes(name)) {
      const message = `${question.name} has no parameter ${JSON.stringify(name)}.`;
      mistakes.push(new Problem('BAD_PARAMETER', message, { at: name, nearest: nearest(name, allowed) }));
    } else if (values.length > 1 && lists.get(name) !== true) {
      mistakes.push(new Problem('BAD_PARAMETER', `${name} may be given once only.`, { at: name }));
    } else if (lists.has(name)) {
      parameters.set(name, lists.get(name) === true ? values : value);
    }
  }
  const first = pageSize(search.get('first'), mistakes);
  refuse(mistakes);
  return {
    question: question.name,
    parameters: Object.fromEntries(parameters),
    ...(first === null ? {} : { first }),
    ...optionalText('after', search),
    ...optionalText('asOf', search),
    ...optionalText('knownAt', search),
  };
}

function optionalText<Name extends 'after' | 'asOf' | 'knownAt'>(
  name: Name,
  search: URLSearchParams,
): Partial<Record<Name, string>>;
function optionalText(name: string, search: URLSearchParams): Partial<Record<string, string>> {
  const value = search.get(name);
  return value === null ? {} : { [name]: value };
}

function pageSize(text: string | null, mistakes: Problem[]): number | null {
  if (text === null) return null;
  const first = /^\d{1,4}$/u.test(text) ? Number(text) : 0;
  if (first < 1 || first > 1000) {
    mistakes.push(new Problem('BAD_PARAMETER', 'first is a whole number from 1 to 1000.', { at: 'first' }));
  }
  return first;
}

function refuse(mistakes: readonly Problem[]): void {
  const [one] = mistakes;
  if (one === undefined) return;
  const message = mistakes.map((mistake) => mistake.message).join(' ');
  throw new Problem(one.code, message, { ...(one.at === null ? {} : { at: one.at }), nearest: one.nearest });
}
