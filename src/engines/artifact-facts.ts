import type { ArtifactFacts, Evidence, Platform } from '#queries';
import { byCodePoints } from './code-point-order.ts';
import { artifactKey, buildsKey, sbomsKey } from './keys.ts';
import type { AskedArtifact } from './projection-source.ts';

/** A claim that names another artifact, and where it is made. */
export interface Said {
  readonly digest: string;
  readonly document: string;
  readonly at: string;
}

export interface Embodied extends Platform {
  readonly document: string;
  readonly at: string;
  readonly role: string;
  readonly childCount: number | null;
  readonly layerCount: number | null;
}

type File = NonNullable<ArtifactFacts['files']>[number];

/** What is stored of an artifact, in any order. But for what says otherwise, of documents in force. */
export interface ArtifactClaims {
  /** Of EMBODIES to it. */
  readonly embodied: readonly Embodied[];
  /** Of HAS_PLATFORM from it, and to it. */
  readonly platforms: readonly (Said & Platform)[];
  readonly indexes: readonly (Said & Platform)[];
  /** Of HAS_CONFIG to it, and from it. */
  readonly manifests: readonly Said[];
  readonly configs: readonly Said[];
  /** What the configs of its manifests embody; those without an architecture say nothing. */
  readonly configPlatforms: readonly (Said & Platform)[];
  /** HAS_DIGEST from it to digests of which something in force is said, and to it; `proven`: the bytes are the document. */
  readonly aliases: readonly (Said & { readonly proven: boolean })[];
  /** Of HAS_LAYER that its own bytes say, whether in force or not. */
  readonly layers: readonly (File & { readonly ordinal: number })[];
  /** Of HOLDS_FILE that its own bytes say, whether in force or not. */
  readonly paths: readonly string[];
  /** Its further digests and its configs, whoever says so and whether in force or not: what they say bears on the facts. */
  readonly digestsEver: readonly string[];
  readonly configsEver: readonly string[];
}

/** What documents in force show of the bytes of a digest. */
export function artifactFacts(claims: ArtifactClaims): AskedArtifact {
  const embodied = claims.embodied.toSorted((a, b) => byCodePoints([a.document, a.at], [b.document, b.at]))[0];
  const platforms = claims.platforms.toSorted(bySaid);
  const indexes = claims.indexes.toSorted(bySaid);
  const aliases = grouped(claims.aliases.toSorted(bySaid));
  const manifests = claims.manifests.toSorted(bySaid);
  const role = roleOf(embodied?.role);
  const files = filesOf(role, embodied?.layerCount ?? null, claims);
  const childCount = embodied?.childCount ?? null;
  const facts: ArtifactFacts = {
    role: role ?? (manifests.length > 0 ? 'config' : null),
    platform: platformFor(embodied, claims.configPlatforms.toSorted(bySaid), indexes[0]),
    children: grouped(platforms).map(({ digest, evidence, first }) => ({
      digest,
      platform: platformOf(first),
      evidence,
    })),
    indexes: [...new Set(indexes.map(({ digest }) => digest))],
    manifests: grouped(manifests).map(named),
    configs: grouped(claims.configs.toSorted(bySaid)).map(named),
    ...(aliases.length === 0 ? {} : { aliases: aliases.map(aliasOf) }),
    ...(childCount === null ? {} : { childCount }),
    ...(files === null ? {} : { files }),
  };
  const asked = [
    ...claims.digestsEver.flatMap((digest) => [sbomsKey(digest), buildsKey(digest)]),
    ...claims.configsEver.map(artifactKey),
  ];
  return { facts, asked };
}

const bySaid = (a: Said, b: Said): number => byCodePoints([a.digest, a.document, a.at], [b.digest, b.document, b.at]);
const platformOf = ({ os, architecture, variant }: Platform): Platform => ({ os, architecture, variant });

interface Grouped<T> {
  readonly digest: string;
  readonly evidence: readonly Evidence[];
  readonly first: T;
  readonly all: readonly T[];
}

/** Claims of one digest become one thing with all its evidence. */
function grouped<T extends Said>(claims: readonly T[]): Grouped<T>[] {
  return [...Map.groupBy(claims, ({ digest }) => digest)].flatMap(([digest, all]) => {
    const [first] = all;
    const evidence = all.map(({ document, at }) => ({ document, at }));
    return first === undefined ? [] : [{ digest, evidence, first, all }];
  });
}

const named = ({ digest, evidence }: Grouped<Said>): { digest: string; evidence: readonly Evidence[] } => ({
  digest,
  evidence,
});

/** Another artifact of which a document says that it is the same bytes. The bytes prove it where the document is the artifact. */
const aliasOf = ({ digest, evidence, all }: Grouped<ArtifactClaims['aliases'][number]>) => ({
  digest,
  evidence,
  proven: all.some(({ proven }) => proven),
});

function roleOf(role: string | undefined): ArtifactFacts['role'] {
  return role === 'index' || role === 'manifest' || role === 'config' || role === 'tree' ? role : null;
}

/** The layers or files that the bytes themselves name. Null where one of them could not be read, or nobody knows how many there are. */
function filesOf(role: ArtifactFacts['role'], all: number | null, claims: ArtifactClaims): readonly File[] | null {
  if (role === 'manifest') {
    const layers = claims.layers.toSorted((a, b) => a.ordinal - b.ordinal);
    return all !== null && layers.length !== all ? null : layers.map(({ title, mediaType }) => ({ title, mediaType }));
  }
  if (role !== 'tree' || claims.paths.length !== all) return null;
  const paths = claims.paths.toSorted((a, b) => byCodePoints([a], [b]));
  return paths.map((path) => ({ title: path, mediaType: null }));
}

/** Its own word first (a config), then its config's, then what an index says. */
function platformFor(
  own: Platform | undefined,
  configs: readonly Platform[],
  index: Platform | undefined,
): Platform | null {
  const said = [own, ...configs].find((one) => (one?.architecture ?? null) !== null) ?? index;
  return said === undefined ? null : platformOf(said);
}
