import { conclusionInWords } from '#queries';
import type { Answer, Column } from '#queries';

/**
 * The rows of an answer as CSV (RFC 4180), one column for each column of the question and `conclusion` before them. An
 * answer without rows is one line that says its conclusion in words: an empty sheet must not read like safety. Things
 * are shown by id, a path as its steps. A cell that a spreadsheet would run as a formula is prefixed with an apostrophe.
 */
export function answerCsv(answer: Answer, columns: readonly Column[]): string {
  const names = columns.map(({ name }) => name);
  const lines = answer.rows.map((row) => [
    answer.conclusion ?? '',
    ...names.map((name) => cell(Reflect.get(row, name))),
  ]);
  if (lines.length === 0) lines.push([emptyInWords(answer), ...names.map(() => '')]);
  return [['conclusion', ...names], ...lines].map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
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
  if ('id' in value && 'kind' in value) return cell(value.id);
  return JSON.stringify(value);
}

function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
