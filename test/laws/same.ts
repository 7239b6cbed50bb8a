import { expect } from 'vitest';

const SHOWN = 12;

/** Expects two dumps to be equal, and says which lines differ. */
export function expectSameDump(actual: readonly string[], expected: readonly string[]): void {
  const [missing, added] = [difference(expected, actual), difference(actual, expected)];
  expect({ missing: shown(missing), added: shown(added) }).toEqual({ missing: [], added: [] });
}

/** Expects two answers, or sets of answers, to be equal, and says which values differ. */
export function expectSameAnswers(actual: unknown, expected: unknown): void {
  expectSameDump(valueLines(actual, ''), valueLines(expected, ''));
}

function valueLines(value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${at} = ${JSON.stringify(value)}`];
  const members = Object.entries(value);
  return members.length === 0
    ? [`${at} = ${JSON.stringify(value)}`]
    : members.flatMap(([key, one]) => valueLines(one, `${at}/${key}`));
}

/** The lines of `left` that `right` lacks, counting repetitions. */
function difference(left: readonly string[], right: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of right) counts.set(line, (counts.get(line) ?? 0) + 1);
  return left.filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
}

const shown = (lines: readonly string[]): string[] =>
  lines.length <= SHOWN ? [...lines] : [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more`];
