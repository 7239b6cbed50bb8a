import type { ChainShown } from '../answering/answer.ts';
import type { Contained, Listing } from '../answering/contains.ts';
import { dependencyChains } from './chains.ts';
import type { ChainsFound } from './chains.ts';
import type { NodeId, Reader } from '../question.ts';

/** For a page: the one chain of each row, and not for ever. */
const LIMITS = { chains: 1, pairs: 20_000 };

/** The listings of each SBOM, by its digest. */
export const bySbom = (listings: readonly Listing[]): ReadonlyMap<string, readonly Listing[]> =>
  Map.groupBy(listings, ({ sbom }) => sbom.document);

/** The purls that these listings mean, each once. */
export const purlsOf = (listings: readonly Listing[]): readonly NodeId[] => [
  ...new Set(listings.flatMap(({ purl }) => (purl === null ? [] : [purl]))),
];

/** The shortest dependency chains to packages that artifacts do not depend on directly. */
export class RowChains {
  readonly #chains: ReadonlyMap<string, readonly ChainShown[]>;
  /** A limit ended a search: some chain may be missing. */
  readonly cut: boolean;

  private constructor(chains: ReadonlyMap<string, readonly ChainShown[]>, cut: boolean) {
    this.#chains = chains;
    this.cut = cut;
  }

  /** Looks for the chain of each artifact and package (by name) in the SBOMs that say that it is not direct. */
  static async load(
    reader: Reader,
    contained: Contained,
    wanted: readonly { readonly artifact: string; readonly package: string }[],
  ): Promise<RowChains> {
    const asked = wanted.flatMap(({ artifact, package: name }) => {
      const indirect = contained.of(artifact, name).filter(({ direct, purl }) => direct === false && purl !== null);
      return [...bySbom(indirect)].map(([document, listings]) => ({
        key: `${artifact} ${name}`,
        document,
        purls: purlsOf(listings),
      }));
    });
    // Several rows are about the same artifact.
    const once = [...new Map(asked.map((one) => [`${one.key} ${one.document}`, one])).values()];
    const found = once.length === 0 ? [] : await dependencyChains(reader, once, LIMITS);
    const chains = new Map<string, readonly ChainShown[]>();
    for (const [index, { key, document }] of once.entries()) {
      const chain = chainShown(found[index], document);
      const known = chains.get(key);
      if (chain !== null && (known === undefined || comesBefore(chain, known))) chains.set(key, chain);
    }
    return new RowChains(
      chains,
      found.some(({ unsaid }) => unsaid === 'LIMIT_REACHED'),
    );
  }

  /** From a direct dependency to the package; null where no SBOM says it. */
  of(artifact: string, name: string): readonly ChainShown[] | null {
    return this.#chains.get(`${artifact} ${name}`) ?? null;
  }
}

function chainShown(found: ChainsFound | undefined, document: string): readonly ChainShown[] | null {
  const [chain] = found?.chains ?? [];
  return chain?.map(({ package: name, at }) => ({ package: name, document, at })) ?? null;
}

/** The shorter chain, else the one of the smaller digest. */
function comesBefore(chain: readonly ChainShown[], known: readonly ChainShown[]): boolean {
  return chain.length === known.length
    ? (chain[0]?.document ?? '') < (known[0]?.document ?? '')
    : chain.length < known.length;
}
