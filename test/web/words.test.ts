import { describe, expect, test } from 'vitest';
import { EDGES } from '#schema';
import { QUESTIONS, REASONS, ROUTES, RUNGS, STATES, STRENGTHS } from '#queries';
import type { Answer, Reason, Route, Thing, UnknownShown } from '#queries';
import * as words from '#queries';
import { FixtureEstate } from '../server/fixture-estate.ts';

const estate = new FixtureEstate();
const ask = (name: string): Promise<Answer> =>
  estate.ask({
    question: 'deployed-models-using-package',
    parameters: { package: name },
    asOf: '2026-11-23T12:00:00.000Z',
  });
const subject: Thing = { kind: 'Workload', id: 'w', name: 'prod/Deployment/a' };

describe('the words', () => {
  test('hold for every value of every closed list', () => {
    const said = [
      ...REASONS.map(words.reasonInWords),
      ...ROUTES.map(words.routeInWords),
      ...RUNGS.map(words.rungInWords),
      ...STATES.map(words.stateInWords),
      ...STRENGTHS.map(words.strengthInWords),
    ];
    expect(said.every((text) => text !== '' && !/[A-Z]{2,}_/u.test(text))).toBe(true);
  });

  test.each(EDGES.map(({ type }) => type))(
    'say %s as a verb from either end, and as a heading of what is there',
    (type) => {
      const shouted = type.toLowerCase().replaceAll('_', ' ');
      const said = (['out', 'in'] as const).flatMap((end) => [
        words.edgeInWords(type, end),
        words.factInWords(type, end),
      ]);
      for (const text of said) expect([type, text]).toEqual([type, expect.not.stringMatching(/^$|[A-Z]{2,}_|←|→/u)]);
      // What is not in the list is its name in lower case.
      expect(words.edgeInWords(type, 'in')).not.toBe(shouted);
    },
  );

  test('say the steps of a path that go against an edge as the edge from its target', () => {
    const steps = QUESTIONS.flatMap(({ statements }) => Object.values(statements)).flatMap(({ sql }) =>
      [...sql.matchAll(/'([A-Z]+(?:_[A-Z]+)+)' AS edge/gu)].map(([, step = '']) => step),
    );
    expect(new Set(steps).size).toBeGreaterThan(15);
    for (const step of steps) {
      expect([step, words.edgeInWords(step)]).not.toEqual([step, step.toLowerCase().replaceAll('_', ' ')]);
    }
    expect(words.edgeInWords('FILE_OF')).toBe(words.edgeInWords('HOLDS_FILE', 'in'));
    expect(words.edgeInWords('OF_TOMORROW')).toBe('of tomorrow');
  });

  test('say every relation of a lineage, which its column names', () => {
    const column = QUESTIONS.find(({ name }) => name === 'lineage')?.columns.find(({ name }) => name === 'relation');
    const derivations = [
      'adapter',
      'finetune',
      'merge',
      'quantized',
      'base',
      'conversion',
      'distillation',
      'repackaged',
    ];
    const builds = ['unknown', 'trained on', 'built with', 'built with (role unknown)', 'built by'];
    const same = ['same name', 'another revision by name', 'same weights', 'same bytes'];
    const parts = ['file of', 'layer of', 'config of', 'platform of'];
    for (const relation of [...derivations, ...builds, ...same, ...parts]) {
      expect(column?.doc).toContain(relation);
      expect([relation, words.relationInWords(relation)]).not.toEqual([relation, relation]);
    }
  });

  test.each(REASONS)('name one action for %s, as a sentence', (reason) => {
    const action = words.actionFor({ subject, artifact: 'sha256:a', route: 'RUNTIME', reason });
    expect(action).toMatch(/^[A-Z][^.]+(?:\.|…)$/u);
    expect(action).toMatch(/sha256:a|prod\/Deployment\/a|withdraw w/u);
  });

  test('show a value that they do not know, whatever it is called', () => {
    expect(['SOME_NEW_ROUTE', 'constructor', '__proto__'].map(words.routeInWords)).toEqual([
      'some new route',
      'constructor',
      '  proto  ',
    ]);
  });

  test('say the conclusion with its scope', async () => {
    expect(words.conclusionInWords(await ask('torch'))).toBe(
      'Affected: 3 uses of torch found. 11 of 13 running image uses judged (and 17 by other routes not), rows from 2 clusters, data of 10:02 UTC.',
    );
    expect(words.conclusionInWords(await ask('pkg:pypi/absent'))).toMatch(
      /^Not affected: no use of pkg:pypi\/absent found, and everything in that scope was judged\. 13 of 13/u,
    );
  });

  test('say what narrowed the question, so that no conclusion is read as wider than it is', async () => {
    const safe = await ask('pkg:pypi/absent');
    const parameters = { ...safe.parameters, cluster: 'eu-1', owner: 'risk', route: ['RUNTIME', 'LOADER'] };
    expect(words.headlineInWords({ ...safe, parameters })).toBe(
      'Not affected: no use of pkg:pypi/absent found in cluster eu-1, owner risk, as running image or init, sidecar or router image only, and everything in that scope was judged.',
    );
  });

  test('put together what one action settles, in the order given', () => {
    const unknown = (id: string, artifact: string | null, route: Route | null, reason: Reason): UnknownShown => ({
      subject: { kind: 'Workload', id, name: `prod/Deployment/${id}` },
      artifact,
      route,
      reason,
    });
    const groups = words.unknownGroups([
      unknown('b', 'sha256:x', 'RUNTIME', 'NO_SBOM'),
      unknown('a', 'sha256:y', 'RUNTIME', 'NO_SBOM'),
      unknown('a', 'sha256:x', 'LOADER', 'NO_SBOM'),
      unknown('b', null, 'MODEL_CODE', 'MODEL_UNRESOLVED'),
      unknown('b', null, 'BUILD_TIME', 'MODEL_UNRESOLVED'),
      unknown('b', 'sha256:x', 'RUNTIME', 'NO_SBOM'),
      unknown('c', null, null, 'NOT_SYNCED'),
    ]);
    expect(groups.map(({ subjects }) => subjects.map(({ subject: { id }, routes }) => [id, ...routes]))).toEqual([
      [
        ['b', 'RUNTIME'],
        ['a', 'LOADER'],
      ],
      [['a', 'RUNTIME']],
      [['b', 'MODEL_CODE', 'BUILD_TIME']],
      [['c']],
    ]);
    expect(groups.map(({ action }) => action)).toEqual([
      'Make an SBOM of sha256:x and ingest it.',
      'Make an SBOM of sha256:y and ingest it.',
      expect.stringContaining('prod/Deployment/b'),
      expect.stringContaining('--complete'),
    ]);
  });

  test('never make an answer that is unknown sound like safety', async () => {
    const unknown = await ask('nothing');
    for (const answer of [unknown, { ...unknown, similar: [] }, { ...unknown, total: { count: 0, exact: false } }]) {
      expect(words.headlineInWords(answer)).toMatch(/^Unknown: /u);
      expect(words.doubtsInWords(answer).length).toBeGreaterThan(0);
      expect(words.conclusionInWords(answer)).not.toMatch(/not affected|safe|clear\b(?<!all-clear)/iu);
    }
  });
});
