import { BOUNDS } from './bounds.ts';
import { artifactThing, platformKey, uniteEvidence } from './context.ts';
import type { Context, Reached } from './context.ts';
import type { BuildFacts, Evidence, Hop, Platform, Reason, Thing } from './exposure.ts';
import { reach } from './reach.ts';

type Dependency = BuildFacts['dependencies'][number];

/** A model whose builds are looked for, and how one got there. */
interface Derived {
  readonly digest: string;
  readonly hops: readonly Hop[];
  readonly depth: number;
}

const UNJUDGED: Omit<Reached, 'reason' | 'hops'> = {
  artifact: null,
  judgedBy: [],
  siblings: [],
  counted: true,
  holdsNoCode: false,
  indirect: false,
};

/** Not needed to judge: what they hold is not installed where the model was built. */
const PASSED_OVER = new Set<Dependency['role']>(['source', 'dataset']);

/**
 * What was there when a model was built (design.md §7, BUILD_TIME): every dependency of its builds that is not known to be
 * source, data set or model, and the same of the models that it derives from. A build that states no such dependency, and
 * a model of which no build is known, are unknown: NO_PROVENANCE.
 *
 * @param platform - of the model, where it has several manifests; the builds themselves ran anywhere.
 */
export function buildsOf(digest: string, platform: Platform | null, context: Context): readonly Reached[] {
  const key = `${digest} ${platformKey(platform)}`;
  const known = context.built.get(key);
  if (known !== undefined) return known;
  const found: Reached[] = [];
  const visited = new Set([digest]);
  let level: readonly Derived[] = [{ digest, hops: [], depth: 0 }];
  while (level.length > 0 && found.length <= BOUNDS.dependencies) {
    const next: Derived[] = [];
    for (const model of level) {
      const bases = fromModel(model, model.depth === 0 ? platform : null, found, context);
      for (const base of bases) {
        if (visited.has(base.digest)) continue;
        visited.add(base.digest);
        if (base.depth > BOUNDS.derivations) found.push(because('LIMIT_REACHED', base.hops));
        else next.push(base);
      }
    }
    level = next;
  }
  const bounded =
    found.length <= BOUNDS.dependencies
      ? found
      : [...found.slice(0, BOUNDS.dependencies), because('LIMIT_REACHED', [])];
  context.built.set(key, bounded);
  return bounded;
}

/** Why nothing is known of the builds of a model that is only named. */
export function because(reason: Reason, hops: readonly Hop[]): Reached {
  return { ...UNJUDGED, reason, hops };
}

/** Adds what the builds of a model consumed, and returns the models among it. */
function fromModel(model: Derived, platform: Platform | null, found: Reached[], context: Context): readonly Derived[] {
  const bases: Derived[] = [];
  let built = 0;
  const relatives = new Map<string, readonly Hop[]>([[model.digest, []]]);
  for (const { artifact, hops, reason } of reach(model.digest, platform, context)) {
    if (artifact !== null && reason !== 'LIMIT_REACHED' && !relatives.has(artifact)) relatives.set(artifact, hops);
  }
  for (const [relative, hops] of relatives) {
    // That these are the same bytes is somebody's claim: what built them is shown, and whether it built the model is unknown.
    const isClaimed = hops.some(({ edge, inferred }) => edge === 'HAS_DIGEST' && inferred);
    for (const [build, stated] of merged(context.lookups.builds(relative))) {
      if (!isClaimed) built += 1;
      const thing: Thing = { kind: 'Build', id: build, name: build };
      const evidence = uniteEvidence([stated.map((facts) => facts.evidence)]);
      const produced: Hop = {
        edge: 'PRODUCED_BY',
        from: artifactThing(relative),
        to: thing,
        evidence,
        inferred: false,
      };
      const path = [...model.hops, ...hops, produced];
      bases.push(
        ...fromBuild(
          stated.flatMap(({ dependencies }) => dependencies),
          { thing, path, depth: model.depth },
          found,
          context,
        ),
      );
    }
  }
  if (built === 0) found.push(because('NO_PROVENANCE', model.hops));
  return bases;
}

/** One build may be stated by several documents. */
function merged(facts: readonly BuildFacts[]): ReadonlyMap<string, readonly BuildFacts[]> {
  const found = new Map<string, BuildFacts[]>();
  for (const fact of facts) found.set(fact.build, [...(found.get(fact.build) ?? []), fact]);
  return found;
}

interface BuildStep {
  readonly thing: Thing;
  readonly path: readonly Hop[];
  readonly depth: number;
}

function fromBuild(
  all: readonly Dependency[],
  step: BuildStep,
  found: Reached[],
  context: Context,
): readonly Derived[] {
  const bases: Derived[] = [];
  const packages = fromPackages(all, step);
  found.push(...packages);
  let judged = all.filter((dependency) => dependency.purl !== undefined && !isOfBuilder(dependency)).length;
  for (const dependency of oneForEachPlace(all.filter(({ purl }) => purl === undefined))) {
    if (PASSED_OVER.has(dependency.role)) continue;
    if (dependency.role === 'model') {
      bases.push(...fromBase(dependency, step, found, context));
      continue;
    }
    if (!isOfBuilder(dependency)) judged += 1;
    found.push(...fromDependency(dependency, step, context));
  }
  if (judged === 0) found.push(because('NO_PROVENANCE', step.path));
  return bases;
}

/** What the builder is made of runs beside the builds: it is judged too, and says nothing of what a build ran in. */
function isOfBuilder({ evidence }: Dependency): boolean {
  return /^\/predicate\/runDetails\/builder\/builderDependencies(?:\/\d+)?$/.test(evidence.at);
}

/**
 * The packages that a statement names as dependencies: rows of what it lists. What they brought with them nobody says, so the
 * build is unknown for them, once for each statement.
 */
function fromPackages(all: readonly Dependency[], { thing, path }: BuildStep): readonly Reached[] {
  const packages = all.filter(({ purl }) => purl !== undefined);
  return [...Map.groupBy(packages, ({ evidence }) => evidence.document)].map(([document, named]) => {
    const to: Thing = { kind: 'Document', id: document, name: `${named.length} packages named by the provenance` };
    const evidence = uniteEvidence([named.map((dependency) => dependency.evidence)]);
    const hops: readonly Hop[] = [...path, { edge: 'CONSUMED', from: thing, to, evidence, inferred: false }];
    return { ...because('IMAGE_UNRESOLVED', hops), artifact: document };
  });
}

/** A dependency that is stated by digest and by name is one: the digest of its bytes says most, a commit least. */
function oneForEachPlace(dependencies: readonly Dependency[]): readonly Dependency[] {
  const places = new Map<string, Dependency[]>();
  for (const dependency of dependencies) {
    const { document, at } = dependency.evidence;
    const place = `${document} ${at}`;
    places.set(place, [...(places.get(place) ?? []), dependency]);
  }
  return [...places.values()].flatMap((stated) => {
    const best = Math.min(...stated.map(worth));
    return stated.filter((dependency) => worth(dependency) === best);
  });
}

function worth({ digest, reference }: Dependency): number {
  if (digest !== null && !digest.startsWith('git')) return 0;
  return reference !== null ? 1 : 2;
}

function fromDependency(dependency: Dependency, step: BuildStep, context: Context): readonly Reached[] {
  const { digest, reference } = dependency;
  const path = [...step.path, consumed(dependency, step)];
  if (digest !== null && !digest.startsWith('git')) {
    return reach(digest, null, context).map((reached) => ({
      ...reached,
      hops: [...(reached.indirect ? asInferred(path) : path), ...reached.hops],
      indirect: false,
    }));
  }
  const itself = because('IMAGE_UNRESOLVED', path);
  if (reference === null) return [itself];
  // The name may have meant any of these when the build ran: rows, and no judgement.
  const seen = sightingsOf(reference, path, dependency, context).flatMap((sighting) =>
    reach(sighting.digest, null, context).map((reached) => ({
      ...reached,
      judgedBy: [],
      siblings: [],
      reason: null,
      counted: false,
      holdsNoCode: false,
      hops: [...asInferred(sighting.hops), ...reached.hops],
      indirect: false,
    })),
  );
  return [itself, ...seen.filter(({ artifact }) => artifact !== null)];
}

/** A base model: its builds, or why there are none. A name may have meant any digest it ever had. */
function fromBase(dependency: Dependency, step: BuildStep, found: Reached[], context: Context): readonly Derived[] {
  const path = [...step.path, consumed(dependency, step)];
  const depth = step.depth + 1;
  const { digest, reference } = dependency;
  if (digest !== null) return [{ digest, hops: path, depth }];
  const isPinned = reference !== null && /@(?:[0-9a-f]{40}|sha256:[0-9a-f]{64})$/.test(reference);
  const seen = reference === null ? [] : sightingsOf(reference, path, dependency, context);
  if (seen.length === 0) found.push(because(isPinned ? 'NO_PROVENANCE' : 'MODEL_UNRESOLVED', path));
  else if (!isPinned) found.push(because('REFERENCE_AMBIGUOUS', path));
  return seen.map(({ digest: named, hops }) => ({ digest: named, hops, depth }));
}

function sightingsOf(
  reference: string,
  path: readonly Hop[],
  dependency: Dependency,
  context: Context,
): readonly { digest: string; hops: readonly Hop[] }[] {
  const byDigest = new Map<string, Evidence[]>();
  for (const { digest, evidence } of context.lookups.reference(reference)) {
    byDigest.set(digest, [...(byDigest.get(digest) ?? []), evidence]);
  }
  return [...byDigest.entries()].slice(0, BOUNDS.sightings).map(([digest, evidence]) => ({
    digest,
    hops: [
      ...path,
      {
        edge: 'RESOLVES_TO',
        from: dependencyThing(dependency),
        to: artifactThing(digest),
        evidence: uniteEvidence([evidence]),
        inferred: false,
      },
    ],
  }));
}

function consumed(dependency: Dependency, { thing }: BuildStep): Hop {
  const to = dependencyThing(dependency);
  return { edge: 'CONSUMED', from: thing, to, evidence: [dependency.evidence], inferred: false };
}

function dependencyThing({ digest, reference, name }: Dependency): Thing {
  if (digest !== null) return artifactThing(digest, name ?? digest);
  const id = reference ?? name ?? 'unnamed';
  return { kind: 'Reference', id, name: name ?? id };
}

/** The same path, its last step marked as our inference. */
export function asInferred(path: readonly Hop[]): readonly Hop[] {
  const last = path.at(-1);
  return last === undefined ? path : [...path.slice(0, -1), { ...last, inferred: true }];
}
