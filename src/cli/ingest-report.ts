import type { Outcome, Receipt, Summary } from '#ingest';
import type { RunRequest } from './ingest-run.ts';
import type { Tally } from './tally.ts';
import type { Terminal } from './terminal.ts';

/** How many unrecognised documents are named: a folder of source code has thousands. */
const NAMED = 20;

/** The report of an ingest for programs: receipts as JSON Lines, then the summary (contract.md, *A receipt*). */
export function jsonReport(terminal: Terminal): RunRequest['report'] {
  return {
    receipt: (receipt) => {
      terminal.print(`${JSON.stringify(receipt)}\n`);
    },
    summary: (summary) => {
      terminal.print(`${JSON.stringify({ summary })}\n`);
    },
  };
}

const LABELS: Readonly<Record<Outcome, string>> = {
  read: 'read',
  known: 'known already',
  unrecognised: 'not recognised',
  unsupported: 'of an unsupported version',
  failed: 'failed',
};

/** The same for people: what needs a look is listed, the rest counted. */
export function humanReport(terminal: Terminal, dryRun = false): RunRequest['report'] {
  let unrecognised = 0;
  return {
    receipt: (receipt) => {
      if (receipt.outcome === 'unrecognised' && ++unrecognised > NAMED) return;
      const line = lineOf(receipt, terminal);
      if (line !== undefined) terminal.say(line);
    },
    summary: (summary, tally) => {
      if (unrecognised > NAMED) terminal.say(`… and ${unrecognised - NAMED} more not recognised (all of them: --json)`);
      for (const line of summaryInWords(summary, tally)) terminal.say(line);
      if (dryRun) terminal.say('Nothing was stored (--dry-run).');
    },
  };
}

function lineOf(receipt: Receipt, terminal: Terminal): string | undefined {
  switch (receipt.outcome) {
    case 'read':
    case 'known':
      return undefined;
    case 'unrecognised':
      return `${terminal.paint('yellow', 'not recognised')}  ${receipt.origin}`;
    case 'unsupported':
    case 'failed': {
      const place = receipt.at === undefined || receipt.at === '' ? '' : ` at ${receipt.at}`;
      const again = receipt.retry === true ? ' It may succeed when it is tried again.' : '';
      const label = terminal.paint('red', receipt.outcome === 'failed' ? 'failed' : 'unsupported');
      return `${label}  ${receipt.origin}${place}: ${receipt.message ?? ''} (${receipt.code ?? ''})${again}`;
    }
  }
}

/** The summary of a run as sentences. */
export function summaryInWords(summary: Summary, tally: Tally): string[] {
  const lines: string[] = [];
  const parts = (['read', 'known', 'unrecognised', 'unsupported', 'failed'] as const)
    .filter((outcome) => summary[outcome] > 0)
    .map((outcome) => `${grouped(summary[outcome])} ${LABELS[outcome]}`);
  const offered = `${grouped(summary.offered)} ${summary.offered === 1 ? 'document' : 'documents'}`;
  const of = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  lines.push(`${offered}${of}. ${grouped(summary.claims)} claims in ${(summary.elapsedMs / 1000).toFixed(1)} s.`);
  const remarks = [...tally.remarks].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const total = remarks.reduce((sum, [, count]) => sum + count, 0);
  if (total > 0) {
    const codes = remarks.map(([code, count]) => `${code} ${grouped(count)}`).join(', ');
    lines.push(
      `${grouped(total)} ${total === 1 ? 'remark' : 'remarks'} on odd places: ${codes} (each with its place: --json).`,
    );
  }
  lines.push(...(summary.notComplete ?? []), ...(summary.warnings ?? []));
  if (summary.interrupted === true) {
    lines.push('The run did not finish: what is counted above is stored; run it again for the rest.');
  }
  if (summary.failed + summary.unsupported > 0) {
    lines.push('While a document is failed, nothing is NOT_AFFECTED: provgraph failures says what to do.');
  }
  return lines;
}

/** `9,120` */
export const grouped = (count: number): string => count.toLocaleString('en-US');
