import type { Outcome, Receipt, Summary } from '#ingest';
import { sha256Of } from '#schema';
import type { RunRequest } from './ingest-run.ts';
import type { Tally } from './tally.ts';
import type { Terminal } from './terminal.ts';

/** How many unrecognised documents of a kind are named, and how many kinds: a folder of source code has thousands. */
const NAMED = { each: 3, kinds: 10 };
const NOTHING = sha256Of(new Uint8Array());
/** The kind of a file of no bytes. */
const EMPTY = 'empty, nothing in it';

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
  const unrecognised: Receipt[] = [];
  return {
    receipt: (receipt) => {
      if (receipt.outcome === 'unrecognised') unrecognised.push(receipt);
      const line = lineOf(receipt, terminal);
      if (line !== undefined) terminal.say(line);
    },
    summary: (summary, tally) => {
      for (const line of unrecognisedInWords(unrecognised)) {
        terminal.say(`${terminal.paint('yellow', 'not recognised')}  ${line}`);
      }
      for (const line of summaryInWords(summary, tally)) terminal.say(line);
      for (const warning of summary.warnings ?? []) terminal.warn(`provgraph: ${warning}`);
      if (dryRun) terminal.say('Nothing was stored (--dry-run).');
    },
  };
}

/** What no format claims, a line for each kind of file: most first, the first of each by name. */
function unrecognisedInWords(receipts: readonly Receipt[]): string[] {
  const kinds = [...Map.groupBy(receipts, kindOf)];
  kinds.sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1));
  const lines = kinds.slice(0, NAMED.kinds).map(([kind, same]) => {
    const named = same.slice(0, NAMED.each).map(({ origin }) => shownOrigin(origin));
    if (same.length === 1) return `${named.join('')}${kind === EMPTY ? ` (${EMPTY})` : ''}`;
    const more = same.length > NAMED.each ? ' … (all of them: --json)' : '';
    return `${grouped(same.length)} × ${kind}: ${named.join(', ')}${more}`;
  });
  const rest = kinds.slice(NAMED.kinds).reduce((sum, [, same]) => sum + same.length, 0);
  return rest === 0 ? lines : [...lines, `${grouped(rest)} of other kinds (all of them: --json)`];
}

function kindOf({ origin, document }: Receipt): string {
  if (document === NOTHING) return EMPTY;
  return /[^/#](?<end>\.[A-Za-z0-9]{1,12})$/u.exec(origin)?.groups?.['end'] ?? 'without an ending';
}

/** A document that is all there is in another lies at no place of it. */
const shownOrigin = (origin: string): string => origin.replace(/#$/u, '');

function lineOf(receipt: Receipt, terminal: Terminal): string | undefined {
  switch (receipt.outcome) {
    case 'read':
    case 'known':
    case 'unrecognised':
      return undefined;
    case 'unsupported':
    case 'failed': {
      const place = receipt.at === undefined || receipt.at === '' ? '' : ` at ${receipt.at}`;
      const again = receipt.retry === true ? ' It may succeed when it is tried again.' : '';
      const label = terminal.paint('red', receipt.outcome === 'failed' ? 'failed' : 'unsupported');
      return `${label}  ${shownOrigin(receipt.origin)}${place}: ${receipt.message ?? ''} (${receipt.code ?? ''})${again}`;
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
  lines.push(...(summary.notComplete ?? []));
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
