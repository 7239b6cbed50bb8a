import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('what npm start runs serves the page without a word on stderr but its log', async () => {
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'demo', '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const bound = setTimeout(() => child.kill('SIGKILL'), 50_000);
  let said = '';
  let warned = '';
  child.stderr.on('data', (chunk: Buffer) => (warned += chunk.toString()));
  try {
    for await (const chunk of child.stdout) {
      said += String(chunk);
      if (said.includes('Stop it with Ctrl-C')) break;
    }
    const url = /http:\/\/127\.0\.0\.1:\d+/u.exec(said)?.[0] ?? '';
    for (const path of ['/', '/page.js', '/words.js', '/print.css', '/readyz']) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
    }
  } finally {
    child.kill('SIGTERM');
    await exited;
    clearTimeout(bound);
  }
  const lines = warned.split('\n').filter((line) => line !== '');
  expect(lines.map((line) => (JSON.parse(line) as { event: unknown }).event)).toEqual(['listening']);
});
