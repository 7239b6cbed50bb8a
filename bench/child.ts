import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { z } from 'zod';

/**
 * Runs a program of `children/` in a process of its own, so that its memory is its own, and gives what it measured: the
 * JSON on its standard output. `nodeOptions` go to Node. Throws when it fails.
 */
export async function measureChild<Shape extends z.ZodType>(
  shape: Shape,
  program: string,
  parameters: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<z.output<Shape>> {
  const path = join(import.meta.dirname, 'children', `${program}.ts`);
  const child = spawn(process.execPath, [...nodeOptions, path, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`${program} ended with status ${String(status)}`);
  return shape.parse(JSON.parse(text));
}
