import { objectId } from '#schema';
import type { ObjectName } from '#schema';
import type { ArtifactFacts, BuildFacts, MomentLookups, ReferenceSighting, Stated } from '#queries';
import { artifactKey, buildsKey, labelKey, linkKey, objectKey, ownerKey, referenceKey } from './keys.ts';
import type { ProjectionSource, TimedStated } from './projection-source.ts';

interface Interval {
  readonly from: string;
  readonly to: string | null;
}

/** Everything asked about one scope, at every moment: keys are recorded, found or not. */
export class ScopeLookups {
  readonly keys = new Set<string>();
  readonly #source: ProjectionSource;
  readonly #scope: string;

  constructor(source: ProjectionSource, scope: string) {
    this.#source = source;
    this.#scope = scope;
  }

  at(moment: string): MomentLookups {
    let next: string | null = null;
    const change = (time: string | null): void => {
      if (time !== null && time > moment && (next === null || time < next)) next = time;
    };
    const inForce = (all: readonly TimedStated[]): readonly Stated[] =>
      all.filter((one) => holds(one, moment, change)).map(({ stated }) => stated);
    return {
      objects: (name) => inForce(this.objects(name)),
      owned: (owner) => inForce(this.owned(owner)),
      labelled: (namespace, label, value) => inForce(this.#linked(labelKey(namespace, label, value))),
      artifact: (digest) => this.#artifact(digest),
      reference: (id) =>
        this.#reference(id)
          .filter((sighting) => began(sighting, moment, change))
          .map((sighting) => (sighting.to !== null && sighting.to > moment ? { ...sighting, to: null } : sighting)),
      builds: (artifact) => this.#builds(artifact),
      next: () => next,
    };
  }

  /** Every sighting of the object of this name, whenever. */
  objects(name: ObjectName): readonly TimedStated[] {
    const id = objectId(name);
    this.keys.add(objectKey(this.#scope, id));
    return this.#source.objects(this.#scope, id);
  }

  /** Every sighting of an object that names this owner, whenever. */
  owned(owner: ObjectName): readonly TimedStated[] {
    return this.#linked(ownerKey(objectId(owner)));
  }

  #linked(link: string): readonly TimedStated[] {
    this.keys.add(linkKey(this.#scope, link));
    return this.#source.linked(this.#scope, link);
  }

  #artifact(digest: string): ArtifactFacts {
    const { facts, asked } = this.#source.artifact(digest);
    this.keys.add(artifactKey(digest));
    for (const key of asked) this.keys.add(key);
    return facts;
  }

  #reference(id: string): readonly ReferenceSighting[] {
    this.keys.add(referenceKey(id));
    return this.#source.reference(id);
  }

  #builds(artifact: string): readonly BuildFacts[] {
    this.keys.add(buildsKey(artifact));
    return this.#source.builds(artifact);
  }
}

function holds({ from, to }: Interval, moment: string, change: (time: string | null) => void): boolean {
  change(from);
  change(to);
  return from <= moment && (to === null || to > moment);
}

/** What a reference named before still counts for a pod that started then: only the beginning bounds it. */
function began({ from, to }: Interval, moment: string, change: (time: string | null) => void): boolean {
  change(from);
  change(to);
  return from <= moment;
}
