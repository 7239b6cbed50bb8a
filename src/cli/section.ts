import type { Terminal } from './terminal.ts';

/** How many lines of a list are shown before `--all`. */
export const LINES_SHOWN = 10;

/** A heading with its count, the lines below it, and how to see those that are left out. */
export function sectionOf(terminal: Terminal, heading: string, lines: readonly string[], all: boolean): void {
  terminal.say();
  const count = lines.length.toLocaleString('en-US');
  terminal.say(terminal.paint('bold', lines.length > 1 ? `${heading} (${count})` : heading));
  for (const line of listed(lines, all)) terminal.say(`  ${line}`);
}

/** The first lines, and a line that says how many more there are; one more is shown instead of said. */
export function listed(lines: readonly string[], all: boolean): readonly string[] {
  if (all || lines.length <= LINES_SHOWN + 1) return lines;
  const more = (lines.length - LINES_SHOWN).toLocaleString('en-US');
  return [...lines.slice(0, LINES_SHOWN), `… and ${more} more (--all)`];
}
