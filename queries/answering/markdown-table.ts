/** A Markdown table. Cells are Markdown; a bar in them is escaped, and so is what would read as a tag outside of code. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function escaped(cell: string): string {
  const parts = cell.replaceAll('|', '\\|').split('`');
  return parts.map((part, position) => (position % 2 === 0 ? part.replaceAll('<', '&lt;') : part)).join('`');
}
