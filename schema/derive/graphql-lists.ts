/** A closed list of contract.md, as a GraphQL enum: value to what it means. */
export interface ClosedList {
  readonly name: string;
  readonly doc: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The closed lists, in reading order. A test holds them equal to the ones that the answers are typed with. */
export const CLOSED_LISTS: readonly ClosedList[] = [
  {
    name: 'Conclusion',
    doc: 'What may be said of the package in the scope that was asked.',
    values: {
      AFFECTED: 'At least one row exists, on this page or another.',
      NOT_AFFECTED: 'Nothing was found and everything in scope could be judged.',
      UNKNOWN: 'Nothing was found, but something in scope could not be judged. It is no all-clear.',
    },
  },
  {
    name: 'Route',
    doc: 'How a package reaches a served model.',
    values: {
      RUNTIME: 'In the image of the container that serves the model.',
      LOADER: 'In the image of another container of the workload: init, sidecar, transformer, router.',
      MODEL_CODE: 'In the model artifact itself, or the image that carries it.',
      BUILD_TIME: 'In something that the build of the model used.',
    },
  },
  {
    name: 'Rung',
    doc: 'How firmly it is known which bytes a workload loads, firmest first.',
    values: {
      RUNNING_DIGEST: 'A running pod reports the digest.',
      PINNED: 'The specification names the digest.',
      RESOLVED_TAG: 'The specification names a tag, and the tag was seen to name the digest.',
      DECLARED: 'The specification says so, and no sighting confirms it.',
      INFERRED: 'Concluded from a pattern or a default.',
      UNRESOLVED: 'The bytes could not be found out.',
    },
  },
  {
    name: 'State',
    doc: 'What a deployed workload was doing.',
    values: {
      SERVING: 'A pod is ready, or the model is loaded.',
      IDLE: 'Scaled to zero, on standby, or without traffic.',
      DESIRED: 'Only the specification is known.',
      FAILED: 'It does not come up.',
    },
  },
  {
    name: 'Strength',
    doc: 'How well a hop, a path or a row is supported, best first. A path is as strong as its weakest hop.',
    values: {
      VERIFIED: 'Signed by an identity that the trust policy accepts.',
      OBSERVED: 'Reported by the cluster itself.',
      SIGNED: 'The signature is good, but the policy does not accept the identity.',
      DECLARED: 'A document says so: unsigned, unchecked, or not verifiable.',
      INFERRED: 'Concluded, or said only by a document whose signature is invalid.',
    },
  },
  {
    name: 'Match',
    doc: 'By what a component was recognised as the package asked for.',
    values: {
      PURL: 'By its package URL.',
      VERSION_UNKNOWN: 'By its package URL; the component states no version, so it may be any.',
      NAME: 'By its name alone: the component has no usable package URL.',
      SOURCE: 'By its source package.',
    },
  },
  {
    name: 'WeakestWhy',
    doc: 'Why the weakest hop of a path is weak.',
    values: {
      UNSIGNED: 'The document carries no signature.',
      UNCHECKED: 'Its signature was not checked.',
      UNVERIFIABLE: 'Its signature could not be verified with what is at hand.',
      UNSUPPORTED: 'Its signature is of a kind that is not verified yet.',
      UNTRUSTED_IDENTITY: 'The signer is not one that the policy accepts.',
      INVALID: 'Its signature is wrong.',
      MATCHED_BY_NAME: 'The component was recognised by name only.',
      OBSERVED_ONLY: 'A cluster reported it; nobody signed it.',
      INFERRED: 'No document says it; it was concluded.',
    },
  },
  {
    name: 'Reason',
    doc: 'Why something could not be judged.',
    values: {
      NO_SBOM: 'No SBOM of the artifact is known.',
      SBOM_FOR_OTHER_PLATFORM: 'SBOMs exist for other platforms of the image only.',
      SBOM_EMPTY: 'The SBOM lists nothing.',
      SBOM_BLIND_TO_TYPE: 'The tool that made the SBOM is not known to look for packages of this type.',
      SBOM_PARTLY_READ: 'Part of the SBOM could not be read.',
      SBOM_DECLARES_INCOMPLETE: 'The SBOM says that it is incomplete.',
      SBOM_NOT_TRUSTED: 'The SBOM is weaker than the trust policy requires.',
      SUBJECT_DISPUTED: 'Documents disagree on which artifact the SBOM is about.',
      NO_PROVENANCE: 'No statement says how the model was built.',
      MODEL_UNRESOLVED: 'It is not known which bytes the model is.',
      IMAGE_UNRESOLVED: 'It is not known which image runs.',
      REFERENCE_AMBIGUOUS: 'The name may have meant several artifacts.',
      ADAPTERS_OPEN: 'The server may load adapters while it runs.',
      DOCUMENT_FAILED: 'A document could not be read; it may concern anything.',
      LIMIT_REACHED: 'A limit cut the search.',
      NOT_SYNCED: 'No complete listing of the cluster was ever given.',
    },
  },
];
