import { LIMITS as DOCUMENT_LIMITS } from '#ingest';

/** What one client may cost (design.md law 10). Sizes in bytes, times in milliseconds. */
export interface Limits {
  readonly bodyBytes: number;
  /** The body of an upload: what one document may have. */
  readonly documentBytes: number;
  /** Uploads taken at once; the next is refused. */
  readonly uploads: number;
  readonly urlCharacters: number;
  /** Requests worked on at once; the next is refused, not queued. */
  readonly concurrent: number;
  readonly connections: number;
  /** From the last byte of the request to the answer. */
  readonly answerTime: number;
  readonly headersTime: number;
  readonly requestTime: number;
  readonly keepAliveTime: number;
  /** How long open requests may take to end when the server is closed. */
  readonly closeTime: number;
  readonly queryDepth: number;
  readonly queryTokens: number;
  readonly queryAliases: number;
  /** Rows that one GraphQL request may ask for, over all its fields. */
  readonly queryRows: number;
  /** What one GraphQL request may cost: neighbours, rows and items of lists, those of each below them. */
  readonly queryCost: number;
}

export const LIMITS: Limits = {
  bodyBytes: 256 * 1024,
  documentBytes: DOCUMENT_LIMITS.documentBytes,
  uploads: 4,
  urlCharacters: 8 * 1024,
  concurrent: 32,
  connections: 256,
  answerTime: 25_000,
  headersTime: 10_000,
  requestTime: 30_000,
  keepAliveTime: 5_000,
  closeTime: 2_000,
  queryDepth: 12,
  queryTokens: 2_000,
  queryAliases: 20,
  queryRows: 5_000,
  queryCost: 10_000,
};
