import { join } from 'node:path';
import { z } from 'zod';
import { EXAMPLE, provgraph } from './command-line.ts';
import type { Outcome } from './command-line.ts';

/** The example estate as three offerings, as seen at one moment. */
export const OFFERINGS: readonly (readonly string[])[] = [
  ['ingest', join(EXAMPLE, 'documents')],
  ['ingest', join(EXAMPLE, 'clusters/eu-prod.yaml'), '--cluster', 'eu-prod', '--complete'],
  ['ingest', join(EXAMPLE, 'clusters/us-staging.json'), '--cluster', 'us-staging', '--complete'],
].map((words) => [...words, '--observed-at', '2026-03-25T20:00:00Z']);

/** Ingests all of it, and fails when a command does. */
export function ingestExample(folder: string): readonly Outcome[] {
  return OFFERINGS.map((words) => {
    const outcome = provgraph(folder, [...words, '--json']);
    if (outcome.status !== 0) throw new Error(`status ${outcome.status ?? 'none'}: ${outcome.err}`);
    return outcome;
  });
}

const Answer = z.looseObject({ pageInfo: z.object({ hasNextPage: z.boolean() }) });

const ASKED: readonly (readonly string[])[] = [
  ['deployed-models-using-package', '--package', 'pkg:pypi/litellm'],
  ['deployed-models-using-package', '--package', 'pkg:deb/openssl'],
  ['deployed-workloads-using-package', '--package', 'litellm'],
  ['artifacts-with-package', '--package', 'pkg:pypi/torch'],
  ['inventory'],
  ['missing-sbom'],
];

/** What the store of a folder answers, without the moment and the count of revisions. */
export function answersOf(folder: string): unknown[] {
  return ASKED.map((words) => {
    const { status, out, err } = provgraph(folder, ['ask', ...words, '--json', '--first', '1000']);
    if (status !== 0) throw new Error(`status ${status ?? 'none'}: ${err}`);
    // A cursor holds the moment and the revision too.
    const { pageInfo, ...answer } = Answer.parse(JSON.parse(out));
    return { ...answer, asOf: '', dataVersion: '', hasNextPage: pageInfo.hasNextPage };
  });
}
