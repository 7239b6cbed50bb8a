import { AskError } from '#queries';
import type { Question } from '#queries';
import type { AskRequest } from '../engines/engine.ts';

/**
 * What one line of an `--each` file asks: a value of the question's first parameter, or a JSON object of parameters,
 * which go before those of the command line.
 *
 * @throws AskError BAD_PARAMETER for an object that is no JSON, or holds something other than texts, numbers and lists.
 */
export function lineRequest({ parameters }: Question, request: AskRequest, line: string): AskRequest {
  const text = line.trim();
  if (!text.startsWith('{')) {
    const [first = ''] = Object.keys(parameters.shape);
    return { ...request, parameters: { ...request.parameters, [first]: text } };
  }
  const own = Object.entries(parsed(text)).map(([name, value]): [string, string | readonly string[]] => [
    name,
    Array.isArray(value) ? value.map((one) => textOf(name, one)) : textOf(name, value),
  ]);
  return { ...request, parameters: { ...request.parameters, ...Object.fromEntries(own) } };
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AskError('BAD_PARAMETER', 'The line begins like a JSON object and is none.');
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new AskError('BAD_PARAMETER', `${name} should be a text, or a list of texts.`, { at: name });
}
