import { expect, test } from 'vitest';
import type { Source } from '#ingest';
import { exposuresLeft, Progress } from '../../src/cli/progress.ts';
import { Terminal } from '../../src/cli/terminal.ts';

test('a large document is announced before it is read, a small one is not', async () => {
  const written: string[] = [];
  const screen = { write: (text: string) => written.push(text) };
  const source: Source = {
    id: 'test:',
    expected: null,
    async *offers() {
      yield await Promise.resolve({ location: 'a', origin: 'small.json', content: new Uint8Array(10) });
      yield { location: 'b', origin: 'large.json', content: new Uint8Array(40 * 1024 * 1024) };
    },
  };
  const counted = new Progress(new Terminal(screen, screen, {}, '/'), [source]).counted(source);
  const said: string[][] = [];
  for await (const offered of counted.offers(new AbortController().signal)) said.push([offered.origin, ...written]);
  expect(said).toEqual([['small.json'], ['large.json', 'Reading large.json, 40.0 MiB: this may take minutes\n']]);
});

test('what is left to look at is counted in its number', () => {
  expect([1, 2, 1200].map(exposuresLeft)).toEqual([
    'Working out what is exposed: 1 thing left to look at',
    'Working out what is exposed: 2 things left to look at',
    'Working out what is exposed: 1,200 things left to look at',
  ]);
});
