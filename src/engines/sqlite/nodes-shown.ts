import { MODEL, NODES, impliedProperties, snake } from '#schema';
import type { NodeKey, NodeShown } from '../engine.ts';
import { textCell, textOrNull, wholeCell } from './database.ts';
import type { Cell, Database } from './database.ts';

/** The columns of the node `n` from which `nodeOf` makes what is shown: its id, its name if it has one, what its id implies. */
export function nodeColumns(label: string, n: string): string {
  const implied = impliedProperties(MODEL, label).map(({ name }) => `'${name}', ${n}."${snake(name)}"`);
  const name =
    label === 'Workload'
      ? `(SELECT x.namespace || '/' || x.workload FROM exposure x WHERE x.workload_id = ${n}.id AND x.rt IS NULL ORDER BY x.id DESC LIMIT 1)`
      : 'NULL';
  return `'${label}' AS kind, ${n}.key AS key, ${name} AS name, json_object(${implied.join(', ')}) AS implied`;
}

/** A row with `nodeColumns`. */
export function nodeOf(row: Readonly<Record<string, Cell>>): NodeShown {
  const id = textCell(row['key']);
  return {
    kind: textCell(row['kind']),
    id,
    name: textOrNull(row['name']) ?? id,
    implied: JSON.parse(textCell(row['implied'])) as NodeShown['implied'],
  };
}

/** The nodes of these kinds and ids, in the order asked; null where there is none. One statement. */
export function nodesShown(database: Database, keys: readonly NodeKey[]): readonly (NodeShown | null)[] {
  const shown: (NodeShown | null)[] = keys.map(() => null);
  const kinds = NODES.map(({ label }) => label).filter((label) => keys.some(({ kind }) => kind === label));
  if (kinds.length === 0) return shown;
  const parts = kinds.map(
    (kind) =>
      `SELECT j.key AS place, ${nodeColumns(kind, 'n')} FROM json_each(?1) j
       CROSS JOIN "${snake(kind)}" n ON n.key = j.value ->> 'id' WHERE j.value ->> 'kind' = '${kind}'`,
  );
  for (const row of database.all(parts.join(' UNION ALL '), JSON.stringify(keys))) {
    shown[wholeCell(row['place'])] = nodeOf(row);
  }
  return shown;
}
