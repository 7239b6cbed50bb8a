import type { Match } from '../answering/answer.ts';
import { containsHop } from '../answering/contains.ts';
import type { Contained, Listing } from '../answering/contains.ts';
import { dependencyChains } from './chains.ts';
import type { ChainLink, ChainsFound, Unsaid } from './chains.ts';
import { bySbom, purlsOf } from './row-chains.ts';
import type { EvidenceDocuments } from '../answering/evidence.ts';
import { artifactThing } from '../exposure/context.ts';
import type { Thing } from '../exposure/exposure.ts';
import type { NodeId, Reader } from '../question.ts';
import { weigh } from '../answering/strength.ts';
import type { WeighedHop } from '../answering/strength.ts';
import type { Related } from './why-artifacts.ts';

/** Shortest chains that are shown of one package in one SBOM, and pairs that are looked at in all. */
const LIMITS = { chains: 50, pairs: 200_000 };

/** One shortest chain by which an SBOM says that a package is in an artifact; null: it says only that it is. */
export interface WhyPath {
  readonly related: Related;
  readonly package: string;
  readonly document: string;
  readonly listings: readonly Listing[];
  readonly chain: readonly ChainLink[] | null;
  readonly unsaid: Unsaid | 'NO_PURL' | null;
  /** Further shortest chains are not shown. */
  readonly more: boolean;
}

interface Held {
  readonly related: Related;
  readonly package: string;
  readonly document: string;
  readonly listings: readonly Listing[];
}

/** Every shortest path to every matched package of every SBOM, in the order of the artifacts, packages and SBOMs. */
export async function whyPaths(
  reader: Reader,
  contained: Contained,
  artifacts: readonly Related[],
  packages: readonly string[],
): Promise<readonly WhyPath[]> {
  const held = artifacts.flatMap((related) =>
    packages.flatMap((name) =>
      [...bySbom(contained.of(related.artifact, name))].map(([document, listings]): Held => ({
        related,
        package: name,
        document,
        listings,
      })),
    ),
  );
  const asked = new Map<string, { document: string; purls: readonly NodeId[] }>();
  for (const one of held) {
    const purls = purlsOf(one.listings);
    if (purls.length > 0) asked.set(searchOf(one), { document: one.document, purls });
  }
  const found = await dependencyChains(reader, [...asked.values()], LIMITS);
  const bySearch = new Map([...asked.keys()].map((search, index) => [search, found[index]]));
  return held.flatMap((one) => pathsOf(one, bySearch.get(searchOf(one))));
}

/** Chains are of an SBOM: it may describe several artifacts. */
const searchOf = ({ document, package: name }: Held): string => `${document} ${name}`;

function pathsOf(one: Held, found: ChainsFound | undefined): WhyPath[] {
  if (found === undefined) return [{ ...one, chain: null, unsaid: 'NO_PURL', more: false }];
  if (found.unsaid !== null) return [{ ...one, chain: null, unsaid: found.unsaid, more: false }];
  return found.chains.map((chain) => ({ ...one, chain, unsaid: null, more: found.more }));
}

const MATCHES: readonly Match[] = ['PURL', 'VERSION_UNKNOWN', 'SOURCE', 'NAME'];

export const matchOf = (listings: readonly Listing[]): Match =>
  MATCHES.find((match) => listings.some((listing) => listing.match === match)) ?? 'PURL';

/** The documents that the hops of a path rest on. */
export const documentsOf = ({ related, listings }: WhyPath): string[] => [
  ...related.hops.flatMap(({ evidence }) => evidence.map(({ document }) => document)),
  ...listings.flatMap(({ sbom, describer }) => [sbom.document, describer.document]),
];

/** The hops of a path: to the artifact where that is not what was asked, to the direct dependency, and on to the package. */
export function hopsOf(path: WhyPath, documents: EvidenceDocuments): readonly WeighedHop[] {
  const { related, document, listings, chain } = path;
  const before = related.hops.map((hop) =>
    weigh(
      hop,
      hop.evidence.map(({ document: other, at }) => documents.at(other, at)),
      hop.inferred,
    ),
  );
  const from = before.at(-1)?.hop.to ?? artifactThing(related.artifact);
  const [first, ...others] = chain ?? [];
  if (first === undefined || others.length === 0) {
    return [...before, containsHop(documents, listings, from, path.package)];
  }
  // Of the direct dependency the SBOM says the same as of the package, by its own purl and at its own place.
  const beginning = listings.map(({ describer }) => ({
    sbom: { document, at: first.at },
    describer,
    match: 'PURL' as const,
  }));
  const hops = [...before, containsHop(documents, beginning, from, first.package)];
  let last = thingOf(first.package);
  for (const [index, link] of others.entries()) {
    const isLast = index === others.length - 1;
    const to = thingOf(isLast ? path.package : link.package);
    const evidence = [documents.at(document, link.at)];
    const match = isLast ? matchOf(listings) : 'PURL';
    const inferred = match === 'SOURCE';
    const { hop, why } = weigh({ edge: 'DEPENDS_ON', from: last, to }, evidence, inferred);
    hops.push({ hop, why: inferred ? 'MATCHED_BY_NAME' : why });
    last = to;
  }
  return hops;
}

const thingOf = (name: string): Thing => ({ kind: 'PackageVersion', id: name, name });
