import { QUESTIONS } from '#queries';
import type { Neo4jConnection } from './connection.ts';
import { asGiven } from './neo4j-reader.ts';

/**
 * Has the server plan every statement of the questions, which it keeps: until then the first to ask waits for that, which
 * takes longer than most answers do.
 */
export async function planned(connection: Neo4jConnection): Promise<void> {
  const texts = new Set(
    QUESTIONS.flatMap(({ statements }) => Object.values(statements)).flatMap(({ cypher }) => cypher ?? []),
  );
  for (const text of texts) await connection.read((transaction) => transaction.run(`EXPLAIN ${asGiven(text)}`));
}
