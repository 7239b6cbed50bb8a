import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { QUESTIONS, questionNamed } from '#queries';
import type { Answer } from '#queries';
import { expect, test } from 'vitest';
import { reportAnswer } from '../../src/cli/answer-report.ts';
import { Terminal } from '../../src/cli/terminal.ts';

const GOLDEN = join(import.meta.dirname, '../golden/questions');

/** What is said of the first answer of a golden case, line by line. */
function reported(question: string, name: string, paths: boolean): string[] {
  return reportedAs(question, name, (answer) => answer, paths);
}

function reportedAs(question: string, name: string, changed: (answer: Answer) => Answer, paths = false): string[] {
  const [answer] = JSON.parse(readFileSync(join(GOLDEN, question, name, 'expected.json'), 'utf8')) as readonly Answer[];
  if (answer === undefined) throw new Error(`${name} asks nothing`);
  const written: string[] = [];
  const screen = { isTTY: false, write: (text: string) => written.push(text) };
  reportAnswer(
    changed(answer),
    questionNamed(QUESTIONS, question).columns,
    paths,
    new Terminal(screen, screen, {}, '/'),
  );
  return written.join('').split('\n');
}

test('a path goes on with the dependency chain inside the artifact, and a table has no room for it', () => {
  const chain = '      by way of pkg:pypi/uvicorn@1.0 → pkg:pypi/anyio@1.0';
  expect(reported('deployed-models-using-package', 'dependency-chain', true)).toContain(chain);
  const table = reported('deployed-models-using-package', 'dependency-chain', false);
  expect(table.filter((line) => line.includes('uvicorn') || line.includes('CHAIN'))).toEqual([]);
});

test('why shows each chain by its packages', () => {
  const lines = reported('why', 'chains', false);
  expect(lines.filter((line) => line.includes('pkg:pypi/c@1.0 pkg:pypi/d@1.0 pkg:pypi/x@2.0'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('DOCUMENT'))).toEqual([]);
});

test('the owner has a column, and a row that a filter let through without one says so', () => {
  const row = { workload: 'Deployment/a', owner: null, package: 'pkg:pypi/x@1' };
  const other = { ...row, workload: 'Deployment/b', owner: 'risk' };
  const lines = reportedAs('deployed-models-using-package', 'affected', (answer) => ({
    ...answer,
    parameters: { ...answer.parameters, owner: 'risk' },
    rows: [row, other],
  }));
  expect(lines.find((line) => line.startsWith('Deployment/a') || line.includes(' Deployment/a'))).toContain(
    '(not stated)',
  );
  expect(lines.some((line) => line.includes('OWNER'))).toBe(true);
});

test('a question that concludes nothing counts what is not known by its reason', () => {
  const subject = { kind: 'Workload' as const, id: 'w', name: 'prod/Deployment/a' };
  const unknown = (['RUNTIME', 'LOADER'] as const).map((route) => ({
    subject,
    artifact: null,
    route,
    reason: 'NO_SBOM' as const,
  }));
  const lines = reportedAs('blast-radius', 'ranked', (answer) => ({
    ...answer,
    coverage: { ...answer.coverage, unknown, unknownTotal: { count: 2, exact: true } },
  }));
  expect(lines).toContain('  2: no SBOM of it is known');
  expect(lines.join(' ')).toMatch(/running image: models \d+, workloads \d+;/u);
});

test('why there is no chain is said in words', () => {
  const lines = reportedAs('why', 'chains', (answer) => ({
    ...answer,
    rows: answer.rows.slice(0, 1).map((row) => ({ ...row, unsaid: 'SUBJECT_UNSAID' })),
  }));
  expect(lines.join(' ')).toContain('the SBOM does not say what the artifact itself depends on');
  expect(lines.join(' ')).not.toContain('SUBJECT_UNSAID');
});
