import {
  identifyPackage,
  nearest,
  parsePackageQuery,
  sourceCoordinate,
  versionMatches,
  versionQueryProblem,
} from '#schema';
import type { PackageQuery } from '#schema';
import type { Answer, Match } from './answer.ts';
import { cypher } from './cypher.ts';
import { timed } from './moment.ts';
import type { Moment } from './moment.ts';
import { AskError } from '../question.ts';
import { flagOf, idOf } from './rows.ts';
import type { NodeId, Reader, Row, Statement } from '../question.ts';

/** A purl or a component that the asked package means, with the spelling and the kind of match that a row shows. */
export interface Asked {
  readonly id: NodeId;
  readonly package: string;
  readonly match: Match;
}

export interface PackageMatch {
  /** Whether a NOT_AFFECTED may be said at all: a bare name never allows it. */
  readonly byPurl: boolean;
  /** Whether a package of that name is known, of whatever version. */
  readonly known: boolean;
  /** The purl that a bare name may have been meant as (`pypi/litellm`), where a package goes by it; else null. */
  readonly typed: string | null;
  /** The types that coverage is about; empty: nothing of that name is known, every type. */
  readonly types: readonly string[];
  readonly purls: readonly Asked[];
  readonly components: readonly Asked[];
  readonly matched: Answer['matched'];
  readonly similar: readonly string[];
}

const VERSIONS_SHOWN = 50;
const LINUX = ['deb', 'rpm', 'apk', 'alpm'] as const;

/** Every purl of packages, and whether something in force lists it. */
const PURLS = timed(
  'purls-of-packages',
  ({ document }) => `
  SELECT p.id, v.key AS package, v.version, k.key AS coordinate, k.type,
    EXISTS (SELECT 1 FROM includes i JOIN lists l ON l.target = i.source JOIN document_state s ON s.document = l.document AND ${document}
      WHERE i.target = p.id) AS listed
  FROM json_each(:packages) w JOIN package k ON k.id = w.value JOIN version_of o ON o.target = k.id JOIN package_version v ON v.id = o.source
    JOIN of_version f ON f.target = v.id JOIN purl p ON p.id = f.source ORDER BY v.key, p.id`,
  ({ document }) => cypher`UNWIND $packages AS asked
    MATCH (k:Package {key: asked})<-[:VERSION_OF]-(v:PackageVersion)<-[:OF_VERSION]-(p:Purl)
    RETURN p.key AS id, v.key AS package, v.version AS version, k.key AS coordinate, k.type AS type,
      EXISTS { MATCH (p)<-[:INCLUDES]-(:ComponentSet)<-[l:LISTS]-() MATCH (s:Document {key: l.document}) WHERE ${document} } AS listed
    ORDER BY package, id`,
);

const statements = {
  packages: {
    name: 'packages',
    sql: `SELECT id, key, type FROM package WHERE key = :coordinate OR name = :name OR group_name = :name ORDER BY key`,
    cypher: cypher`MATCH (k:Package) WHERE k.key = $coordinate OR k.name = $name OR k.groupName = $name
      RETURN k.key AS id, k.key AS key, k.type AS type ORDER BY key`,
  },
  purls: PURLS.now,
  purlsThen: PURLS.then,
  sources: {
    name: 'purls-of-source-packages',
    sql: `SELECT DISTINCT p.id, p.key AS purl, v.key AS package, v.version, i.source_package AS source, k.type FROM json_each(:coordinates) w
      JOIN includes i ON i.source_package = w.value OR (i.source_package > w.value || '@' AND i.source_package < w.value || 'A')
      JOIN purl p ON p.id = i.target JOIN of_version f ON f.source = p.id JOIN package_version v ON v.id = f.target
      JOIN version_of o ON o.source = v.id JOIN package k ON k.id = o.target ORDER BY v.key, p.id`,
    cypher: cypher`UNWIND $coordinates AS asked
      CALL (asked) {
        MATCH (:ComponentSet)-[i:INCLUDES]->(p:Purl) USING INDEX SEEK i:INCLUDES(sourcePackage) WHERE i.sourcePackage = asked RETURN DISTINCT p, i.sourcePackage AS source
        UNION ALL
        MATCH (:ComponentSet)-[i:INCLUDES]->(p:Purl) USING INDEX SEEK i:INCLUDES(sourcePackage) WHERE i.sourcePackage > asked + '@' AND i.sourcePackage < asked + 'A'
        RETURN DISTINCT p, i.sourcePackage AS source
      }
      MATCH (p)-[:OF_VERSION]->(v:PackageVersion)-[:VERSION_OF]->(k:Package)
      RETURN DISTINCT p.key AS id, p.key AS purl, v.key AS package, v.version AS version, source, k.type AS type ORDER BY package, id`,
  },
  components: {
    name: 'components-by-name',
    sql: `SELECT n.target AS id, n.name, n.version FROM names n WHERE n.name_key IN (SELECT value FROM json_each(:names))
      UNION SELECT n.target, n.name, n.version FROM names n WHERE n.group_name_key IN (SELECT value FROM json_each(:names)) ORDER BY 1`,
    cypher: cypher`UNWIND $names AS asked
      CALL (asked) {
        MATCH (:Document)-[n:NAMES]->(c:Component) USING INDEX SEEK n:NAMES(nameKey) WHERE n.nameKey = asked RETURN c, n
        UNION ALL
        MATCH (:Document)-[n:NAMES]->(c:Component) USING INDEX SEEK n:NAMES(groupNameKey) WHERE n.groupNameKey = asked RETURN c, n
      }
      RETURN DISTINCT c.key AS id, n.name AS name, n.version AS version ORDER BY id`,
  },
  candidates: {
    name: 'similar-packages',
    sql: `SELECT key, name FROM package WHERE name >= :from AND name < :to ORDER BY key LIMIT 5000`,
    cypher: cypher`MATCH (k:Package) WHERE k.name STARTS WITH $from RETURN k.key AS key, k.name AS name ORDER BY key LIMIT 5000`,
  },
  namesakes: {
    name: 'packages-of-one-name',
    sql: `SELECT DISTINCT key FROM package WHERE name IN (SELECT value FROM json_each(:names)) OR group_name IN (SELECT value FROM json_each(:names)) ORDER BY key LIMIT 50`,
    cypher: cypher`UNWIND $names AS asked MATCH (k:Package) WHERE k.name = asked OR k.groupName = asked
      RETURN DISTINCT k.key AS key ORDER BY key LIMIT 50`,
  },
} as const satisfies Record<string, Statement>;

export const packageStatements: Readonly<Record<string, Statement>> = statements;

/** Understands what was asked; throws `AskError` BAD_PARAMETER where it can be no package or no version. */
export function understood(
  text: string,
  versions: readonly string[],
): { query: Exclude<PackageQuery, { kind: 'invalid' }>; versions: readonly string[] } {
  const query = parsePackageQuery(text);
  if (query.kind === 'invalid') throw new AskError('BAD_PARAMETER', `package: ${query.message}.`, { at: 'package' });
  for (const version of versions) {
    const problem = versionQueryProblem(version);
    if (problem !== undefined) throw new AskError('BAD_PARAMETER', `version: ${problem}.`, { at: 'version' });
  }
  const own = query.kind === 'purl' ? query.version : null;
  if (own !== null && versions.some((version) => version !== own)) {
    const message = `version: the purl already says ${own}; take it out of the purl to ask for several versions.`;
    throw new AskError('BAD_PARAMETER', message, { at: 'version' });
  }
  return { query, versions: own === null ? versions : [own] };
}

/** Everything in the estate that the asked package may mean (contract.md, *Matching*). */
export async function matchPackage(
  reader: Reader,
  text: string,
  requested: readonly string[],
  moment: Moment,
): Promise<PackageMatch> {
  const { query, versions } = understood(text, requested);
  const coordinate = query.kind === 'purl' ? query.coordinate : null;
  const packages = await reader.rows(statements.packages, {
    coordinate,
    name: query.kind === 'name' ? query.name : null,
  });
  const names = namesOf(query);
  const wanted = (type: string, version: string | null): boolean =>
    version === null || versions.length === 0 || versions.some((asked) => versionMatches(type, asked, version));

  const found = await reader.rows(PURLS[moment.mode], {
    packages: packages.map((row) => idOf(row, 'id')),
    ...moment.parameters,
  });
  const direct = found.filter((row) => wanted(textOf(row, 'type'), nullable(row, 'version')));
  const purls = new Map<NodeId, Asked>();
  for (const row of direct) {
    const match = nullable(row, 'version') === null && versions.length > 0 ? 'VERSION_UNKNOWN' : 'PURL';
    const id = idOf(row, 'id');
    purls.set(id, { id, package: textOf(row, 'package'), match });
  }
  for (const asked of await sourceMatches(reader, query, versions))
    if (!purls.has(asked.id)) purls.set(asked.id, asked);

  // Nobody knows of which type a component without a purl is: it may be of any that was asked for.
  const componentTypes = ['generic', ...(query.kind === 'purl' ? [query.type] : ['pypi', ...LINUX])];
  const named = await reader.rows(statements.components, { names });
  const components = named
    .filter((row) => componentTypes.some((type) => wanted(type, nullable(row, 'version'))))
    .map((row): Asked => ({ id: idOf(row, 'id'), package: componentName(row), match: 'NAME' }));

  return {
    byPurl: query.kind === 'purl',
    known: packages.length > 0,
    typed: query.kind === 'name' ? await typedName(reader, text) : null,
    types: query.kind === 'purl' ? [query.type] : [...new Set(packages.map((row) => textOf(row, 'type')))],
    purls: [...purls.values()],
    components,
    matched: matchedOf(direct),
    similar: await similarTo(reader, query, names, packages),
  };
}

/** A purl that lost its `pkg:`, where a package in the estate goes by it. */
async function typedName(reader: Reader, text: string): Promise<string | null> {
  if (!/^[a-z][a-z0-9.+-]*\/./i.test(text)) return null;
  const query = parsePackageQuery(`pkg:${text}`);
  if (query.kind !== 'purl') return null;
  const found = await reader.rows(statements.packages, { coordinate: query.coordinate, name: null });
  return found.length === 0 ? null : `pkg:${text}`;
}

/** Packages built from the source package asked for; the version of the source counts where it is stated. */
async function sourceMatches(
  reader: Reader,
  query: Exclude<PackageQuery, { kind: 'invalid' }>,
  versions: readonly string[],
): Promise<readonly Asked[]> {
  const linux = LINUX.filter((type) => query.kind === 'name' || query.type === type);
  const coordinates = linux.map((type) =>
    query.kind === 'purl' ? query.coordinate : sourceCoordinate(type, query.name),
  );
  if (coordinates.length === 0) return [];
  const rows = await reader.rows(statements.sources, { coordinates });
  return rows
    .filter((row) => {
      const version = sourceVersion(row);
      return (
        version === null ||
        versions.length === 0 ||
        versions.some((asked) => versionMatches(textOf(row, 'type'), asked, version))
      );
    })
    .map((row) => ({ id: idOf(row, 'id'), package: textOf(row, 'package'), match: 'SOURCE' }));
}

/**
 * The version of the source package: of the member (`coordinate@version`), or of the purl's `upstream` (`name@version`, or
 * the file name of a source RPM). Where neither states one it is the binary package's own, as Debian's policy (§5.6.1) and
 * apk have it; for rpm it is not known then, and matches every version.
 */
function sourceVersion(row: Row): string | null {
  const source = textOf(row, 'source');
  const own = source.indexOf('@', 'pkg:'.length);
  if (own !== -1) return decodeURIComponent(source.slice(own + 1));
  const upstream = decodeURIComponent(/[?&]upstream=([^&#]+)/.exec(textOf(row, 'purl'))?.[1] ?? '');
  const stated = /@(.+)$/.exec(upstream)?.[1] ?? /-([^-]+-[^-]+)\.src\.rpm$/.exec(upstream)?.[1];
  return stated ?? (textOf(row, 'type') === 'rpm' ? null : nullable(row, 'version'));
}

function namesOf(query: Exclude<PackageQuery, { kind: 'invalid' }>): readonly string[] {
  if (query.kind === 'name') return [query.name];
  const identity = identifyPackage(query.coordinate);
  return identity === undefined ? [] : [...new Set([identity.name, identity.groupName])];
}

function matchedOf(rows: readonly Row[]): Answer['matched'] {
  const byPackage = Map.groupBy(rows, (row) => textOf(row, 'coordinate'));
  return [...byPackage].map(([coordinate, same]) => {
    const listed = same.filter((row) => flagOf(row, 'listed'));
    const versions = [...new Set(listed.map((row) => nullable(row, 'version') ?? ''))]
      .filter((version) => version !== '')
      .sort();
    return { package: coordinate, versions: versions.slice(0, VERSIONS_SHOWN), versionsTotal: versions.length };
  });
}

/** The nearest names for a typo; otherwise the same name in other types. */
async function similarTo(
  reader: Reader,
  query: Exclude<PackageQuery, { kind: 'invalid' }>,
  names: readonly string[],
  packages: readonly Row[],
): Promise<readonly string[]> {
  const own = new Set(packages.map((row) => textOf(row, 'key')));
  const namesakes = await reader.rows(statements.namesakes, { names });
  const others = namesakes.map((row) => textOf(row, 'key')).filter((key) => !own.has(key));
  if (own.size > 0 || others.length > 0) return others;
  const name = query.kind === 'name' ? query.name : (names[0] ?? '');
  const first = String.fromCodePoint(name.codePointAt(0) ?? 0);
  const rows = await reader.rows(statements.candidates, { from: first, to: first + '\u{10FFFF}' });
  const near = new Set(nearest(name, [...new Set(rows.map((row) => textOf(row, 'name')))]));
  return rows
    .filter((row) => near.has(textOf(row, 'name')))
    .map((row) => textOf(row, 'key'))
    .slice(0, 10);
}

function componentName(row: Row): string {
  const version = nullable(row, 'version');
  return version === null ? textOf(row, 'name') : `${textOf(row, 'name')}@${version}`;
}

const nullable = (row: Row, name: string): string | null => {
  const value = row[name];
  return typeof value === 'string' ? value : null;
};
const textOf = (row: Row, name: string): string => nullable(row, name) ?? '';
