import { FORMATS, ingest } from '#ingest';
import type { Archive, Offering, Receipt, Refused, Source, Summary, Writer } from '#ingest';
import { EXIT, worstOf } from './exit-status.ts';
import type { ExitStatus } from './exit-status.ts';
import { RunFailure } from './mistakes.ts';
import { exposuresLeft, Progress } from './progress.ts';
import { Tally } from './tally.ts';
import type { Terminal } from './terminal.ts';

export interface RunRequest {
  readonly store: { readonly writer: Writer; readonly archive: Archive };
  readonly offering: Offering;
  readonly sources: readonly Source[];
  readonly strict: boolean;
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
  /** Called for each receipt as it is given, and at the end, also of a run that fails. */
  readonly report: { receipt(receipt: Receipt): void; summary(summary: Summary, tally: Tally): void };
}

/**
 * One ingest, from its sources to up-to-date exposures (contract.md, *Commands*). Every receipt is reported once it is
 * durable, and the summary whatever happens.
 *
 * @returns the exit status of the run.
 * @throws RunFailure when receipts and documents differ (law 4); whatever the store, the archive or a source throws.
 */
export async function ingestRun(request: RunRequest): Promise<ExitStatus> {
  const { store, offering, signal, terminal, report } = request;
  const started = Date.now();
  const progress = new Progress(terminal, request.sources);
  const tally = new Tally();
  let refused: Refused = { notComplete: [], held: [], warnings: [] };
  let whole = false;
  try {
    const sources = request.sources.map((source) => progress.counted(source));
    const receipts = ingest({ formats: FORMATS, ...store, offering }, sources, signal);
    for (let step = await receipts.next(); ; step = await receipts.next()) {
      if (step.done === true) {
        refused = step.value;
        break;
      }
      tally.add(step.value);
      report.receipt(step.value);
    }
    assertCounted(tally, progress.offered);
    if (!signal.aborted) {
      await store.writer.project((left) => {
        progress.says(exposuresLeft(left));
      });
    }
    whole = !signal.aborted;
  } catch (error) {
    // A source that is torn away by the signal (standard input) has not failed.
    if (!signal.aborted || error instanceof RunFailure) throw error;
  } finally {
    progress.done();
    report.summary(tally.summary(offering.run, Date.now() - started, !whole, refused), tally);
  }
  return statusOf(tally, request.strict, whole, refused);
}

function assertCounted(tally: Tally, offered: number): void {
  const due = tally.due(offered);
  if (tally.receipts === due) return;
  throw new RunFailure(
    `This run lost count: ${due} documents were offered and ${tally.receipts} receipts given. ` +
      'Do not rely on it, and report it as a mistake in provgraph.',
  );
}

function statusOf(tally: Tally, strict: boolean, whole: boolean, { notComplete, held }: Refused): ExitStatus {
  const failed = tally.count('failed') + tally.count('unsupported') + (strict ? tally.count('unrecognised') : 0);
  return worstOf([
    whole ? EXIT.done : EXIT.failed,
    failed > 0 ? EXIT.someFailed : EXIT.done,
    // A listing that was asked for and not accepted, though every document was read: the source did not give it.
    notComplete.length > 0 && failed === 0 ? EXIT.failed : EXIT.done,
    held.length > 0 ? EXIT.held : EXIT.done,
  ]);
}
