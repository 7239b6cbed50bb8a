/** Where two values differ first, as a line of text; null where they are the same. */
export function firstDifference(one: unknown, other: unknown, at = ''): string | null {
  if (Object.is(one, other)) return null;
  if (!isNested(one) || !isNested(other) || Array.isArray(one) !== Array.isArray(other))
    return `${at === '' ? '/' : at}: ${spelled(one)} on SQLite, ${spelled(other)} on Neo4j`;
  const [left, right] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const found = firstDifference(left.get(name), right.get(name), `${at}/${name}`);
    if (found !== null) return found;
  }
  return null;
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;

const SHOWN = 400;

function spelled(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}… (${text.length} characters)`;
}

/** The lines that only one of two dumps has, the first few of each. */
export function dumpDifference(sqlite: readonly string[], neo4j: readonly string[]): string | null {
  const [onlySqlite, onlyNeo4j] = [without(sqlite, neo4j), without(neo4j, sqlite)];
  if (onlySqlite.length + onlyNeo4j.length === 0) return null;
  const shown = (lines: readonly string[]): string =>
    lines
      .slice(0, 5)
      .map((line) => `\n    ${line.slice(0, 600)}`)
      .join('');
  return `${onlySqlite.length} lines only on SQLite:${shown(onlySqlite)}\n  ${onlyNeo4j.length} lines only on Neo4j:${shown(onlyNeo4j)}`;
}

/** Repetitions count. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
