import { shownProperties, snake } from '#schema';
import type { EntityField } from '#schema';
import { nodeColumns } from './nodes-shown.ts';

/** How many claims of one edge are shown. */
export const EVIDENCE_SHOWN = 20;

/** Where the edges of a kind are kept, as `e`. */
interface Kept {
  readonly table: string;
  /** Columns with the ids of the two ends. */
  readonly own: string;
  readonly far: string;
  /** What tells one row of an end from another. */
  readonly claim: string;
  /** What else must hold for a row to count. */
  readonly joins: string;
  readonly where: string;
  /** Finds the row of a claim `p` again; empty: there is nothing more to know of it. */
  readonly again: string;
  readonly document: string;
  readonly at: string;
  /** The order of claims of one document and place. */
  readonly tie: string;
}

/**
 * One statement for the neighbours of any number of nodes. Parameters: the ids of the nodes as a JSON list, the id of the
 * neighbour to begin behind or an empty text, and how many neighbours each node may have. Rows: `place` in the list,
 * `total` if `counted`, and for each neighbour (`rank`, from 1) and each claim shown of it the neighbour, the claim's own
 * properties and those that all its claims agree on. The claims of a page alone are looked up, so that a node with very
 * many neighbours costs the sorting of their ids.
 */
export function neighboursSql(field: EntityField, counted: boolean): string {
  const { label, edge, other } = field;
  const kept =
    edge.basis === 'claimed' ? claimsOf(field) : edge.basis === 'implied' ? membersOf(field) : exposuresOf(field);
  const { table, own, far, claim, joins, where, again, document, at, tie } = kept;
  const names = shownProperties(edge).map(({ name }) => ({ name, column: `e."${snake(name)}"` }));
  const columns = names.map(
    ({ name, column }) => `, ${column} AS "own_${name}",
      CASE WHEN min(${column}) OVER edge IS max(${column}) OVER edge THEN min(${column}) OVER edge END AS "agreed_${name}"`,
  );
  const total = `(SELECT count(DISTINCT e.${far}) FROM ${table} e ${joins} WHERE e.${own} = o.id ${where})`;
  return `
    WITH asked AS MATERIALIZED (
      SELECT j.key AS place, o.id AS own, ${counted ? total : 'NULL'} AS total
      FROM json_each(?1) j CROSS JOIN "${snake(label)}" o ON o.key = j.value
    ), claimed AS (
      SELECT a.place, a.own, n.id AS far, ${claim} AS claim, dense_rank() OVER (PARTITION BY a.place ORDER BY n.key) AS rank
      FROM asked a CROSS JOIN ${table} e ON e.${own} = a.own ${joins} CROSS JOIN "${snake(other)}" n ON n.id = e.${far}
      WHERE n.key > ?2 ${where}
    ), said AS (
      SELECT p.place AS asker, p.rank, p.far, ${document} AS document, ${at} AS at${columns.join('')},
        count(*) OVER edge AS claims, row_number() OVER (edge ORDER BY ${document}, ${at}, ${tie}) AS nth
      FROM claimed p ${again} WHERE p.rank <= ?3 WINDOW edge AS (PARTITION BY p.place, p.rank)
    )
    SELECT a.place AS place, a.total AS total, x.*, ${nodeColumns(other, 'n')}
    FROM asked a LEFT JOIN (SELECT * FROM said WHERE nth <= ${EVIDENCE_SHOWN}) x ON x.asker = a.place
    LEFT JOIN "${snake(other)}" n ON n.id = x.far ORDER BY a.place, x.rank, x.nth`;
}

const ends = (direction: 'out' | 'in', source: string, target: string): Pick<Kept, 'own' | 'far'> =>
  direction === 'out' ? { own: source, far: target } : { own: target, far: source };

/** Claims of documents in force. */
function claimsOf({ edge, direction }: EntityField): Kept {
  const table = `"${snake(edge.type)}"`;
  return {
    ...ends(direction, 'source', 'target'),
    table,
    claim: 'e.rowid',
    joins: 'CROSS JOIN document_state s ON s.document = e.document AND s.rt IS NULL',
    where: '',
    again: `JOIN ${table} e ON e.rowid = p.claim JOIN document d ON d.id = e.document`,
    document: 'd.key',
    at: 'e.at',
    tie: 'p.claim',
  };
}

/** What the identity of a node implies: members of a list, found by their position, or the one end of each. */
function membersOf({ edge, direction }: EntityField): Kept {
  const table = `"${snake(edge.type)}"`;
  const isList = 'ordinal' in edge.properties;
  return {
    ...ends(direction, 'source', 'target'),
    table,
    claim: isList ? 'e.ordinal' : '0',
    joins: '',
    where: '',
    again: isList
      ? `JOIN ${table} e ON e.source = p.${direction === 'out' ? 'own' : 'far'} AND e.ordinal = p.claim`
      : '',
    document: 'NULL',
    at: `''`,
    tie: 'p.claim',
  };
}

/**
 * What a workload runs or loads now is an exposure, by the first step of its path. What that was built with is neither, nor
 * is its config or its index, where an SBOM may be found.
 */
function exposuresOf({ edge, direction }: EntityField): Kept {
  return {
    ...ends(direction, 'workload_id', 'artifact'),
    table: 'exposure',
    claim: 'e.id',
    joins: '',
    where: `AND e.rt IS NULL AND e.vt IS NULL AND e.route <> 'BUILD_TIME' AND e.artifact IS NOT NULL
      AND e.hops ->> '$[0].edge' = '${edge.type}' AND e.hops ->> '$[#-1].edge' NOT IN ('HAS_CONFIG', 'PLATFORM_OF')`,
    again: 'JOIN exposure e ON e.id = p.claim',
    document: `e.hops ->> '$[0].evidence[0].document'`,
    at: `ifnull(e.hops ->> '$[0].evidence[0].at', '')`,
    tie: 'e.row_key, e.id',
  };
}
