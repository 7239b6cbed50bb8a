import type { Cypher } from '#queries';
import type { Transaction } from './connection.ts';

/** A row, a node or a map, as the driver gives it. */
export type Cells = Readonly<Record<string, unknown>>;

/** The rows of a statement. Numbers among the parameters must be `whole`. */
export async function cellsOf(
  transaction: Transaction,
  statement: Cypher,
  parameters: Cells,
): Promise<readonly Cells[]> {
  const { records } = await transaction.run(statement, parameters);
  return records.map((record): Cells => record.toObject());
}

/** Of a map whose properties may be left out: what is null is. */
export function textIn(cells: Cells, name: string): string {
  const cell = cells[name];
  if (typeof cell !== 'string') throw new TypeError(`${name} is no text`);
  return cell;
}

export function textOrNullIn(cells: Cells, name: string): string | null {
  return (cells[name] ?? null) === null ? null : textIn(cells, name);
}

export function wholeIn(cells: Cells, name: string): number {
  const cell = cells[name];
  if (typeof cell !== 'number') throw new TypeError(`${name} is no number`);
  return cell;
}

/** A map inside a row. */
export function cellsIn(cells: Cells, name: string): Cells {
  return asCells(cells[name]);
}

/** A list of maps. */
export function listIn(cells: Cells, name: string): readonly Cells[] {
  const cell = cells[name];
  if (!Array.isArray(cell)) throw new TypeError(`${name} is no list`);
  return cell.map(asCells);
}

/** A list of texts. */
export function textsIn(cells: Cells, name: string): readonly string[] {
  const cell = cells[name];
  if (!Array.isArray(cell)) throw new TypeError(`${name} is no list`);
  return cell.map((one: unknown) => textIn({ one }, 'one'));
}

function asCells(cell: unknown): Cells {
  if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) throw new TypeError('a cell is no map');
  return { ...cell };
}
