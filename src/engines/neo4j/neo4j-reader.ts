import type { Cell, Cypher, Parameter, Reader, Row, Statement } from '#queries';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';

/** Questions within one open transaction. */
export class Neo4jReader implements Reader {
  readonly #transaction: Transaction;

  constructor(transaction: Transaction) {
    this.#transaction = transaction;
  }

  async rows({ name, cypher }: Statement, parameters: Readonly<Record<string, Parameter>>): Promise<readonly Row[]> {
    if (cypher === undefined) throw new Error(`the statement ${name} has no text for Neo4j`);
    const { records } = await this.#transaction.run<Record<string, Cell>>(asGiven(cypher), {
      given: spelled(parameters),
    });
    return records.map((record) => record.toObject());
  }
}

/**
 * The text with its parameters as members of one, `$given`. Neo4j plans a text anew for every combination of types and sizes
 * of parameters, which can take longer than running it; of a map it looks at neither.
 */
export const asGiven = (text: Cypher): string => text.replaceAll(/\$([A-Za-z]+)/gu, '$given.$1');

/** Whole numbers as such: the driver sends numbers as floating point, which is no limit and no key. */
function spelled(parameters: Readonly<Record<string, Parameter>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, spelledOne(value)]));
}

function spelledOne(value: Parameter): unknown {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return whole(value);
  return Array.isArray(value) ? (value as readonly Parameter[]).map(spelledOne) : value;
}
