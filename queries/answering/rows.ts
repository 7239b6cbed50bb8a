import type { NodeId, Row, Value } from '../question.ts';

/** The id of a node in a row; a row without one is a bug of its statement. */
export function idOf(row: Row, name: string): NodeId {
  const id = idOrNull(row, name);
  if (id === null) throw new Error(`a row has no id ${name}`);
  return id;
}

/** The same where a row may have none: null for an empty or absent column. */
export function idOrNull(row: Row, name: string): NodeId | null {
  const cell = row[name] ?? null;
  if (cell !== null && typeof cell !== 'string' && typeof cell !== 'number')
    throw new Error(`${name} of a row is no id`);
  return cell;
}

/** A flag, which one engine tells as a truth value and another one as 0 or 1. */
export function flagOf(row: Row, name: string): boolean {
  const cell = row[name];
  if (cell === true || cell === 1) return true;
  if (cell === false || cell === 0) return false;
  throw new Error(`${name} of a row is no flag`);
}

/** A list of values, which one engine gives as such and another one as JSON text. */
export function listIn(row: Row, name: string): readonly Value[] {
  const cell = row[name];
  const list: unknown = typeof cell === 'string' ? JSON.parse(cell) : cell;
  if (!Array.isArray(list)) throw new Error(`${name} of a row is no list`);
  return list.map((item: unknown): Value => {
    if (item === null || typeof item === 'string' || typeof item === 'number') return item;
    throw new Error(`${name} of a row holds what is no value`);
  });
}

/** A list of ids, as `listIn`. */
export function idsIn(row: Row, name: string): readonly NodeId[] {
  return listIn(row, name).map((item) => {
    if (item === null) throw new Error(`${name} of a row holds what is no id`);
    return item;
  });
}

/** Pairs of ids, each once, in their order. */
export function pairsOnce<First extends NodeId>(pairs: readonly (readonly [First, NodeId])[]): [First, NodeId][] {
  const known = new Map<First, Set<NodeId>>();
  for (const [first, second] of pairs) known.set(first, (known.get(first) ?? new Set()).add(second));
  return [...known].flatMap(([first, seconds]) => [...seconds].map((second): [First, NodeId] => [first, second]));
}
