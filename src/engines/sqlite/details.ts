import { EDGES } from '#schema';
import type { EdgeKind } from '#schema';
import { snake } from '#schema';
import type { NodeKey, ThingShown } from '../engine.ts';
import { idMeant, meaningsOf } from '../meanings-of.ts';
import type { Meaning } from '../meanings-of.ts';
import { textCell, wholeCell } from './database.ts';
import { exposureFacts, modelNamed } from './exposure-facts.ts';
import type { Cell, Database } from './database.ts';

/** Facts that documents state of one thing; what uses it is shown beside them, and never crowded out. */
const FACTS_SHOWN = 200;
/** More than any store has of one thing. */
const ALL = Number.MAX_SAFE_INTEGER;
const CLAIMED: readonly EdgeKind[] = EDGES.filter(({ basis }) => basis === 'claimed');

/** Everything known about one thing. Null where nothing goes by that id. */
export function thingShown(database: Database, text: string): ThingShown | null {
  for (const meaning of meaningsOf(text)) {
    const found = thingMeant(database, meaning);
    if (found !== null) return found;
  }
  return modelNamed(database, text, FACTS_SHOWN);
}

/** Everything known about the thing of this kind and id: the first facts, or all of them. */
export const thingOfKind = (database: Database, { kind, id }: NodeKey, most = FACTS_SHOWN): ThingShown | null =>
  thingMeant(database, idMeant(kind, id), most);

/** Everything known about the thing of this kind and id, however much it is. */
export const wholeThing = (database: Database, key: NodeKey): ThingShown | null => thingOfKind(database, key, ALL);

function thingMeant(
  database: Database,
  { kind, id, understood }: Meaning,
  most: number = FACTS_SHOWN,
): ThingShown | null {
  const found = database.get(`SELECT id FROM "${snake(kind)}" WHERE key = ?`, id);
  if (found === undefined) return null;
  const said = {
    facts: [
      ...claimedFacts(database, kind, wholeCell(found['id']), most),
      ...impliedFacts(database, kind, wholeCell(found['id']), most),
    ],
    total: claimedTotal(database, kind, wholeCell(found['id'])) + impliedTotal(database, kind, wholeCell(found['id'])),
  };
  const used = exposureFacts(database, kind, wholeCell(found['id']), most);
  return {
    kind,
    id,
    name: nameOf(database, kind, wholeCell(found['id'])) ?? id,
    understood,
    facts: [...said.facts.slice(0, most), ...used.facts],
    factsTotal: said.total + used.total,
  };
}

/** A workload goes by its kind and name; everything else by its id. */
function nameOf(database: Database, kind: string, id: number): string | null {
  if (kind !== 'Workload') return null;
  const found = database.get(
    'SELECT namespace, workload FROM exposure WHERE workload_id = ? ORDER BY id DESC LIMIT 1',
    id,
  );
  return found === undefined ? null : `${textCell(found['namespace'])}/${textCell(found['workload'])}`;
}

function claimedFacts(database: Database, kind: string, id: number, most: number): ThingShown['facts'] {
  return CLAIMED.flatMap((edge) => [
    ...(edge.from === kind ? facts(database, edge, 'out', id, most) : []),
    ...(edge.to === kind ? facts(database, edge, 'in', id, most) : []),
  ]);
}

function claimedTotal(database: Database, kind: string, id: number): number {
  const totalOf = ({ type }: EdgeKind, own: 'source' | 'target'): number =>
    countOf(
      database,
      `"${snake(type)}" e JOIN document_state s ON s.document = e.document AND s.rt IS NULL WHERE e.${own} = ?`,
      id,
    );
  return CLAIMED.reduce(
    (sum, edge) =>
      sum + (edge.from === kind ? totalOf(edge, 'source') : 0) + (edge.to === kind ? totalOf(edge, 'target') : 0),
    0,
  );
}

const countOf = (database: Database, from: string, id: number): number =>
  wholeCell(database.get(`SELECT count(*) AS n FROM ${from}`, id)?.['n']);

function facts(
  database: Database,
  edge: EdgeKind,
  direction: 'out' | 'in',
  id: number,
  most: number,
): ThingShown['facts'] {
  const [own, far, other] = direction === 'out' ? ['source', 'target', edge.to] : ['target', 'source', edge.from];
  const rows = database.all(
    `SELECT e.*, o.key AS other, d.key AS said FROM "${snake(edge.type)}" e JOIN "${snake(other)}" o ON o.id = e.${far}
     JOIN document d ON d.id = e.document JOIN document_state s ON s.document = e.document AND s.rt IS NULL
     WHERE e.${own} = ? ORDER BY o.key, d.key, e.at LIMIT ?`,
    id,
    most,
  );
  return rows.map((row) => ({
    edge: edge.type,
    direction,
    other: { kind: other, id: textCell(row['other']), name: textCell(row['other']) },
    properties: shownProperties(edge, row),
    document: textCell(row['said']),
    at: textCell(row['at']),
  }));
}

/** Long machine-read texts (a summary, packed places) are not for people. */
function shownProperties({ properties }: EdgeKind, row: Record<string, Cell>): Record<string, unknown> {
  const shown = Object.entries(properties).filter(([, { type }]) => type !== 'json');
  return Object.fromEntries(
    shown.flatMap(([name]): [string, Cell][] => {
      const value = row[snake(name)] ?? null;
      return value === null ? [] : [[name, value]];
    }),
  );
}

/** The versions of a package, or the purls of a version. */
const IMPLIED: Readonly<Record<string, { readonly edge: string; readonly other: string; readonly from: string }>> = {
  Package: {
    edge: 'VERSION_OF',
    other: 'PackageVersion',
    from: 'version_of o JOIN package_version v ON v.id = o.source WHERE o.target = ?',
  },
  PackageVersion: {
    edge: 'OF_VERSION',
    other: 'Purl',
    from: 'of_version f JOIN purl v ON v.id = f.source WHERE f.target = ?',
  },
};

function impliedFacts(database: Database, kind: string, id: number, most: number): ThingShown['facts'] {
  const implied = IMPLIED[kind];
  if (implied === undefined) return [];
  const { edge, other, from } = implied;
  return database.all(`SELECT v.key FROM ${from} ORDER BY v.key LIMIT ?`, id, most).map(({ key }) => ({
    edge,
    direction: 'in',
    other: { kind: other, id: textCell(key), name: textCell(key) },
    properties: {},
    document: null,
    at: '',
  }));
}

function impliedTotal(database: Database, kind: string, id: number): number {
  const from = IMPLIED[kind]?.from;
  return from === undefined ? 0 : countOf(database, from, id);
}
