/** Every limit on what one document may cost, in one place. A limit that is met is said in the receipt. */
export const LIMITS = {
  /** How much of a document a recogniser sees, in bytes. */
  headBytes: 64 * 1024,
  /** The largest document, before and after decompression, in bytes. */
  documentBytes: 512 * 1024 * 1024,
  /** How often a compressed document may grow when it is inflated, once it is larger than 64 MiB. */
  inflationRatio: 200,
  /** How deep JSON or YAML may nest. */
  depth: 200,
  /** How deep documents may lie in documents: gzip, JSON Lines, envelope, statement, SBOM. */
  innerDepth: 8,
  /** How many documents one document may hold directly. */
  innerDocuments: 1_000_000,
  /** How many components one SBOM may list. */
  components: 2_000_000,
  /** How long a name may be that things are looked up by, in bytes of UTF-8: an index of Neo4j takes two such. */
  nameBytes: 4_000,
  /** How many remarks one receipt carries; the last one then counts the rest. */
  remarks: 100,
  /** How many aliases one YAML document may expand. */
  yamlAliases: 100,
} as const;
