import { MODEL, NODES, impliedProperties } from '#schema';
import { cypher, cypherJoined, cypherName } from '#queries';
import type { Cypher } from '#queries';
import type { NodeKey, NodeShown } from '../engine.ts';
import type { Transaction } from './connection.ts';
import { cellsIn, textIn, textOrNullIn, wholeIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

/** What a cluster calls the workload `n`: as its exposures say, those that hold before those that ended; null for other kinds. */
export function nodeName(label: string): Cypher {
  if (label !== 'Workload') return cypher`null`;
  const said = (type: Cypher): Cypher =>
    cypher`head(COLLECT { MATCH (n)<-[:${type}]-(x:Exposure) WHERE x.rt IS NULL RETURN DISTINCT x.namespace + '/' + x.workloadName AS name ORDER BY name LIMIT 1 })`;
  return cypher`coalesce(${said(cypher`OF_WORKLOAD`)}, ${said(cypher`WAS_OF_WORKLOAD`)})`;
}

/** The node `n`, whose name is in the variable `name`, as a map from which `nodeOf` makes what is shown. */
export function nodeMap(label: string): Cypher {
  const implied = impliedProperties(MODEL, label).map((one) => cypher`.${cypherName(one.name)}`);
  const map = cypher`n {${cypherJoined(implied, cypher`, `)}}`;
  return cypher`{kind: '${cypherName(label)}', key: n.key, name: name, implied: ${map}}`;
}

/** A map as `nodeMap` gives it. */
export function nodeOf(node: Cells): NodeShown {
  const id = textIn(node, 'key');
  return {
    kind: textIn(node, 'kind'),
    id,
    name: textOrNullIn(node, 'name') ?? id,
    implied: cellsIn(node, 'implied'),
  };
}

const PART = (label: string): Cypher => cypher`
  UNWIND range(0, size($given.keys) - 1) AS place WITH place, $given.keys[place] AS asked WHERE asked.kind = '${cypherName(label)}'
  MATCH (n:${cypherName(label)} {key: asked.id}) WITH place, n, ${nodeName(label)} AS name
  RETURN place, ${nodeMap(label)} AS node`;

/** The nodes of these kinds and ids, in the order asked; null where there is none. One statement. */
export async function nodesShown(
  transaction: Transaction,
  keys: readonly NodeKey[],
): Promise<readonly (NodeShown | null)[]> {
  const shown: (NodeShown | null)[] = keys.map(() => null);
  const kinds = NODES.map(({ label }) => label).filter((label) => keys.some(({ kind }) => kind === label));
  if (kinds.length === 0) return shown;
  const statement = cypherJoined(kinds.map(PART), cypher` UNION ALL `);
  const asked = keys.map(({ kind, id }) => ({ kind, id }));
  for (const row of await givenRows(transaction, statement, { keys: asked })) {
    shown[wholeIn(row, 'place')] = nodeOf(cellsIn(row, 'node'));
  }
  return shown;
}
