import type { Randomness } from './randomness.ts';

/** What the image itself depends on, of each ecosystem. */
const ROOTS = 7;
/** What a component depends on beside what would otherwise be nobody's dependency. */
const MORE = 1;
/** One of these pairs in so many leads to another ecosystem; one in so many leads back, and may close a cycle. */
const ACROSS = 10;
const BACK = 50;

/** What depends on what: a row of CycloneDX. */
interface Dependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

/** The components of an ecosystem by their refs, and what their dependencies are drawn from. */
interface Ecosystem {
  readonly refs: readonly string[];
  readonly randomness: Randomness;
}

/**
 * The dependencies of an image. It depends itself on the first components of each ecosystem; every other one is what one
 * before it depends on, as resolvers install nothing that nobody asked for; most depend on one more, and so few on none and
 * few on more than three. Those of the first ecosystem follow from its randomness alone: images may share it.
 */
export function dependenciesOf(root: string, ecosystems: readonly Ecosystem[]): Dependency[] {
  const all = ecosystems.flatMap(({ refs }) => refs);
  const components = ecosystems.flatMap((ecosystem, place) => componentsOf(ecosystem, place === 0 ? [] : all));
  return [{ ref: root, dependsOn: ecosystems.flatMap(({ refs }) => refs.slice(0, ROOTS)) }, ...components];
}

function componentsOf({ refs, randomness }: Ecosystem, all: readonly string[]): Dependency[] {
  const dependsOn = refs.map(() => new Set<string>());
  for (const [index, ref] of refs.entries()) {
    if (index >= ROOTS) dependsOn[randomness.below(index)]?.add(ref);
    for (let more = randomness.below(2 * MORE + 1); more > 0; more--) {
      const isAcross = randomness.below(ACROSS) === 0 && all.length > 0;
      const isBack = randomness.below(BACK) === 0;
      const some = isAcross ? all : isBack ? refs.slice(0, index + 1) : refs.slice(index + 1);
      const other = some.length === 0 ? undefined : some[randomness.below(some.length)];
      if (other !== undefined) dependsOn[index]?.add(other);
    }
  }
  return refs.map((ref, index) => ({ ref, dependsOn: [...(dependsOn[index] ?? [])] }));
}
