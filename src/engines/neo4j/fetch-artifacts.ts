import { cypher } from '#queries';
import type { Cypher, Platform } from '#queries';
import { artifactFacts } from '../artifact-facts.ts';
import type { ArtifactClaims, Said } from '../artifact-facts.ts';
import { artifactKey } from '../keys.ts';
import type { AskedArtifact } from '../projection-source.ts';
import type { Transaction } from './connection.ts';
import { claimsInForce } from './entities-claims.ts';
import { textIn, textOrNullIn, wholeIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

/** Of an artifact of which nothing is said. */
export const NO_CLAIMS: ArtifactClaims = {
  embodied: [],
  platforms: [],
  indexes: [],
  manifests: [],
  configs: [],
  configPlatforms: [],
  aliases: [],
  layers: [],
  paths: [],
  digestsEver: [],
  configsEver: [],
};

const SAID = cypher`artifact, o.key AS digest, e.document AS document, e.at AS at`;
const PLATFORM = cypher`e.os AS os, e.architecture AS architecture, e.variant AS variant`;
const IS_LIVE = cypher`EXISTS { MATCH (s:Document {key: e.document}) WHERE s.rt IS NULL AND s.outcome IS NOT NULL }`;
const each = (rest: Cypher): Cypher => cypher`UNWIND $given.artifacts AS artifact ${rest}`;

const EMBODIED = each(
  cypher`${claimsInForce(cypher`(o:Artifact {key: artifact})<-[e:EMBODIES]-()`)}
    RETURN ${SAID}, ${PLATFORM}, e.role AS role, e.childCount AS childCount, e.layerCount AS layerCount`,
);
const PLATFORMS = each(
  cypher`${claimsInForce(cypher`(:Artifact {key: artifact})-[e:HAS_PLATFORM]->(o:Artifact)`)} RETURN ${SAID}, ${PLATFORM}`,
);
const INDEXES = each(
  cypher`${claimsInForce(cypher`(:Artifact {key: artifact})<-[e:HAS_PLATFORM]-(o:Artifact)`)} RETURN ${SAID}, ${PLATFORM}`,
);
const MANIFESTS = each(
  cypher`${claimsInForce(cypher`(:Artifact {key: artifact})<-[e:HAS_CONFIG]-(o:Artifact)`)} RETURN ${SAID}`,
);
const CONFIGS = each(
  cypher`MATCH (:Artifact {key: artifact})-[e:HAS_CONFIG]->(o:Artifact) RETURN ${SAID}, ${IS_LIVE} AS live`,
);
/** Of configs that were just found to be those of manifests. */
const CONFIG_PLATFORMS = cypher`UNWIND $given.said AS said
  ${claimsInForce(cypher`(o:Artifact {key: said.config})<-[e:EMBODIES]-()`)}
  RETURN said.artifact AS artifact, o.key AS digest, e.document AS document, e.at AS at, ${PLATFORM}`;
/** A further digest is another artifact as soon as something in force is said of it: an SBOM, or a build. */
const DIGESTS = each(
  cypher`MATCH (:Artifact {key: artifact})-[e:HAS_DIGEST]->(o:Digest)
    RETURN ${SAID}, e.document = artifact AS proven, ${IS_LIVE} AND EXISTS {
      MATCH (:Artifact {key: o.key})<-[t:DESCRIBES|PRODUCED]-() MATCH (held:Document {key: t.document})
      WHERE held.rt IS NULL AND held.outcome IS NOT NULL } AS live`,
);
const DIGEST_OF = each(
  cypher`${claimsInForce(cypher`(:Digest {key: artifact})<-[e:HAS_DIGEST]-(o:Artifact)`)}
    RETURN ${SAID}, e.document = o.key AS proven`,
);
const LAYERS = each(
  cypher`MATCH (:Artifact {key: artifact})-[e:HAS_LAYER]->() WHERE e.document = artifact
    RETURN artifact, e.title AS title, e.mediaType AS mediaType, e.ordinal AS ordinal`,
);
const PATHS = each(
  cypher`MATCH (:Artifact {key: artifact})-[e:HOLDS_FILE]->() WHERE e.document = artifact
    RETURN artifact, e.path AS path`,
);

/** The facts of artifacts, by `artifactKey`. */
export async function fetchArtifacts(
  transaction: Transaction,
  asked: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, AskedArtifact>> {
  const artifacts = [...asked.values()];
  const rowsOf = (statement: Cypher, of: readonly string[] = artifacts): Promise<readonly Cells[]> =>
    of.length === 0 ? Promise.resolve([]) : givenRows(transaction, statement, { artifacts: of });
  const [embodied, platforms, indexes, manifests, configs, digests, digestOf] = await Promise.all([
    rowsOf(EMBODIED),
    rowsOf(PLATFORMS),
    rowsOf(INDEXES),
    rowsOf(MANIFESTS),
    rowsOf(CONFIGS),
    rowsOf(DIGESTS),
    rowsOf(DIGEST_OF),
  ]);
  const inForce = configs.filter(isLive);
  const said = inForce.map((row) => ({ artifact: textIn(row, 'artifact'), config: textIn(row, 'digest') }));
  const [configPlatforms, layers, paths] = await Promise.all([
    said.length === 0 ? [] : givenRows(transaction, CONFIG_PLATFORMS, { said }),
    rowsOf(LAYERS, ofRole('manifest', embodied)),
    rowsOf(PATHS, ofRole('tree', embodied)),
  ]);
  const tables = {
    embodied: byArtifact(embodied),
    platforms: byArtifact(platforms),
    indexes: byArtifact(indexes),
    manifests: byArtifact(manifests),
    configs: byArtifact(configs),
    configPlatforms: byArtifact(configPlatforms),
    digests: byArtifact(digests),
    digestOf: byArtifact(digestOf),
    layers: byArtifact(layers),
    paths: byArtifact(paths),
  };
  return new Map(artifacts.map((one) => [artifactKey(one), artifactFacts(claimsOf(one, tables))]));
}

type Table = ReadonlyMap<string, readonly Cells[]>;

const byArtifact = (rows: readonly Cells[]): Table => Map.groupBy(rows, (row) => textIn(row, 'artifact'));
const isLive = (row: Cells): boolean => row['live'] === true;
const ofRole = (role: string, embodied: readonly Cells[]): string[] => [
  ...new Set(embodied.filter((row) => row['role'] === role).map((row) => textIn(row, 'artifact'))),
];

function claimsOf(
  artifact: string,
  tables: Readonly<Record<Exclude<keyof ArtifactClaims, 'aliases' | `${string}Ever`> | 'digests' | 'digestOf', Table>>,
): ArtifactClaims {
  const of = (table: keyof typeof tables): readonly Cells[] => tables[table].get(artifact) ?? [];
  const digestsOf = (rows: readonly Cells[]): string[] => rows.map((row) => textIn(row, 'digest'));
  return {
    embodied: of('embodied').map((row) => ({
      ...platformSaidOf(row),
      role: textIn(row, 'role'),
      childCount: count(row, 'childCount'),
      layerCount: count(row, 'layerCount'),
    })),
    platforms: of('platforms').map(platformSaidOf),
    indexes: of('indexes').map(platformSaidOf),
    manifests: of('manifests').map(saidOf),
    configs: of('configs').filter(isLive).map(saidOf),
    configPlatforms: of('configPlatforms').map(platformSaidOf),
    aliases: [...of('digests').filter(isLive), ...of('digestOf')].map((row) => ({
      ...saidOf(row),
      proven: row['proven'] === true,
    })),
    layers: of('layers').map((row) => ({
      title: textOrNullIn(row, 'title'),
      mediaType: textOrNullIn(row, 'mediaType'),
      ordinal: wholeIn(row, 'ordinal'),
    })),
    paths: of('paths').map((row) => textIn(row, 'path')),
    digestsEver: digestsOf(of('digests')),
    configsEver: digestsOf(of('configs')),
  };
}

const saidOf = (row: Cells): Said => ({
  digest: textIn(row, 'digest'),
  document: textIn(row, 'document'),
  at: textIn(row, 'at'),
});
const platformSaidOf = (row: Cells): Said & Platform => ({
  ...saidOf(row),
  os: textOrNullIn(row, 'os'),
  architecture: textOrNullIn(row, 'architecture'),
  variant: textOrNullIn(row, 'variant'),
});
const count = (row: Cells, name: string): number | null => ((row[name] ?? null) === null ? null : wholeIn(row, name));
