/** A tool as a document names it. */
export interface Tool {
  /** Vendor, group or nothing. */
  readonly vendor: string | null;
  /** Null where the document lists a tool and does not say which: nobody knows what it did. */
  readonly name: string | null;
  readonly version: string | null;
}

/** What the makers of an SBOM are, and what they are known to look for. */
export interface Generator {
  /** The tool that made the list, as it names itself: `syft 1.57.0`; null where none is named. */
  readonly generator: string | null;
  /** Purl types, sorted. */
  readonly catalogues: readonly string[];
}

interface Profile {
  /** Matched against `vendor/name` and `name`, in lower case. */
  readonly tool: RegExp;
  readonly version?: RegExp;
  /** Neither lists nor removes components: a library, a builder that starts the scanner. */
  readonly neutral?: true;
  readonly catalogues: readonly string[];
}

/** How much of the name of a tool is kept, in characters. */
const LONGEST = 200;

const LINUX = ['apk', 'deb', 'rpm'];
const SYFT = [...LINUX, 'gem', 'maven', 'npm', 'pypi'];

/**
 * What generators are known to catalogue in an image (design.md §7, rule (b)). A type is claimed only if the tool, looking
 * at the root file system of an image with its default settings, looks for it wherever it may be installed: a type too many
 * would be a wrong "not affected", a type too few is an unknown. Not claimed therefore: cargo (only binaries that carry an
 * audit list are seen), conda (recent versions only), anything that is found through lock files alone, and what the tools of
 * one ecosystem read, which is one project. What a document lists is judged without a profile. The first that fits counts.
 */
const PROFILES: readonly Profile[] = [
  {
    tool: /^(anchore\/)?syft$/,
    version: /^v?[1-9]/,
    catalogues: [...SYFT, 'alpm', 'composer', 'golang', 'nuget'],
  },
  { tool: /^(anchore\/)?syft$/, catalogues: SYFT },
  { tool: /(^|\/)(buildkit|buildkit-syft-scanner|docker-buildx)$/, neutral: true, catalogues: [] },
  { tool: /(^|\/)(docker[-/]scout|scout-sbom-indexer|buildkit-scout)$/, catalogues: LINUX },
  // The build of Trivy inside cdxgen reads the databases of Linux packages only.
  { tool: /(^|\/)trivy$/, version: /-cdx/, catalogues: LINUX },
  { tool: /(^|\/)trivy$/, catalogues: [...LINUX, 'gem', 'golang', 'maven', 'npm', 'pypi'] },
  // Which types it looks for depends on how it was started.
  { tool: /(^|\/)cdxgen$/, catalogues: [] },
  { tool: /^(npm\/cli|.*cyclonedx-npm)$/, catalogues: [] },
  { tool: /(^|\/)(cyclonedx-gomod|cyclonedx[ -]maven([ -]plugin)?|cyclonedx-(py|bom|python))$/, catalogues: [] },
  {
    tool: /(^|\/)(npm|node|cyclonedx-(node-)?library|cyclonedx-(javascript|python)-lib|cyclonedx-core-java)$/,
    neutral: true,
    catalogues: [],
  },
  { tool: /(^|\/)sigs\.k8s\.io\/bom(\/.*)?$/, catalogues: ['deb'] },
  { tool: /(^|\/)tern$/, catalogues: [] },
  // It reads lock files and manifests; of what is installed without them it finds only package.json.
  { tool: /(^|\/)(microsoft\.)?sbom-?tool$/, catalogues: ['npm'] },
];

/**
 * What the tools that made a document are known to look for. With a tool among them that is not known nothing is: it may
 * have taken components away. Nor where the subject is no image: nobody knows how much of what runs was in the folder that
 * was scanned, whatever a statement around the document says that it is about.
 *
 * @param isImage - whether the subject of the document is an image, by its own word.
 */
export function generatorOf(tools: readonly Tool[], isImage: boolean): Generator {
  const known = tools.map((tool) => ({ tool, profile: profileOf(tool) }));
  const named = known.filter(({ tool }) => tool.name !== null);
  const maker = named.find(({ profile }) => profile?.neutral !== true) ?? named[0];
  const complete = isImage && known.every(({ profile }) => profile !== undefined);
  const types = complete ? known.flatMap(({ profile }) => profile?.catalogues ?? []) : [];
  return {
    generator: maker === undefined ? null : titleOf(maker.tool),
    catalogues: [...new Set(types)].sort(),
  };
}

function profileOf({ vendor, name, version }: Tool): Profile | undefined {
  if (name === null) return undefined;
  const short = name.toLowerCase();
  const long = vendor === null ? short : `${vendor.toLowerCase()}/${short}`;
  return PROFILES.find(
    (profile) =>
      (profile.tool.test(short) || profile.tool.test(long)) &&
      (profile.version === undefined || (version !== null && profile.version.test(version))),
  );
}

function titleOf({ name, version }: Tool): string | null {
  if (name === null) return null;
  return (version === null ? name : `${name} ${version}`).slice(0, LONGEST).toWellFormed();
}
