import { parseDigest } from '#schema';
import type { Call, CommandShape } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { RunFailure } from '../mistakes.ts';
import { exposuresLeft } from '../progress.ts';
import { nameOfStore, openForWriting } from '../store.ts';

export const withdrawCommand: CommandShape = {
  name: 'withdraw',
  doc: 'take a document out of force; its bytes and its history stay',
  operands: '<digest>',
  options: [
    { name: 'reason', value: 'TEXT', doc: 'why, for whoever reads this later. Needed, except with --undo' },
    { name: 'undo', value: null, doc: 'put it in force again' },
  ],
  run: runWithdraw,
};

async function runWithdraw({ operands, options, settings, mistakes, terminal }: Call): Promise<ExitStatus> {
  const [text, ...others] = operands;
  const digest = text === undefined ? undefined : parseDigest(text);
  const undo = options.has('undo');
  const reason = options.text('reason')?.trim();
  if (text === undefined) mistakes.add('Say which document: provgraph withdraw <digest> --reason …');
  else if (digest?.startsWith('sha256:') !== true) {
    mistakes.add(`${JSON.stringify(text)} is no digest of a document: write sha256: and 64 hexadecimal digits.`);
  }
  if (others.length > 0) mistakes.add(`Withdraw one document at a time; ${JSON.stringify(others[0])} is one too many.`);
  if (!undo && (reason === undefined || reason === ''))
    mistakes.add('--reason is missing: say why the document is withdrawn.');
  if (undo && reason !== undefined) mistakes.add('--undo takes no --reason; leave one of them out.');
  mistakes.refuse();
  const document = digest ?? '';
  const at = new Date().toISOString();
  const { writer } = await openForWriting(settings);
  try {
    const before = await writer.stored(document);
    const known =
      before !== null && (undo ? await writer.restore(document) : await writer.withdraw(document, reason ?? '', at));
    if (!known) throw new RunFailure(`There is no document ${document} in ${nameOfStore(settings)}.`);
    const revision = await writer.commit();
    await writer.project((left) => {
      terminal.status(exposuresLeft(left));
    });
    terminal.status('');
    const withdrawn = undo ? null : { reason: reason ?? '', at };
    if (options.has('json'))
      terminal.print(`${JSON.stringify({ document, withdrawn, dataVersion: String(revision) })}\n`);
    else if (undo) terminal.say(`${document} is in force${before.withdrawn ? ' again' : '; it was not withdrawn'}.`);
    else terminal.say(`${document} is withdrawn: ${reason ?? ''}. To undo it: provgraph withdraw ${document} --undo`);
    return EXIT.done;
  } finally {
    await writer.close();
  }
}
