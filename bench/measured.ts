import { z } from 'zod';

/** What one process used: seconds by the clock and of processor, and the most memory it held, in MB (10^6 bytes). */
export const COSTS = z.object({ seconds: z.number(), cpuSeconds: z.number(), peakMB: z.number() });

export const FLOOR = z.object({
  ...COSTS.shape,
  documents: z.number(),
  bytes: z.number(),
  rows: z.number(),
  pairs: z.number(),
});
export type FloorMeasured = z.output<typeof FLOOR>;

export const INGEST = z.object({
  ...COSTS.shape,
  documents: z.number(),
  bytes: z.number(),
  /** Receipts that say anything but `read`. */
  notRead: z.number(),
  remarks: z.number(),
  ingestSeconds: z.number(),
  projectSeconds: z.number(),
  /** Rows of component sets in the store. */
  rows: z.number(),
  /** Rows of dependency sets. */
  pairs: z.number(),
  storeBytes: z.number(),
});
export type IngestMeasured = z.output<typeof INGEST>;

/** Milliseconds. */
export const LATENCY = z.object({
  times: z.number(),
  first: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
});
export type Latency = z.output<typeof LATENCY>;

const ASKED = z.object({
  rows: z.number(),
  total: z.number(),
  exact: z.boolean(),
  judged: z.number(),
  unknown: z.number(),
  conclusion: z.string().nullable(),
  /** One reader in the process that asks. */
  direct: LATENCY,
  /** Through the pool of reader processes, as a server asks. */
  pooled: LATENCY,
  /** The same through GraphQL, every field of rows, paths and coverage selected: as a dashboard asks. */
  graphql: LATENCY,
});
export type Asked = z.output<typeof ASKED>;
export const QUESTIONS = z.object({ ...COSTS.shape, rare: ASKED, typical: ASKED, hottest: ASKED });
export type QuestionsMeasured = z.output<typeof QUESTIONS>;

const OF_DEPENDENCIES = z.object({
  name: z.string(),
  rows: z.number(),
  total: z.number(),
  truncated: z.boolean(),
  longest: z.number(),
  direct: LATENCY,
});
export type AskedOfDependencies = z.output<typeof OF_DEPENDENCIES>;
export const DEPENDENCIES = z.object({ ...COSTS.shape, asked: z.array(OF_DEPENDENCIES) });
export type DependenciesMeasured = z.output<typeof DEPENDENCIES>;

export const START = z.object({ seconds: z.number(), how: z.enum(['serve', 'open']) });
export type StartMeasured = z.output<typeof START>;

/** What this process has used since a moment (`performance.now()`). */
export function costsSince(started: number): z.output<typeof COSTS> {
  const { user, system } = process.cpuUsage();
  return {
    seconds: (performance.now() - started) / 1e3,
    cpuSeconds: (user + system) / 1e6,
    // Given in KiB.
    peakMB: (process.resourceUsage().maxRSS * 1024) / 1e6,
  };
}

/** The nearest-rank percentiles of some times, in their unit; `first` is the first of all, before anything is warm. */
export function latency(first: number, times: readonly number[]): Latency {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? first;
  return { times: times.length, first, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
