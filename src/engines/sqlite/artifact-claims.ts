import type { Platform } from '#queries';
import type { ArtifactClaims, Said } from '../artifact-facts.ts';
import { textCell, textOrNull } from './database.ts';
import type { Cell, Database } from './database.ts';
import { LIVE } from './live.ts';

type Row = Record<string, Cell>;

const platformOf = (row: Row): Platform => ({
  os: textOrNull(row['os']),
  architecture: textOrNull(row['architecture']),
  variant: textOrNull(row['variant']),
});
const saidOf = (row: Row): Said => ({
  digest: textCell(row['digest']),
  document: textCell(row['said']),
  at: textCell(row['at']),
});
const platformSaidOf = (row: Row): Said & Platform => ({ ...saidOf(row), ...platformOf(row) });
const count = (cell: Cell | undefined): number | null => (typeof cell === 'number' ? cell : null);
const digestsOf = (rows: readonly Row[]): string[] => rows.map(({ digest }) => textCell(digest));

/** What is stored of an artifact. */
export function artifactClaims(database: Database, digest: string): ArtifactClaims {
  const all = (sql: string): Row[] => database.all(sql, digest);
  /** Claims of a table between the artifact and another one. */
  const claims = (table: string, own: 'source' | 'target', other: 'source' | 'target'): Row[] =>
    all(
      `SELECT o.key AS digest, e.*, said.key AS said FROM artifact a JOIN ${table} e ON e.${own} = a.id ${LIVE}
       JOIN artifact o ON o.id = e.${other} WHERE a.key = ?`,
    );
  const embodied = all(
    `SELECT a.key AS digest, e.*, said.key AS said FROM embodies e ${LIVE} JOIN artifact a ON a.id = e.target WHERE a.key = ?`,
  ).map((row) => ({
    ...platformSaidOf(row),
    role: textCell(row['role']),
    childCount: count(row['child_count']),
    layerCount: count(row['layer_count']),
  }));
  const isA = (role: string): boolean => embodied.some((one) => one.role === role);
  const configs = claims('has_config', 'source', 'target').map(saidOf);
  return {
    embodied,
    platforms: claims('has_platform', 'source', 'target').map(platformSaidOf),
    indexes: claims('has_platform', 'target', 'source').map(platformSaidOf),
    manifests: claims('has_config', 'target', 'source').map(saidOf),
    configs,
    configPlatforms: configs.length === 0 ? [] : all(CONFIG_PLATFORMS).map(platformSaidOf),
    aliases: all(ALIASES).map((row) => ({ ...saidOf(row), proven: row['proven'] === 1 })),
    layers: isA('manifest') ? all(LAYERS).map(layerOf) : [],
    paths: isA('tree') ? all(PATHS).map(({ path }) => textCell(path)) : [],
    digestsEver: digestsOf(all(DIGESTS_EVER)),
    configsEver: digestsOf(all(CONFIGS_EVER)),
  };
}

const layerOf = (row: Row): ArtifactClaims['layers'][number] => ({
  title: textOrNull(row['title']),
  mediaType: textOrNull(row['media_type']),
  ordinal: count(row['ordinal']) ?? 0,
});

const CONFIG_PLATFORMS = `SELECT c.key AS digest, e.*, said.key AS said FROM artifact a JOIN has_config h ON h.source = a.id
  JOIN document_state held ON held.document = h.document AND held.rt IS NULL JOIN artifact c ON c.id = h.target
  JOIN embodies e ON e.target = c.id ${LIVE} WHERE a.key = ?`;
const isSaid = (table: string): string =>
  `EXISTS (SELECT 1 FROM ${table} s JOIN document_state held ON held.document = s.document AND held.rt IS NULL WHERE s.target = other.id)`;
const ALIASES = `SELECT g.key AS digest, e.*, said.key AS said, said.key = a.key AS proven
  FROM artifact a JOIN has_digest e ON e.source = a.id ${LIVE}
  JOIN digest g ON g.id = e.target JOIN artifact other ON other.key = g.key
  WHERE a.key = ?1 AND (${isSaid('describes')} OR ${isSaid('produced')})
  UNION ALL
  SELECT other.key, e.*, said.key, said.key = other.key FROM digest g JOIN has_digest e ON e.target = g.id ${LIVE}
  JOIN artifact other ON other.id = e.source WHERE g.key = ?1`;
const LAYERS = `SELECT e.title, e.media_type, e.ordinal FROM artifact a JOIN document d ON d.key = a.key
  JOIN has_layer e ON e.source = a.id AND e.document = d.id WHERE a.key = ?`;
const PATHS = `SELECT e.path FROM artifact a JOIN document d ON d.key = a.key
  JOIN holds_file e ON e.source = a.id AND e.document = d.id WHERE a.key = ?`;
const DIGESTS_EVER =
  'SELECT DISTINCT g.key AS digest FROM artifact a JOIN has_digest e ON e.source = a.id JOIN digest g ON g.id = e.target WHERE a.key = ?';
const CONFIGS_EVER =
  'SELECT DISTINCT c.key AS digest FROM artifact a JOIN has_config h ON h.source = a.id JOIN artifact c ON c.id = h.target WHERE a.key = ?';
