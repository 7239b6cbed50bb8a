import { expect, test } from 'vitest';
import { csvOf } from '../../src/cli/csv.ts';
import { EXIT, worstOf } from '../../src/cli/exit-status.ts';
import { parseTime } from '../../src/cli/parse-time.ts';
import { bytesInWords } from '../../src/cli/progress.ts';
import { fittedTable, tableOf } from '../../src/cli/table.ts';
import { printable, Terminal } from '../../src/cli/terminal.ts';
import { readSettings } from '../../src/config.ts';

test('a time is a day, or has its zone; it is stored in UTC and milliseconds', () => {
  expect(parseTime('2026-03-04')).toBe('2026-03-04T00:00:00.000Z');
  expect(parseTime('2026-03-04T10:00Z')).toBe('2026-03-04T10:00:00.000Z');
  expect(parseTime('2026-03-04 10:00:00.5+01:00')).toBe('2026-03-04T09:00:00.500Z');
  expect(parseTime('2026-03-04t10:00:00-0130')).toBe('2026-03-04T11:30:00.000Z');
  expect(parseTime('2024-02-29')).toBe('2024-02-29T00:00:00.000Z');
  for (const text of ['', 'now', '2026-02-30', '2026-3-4', '2026-03-04T10:00:00', '2026-03-04T25:00Z', '1772618400']) {
    expect(parseTime(text)).toBeUndefined();
  }
});

test('when several statuses apply: 2, 1, 3, 5', () => {
  expect(worstOf([])).toBe(0);
  expect(worstOf([EXIT.done, EXIT.met])).toBe(5);
  expect(worstOf([EXIT.met, EXIT.someFailed])).toBe(3);
  expect(worstOf([EXIT.someFailed, EXIT.failed])).toBe(1);
  expect(worstOf([EXIT.failed, EXIT.usage, EXIT.someFailed])).toBe(2);
});

test('what a document says cannot drive a terminal or forge a line', () => {
  expect(printable('a\u001b]0;title\u0007b\r\nNot affected\u009b2J\u202e')).toBe(
    'a\\x1b]0;title\\x07b\\x0d\\x0aNot affected\\x9b2J\\u202e',
  );
  const written: string[] = [];
  const screen = { isTTY: true, columns: 40, write: (text: string) => written.push(text) };
  const terminal = new Terminal(screen, screen, {}, '/');
  terminal.say(`${terminal.paint('red', 'Affected')} \u001b[2J`);
  expect(written.join('')).toBe('\u001b[31mAffected\u001b[0m \\x1b[2J\n');
  expect(new Terminal(screen, screen, { NO_COLOR: '1' }, '/').paint('red', 'x')).toBe('x');
  expect(new Terminal({ ...screen, isTTY: false }, screen, {}, '/').paint('red', 'x')).toBe('x');
});

test('CSV quotes what needs it, and nothing in it is run by a spreadsheet', () => {
  const rows = [
    ['x,"y"', '=1+1'],
    ['two\nlines', '@x'],
  ];
  expect(csvOf(['a', 'b'], rows)).toBe('a,b\r\n"x,""y""",\'=1+1\r\n"two\nlines",\'@x\r\n');
});

test('a status line is taken away before anything is written, and comes back', () => {
  const written: string[] = [];
  const screen = { isTTY: true, columns: 40, write: (text: string) => written.push(text) };
  const terminal = new Terminal(screen, screen, {}, '/');
  terminal.status('half');
  terminal.say('a line');
  terminal.status('');
  expect(written).toEqual(['\r\u001b[2Khalf', '\r\u001b[2K', 'a line\n', '\r\u001b[2Khalf', '\r\u001b[2K']);
});

const TABLE = {
  headings: ['CLUSTER', 'WORKLOAD', 'MODEL', 'OWNER', 'STATE'],
  rows: [
    ['eu', 'InferenceService/scorer', `registry.example/a@sha256:${'a'.repeat(64)}`, '', 'SERVING'],
    ['us', 'InferenceService/other', 'registry.example/b:1', '', 'SERVING'],
  ],
};

test('a table is aligned, and goes without empty columns', () => {
  const [heading = '', first = '', second = ''] = tableOf(TABLE);
  expect(heading).not.toContain('OWNER');
  expect(first.indexOf('registry')).toBe(heading.indexOf('MODEL'));
  expect(second.indexOf('SERVING')).toBe(heading.indexOf('STATE'));
});

test('on a narrow terminal it fits, and every row can still be told from every other', () => {
  expect(fittedTable(TABLE, [], 1000)).toEqual({ above: null, lines: tableOf(TABLE) });
  for (const width of [90, 60, 40]) {
    const { above, lines } = fittedTable(TABLE, ['CLUSTER'], width);
    for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(width);
    expect(new Set(lines).size).toBe(3);
    if (width <= 60) expect(above).toBe('In every row: state SERVING');
  }
});

test('amounts of bytes have a unit that fits', () => {
  expect([0, 812, 1024, 1_572_864, 3 * 1024 ** 4].map(bytesInWords)).toEqual([
    '0 B',
    '812 B',
    '1.0 KiB',
    '1.5 MiB',
    '3.0 TiB',
  ]);
});

test('the command line goes before the environment, and that before what is built in', () => {
  const sources = { given: new Map(), config: undefined, environment: {}, folder: '/nowhere' };
  expect(readSettings(sources)).toEqual({
    settings: {
      data: '/nowhere/.provgraph',
      archive: '/nowhere/.provgraph/archive',
      neo4j: null,
      serve: { host: '127.0.0.1', port: 8080 },
      ingest: { cluster: null, environment: null },
    },
    mistakes: [],
  });
  const environment = { PROVGRAPH_DATA: 'env', PROVGRAPH_ARCHIVE: '', PROVGRAPH_INGEST_CLUSTER: 'eu\u0000' };
  expect(readSettings({ ...sources, environment })).toMatchObject({
    settings: { data: '/nowhere/env', archive: '/nowhere/env/archive', ingest: { cluster: null } },
    mistakes: ['PROVGRAPH_INGEST_CLUSTER: a name may not hold control characters.'],
  });
  expect(readSettings({ ...sources, environment, given: new Map([['data', 'given']]) }).settings.data).toBe(
    '/nowhere/given',
  );
});

test('a narrow table keeps its headings whole, and both ends of a name', () => {
  const name = `oci:registry.example/team/${'x'.repeat(60)}/model:7`;
  const table = { headings: ['STRONGEST MATCH', 'MODEL'], rows: [['PURL', name]] };
  const { lines } = fittedTable(table, [], 50);
  expect(lines[0]).toMatch(/^STRONGEST MATCH {2}MODEL$/u);
  expect(lines[1]).toMatch(/ oci:registry\S*…\S*model:7$/u);
  for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(50);
});

test('a spare column stays as long as every cell can be read', () => {
  const table = { headings: ['SLOT', 'MODEL'], rows: [['predictor', 'm'.repeat(60)]] };
  expect(fittedTable(table, ['SLOT'], 40).lines[0]).toContain('SLOT');
  expect(fittedTable(table, ['SLOT'], 30).lines[0]).not.toContain('SLOT');
});
