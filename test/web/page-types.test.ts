import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('the modules of the page are what their comments say they are', () => {
  const checkout = fileURLToPath(new URL('../../', import.meta.url));
  const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
  expect(() =>
    execFileSync(process.execPath, [compiler, '--project', 'src/web'], { cwd: checkout, encoding: 'utf8' }),
  ).not.toThrow();
});
