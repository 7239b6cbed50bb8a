import { conclusionInWords, weakestInWords } from '#queries';
import type { Answer, Column } from '#queries';

/**
 * The rows of an answer as CSV (RFC 4180), one column for each column of the question and `conclusion` before them. An
 * answer without rows is one line that says its conclusion in words: an empty sheet must not read like safety. A thing is
 * its id, with its name in a column beside it; a path is its steps, with the document and the place that its last step
 * rests on beside it. A cell that a spreadsheet would run as a formula is prefixed with an apostrophe.
 *
 * @param headed - false for a page after the first one of one sheet: rows alone, and nothing where there are none.
 */
export function answerCsv(answer: Answer, columns: readonly Column[], headed = true): string {
  const headings = ['conclusion', ...columns.flatMap(headingsOf)];
  const lines = answer.rows.map((row) => [
    answer.conclusion ?? '',
    ...columns.flatMap((column) => cellsOf(column, Reflect.get(row, column.name))),
  ]);
  if (lines.length === 0 && headed) lines.push([emptyInWords(answer), ...headings.slice(1).map(() => '')]);
  return (headed ? [headings, ...lines] : lines).map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
}

function headingsOf({ name, type }: Column): string[] {
  if (isThing(type)) return [name, `${name}Name`];
  return isPath(type) ? [name, 'lastDocument', 'lastAt'] : [name];
}

function cellsOf({ type }: Column, value: unknown): string[] {
  if (isThing(type)) return [cell(value), nameOf(value)];
  return isPath(type) ? [cell(value), ...restsOn(value)] : [cell(value)];
}

const isThing = (type: string): boolean => /^Thing!?$/u.test(type);
const isPath = (type: string): boolean => type.startsWith('[PathHop!]');

const nameOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'name' in value ? cell(value.name) : '';

/** The document and the place of the first evidence of the last step; two empty cells where no document says it. */
function restsOn(path: unknown): [string, string] {
  const last: unknown = Array.isArray(path) ? path.at(-1) : undefined;
  if (typeof last !== 'object' || last === null || !('evidence' in last) || !Array.isArray(last.evidence))
    return ['', ''];
  const first: unknown = last.evidence[0];
  if (typeof first !== 'object' || first === null || !('document' in first) || !('at' in first)) return ['', ''];
  return [cell(first.document), cell(first.at)];
}

function emptyInWords(answer: Answer): string {
  const words = conclusionInWords(answer);
  return answer.conclusion === null ? words : words.replace(/^[^:]*/u, answer.conclusion);
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(cell).join(' ');
  if (typeof value !== 'object') return '';
  if ('edge' in value && 'to' in value) return `${cell(value.edge)} ${cell(value.to)}`;
  if ('hop' in value && 'why' in value) return `step ${cell(value.hop)}: ${weakestInWords(cell(value.why))}`;
  if ('id' in value && 'kind' in value) return cell(value.id);
  return JSON.stringify(value);
}

function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
