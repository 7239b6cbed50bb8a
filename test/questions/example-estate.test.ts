import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROUTES } from '#queries';
import type { Answer } from '#queries';
import { workloadId } from '#schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { describeStores } from './engines.ts';
import type { Store } from './engines.ts';
import { StandingClock, happen } from './golden-estate.ts';

const ESTATE = join(import.meta.dirname, '../../examples/estate');
const README = readFileSync(join(ESTATE, 'README.md'), 'utf8');
const QUESTION = 'deployed-models-using-package';

const Expected = z.object({
  parameters: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  conclusion: z.string(),
  rows: z.array(z.record(z.string(), z.string().nullable())),
  coverage: z.object({
    routes: z.array(z.object({ route: z.string(), judged: z.number(), unknown: z.number() })),
    unknown: z.array(
      z.object({
        cluster: z.string(),
        namespace: z.string(),
        workload: z.string(),
        route: z.string(),
        reason: z.string(),
        artifact: z.string().nullable(),
      }),
    ),
    workloadsWithoutModel: z.object({ count: z.number(), unjudged: z.number() }),
    failedDocuments: z.number(),
  }),
});
const expected = Expected.parse(JSON.parse(readFileSync(join(ESTATE, 'expected.json'), 'utf8')));

const offered = { observedAt: '2026-03-25T10:00:00Z', complete: false, namespaces: [], project: true };
const OFFERINGS = [
  { ...offered, where: 'documents' },
  { ...offered, where: 'clusters/eu-prod.yaml', cluster: 'eu-prod', complete: true },
  { ...offered, where: 'clusters/us-staging.json', cluster: 'us-staging', complete: true },
];

/** The lines of a Markdown table of the README, by the first word of its header; each line as its cells. */
function table(heading: string): readonly (readonly string[])[] {
  const lines = README.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  const rest = lines.slice(start + 2);
  return rest
    .slice(
      0,
      rest.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) => line.split(' | ').map(bare));
}

const bare = (cell: string): string => cell.replaceAll(/^\| | \|$|`/g, '').trim();
const sorted = (rows: readonly unknown[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort();

const GROUPS: Readonly<Record<string, string>> = {
  InferenceService: 'serving.kserve.io/InferenceService',
  LLMInferenceService: 'serving.kserve.io/LLMInferenceService',
  Deployment: 'apps/Deployment',
};

function idOf({ cluster, namespace, workload }: { cluster: string; namespace: string; workload: string }): string {
  const [kind = '', name = ''] = workload.split('/');
  return workloadId(`cluster:${cluster}`, GROUPS[kind] ?? kind, namespace, name);
}

/** The parameters in `--package pkg:pypi/flask --cluster us-staging`; `the same` stands for the first line's. */
function parametersIn(text: string): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = text.startsWith('the same') ? { ...expected.parameters } : {};
  for (const [, name = '', value = ''] of text.matchAll(/--([a-z]+) (\S+?)(?=,|\s|$)/g)) {
    found[name] = name === 'version' || name === 'route' ? [value] : value;
  }
  return found;
}

/** The first parts of the key that rows are ordered by. */
const ORDER = ['environment', 'cluster', 'namespace', 'workload', 'workloadId', 'slot'];
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The columns of a row that expected.json has. */
function asExpected(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const Path = z.array(z.object({ from: z.object({ id: z.string() }) }));
  const Model = z.object({ kind: z.string(), id: z.string(), name: z.string() });
  const model = Model.parse(row['model']);
  const shown: Record<string, unknown> = {
    ...row,
    model: model.kind === 'Artifact' ? model.id : model.name,
    holder: Path.parse(row['path']).at(-1)?.from.id,
  };
  return Object.fromEntries(
    Object.keys(expected.rows[0] ?? {}).flatMap((name) => (name in shown ? [[name, shown[name]]] : [])),
  );
}

await describeStores('the example estate', (openStore) => {
  let data = '';
  let store: Store;
  let answer: Answer;
  const ask = (parameters: Record<string, string | string[]>): Promise<Answer> =>
    store.estate.ask({ question: QUESTION, parameters });

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'provgraph-estate-'));
    const clock = new StandingClock();
    store = await openStore(data, clock.read);
    await happen(store, clock, { offerings: OFFERINGS, withdraw: [] }, { root: ESTATE, folder: ESTATE });
    answer = await ask(expected.parameters);
  }, 120_000);
  afterAll(async () => {
    await store.estate.close();
    rmSync(data, { recursive: true, force: true });
  });

  it('gives the ten rows of expected.json, in order', () => {
    const wanted = expected.rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'holderName')),
    );
    expect(sorted(answer.rows.map(asExpected))).toEqual(sorted(wanted));
    const keys = answer.rows.map((row) => ORDER.map((name) => textOf(row[name])).join('\u0001'));
    expect(keys).toEqual([...keys].sort());
  });

  it('gives the unknowns and the counts of expected.json', () => {
    const { unknown, ...counts } = answer.coverage;
    const { unknown: wanted, ...wantedCounts } = expected.coverage;
    expect(
      sorted(unknown.map(({ subject, route, reason, artifact }) => [subject.id, route, reason, artifact])),
    ).toEqual(sorted(wanted.map((one) => [idOf(one), one.route, one.reason, one.artifact])));
    expect(counts).toMatchObject(wantedCounts);
    expect(counts).toMatchObject({ complete: false, unknownTotal: { count: wanted.length, exact: true } });
    expect(answer.conclusion).toBe(expected.conclusion);
  });

  it('gives the rows that the README tells of', () => {
    const told = table('environment').map((cells) =>
      [0, 1, 2, 3, 4, 6, 7].map((column) => (cells[column] === 'null' ? null : (cells[column] ?? ''))),
    );
    const columns = ['environment', 'cluster', 'namespace', 'workload', 'owner', 'route', 'state'];
    expect(told).toHaveLength(10);
    expect(sorted(answer.rows.map((row) => columns.map((name) => row[name])))).toEqual(sorted(told));
  });

  it('gives the counts that the README tells of, whole and by cluster', async () => {
    const counted = /\nCounted: ([^.]+)\./.exec(README)?.[1]?.replaceAll('\n', ' ') ?? '';
    const told = [...counted.matchAll(/(\w+) (\d+)(?: judged)? \((\d+) and (\d+)(?: by cluster)?\), (\d+)/g)];
    const routesOf = async (cluster: string): Promise<Answer['coverage']['routes']> =>
      (await ask({ ...expected.parameters, cluster })).coverage.routes;
    const [eu, us] = [await routesOf('eu-prod'), await routesOf('us-staging')];
    expect(told.map(([, route]) => route)).toEqual([...ROUTES]);
    for (const [index, [, , judged, inEu, inUs, unknown]] of told.entries()) {
      expect(answer.coverage.routes[index]).toMatchObject({ judged: Number(judged), unknown: Number(unknown) });
      expect([eu[index]?.judged, us[index]?.judged]).toEqual([Number(inEu), Number(inUs)]);
    }
  });

  it('shows the two adapters of the help desk: one on its own base and signed, one on another and unsigned', async () => {
    const { rows, notes } = await store.estate.ask({ question: 'adapters', parameters: {} });
    const columns = ['workload', 'slot', 'pinned', 'baseMatch', 'signed', 'open'];
    expect(rows.map((row) => columns.map((name) => row[name]))).toEqual([
      ['LLMInferenceService/helpdesk', 'adapter/sql', true, 'DIFFERENT', false, false],
      ['LLMInferenceService/helpdesk', 'adapter/support', true, 'SAME', true, false],
    ]);
    expect(notes).toEqual([
      expect.stringMatching(/^LLMInferenceService\/helpdesk, adapter\/sql: .* made for .*code-7b/),
    ]);
  });

  it('knows one model in three shapes, and what was made from it, by any of them', async () => {
    const Rows = z.array(
      z.object({
        direction: z.string(),
        relation: z.string(),
        to: z.object({ id: z.string(), name: z.string() }),
        deployed: z.number(),
      }),
    );
    const lineage = async (of: string): Promise<z.output<typeof Rows>> =>
      Rows.parse((await store.estate.ask({ question: 'lineage', parameters: { of } })).rows);
    const found = await lineage('example-org/chat-8b-instruct');
    const shapes = found
      .filter(({ direction, relation }) => direction === 'SAME' && ['same name', 'same weights'].includes(relation))
      .map(({ to }) => to.id);
    expect(shapes).toHaveLength(3);
    for (const shape of shapes) {
      const names = (await lineage(shape)).map(({ to }) => to.name);
      expect(names.filter((name) => name.startsWith('hf:example-org/support-lora@')).length).toBeGreaterThan(0);
      expect(names).toContain('example-org/dialogues');
    }
  });

  it('draws the seven conclusions that the README tells of', async () => {
    const told = table('question');
    expect(told).toHaveLength(7);
    for (const [question = '', conclusion] of told) {
      const { conclusion: drawn } = await ask(parametersIn(question));
      expect([question, drawn]).toEqual([question, conclusion]);
    }
  });
});
