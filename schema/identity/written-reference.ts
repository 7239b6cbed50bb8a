/** A name that someone wrote for an artifact (design.md §5); sightings say what it stood for, and when. */
export interface Reference {
  /**
   * `oci:registry/repository:tag`, `oci:registry/repository@sha256:…`, `hf:org/repo@revision`, `s3:bucket/key`,
   * `https:host/path`, `pvc:claim/path`, `mlflow:models:/name@alias`; any other scheme `uri:` and the text as written.
   */
  readonly id: string;
  /** What is before the first colon of the id. */
  readonly kind: string;
  /** oci: registry/repository; hf, modelscope: the repository on the hub; otherwise null. */
  readonly repository: string | null;
  readonly tag: string | null;
  readonly digest: string | null;
  /** hf, modelscope: the revision, the hub's default branch when none is written. */
  readonly revision: string | null;
  /** False only when the name holds a digest or a full commit. */
  readonly mutable: boolean;
}
