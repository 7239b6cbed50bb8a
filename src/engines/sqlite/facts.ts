import type { ArtifactFacts, BuildFacts, Evidence, Platform, ReferenceSighting } from '#queries';
import { artifactKey, buildsKey, sbomsKey } from '../keys.ts';
import { textCell, textOrNull } from './database.ts';
import type { Cell, Database } from './database.ts';

type Row = Record<string, Cell>;
/** Claims `e` of documents in force, said by `said`. */
export const LIVE =
  'JOIN document_state live ON live.document = e.document AND live.rt IS NULL JOIN document said ON said.id = e.document';

const platformOf = (row: Row): Platform => ({
  os: textOrNull(row['os']),
  architecture: textOrNull(row['architecture']),
  variant: textOrNull(row['variant']),
});
const evidenceOf = (row: Row): Evidence => ({ document: textCell(row['said']), at: textCell(row['at']) });

/** What documents in force show of the bytes of a digest. `asked` is told of every artifact that the answer rests on. */
export function artifactFacts(database: Database, digest: string, asked: (key: string) => void): ArtifactFacts {
  const embodied = database.all(
    `SELECT e.* FROM embodies e ${LIVE} JOIN artifact a ON a.id = e.target WHERE a.key = ? ORDER BY said.key`,
    digest,
  )[0];
  const platforms = database.all(
    `SELECT c.key AS digest, e.*, said.key AS said FROM artifact a JOIN has_platform e ON e.source = a.id ${LIVE}
     JOIN artifact c ON c.id = e.target WHERE a.key = ? ORDER BY c.key, said.key`,
    digest,
  );
  const indexes = database.all(
    `SELECT i.key AS digest, e.* FROM artifact a JOIN has_platform e ON e.target = a.id ${LIVE}
     JOIN artifact i ON i.id = e.source WHERE a.key = ? ORDER BY i.key, said.key`,
    digest,
  );
  const manifests = database.all(
    `SELECT m.key AS digest, e.*, said.key AS said FROM artifact a JOIN has_config e ON e.target = a.id ${LIVE}
     JOIN artifact m ON m.id = e.source WHERE a.key = ? ORDER BY m.key, said.key`,
    digest,
  );
  const configs = database.all(
    `SELECT c.key AS digest, e.*, said.key AS said FROM artifact a JOIN has_config e ON e.source = a.id ${LIVE}
     JOIN artifact c ON c.id = e.target WHERE a.key = ? ORDER BY c.key, said.key`,
    digest,
  );
  const aliases = aliasesOf(database, digest, asked);
  const role = roleOf(textOrNull(embodied?.['role']));
  const childCount = count(embodied?.['child_count']);
  const all = count(embodied?.['layer_count']);
  const files =
    role === 'manifest' ? layersOf(database, digest, all) : role === 'tree' ? heldFiles(database, digest, all) : null;
  return {
    role: role ?? (manifests.length > 0 ? 'config' : null),
    platform: platformFor(database, digest, embodied, indexes[0], asked),
    children: grouped(platforms, (row, evidence) => ({
      digest: textCell(row['digest']),
      platform: platformOf(row),
      evidence,
    })),
    indexes: [...new Set(indexes.map((row) => textCell(row['digest'])))],
    manifests: grouped(manifests, (row, evidence) => ({ digest: textCell(row['digest']), evidence })),
    configs: grouped(configs, (row, evidence) => ({ digest: textCell(row['digest']), evidence })),
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(childCount === null ? {} : { childCount }),
    ...(files === null ? {} : { files }),
  };
}

/**
 * Other artifacts of which a document says that they are the same bytes. The bytes prove it where the document is the artifact.
 * A further digest is one as soon as something in force is said of it: an SBOM, or a build.
 */
function aliasesOf(
  database: Database,
  digest: string,
  asked: (key: string) => void,
): NonNullable<ArtifactFacts['aliases']> {
  for (const { key } of database.all(
    'SELECT DISTINCT g.key FROM artifact a JOIN has_digest e ON e.source = a.id JOIN digest g ON g.id = e.target WHERE a.key = ?',
    digest,
  )) {
    asked(sbomsKey(textCell(key)));
    asked(buildsKey(textCell(key)));
  }
  const isSaid = (table: string): string =>
    `EXISTS (SELECT 1 FROM ${table} s JOIN document_state held ON held.document = s.document AND held.rt IS NULL WHERE s.target = other.id)`;
  const rows = database.all(
    `SELECT g.key AS digest, e.*, said.key AS said, said.key = a.key AS proven FROM artifact a JOIN has_digest e ON e.source = a.id ${LIVE}
       JOIN digest g ON g.id = e.target JOIN artifact other ON other.key = g.key
     WHERE a.key = ?1 AND (${isSaid('describes')} OR ${isSaid('produced')})
     UNION ALL
     SELECT other.key, e.*, said.key, said.key = other.key FROM digest g JOIN has_digest e ON e.target = g.id ${LIVE}
       JOIN artifact other ON other.id = e.source WHERE g.key = ?1
     ORDER BY 1, said`,
    digest,
  );
  return [...Map.groupBy(rows, (row) => textCell(row['digest']))].map(([other, same]) => ({
    digest: other,
    evidence: same.map(evidenceOf),
    proven: same.some((row) => row['proven'] === 1),
  }));
}

/** The layers that the manifest itself names, in order: its file list. Null where one of them could not be read. */
function layersOf(database: Database, digest: string, all: number | null): NonNullable<ArtifactFacts['files']> | null {
  const rows = database.all(
    `SELECT e.title, e.media_type FROM artifact a JOIN document d ON d.key = a.key JOIN has_layer e ON e.source = a.id AND e.document = d.id
     WHERE a.key = ? ORDER BY e.ordinal`,
    digest,
  );
  if (all !== null && rows.length !== all) return null;
  return rows.map((row) => ({ title: textOrNull(row['title']), mediaType: textOrNull(row['media_type']) }));
}

/** The files that the list itself names. Null where it does not say how many there are, or one of them could not be read. */
function heldFiles(database: Database, digest: string, all: number | null): NonNullable<ArtifactFacts['files']> | null {
  const rows = database.all(
    `SELECT e.path FROM artifact a JOIN document d ON d.key = a.key JOIN holds_file e ON e.source = a.id AND e.document = d.id
     WHERE a.key = ? ORDER BY e.path`,
    digest,
  );
  if (all === null || rows.length !== all) return null;
  return rows.map((row) => ({ title: textOrNull(row['path']), mediaType: null }));
}

/** Rows of one digest become one thing with all its evidence. */
function grouped<T>(rows: readonly Row[], make: (row: Row, evidence: readonly Evidence[]) => T): T[] {
  const byDigest = Map.groupBy(rows, (row) => textCell(row['digest']));
  return [...byDigest.values()].flatMap((same) => (same[0] === undefined ? [] : [make(same[0], same.map(evidenceOf))]));
}

function roleOf(role: string | null): ArtifactFacts['role'] {
  return role === 'index' || role === 'manifest' || role === 'config' || role === 'tree' ? role : null;
}

/** Its own word first (a config), then its config's, then what an index says. */
function platformFor(
  database: Database,
  digest: string,
  own: Row | undefined,
  index: Row | undefined,
  asked: (key: string) => void,
): Platform | null {
  if (own !== undefined && textOrNull(own['architecture']) !== null) return platformOf(own);
  const config = database.get(
    `SELECT c.key AS digest, e.* FROM artifact a JOIN has_config h ON h.source = a.id
     JOIN document_state held ON held.document = h.document AND held.rt IS NULL JOIN artifact c ON c.id = h.target
     JOIN embodies e ON e.target = c.id ${LIVE} WHERE a.key = ? AND e.architecture IS NOT NULL ORDER BY c.key, said.key`,
    digest,
  );
  for (const { key } of database.all(
    'SELECT c.key FROM artifact a JOIN has_config h ON h.source = a.id JOIN artifact c ON c.id = h.target WHERE a.key = ?',
    digest,
  )) {
    asked(artifactKey(textCell(key)));
  }
  if (config !== undefined) return platformOf(config);
  return index === undefined ? null : platformOf(index);
}

/** Every sighting of a reference: of a state document while it was in force, of any other from its first observation on. */
export function referenceSightings(database: Database, id: string): readonly ReferenceSighting[] {
  const rows = database.all(
    `SELECT a.key AS digest, said.key AS said, e.at, s.vf, s.vt,
       (SELECT min(o.observed_at) FROM observation o WHERE o.document = e.document) AS first,
       EXISTS (SELECT 1 FROM observation o WHERE o.document = e.document AND o.state = 1) AS state
     FROM reference r JOIN resolves_to e ON e.source = r.id ${LIVE} JOIN artifact a ON a.id = e.target
     LEFT JOIN sighting s ON s.document = e.document WHERE r.key = ?`,
    id,
  );
  const sightings = rows.flatMap((row): ReferenceSighting[] => {
    const from = textOrNull(row['state'] === 1 ? row['vf'] : row['first']);
    if (from === null) return [];
    const to = row['state'] === 1 ? textOrNull(row['vt']) : null;
    return [{ digest: textCell(row['digest']), from, to, evidence: evidenceOf(row) }];
  });
  const spelled = (one: ReferenceSighting): string =>
    [one.from, one.digest, one.evidence.document, one.evidence.at].join(' ');
  return sightings.sort((a, b) => (spelled(a) < spelled(b) ? -1 : 1));
}

const ROLES = ['source', 'dataset', 'model', 'image', 'package', 'tool'] as const;

/** The builds that documents in force say produced an artifact, each with the dependencies that the same document states. */
export function buildFacts(database: Database, artifact: string): readonly BuildFacts[] {
  const builds = database.all(
    `SELECT b.id, b.key AS build, e.document, said.key AS said, e.at FROM artifact a JOIN produced e ON e.target = a.id ${LIVE}
     JOIN build b ON b.id = e.source WHERE a.key = ? ORDER BY b.key, said.key, e.at`,
    artifact,
  );
  return builds.map((row) => ({
    build: textCell(row['build']),
    evidence: evidenceOf(row),
    dependencies: dependenciesOf(database, row['id'] ?? null, row['document'] ?? null),
  }));
}

function dependenciesOf(database: Database, build: Cell, document: Cell): BuildFacts['dependencies'] {
  const part = (table: string, node: string, digest: boolean): string =>
    `SELECT '${table}' AS edge, e.ordinal AS ordinal, e.role AS role, e.name AS name, e.at AS at, said.key AS said, n.key AS target, ${digest ? 1 : 0} AS hashed FROM ${table} e ${LIVE}
     JOIN ${node} n ON n.id = e.target WHERE e.source = ?1 AND e.document = ?2`;
  const rows = database.all(
    `${part('consumed', 'artifact', true)} UNION ALL ${part('consumed_reference', 'reference', false)}
     UNION ALL ${part('consumed_revision', 'source_revision', false)} UNION ALL ${part('consumed_dataset', 'dataset_version', false)}
     UNION ALL ${part('consumed_package', 'purl', false)} ORDER BY ordinal, at, target`,
    build,
    document,
  );
  return rows.map((row) => ({
    digest: row['hashed'] === 1 ? textCell(row['target']) : null,
    reference: row['hashed'] === 1 || row['edge'] === 'consumed_package' ? null : textCell(row['target']),
    ...(row['edge'] === 'consumed_package' ? { purl: textCell(row['target']) } : {}),
    role: ROLES.find((role) => role === row['role']) ?? 'unknown',
    name: textOrNull(row['name']),
    evidence: evidenceOf(row),
  }));
}

const count = (cell: Cell | undefined): number | null => (typeof cell === 'number' ? cell : null);
