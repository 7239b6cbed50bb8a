/** Where the graph is kept (contract.md, *Commands*). */
export interface Neo4jSettings {
  /** `neo4j://host:port` (a server or a cluster) or `bolt://`, with `+s` for TLS, `+ssc` for TLS with any certificate. */
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Host and port for people: never what a URI may hold beside them. */
export function addressOf(uri: string): string {
  const url = URL.parse(uri);
  return url === null ? 'the given address' : url.host;
}
