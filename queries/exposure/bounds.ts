/** How far `resolve` goes (law 10). What is beyond gives an exposure with the reason `LIMIT_REACHED`. */
export const BOUNDS = {
  /** Owners that are followed upwards, and levels that are followed downwards: one number, so that both see the same. */
  owners: 16,
  /** Objects that belong to one workload, pods among them. */
  objects: 10_000,
  /** Indexes inside indexes. */
  nesting: 4,
  /** Artifacts that one digest may stand for: platforms, manifests of a config. */
  artifacts: 1_000,
  /** Digests that one reference may have had. */
  sightings: 1_000,
  /** Models that a model derives from, in a chain. */
  derivations: 8,
  /** Exposures of the builds behind one model. */
  dependencies: 2_000,
  /** Exposures of one workload, the merged ones counted once. */
  exposures: 50_000,
  /** Models of one pod, adapters included. */
  models: 256,
} as const;
