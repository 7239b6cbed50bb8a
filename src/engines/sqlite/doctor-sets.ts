import { componentSetId, dependencySetId, digestSetId, memberLine, pairLine } from '#schema';
import type { Check } from '../engine.ts';
import { Found, checkOf, counted } from '../doctor-check.ts';
import { textCell, textOrNull } from './database.ts';
import type { Cell, Database } from './database.ts';

type Row = Record<string, Cell>;

/** One kind of content-addressed set: its members in order, one row each, and the id that they give. */
interface Kind {
  /** Rows of `set_key`, `type` and what `lineOf` reads; a set without members has one row of nulls. */
  readonly members: string;
  readonly lineOf: (row: Row) => string;
  /** The id of these lines under each package type that it may be of. */
  readonly idsOf: (types: readonly string[], lines: readonly string[]) => readonly string[];
}

const TYPE_OF = (purl: string): string =>
  `(SELECT k.type FROM package_version v JOIN package k ON k.id = v.version_of WHERE v.id = ${purl}.of_version)`;

const KINDS: readonly Kind[] = [
  {
    members: `SELECT s.key AS set_key, ${TYPE_OF('p')} AS type, p.key AS purl, m.scope, m.source_package
      FROM component_set s LEFT JOIN includes m ON m.source = s.id LEFT JOIN purl p ON p.id = m.target ORDER BY s.id, m.ordinal`,
    lineOf: (row) =>
      memberLine({
        purl: textOrNull(row['purl']) ?? '',
        scope: textOrNull(row['scope']) ?? '',
        source: textOrNull(row['source_package']),
      }),
    idsOf: (types, lines) => types.map((type) => componentSetId(type, lines)),
  },
  {
    members: `SELECT s.key AS set_key, ${TYPE_OF('p')} AS type, p.key AS dependent, q.key AS dependency
      FROM dependency_set s LEFT JOIN depends_on m ON m.within = s.id LEFT JOIN purl p ON p.id = m.source
      LEFT JOIN purl q ON q.id = m.target ORDER BY s.id, m.ordinal`,
    lineOf: (row) => pairLine(textOrNull(row['dependent']) ?? '', textOrNull(row['dependency']) ?? ''),
    idsOf: (types, lines) => types.map((type) => dependencySetId(type, lines)),
  },
  {
    // The package type is no part of a digest: every type that any package has may be the one of the set.
    members: `SELECT s.key AS set_key, NULL AS type, g.key AS digest FROM digest_set s LEFT JOIN includes_digest m ON m.source = s.id
      LEFT JOIN digest g ON g.id = m.target ORDER BY s.id, m.ordinal`,
    lineOf: (row) => textOrNull(row['digest']) ?? '',
    idsOf: (types, lines) => types.map((type) => digestSetId(type, lines)),
  },
];

/** The id of every content-addressed set is the hash of its members, in their order. */
export function checkSets(database: Database): Check {
  const found = new Found();
  const everyType = [
    '',
    ...database.all('SELECT DISTINCT type FROM package ORDER BY type').map(({ type }) => textCell(type)),
  ];
  let sets = 0;
  for (const kind of KINDS) {
    for (const { key, types, lines } of setsOf(database, kind)) {
      sets++;
      if (!kind.idsOf(types ?? everyType, lines).includes(key)) found.add(key);
    }
  }
  const law = 'The id of every set of components, pairs or digests is the hash of its members.';
  const action = 'A set has lost or gained members: restore the file, or ingest everything into a new data folder.';
  return checkOf({ name: 'sets', law, action }, counted(sets, 'set'), found);
}

interface Gathered {
  readonly key: string;
  /** Null: the members do not say. */
  readonly types: readonly string[] | null;
  readonly lines: readonly string[];
}

function* setsOf(database: Database, { members, lineOf }: Kind): Generator<Gathered> {
  let key: string | undefined;
  let types = new Set<string>();
  let lines: string[] = [];
  const gathered = (of: string): Gathered => ({ key: of, types: types.size === 0 ? null : [...types], lines });
  for (const row of database.prepare(members).iterate()) {
    const next = textCell(row['set_key']);
    if (key !== undefined && next !== key) {
      yield gathered(key);
      types = new Set();
      lines = [];
    }
    key = next;
    const type = textOrNull(row['type']);
    if (type !== null) types.add(type);
    lines.push(lineOf(row));
  }
  if (key !== undefined) yield gathered(key);
}
