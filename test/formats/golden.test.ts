import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../ingest/formats/index.ts';
import { recognise } from '../../ingest/recognise.ts';
import { goldenCases } from './golden-cases.ts';
import { outcomeOf } from './reading-json.ts';

const cases = goldenCases();
const isUpdate = process.env['UPDATE_GOLDEN'] === '1';

describe('every golden document is read as it was read before', () => {
  test('every format has a golden case', () => {
    const covered = new Set(cases.map(({ format }) => format));
    expect(FORMATS.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });

  test.each(cases)('$name', ({ format: name, folder, document }) => {
    const format = recognise(FORMATS, document.bytes);
    expect(format?.name).toBe(name);
    if (format === undefined) return;
    expect(existsSync(join(folder, 'README.md')), `${folder}/README.md says why the case is here`).toBe(true);
    const text = `${JSON.stringify(outcomeOf(format, document), null, 2)}\n`;
    const expected = join(folder, 'expected.json');
    if (isUpdate) writeFileSync(expected, text);
    expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
  });
});
