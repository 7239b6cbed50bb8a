import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { provgraph } from './command-line.ts';

const folder = mkdtempSync(`${tmpdir()}/provgraph-token-`);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a token is printed once, alone on stdout, listed by its id and revoked', () => {
  const made = provgraph(folder, ['token', 'create']);
  expect(made.out).toMatch(/^provgraph_[\w-]{43}\n$/u);
  const [, id = ''] = /under the id ([0-9a-f]{12})/u.exec(made.err) ?? [];
  const listed = provgraph(folder, ['token', 'list', '--json']);
  expect(JSON.parse(listed.out)).toMatchObject({ id });
  expect(listed.out).not.toContain(made.out.slice(12, 40));
  const json = provgraph(folder, ['token', 'create', '--json']);
  expect(JSON.parse(json.out)).toMatchObject({ token: expect.stringMatching(/^provgraph_/u) as unknown });
  const revoked = provgraph(folder, ['token', 'revoke', id]);
  expect(revoked.out).toBe(`Revoked ${id}; 1 left.\n`);
  expect(provgraph(folder, ['token', 'list']).out).not.toContain(id);
});
