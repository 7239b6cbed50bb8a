/** The narrowest that a column is made, in characters: less says nothing. */
const NARROW = 8;
/** What a long cell should keep, before a spare column is kept beside it. */
const READABLE = 24;
const GAP = '  ';

/** Rows of cells under their headings. */
export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Aligned lines, the headings first. Columns that are empty in every row are left out. */
export function tableOf(table: Table): string[] {
  return aligned(filled(table), null);
}

/**
 * Aligned lines that fit a terminal. What does not fit is shortened in this order: digests; columns that say the same in
 * every row, which are then one line above the table; the columns of `spare`, which are left out; the widest cells, in
 * their middle, because names differ at either end. A heading is never shortened.
 *
 * @param width - columns of the terminal.
 */
export function fittedTable(
  table: Table,
  spare: readonly string[],
  width: number,
): { above: string | null; lines: string[] } {
  const full = filled(table);
  if (fits(full, width)) return { above: null, lines: aligned(full, null) };
  let shorter: Table = { headings: full.headings, rows: full.rows.map((row) => row.map(abbreviated)) };
  const above: string[] = [];
  if (!fits(shorter, width) && shorter.rows.length > 1) {
    for (const heading of constant(shorter)) {
      above.push(`${heading.toLowerCase()} ${shorter.rows[0]?.[shorter.headings.indexOf(heading)] ?? ''}`);
      shorter = without(shorter, heading);
    }
  }
  for (const heading of spare) if (!isReadable(shorter, width)) shorter = without(shorter, heading);
  return { above: above.length === 0 ? null : `In every row: ${above.join(', ')}`, lines: aligned(shorter, width) };
}

function filled({ headings, rows }: Table): Table {
  const empty = headings.filter((_, column) => rows.every((row) => (row[column] ?? '') === ''));
  return empty.reduce(without, { headings, rows });
}

function without({ headings, rows }: Table, heading: string): Table {
  const gone = headings.indexOf(heading);
  const rest = (cells: readonly string[]): string[] => cells.filter((_, column) => column !== gone);
  return gone === -1 ? { headings, rows } : { headings: rest(headings), rows: rows.map(rest) };
}

const constant = ({ headings, rows }: Table): string[] =>
  headings.filter((_, column) => rows.every((row) => row[column] === rows[0]?.[column]));

const abbreviated = (cell: string): string => cell.replace(/(sha256:[0-9a-f]{8})[0-9a-f]{56}/gu, '$1…');

const fits = (table: Table, width: number): boolean =>
  widthsOf(table).reduce((sum, column) => sum + column + GAP.length, -GAP.length) <= width;

/** Whether it fits once long cells are shortened, but none beyond reading. */
function isReadable(table: Table, width: number): boolean {
  const least = widthsOf(table).map((natural, column) =>
    Math.max(lengthOf(table.headings[column] ?? ''), Math.min(natural, READABLE)),
  );
  return least.reduce((sum, column) => sum + column + GAP.length, -GAP.length) <= width;
}

const widthsOf = ({ headings, rows }: Table): number[] =>
  headings.map((heading, column) => Math.max(...[heading, ...rows.map((row) => row[column] ?? '')].map(lengthOf)));

const lengthOf = (text: string): number => Array.from(text).length;

function aligned(table: Table, width: number | null): string[] {
  const widths = widthsOf(table);
  const least = table.headings.map((heading) => Math.max(NARROW, lengthOf(heading)));
  if (width !== null) shrink(widths, least, width - GAP.length * Math.max(0, widths.length - 1));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => fitted(cell, widths[column] ?? 0))
      .join(GAP)
      .trimEnd();
  return [table.headings, ...table.rows].map(line);
}

/** Takes from the widest column that still has room, never below its least width. */
function shrink(widths: number[], least: readonly number[], room: number): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const widest = Math.max(...widths.filter((width, column) => width > (least[column] ?? 0)));
    if (!Number.isFinite(widest)) return;
    widths[widths.findIndex((width, column) => width === widest && width > (least[column] ?? 0))] = widest - 1;
    excess--;
  }
}

/** A cell of exactly this width; what is too long loses its middle. */
function fitted(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text + ' '.repeat(width - characters.length);
  const head = Math.floor((width - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (width - 1 - head)).join('')}`;
}
