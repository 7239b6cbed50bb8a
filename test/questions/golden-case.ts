import { z } from 'zod';

const Time = z.iso.datetime();

const Offering = z.strictObject({
  /** File or folder, relative to the case. */
  where: z.string(),
  cluster: z.string().optional(),
  environment: z.string().optional(),
  observedAt: Time,
  /** When the store learned it; `observedAt` unless given. */
  recordedAt: Time.optional(),
  complete: z.boolean().default(false),
  namespaces: z.array(z.string()).default([]),
  /** False: the run ends before the exposures are recomputed. */
  project: z.boolean().default(true),
});

const Withdrawal = z.strictObject({
  /** Digest, or the path of a file relative to the case. */
  document: z.string(),
  reason: z.string(),
  at: Time,
  undo: z.boolean().default(false),
});

const Happening = {
  offerings: z.array(Offering).default([]),
  withdraw: z.array(Withdrawal).default([]),
};

const Ask = z.strictObject({
  ...Happening,
  /** The question of the folder unless given. */
  question: z.string().optional(),
  parameters: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  first: z.number().optional(),
  /** A cursor, or `endCursor`: the one of the answer before. */
  after: z.string().optional(),
  asOf: z.string().optional(),
  knownAt: z.string().optional(),
});

/** `case.json`: what is ingested, then what is asked. An ask may bring further offerings, which come just before it. */
export const GoldenCase = z.strictObject({ ...Happening, ask: z.array(Ask).min(1) });

export type GoldenAsk = z.output<typeof Ask>;
/** What happens to a store: offerings in order, each a run of its own, then withdrawals. */
export type GoldenHappening = Pick<GoldenAsk, 'offerings' | 'withdraw'>;
