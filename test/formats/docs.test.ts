import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../ingest/formats/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/formats.md'), 'utf8');
const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \|/gmu)].map(([, name = '']) => name);

describe('docs/formats.md', () => {
  test.each(FORMATS)('has one row for $name', ({ name }) => {
    expect(rows.filter((row) => row === name)).toEqual([name]);
  });

  test('has no row for a format that does not exist', () => {
    const names = FORMATS.map(({ name }) => name);
    expect(rows.filter((row) => !names.includes(row))).toEqual([]);
  });
});
