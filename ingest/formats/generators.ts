/** A tool as a document names it. */
export interface Tool {
  /** Vendor, group or nothing. */
  readonly vendor: string | null;
  readonly name: string;
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
  /** Only where the subject is an image: some tools look for less in a folder. */
  readonly ofImage?: true;
  /** Neither lists nor removes components: a library, a builder that starts the scanner. */
  readonly neutral?: true;
  readonly catalogues: readonly string[];
}

/** How much of the name of a tool is kept, in characters. */
const LONGEST = 200;

const LINUX = ['apk', 'deb', 'rpm'];
/** Found in every version, in an image as in a folder. */
const SYFT = [...LINUX, 'maven', 'pypi'];
const SYFT_ONE = [...SYFT, 'alpm', 'golang', 'nuget'];

/**
 * What generators are known to catalogue (design.md §7, rule (b)). A type is claimed only if the tool, looking at the root
 * file system of an image with its default settings, looks for it wherever it may be installed: a type too many would be a
 * wrong "not affected", a type too few is an unknown. Not claimed therefore: cargo (only binaries that carry an audit list
 * are seen), conda (recent versions only), anything that is found through lock files alone. What a document lists is
 * judged without a profile. The first profile that fits counts.
 */
const PROFILES: readonly Profile[] = [
  {
    tool: /^(anchore\/)?syft$/,
    version: /^v?[1-9]/,
    ofImage: true,
    catalogues: [...SYFT_ONE, 'composer', 'gem', 'npm'],
  },
  { tool: /^(anchore\/)?syft$/, version: /^v?[1-9]/, catalogues: SYFT_ONE },
  { tool: /^(anchore\/)?syft$/, ofImage: true, catalogues: [...SYFT, 'gem', 'npm'] },
  { tool: /^(anchore\/)?syft$/, catalogues: SYFT },
  { tool: /(^|\/)(buildkit|buildkit-syft-scanner|docker-buildx)$/, neutral: true, catalogues: [] },
  { tool: /(^|\/)(docker[-/]scout|scout-sbom-indexer|buildkit-scout)$/, catalogues: LINUX },
  // The build of Trivy inside cdxgen reads the databases of Linux packages only.
  { tool: /(^|\/)trivy$/, version: /-cdx/, catalogues: LINUX },
  { tool: /(^|\/)trivy$/, ofImage: true, catalogues: [...LINUX, 'gem', 'golang', 'maven', 'npm', 'pypi'] },
  { tool: /(^|\/)trivy$/, catalogues: LINUX },
  // Which types it looks for depends on how it was started.
  { tool: /(^|\/)cdxgen$/, catalogues: [] },
  { tool: /^(npm\/cli|.*cyclonedx-npm)$/, catalogues: ['npm'] },
  { tool: /(^|\/)cyclonedx-gomod$/, catalogues: ['golang'] },
  { tool: /(^|\/)(cyclonedx[ -]maven([ -]plugin)?)$/, catalogues: ['maven'] },
  { tool: /(^|\/)(cyclonedx-(py|bom|python))$/, catalogues: ['pypi'] },
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
 * have taken components away.
 *
 * @param isImage - whether the subject of the document is an image.
 */
export function generatorOf(tools: readonly Tool[], isImage: boolean): Generator {
  const known = tools.map((tool) => ({ tool, profile: profileOf(tool, isImage) }));
  const maker = known.find(({ profile }) => profile?.neutral !== true) ?? known[0];
  const complete = known.every(({ profile }) => profile !== undefined);
  const types = complete ? known.flatMap(({ profile }) => profile?.catalogues ?? []) : [];
  return {
    generator: maker === undefined ? null : titleOf(maker.tool),
    catalogues: [...new Set(types)].sort(),
  };
}

function profileOf({ vendor, name, version }: Tool, isImage: boolean): Profile | undefined {
  const short = name.toLowerCase();
  const long = vendor === null ? short : `${vendor.toLowerCase()}/${short}`;
  return PROFILES.find(
    (profile) =>
      (profile.tool.test(short) || profile.tool.test(long)) &&
      (profile.version === undefined || (version !== null && profile.version.test(version))) &&
      (isImage || profile.ofImage !== true),
  );
}

function titleOf({ name, version }: Tool): string {
  return (version === null ? name : `${name} ${version}`).slice(0, LONGEST).toWellFormed();
}
