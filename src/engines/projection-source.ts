import type { ArtifactFacts, BuildFacts, ReferenceSighting, Stated } from '#queries';
import type { SbomClaims } from './sbom-facts.ts';

/** An object as a document states it, and when that document was in force there. */
export interface TimedStated {
  readonly stated: Stated;
  readonly from: string;
  readonly to: string | null;
}

/** The facts of an artifact, and the keys of everything else that they rest on. */
export interface AskedArtifact {
  readonly facts: ArtifactFacts;
  readonly asked: readonly string[];
}

/**
 * What the projection is computed from, as an engine has it: whenever it held where it says so, else what is in force now.
 * Every list is in a fixed order, the same on every engine.
 */
export interface ProjectionSource {
  /** Every sighting of the object of this id. */
  objects(scope: string, id: string): readonly TimedStated[];
  /** Every sighting of the objects that are found under a link (`ownerKey`, `labelKey`). */
  linked(scope: string, link: string): readonly TimedStated[];
  artifact(digest: string): AskedArtifact;
  reference(id: string): readonly ReferenceSighting[];
  builds(artifact: string): readonly BuildFacts[];
  sboms(artifact: string): readonly SbomClaims[];
  /** What the last offering that said so said of the environment of a scope. */
  environment(scope: string): string | null;
}
