import { cypher } from './cypher.ts';
import type { Cypher } from './cypher.ts';
import type { OpenCypher } from './moment.ts';

/** Claims `e` on the path that count: those of documents `s` in force. Further conditions follow with AND. */
export const inForce = (path: Cypher, { document }: Pick<OpenCypher, 'document'>): Cypher =>
  cypher`MATCH ${path} MATCH (s:Document {key: e.document}) WHERE ${document}`;
