import { expect, test } from 'vitest';
import { answerCsv } from '../../src/server/index.ts';
import { FixtureEstate } from './fixture-estate.ts';

const estate = new FixtureEstate();
const column = (name: string): { name: string; type: string; doc: string } => ({ name, type: 'String', doc: name });

test('a cell is quoted where it must be, and never runs as a formula', async () => {
  const answer = await estate.ask({ question: 'deployed-models', parameters: {} });
  const rows = [
    { name: '=HYPERLINK("x")', thing: { kind: 'Artifact', id: 'sha256:a', name: 'a' }, list: ['a', 'b'] },
    { name: '@scope/package', thing: null, list: [] },
    { name: 'a,b\r\nc', thing: { hop: 1, why: 'UNSIGNED' }, list: [true, 2] },
  ];
  expect(answerCsv({ ...answer, rows }, ['name', 'thing', 'list'].map(column))).toBe(
    [
      'conclusion,name,thing,list',
      `,"'=HYPERLINK(""x"")",sha256:a,a b`,
      `,'@scope/package,,`,
      `,"a,b\r\nc",step 1: its document is not signed,true 2`,
      '',
    ].join('\r\n'),
  );
});

test('a path is its steps, and an answer without rows says what that means', async () => {
  const found = await estate.ask({
    question: 'deployed-models-using-package',
    parameters: { package: 'torch' },
    first: 1,
  });
  const csv = answerCsv(found, [column('path')]);
  expect(csv).toMatch(
    /^conclusion,path\r\nAFFECTED,RUNS sha256:[0-9a-f]{64} CONTAINS pkg:pypi\/torch@2\.6\.0%2Bcu124\r\n$/u,
  );
  const none = await estate.ask({ question: 'deployed-models-using-package', parameters: { package: 'absent' } });
  expect(answerCsv(none, [column('path')])).toContain('UNKNOWN: nothing of the name absent was found');
});

test('a thing has its name beside it, and a path the place that its last step rests on', async () => {
  const answer = await estate.ask({ question: 'deployed-models', parameters: {} });
  const path = [
    { edge: 'CONTAINS', to: { kind: 'Purl', id: 'x' }, evidence: [{ document: 'sha256:d', at: '/components/4' }] },
  ];
  const rows = [{ model: { kind: 'Artifact', id: 'sha256:a', name: 'scorer' }, path }];
  const columns = [
    { name: 'model', type: 'Thing!', doc: '' },
    { name: 'path', type: '[PathHop!]!', doc: '' },
  ];
  expect(answerCsv({ ...answer, rows }, columns)).toBe(
    'conclusion,model,modelName,path,lastDocument,lastAt\r\n,sha256:a,scorer,CONTAINS x,sha256:d,/components/4\r\n',
  );
  expect(answerCsv({ ...answer, rows: [] }, columns, false)).toBe('');
});
