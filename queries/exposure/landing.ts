import { imageReference, parseImageId } from '#schema';
import type { Reference } from '#schema';
import { artifactThing } from './context.ts';
import type { Context } from './context.ts';
import type { Evidence, Hop, Reason, Rung, Thing } from './exposure.ts';
import { digestsSince } from './sightings.ts';

/** What a workload's own words lead to: a digest, or a name that leads no further. */
export interface Landing {
  /** Null: it cannot be named. */
  readonly thing: Thing | null;
  readonly digest: string | null;
  readonly rung: Rung;
  /** Why it leads no further, where that is a reason of its own. */
  readonly reason: Reason | null;
  /** From the workload to the thing. */
  readonly path: readonly Hop[];
}

/** Something that a document names for the workload, and where. */
export interface Named {
  readonly edge: 'RUNS' | 'LOADS';
  readonly evidence: readonly Evidence[];
  /** ISO time before which it was not looked up; null: not known. */
  readonly since: string | null;
  /** The naming is our inference (a default, a pattern). */
  readonly inferred: boolean;
}

/** The digest that a container or volume status states. @returns undefined when it states none. */
export function statedDigest(
  imageId: string | null,
  image: string | null,
  named: Named,
  context: Context,
): Landing | undefined {
  if (imageId === null) return undefined;
  const { repository, digest } = parseImageId(imageId);
  if (digest === null) return undefined;
  const name = imageName(image) ?? (repository === null ? digest : `${repository}@${digest}`);
  return landOn(digest, name, 'RUNNING_DIGEST', named, context);
}

/** An image as a spec spells it: by digest, by tag through its sightings, or by the bare id of an image. */
export function namedImage(image: string, named: Named, context: Context): readonly Landing[] {
  const reference = imageReference(image);
  if (reference !== undefined) return namedReference(reference, imageName(image) ?? image, named, context);
  const { digest } = parseImageId(image);
  return digest === null ? [] : [landOn(digest, digest, 'PINNED', named, context)];
}

/**
 * A name that someone wrote for an artifact: every digest that it may have had for this workload, and the name itself
 * where that is not all (design.md §5, *Reference*).
 */
export function namedReference(reference: Reference, name: string, named: Named, context: Context): readonly Landing[] {
  if (reference.digest !== null) return [landOn(reference.digest, name, 'PINNED', named, context)];
  const thing: Thing = { kind: 'Reference', id: reference.id, name };
  const first = step(named, thing, context);
  const seen = digestsSince(context.lookups.reference(reference.id), reference.mutable ? named.since : null);
  const found = seen.digests.map(({ digest, evidence }): Landing => {
    const artifact = artifactThing(digest, name);
    const next: Hop = { edge: 'RESOLVES_TO', from: thing, to: artifact, evidence, inferred: false };
    const rung = reference.mutable ? 'RESOLVED_TAG' : 'PINNED';
    return { thing: artifact, digest, rung, reason: null, path: [first, next] };
  });
  const itself = (reason: Reason | null, rung: Rung): Landing => ({ thing, digest: null, rung, reason, path: [first] });
  if (found.length === 0) return [itself(null, reference.mutable ? 'DECLARED' : 'PINNED')];
  if (seen.cut) found.push(itself('LIMIT_REACHED', 'UNRESOLVED'));
  if (reference.mutable && !seen.covered) found.push(itself('REFERENCE_AMBIGUOUS', 'UNRESOLVED'));
  return found;
}

function landOn(digest: string, name: string, rung: Rung, named: Named, context: Context): Landing {
  const thing = artifactThing(digest, name);
  return { thing, digest, rung, reason: null, path: [step(named, thing, context)] };
}

function step(named: Named, to: Thing, context: Context): Hop {
  return { edge: named.edge, from: context.thing, to, evidence: named.evidence, inferred: named.inferred };
}

/** `registry/repository:tag`, or by digest where no tag is written; null for what is no image. */
export function imageNameOf({ repository, tag, digest, kind }: Reference): string | null {
  if (kind !== 'oci' || repository === null) return null;
  return tag === null ? `${repository}@${digest ?? ''}` : `${repository}:${tag}`;
}

function imageName(image: string | null): string | null {
  const reference = image === null ? undefined : imageReference(image);
  return reference === undefined ? null : imageNameOf(reference);
}
