import { z } from 'zod';
import { estateCoverage, estateCoverageStatements, WHOLE } from './answering/estate-coverage.ts';
import { CHECKS, checkStatements } from './graph-health-checks.ts';
import type { Check } from './graph-health-checks.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { momentOf } from './answering/moment.ts';
import type { Moment } from './answering/moment.ts';
import { question } from './question.ts';
import type { Reader, Row } from './question.ts';

/** Q40. */
export const graphHealth = question({
  name: 'graph-health',
  asks: 'Can the graph be relied on now: what was not read, contradicts itself, is missing or waits?',
  doc: 'One row for each check, those without findings too, so that it shows what was looked at. It draws no conclusion: a graph without a finding may still lack what nobody offered.',
  parameters: z.strictObject({
    check: z
      .array(z.enum(CHECKS.map(({ name }) => name)))
      .default([])
      .describe('Only these checks (repeatable), by the names that the rows have.'),
  }),
  rowType: 'GraphHealthRow',
  columns: [
    { name: 'check', type: 'String!', doc: `What was looked at: ${CHECKS.map(({ name }) => name).join(', ')}.` },
    {
      name: 'problem',
      type: 'Boolean!',
      doc: 'Whether the count is trouble; false for a plain count, and where nothing was found.',
    },
    { name: 'count', type: 'Int!', doc: 'How many there are.' },
    { name: 'says', type: 'String!', doc: 'What is counted, and which answers it affects.' },
    { name: 'example', type: 'Thing', doc: 'The first of them; null where there is none, or it has no name.' },
    { name: 'action', type: 'String', doc: 'What settles it; null where there is nothing to settle.' },
  ],
  statements: { ...checkStatements, ...estateCoverageStatements },
  async answer(reader, parameters, options) {
    const { moment, after } = await momentOf(reader, options);
    const past = after?.[0] ?? '';
    const asked = CHECKS.filter(({ name }) => parameters.check.length === 0 || parameters.check.includes(name));
    const left = asked.filter(({ name }) => name > past);
    const { shown, next } = pageOfKeyed(left, options.first, ({ name }) => [name]);
    const rows: Readonly<Record<string, unknown>>[] = [];
    for (const check of shown) rows.push(await checked(reader, moment, check));
    return listingAnswer(reader, options, {
      question: 'graph-health',
      parameters,
      moment,
      rows,
      total: asked.length,
      next,
      coverage: await estateCoverage(reader, moment, WHOLE),
      notes: [
        'Complete listings that were refused are not kept: the receipt of that ingest says why, and the cluster counts as never listed.',
      ],
    });
  },
});

async function checked(reader: Reader, moment: Moment, check: Check): Promise<Readonly<Record<string, unknown>>> {
  const [row] = await reader.rows(check.statement[moment.mode], moment.parameters);
  const count = Number(row?.['n'] ?? 0);
  const problem = check.action !== null && count > 0;
  const example = exampleOf(check, row);
  return {
    check: check.name,
    problem,
    count,
    says: check.says,
    example,
    action: problem ? check.action(example?.id ?? '') : null,
  };
}

function exampleOf({ kind }: Check, row: Row | undefined): { kind: string; id: string; name: string } | null {
  const id = row?.['example'];
  if (typeof id !== 'string') return null;
  const name = row?.['name'];
  return { kind, id, name: typeof name === 'string' ? name : id };
}
