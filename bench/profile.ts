import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const PROFILE = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

/** A function and the share of the time that was spent in itself, not in what it called. */
export interface SelfTime {
  readonly where: string;
  readonly seconds: number;
  readonly share: number;
}

/** The functions of the CPU profiles in a folder in which most time was spent, the dearest first. */
export function dearest(folder: string, count: number): SelfTime[] {
  const spent = new Map<string, number>();
  let all = 0;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'))) {
    const profile = PROFILE.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
    const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, spelled(callFrame)]));
    for (const [index, sample] of profile.samples.entries()) {
      const where = names.get(sample) ?? '(unknown)';
      const microseconds = profile.timeDeltas[index] ?? 0;
      spent.set(where, (spent.get(where) ?? 0) + microseconds);
      all += microseconds;
    }
  }
  return [...spent]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([where, microseconds]) => ({ where, seconds: microseconds / 1e6, share: microseconds / all }));
}

function spelled({ functionName, url, lineNumber }: { functionName: string; url: string; lineNumber: number }): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (!url.startsWith('file:')) return url === '' ? name : `${name} ${url}`;
  return `${name} ${relative(join(import.meta.dirname, '..'), fileURLToPath(url))}:${lineNumber + 1}`;
}
