import { parseDigest } from '#schema';
import type { DocumentShown, ThingShown } from '../../engines/engine.ts';
import type { Call, CommandShape } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { RunFailure } from '../mistakes.ts';
import { bytesInWords } from '../progress.ts';
import { openForReading } from '../store.ts';
import type { Terminal } from '../terminal.ts';
import { actionOf } from './failures.ts';

export const showCommand: CommandShape = {
  name: 'show',
  doc: 'show everything known about a digest, purl, workload, model, identity or document',
  operands: '<id>',
  options: [],
  run: runShow,
};

async function runShow({ operands, options, settings, mistakes, terminal }: Call): Promise<ExitStatus> {
  const [id = '', ...others] = operands;
  if (id === '')
    mistakes.add('Say what to show: a digest, purl, workload, model, identity or document (provgraph show <id>).');
  if (others.length > 0) mistakes.add(`Show one thing at a time; ${JSON.stringify(others[0])} is one too many.`);
  mistakes.refuse();
  const estate = await openForReading(settings, terminal);
  try {
    const digest = parseDigest(id);
    const document = digest === undefined ? null : await estate.document(digest);
    const thing = await estate.show(id);
    if (document === null && thing === null)
      throw new RunFailure(`Nothing is known of ${JSON.stringify(id)}. ${hintFor(id)}`);
    if (options.has('json')) {
      terminal.print(`${JSON.stringify({ document, thing })}\n`);
      return EXIT.done;
    }
    if (document !== null) reportDocument(document, terminal);
    if (document !== null && thing !== null) terminal.say();
    if (thing !== null) reportThing(thing, terminal);
    return EXIT.done;
  } finally {
    await estate.close();
  }
}

function hintFor(id: string): string {
  if (/^[0-9a-f]{64}$/iu.test(id)) return `Write a digest with its algorithm: sha256:${id.toLowerCase()}.`;
  if (/^sha\d+:/iu.test(id)) return 'A digest must be whole, and be named by a document that was ingested.';
  if (id.startsWith('pkg:'))
    return 'To look for a package by a part of its name: provgraph ask artifacts-with-package --package <name>.';
  return 'Write it as answers show it: sha256:<hex>, pkg:pypi/torch@2.6.0, a workload id, oci:<registry>/<repository>:<tag>.';
}

function reportDocument(document: DocumentShown, terminal: Terminal): void {
  const { digest, format, version, outcome, size, origins, holds, heldBy, withdrawn, failure, remarks } = document;
  terminal.say(terminal.paint('bold', `Document ${digest}`));
  const kind = `${format ?? 'of no known format'}${version === null ? '' : ` ${version}`}`;
  terminal.say(`  ${kind}, ${bytesInWords(size)}, ${outcome}`);
  for (const origin of origins) terminal.say(`  seen at ${origin}`);
  for (const outer of heldBy) terminal.say(`  inside ${outer}`);
  for (const { document: inner, at } of holds) terminal.say(`  holds ${inner}${at === '' ? '' : ` at ${at}`}`);
  if (withdrawn !== null) terminal.say(`  withdrawn ${withdrawn.at}: ${withdrawn.reason}`);
  if (failure !== null) {
    terminal.say(
      `  ${terminal.paint('red', failure.code)}${failure.at === '' ? '' : ` at ${failure.at}`}: ${failure.message}`,
    );
    terminal.say(`  → ${actionOf({ code: failure.code, document: digest, origin: origins[0] ?? digest })}`);
  }
  for (const { code, at, message } of remarks)
    terminal.say(`  remark ${code}${at === '' ? '' : ` at ${at}`}: ${message}`);
}

function reportThing({ kind, id, name, understood, facts, factsTotal }: ThingShown, terminal: Terminal): void {
  terminal.say(terminal.paint('bold', `${kind} ${name === '' ? id : name}`));
  if (name !== id) terminal.say(`  ${id}`);
  terminal.say(`  understood as ${understood}`);
  for (const { edge, direction, other, document, at } of facts) {
    const arrow = direction === 'out' ? '→' : '←';
    const source = document === null ? '' : `  (${document.slice(0, 19)}…${at === '' ? '' : ` at ${at}`})`;
    terminal.say(`  ${edge} ${arrow} ${other.kind} ${other.name === '' ? other.id : other.name}${source}`);
  }
  if (factsTotal > facts.length) terminal.say(`  and ${factsTotal - facts.length} more`);
}
