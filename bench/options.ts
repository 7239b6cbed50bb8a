import { parseArgs } from 'node:util';
import type { EstateSize } from './estate/size.ts';

/** What a run of the benchmark does. */
export interface BenchOptions {
  readonly sizes: readonly EstateSize[];
  /** How often the rare and the typical package, and how often the hottest, is asked for. */
  readonly times: { readonly rare: number; readonly hottest: number };
  /** Prints in which functions the ingest spends its time. The profiler itself costs some. */
  readonly profile: boolean;
  /** The folder in which to work and leave everything; null: a throwaway one. */
  readonly keep: string | null;
  readonly results: string | null;
}

/** The size for which the aims are stated. */
export const AIMED = { images: 10_000, components: 300, workloads: 2_000 } as const;

/** Reads the command line. Throws with a message for people where it is wrong. */
export function benchOptions(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      full: { type: 'boolean', default: false },
      images: { type: 'string' },
      components: { type: 'string' },
      workloads: { type: 'string' },
      variant: { type: 'string', default: 'both' },
      dependencies: { type: 'boolean', default: false },
      skew: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      times: { type: 'string', default: '200' },
      profile: { type: 'boolean', default: false },
      keep: { type: 'string' },
      results: { type: 'string' },
      'no-results': { type: 'boolean', default: false },
    },
  });
  const images = whole('--images', values.images, values.full ? AIMED.images : 500);
  const workloads = values.full ? AIMED.workloads : Math.max(1, Math.round(images / 5));
  const size = {
    images,
    components: whole('--components', values.components, AIMED.components),
    workloads: whole('--workloads', values.workloads, workloads),
    skew: number('--skew', values.skew),
    dependencies: values.dependencies,
    seed: whole('--seed', values.seed, 1),
  };
  const times = whole('--times', values.times, 200);
  return {
    sizes: variants(values.variant).map((variant) => ({ ...size, variant })),
    times: { rare: times, hottest: Math.max(1, Math.round(times / 4)) },
    profile: values.profile,
    keep: values.keep ?? null,
    results: values['no-results'] ? null : (values.results ?? `${import.meta.dirname}/results.md`),
  };
}

function variants(text: string): EstateSize['variant'][] {
  if (text === 'both') return ['unshared', 'shared'];
  if (text === 'shared' || text === 'unshared') return [text];
  throw new RangeError(`--variant is shared, unshared or both, not ${text}`);
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new RangeError(`${option} takes a number, not ${text}`);
  return value;
}

function whole(option: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : number(option, text);
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`${option} takes a whole number from 1, not ${String(text)}`);
  return value;
}
