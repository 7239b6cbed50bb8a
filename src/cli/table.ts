/** The narrowest that a column is made, in characters: less says nothing. */
const NARROW = 8;
const GAP = '  ';

/**
 * Rows as aligned lines under their headings. Columns that are empty in every row are left out; where the width does not
 * suffice, the widest columns are cut, with `…`.
 *
 * @param width - columns of the terminal; null: as many as it takes.
 */
export function tableOf(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | null,
): string[] {
  const kept = headings.map((_, column) => column).filter((column) => rows.some((row) => (row[column] ?? '') !== ''));
  const lines = [headings, ...rows].map((row) => kept.map((column) => row[column] ?? ''));
  const widths = kept.map((_, column) => Math.max(...lines.map((row) => lengthOf(row[column] ?? ''))));
  if (width !== null) shrink(widths, width - GAP.length * Math.max(0, widths.length - 1));
  return lines.map((row) =>
    row
      .map((cell, column) => fitted(cell, widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

const lengthOf = (text: string): number => Array.from(text).length;

function shrink(widths: number[], room: number): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= NARROW) return;
    widths[widths.indexOf(widest)] = widest - 1;
    excess--;
  }
}

function fitted(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text + ' '.repeat(width - characters.length);
  return `${characters.slice(0, width - 1).join('')}…`;
}
