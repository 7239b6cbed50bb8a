import { BOUNDS } from './bounds.ts';
import { artifactThing, byCodePoint, platformKey } from './context.ts';
import type { Context, Reached } from './context.ts';
import type { ArtifactFacts, Evidence, Hop, Platform, Reason } from './exposure.ts';
import { holdsNoCode } from './file-list.ts';
import { mayRunOn } from './platform.ts';

/** `{}`: the config of everything that has none. It says nothing of what names it. */
const EMPTY_CONFIG = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

const DIRECT: Omit<Reached, 'artifact' | 'judgedBy'> = {
  siblings: [],
  reason: null,
  counted: true,
  holdsNoCode: false,
  hops: [],
  indirect: false,
};

interface Step {
  readonly hops: readonly Hop[];
  readonly depth: number;
}

/**
 * The artifacts that a digest stands for: the manifests of an index that may run on the platform (null: all of them), the
 * manifests of a config, or itself; each with what else may hold an SBOM of it. A digest whose bytes no document shows may
 * be an index: its SBOMs are rows, and judge nothing.
 */
export function reach(digest: string, platform: Platform | null, context: Context): readonly Reached[] {
  const key = `${digest} ${platformKey(platform)}`;
  const known = context.reached.get(key);
  if (known !== undefined) return known;
  const found = fromDigest(digest, platform, { hops: [], depth: 0 }, context);
  const bounded =
    found.length <= BOUNDS.artifacts
      ? found
      : [...found.slice(0, BOUNDS.artifacts), unresolved(null, 'LIMIT_REACHED', { hops: [], depth: 0 })];
  context.reached.set(key, bounded);
  return bounded;
}

function fromDigest(digest: string, platform: Platform | null, step: Step, context: Context): readonly Reached[] {
  if (step.depth > BOUNDS.nesting) return [unresolved(digest, 'LIMIT_REACHED', step)];
  const facts = context.lookups.artifact(digest);
  const known = facts.aliases?.find(({ proven }) => proven);
  // Known by its bytes under another digest: that is what it is.
  if (facts.role === null && known !== undefined) {
    const hops = [...step.hops, hop('HAS_DIGEST', digest, known.digest, known.evidence, false)];
    return [
      ...namesakes(digest, facts, step),
      ...fromDigest(known.digest, platform, { hops, depth: step.depth + 1 }, context),
    ];
  }
  if (facts.role === 'index') return fromIndex(digest, facts, platform, step, context);
  // A list of files is loaded as it is, like a manifest that is made for no platform.
  if (facts.role === 'manifest' || facts.role === 'tree') return fromManifest(digest, facts, [], step, context);
  if (facts.role === 'config' || facts.manifests.length > 0) return fromConfig(digest, facts, step, context);
  // Whose bytes nobody shows, but an index names it for a platform: that is a manifest.
  if (facts.indexes.length > 0) return fromManifest(digest, facts, [], step, context);
  return [unresolved(digest, 'IMAGE_UNRESOLVED', step), ...namesakes(digest, facts, step)];
}

function unresolved(artifact: string | null, reason: Reason, step: Step): Reached {
  return { ...DIRECT, artifact, judgedBy: [], reason, hops: step.hops };
}

function fromIndex(
  digest: string,
  facts: ArtifactFacts,
  platform: Platform | null,
  step: Step,
  context: Context,
): readonly Reached[] {
  if (facts.children.length === 0) return [unresolved(digest, 'IMAGE_UNRESOLVED', step)];
  const fitting = facts.children.filter((child) => mayRunOn(child.platform, platform));
  // A platform that no child fits is one that is spelled differently here and there.
  const chosen = fitting.length > 0 ? fitting : facts.children;
  const itself: Reached = {
    ...DIRECT,
    artifact: digest,
    judgedBy: [],
    counted: false,
    hops: step.hops,
    indirect: facts.children.length > 1 || !isWhole(facts),
  };
  const children = chosen.flatMap((child) => {
    const inferred = chosen.length > 1;
    const hops = [...step.hops, hop('HAS_PLATFORM', digest, child.digest, child.evidence, inferred)];
    const below = context.lookups.artifact(child.digest);
    const next = { hops, depth: step.depth + 1 };
    // By its further digest it may be an index too.
    const isElsewhere = below.role === null && below.aliases?.some(({ proven }) => proven) === true;
    return below.role === 'index' || isElsewhere
      ? fromDigest(child.digest, platform, next, context)
      : fromManifest(child.digest, below, [digest], next, context);
  });
  // A child that could not be read may be the one that runs.
  const lost =
    isWhole(facts) || (platform !== null && fitting.length > 0) ? [] : [unresolved(null, 'IMAGE_UNRESOLVED', step)];
  return [itself, ...namesakes(digest, facts, step), ...children, ...lost];
}

/** Whether each platform manifest that the index lists is known. */
function isWhole({ children, childCount }: ArtifactFacts): boolean {
  return childCount === undefined || childCount <= children.length;
}

/** `named` are indexes that led here; those that the facts know are added. */
function fromManifest(
  digest: string,
  facts: ArtifactFacts,
  named: readonly string[],
  step: Step,
  context: Context,
): readonly Reached[] {
  const judgedBy = new Set([digest]);
  const siblings = new Set<string>();
  const others: Reached[] = [];
  for (const index of new Set([...facts.indexes, ...named])) {
    const above = context.lookups.artifact(index);
    const { children } = above;
    const isOnly = children.length === 1 && isWhole(above);
    const own = children.find((child) => child.digest === digest);
    if (isOnly && own !== undefined) judgedBy.add(index);
    for (const child of children) if (child.digest !== digest) siblings.add(child.digest);
    // The index that led here is there already.
    if (named.includes(index)) continue;
    const up = hop('PLATFORM_OF', digest, index, own?.evidence ?? [], !isOnly);
    others.push({ ...DIRECT, artifact: index, judgedBy: [], counted: false, hops: [...step.hops, up] });
  }
  for (const config of facts.configs ?? []) {
    if (config.digest === EMPTY_CONFIG) continue;
    // The config of an image names its layers by content: an SBOM of it is one of the manifest. Others need not.
    if (context.lookups.artifact(config.digest).platform?.architecture != null) judgedBy.add(config.digest);
    const down = hop('HAS_CONFIG', digest, config.digest, config.evidence, false);
    others.push({ ...DIRECT, artifact: config.digest, judgedBy: [], counted: false, hops: [...step.hops, down] });
  }
  for (const { digest: alias, proven } of facts.aliases ?? []) if (proven) judgedBy.add(alias);
  others.push(...namesakes(digest, facts, step));
  const itself: Reached = {
    ...DIRECT,
    artifact: digest,
    judgedBy: [...judgedBy].sort(byCodePoint),
    siblings: [...siblings].sort(byCodePoint),
    holdsNoCode: holdsNoCode(facts),
    hops: step.hops,
  };
  return [itself, ...others];
}

/**
 * The same bytes by digests of other algorithms: what SBOMs list there are rows. Where the bytes themselves say so, they judge
 * too; otherwise it is somebody's claim.
 */
function namesakes(digest: string, { aliases }: ArtifactFacts, step: Step): readonly Reached[] {
  return (aliases ?? []).map(({ digest: alias, evidence, proven }) => {
    const hops = [...step.hops, hop('HAS_DIGEST', digest, alias, evidence, !proven)];
    return { ...DIRECT, artifact: alias, judgedBy: [], counted: false, hops };
  });
}

function fromConfig(digest: string, facts: ArtifactFacts, step: Step, context: Context): readonly Reached[] {
  if (facts.manifests.length === 0 || digest === EMPTY_CONFIG) return [unresolved(digest, 'IMAGE_UNRESOLVED', step)];
  const itself: Reached = { ...DIRECT, artifact: digest, judgedBy: [], counted: false, hops: step.hops };
  const manifests = facts.manifests.flatMap((manifest) => {
    const hops = [...step.hops, hop('CONFIG_OF', digest, manifest.digest, manifest.evidence, false)];
    const below = context.lookups.artifact(manifest.digest);
    return fromManifest(manifest.digest, below, [], { hops, depth: step.depth + 1 }, context).map((reached) =>
      reached.artifact === manifest.digest ? judgedAlsoBy(reached, digest) : reached,
    );
  });
  return [itself, ...manifests];
}

function judgedAlsoBy(reached: Reached, digest: string): Reached {
  return { ...reached, judgedBy: [...new Set([...reached.judgedBy, digest])].sort(byCodePoint) };
}

function hop(edge: Hop['edge'], from: string, to: string, evidence: readonly Evidence[], inferred: boolean): Hop {
  return { edge, from: artifactThing(from), to: artifactThing(to), evidence, inferred };
}
