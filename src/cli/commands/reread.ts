import type { Receipt } from '#ingest';
import type { Call, CommandShape } from '../command.ts';
import { EXIT, worstOf } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { exposuresLeft } from '../progress.ts';
import { documentsToReread, rereadStored } from '../reread-stored.ts';
import { stopping } from '../stopping.ts';
import { openForWriting } from '../store.ts';
import type { Terminal } from '../terminal.ts';

export const rereadCommand: CommandShape = {
  name: 'reread',
  doc: 'read stored documents again whose readers have changed (before an ingest this happens by itself)',
  operands: null,
  options: [{ name: 'all', value: null, doc: 'read every stored document again' }],
  run: runReread,
};

async function runReread({ options, settings, mistakes, terminal }: Call): Promise<ExitStatus> {
  mistakes.refuse();
  const signal = stopping();
  const store = await openForWriting(settings);
  const counts = { read: 0, failed: 0, lost: 0 };
  try {
    const digests = await documentsToReread(store.writer, options.has('all'));
    for await (const reread of rereadStored(store, digests, signal)) {
      if ('lost' in reread) counts.lost++;
      else if (reread.receipt.outcome === 'read') counts.read++;
      else counts.failed++;
      if (options.has('json')) terminal.print(`${JSON.stringify('lost' in reread ? reread : reread.receipt)}\n`);
      else if ('lost' in reread) terminal.say(`not read again: ${reread.lost}`);
      else if (reread.receipt.outcome !== 'read') reportFailed(reread.receipt, terminal);
      terminal.status(`${counts.read + counts.failed + counts.lost} of ${digests.length} documents`);
    }
    if (!signal.aborted) {
      await store.writer.project((left) => {
        terminal.status(exposuresLeft(left));
      });
    }
  } finally {
    terminal.status('');
    await store.writer.close();
  }
  if (!options.has('json')) {
    const total = counts.read + counts.failed + counts.lost;
    terminal.say(
      total === 0
        ? 'Nothing to do: every stored document was read by the readers of this version (--all reads them all the same).'
        : `${total === 1 ? '1 document' : `${total} documents`}: ${counts.read} read again, ${counts.failed} failed, ${counts.lost} without their bytes.`,
    );
  }
  return worstOf([
    signal.aborted || counts.lost > 0 ? EXIT.failed : EXIT.done,
    counts.failed > 0 ? EXIT.someFailed : EXIT.done,
  ]);
}

function reportFailed({ origin, outcome, at, message, code }: Receipt, terminal: Terminal): void {
  const place = at === undefined || at === '' ? '' : ` at ${at}`;
  terminal.say(`${outcome}  ${origin}${place}: ${message ?? ''} (${code ?? ''})`);
}
