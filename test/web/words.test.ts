import { describe, expect, test } from 'vitest';
import { REASONS, ROUTES, RUNGS, STATES, STRENGTHS } from '#queries';
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
