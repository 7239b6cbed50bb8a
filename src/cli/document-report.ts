import type { DocumentShown } from '../engines/engine.ts';
import { actionOf } from './failure-actions.ts';
import { bytesInWords } from './progress.ts';
import { sectionOf } from './section.ts';
import type { Terminal } from './terminal.ts';

/** A document for people: what became of it, where it was seen, what it holds, what is wrong with it. */
export function reportDocument(document: DocumentShown, signature: string, all: boolean, terminal: Terminal): void {
  const { digest, format, version, outcome, size, origins, holds, heldBy, withdrawn, failure, remarks } = document;
  terminal.say(`${terminal.paint('bold', `Document ${digest}`)}: ${origins[0] ?? 'never offered by itself'}`);
  const kind = `${format ?? 'of no known format'}${version === null ? '' : ` ${version}`}`;
  terminal.say([`  ${kind}`, bytesInWords(size), outcome, signature].filter((part) => part !== '').join(', '));
  if (withdrawn !== null) {
    const since = withdrawn.at === '' ? '' : ` ${withdrawn.at}`;
    terminal.say(
      `  ${terminal.paint('yellow', 'withdrawn')}${since}: ${withdrawn.reason} (nothing that it says is in force)`,
    );
  }
  if (failure !== null) {
    const place = failure.at === '' ? '' : ` at ${failure.at}`;
    terminal.say(`  ${terminal.paint('red', failure.code)}${place}: ${failure.message}`);
    terminal.say(`  → ${actionOf({ ...failure, document: digest, origin: origins[0] ?? digest })}`);
  }
  const section = (heading: string, lines: readonly string[]): void => {
    if (lines.length > 0) sectionOf(terminal, heading, lines, all);
  };
  section('Also seen at', origins.slice(1));
  section('Inside', heldBy);
  section(
    'Holds',
    holds.map(({ document: inner, at }) => (at === '' ? inner : `${inner} at ${at}`)),
  );
  section(
    'Remarks on it',
    remarks.map(({ code, at, message }) => `${code}${at === '' ? '' : ` at ${at}`}: ${message}`),
  );
}
