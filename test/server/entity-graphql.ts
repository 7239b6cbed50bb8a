import { QUESTIONS } from '#queries';
import type { Estate } from '../../src/engines/index.ts';
import { startGraphql, type Graphql } from '../../src/server/graphql.ts';
import { listQuestion } from '../../src/server/index.ts';
import { LIMITS, type Limits } from '../../src/server/limits.ts';

export interface Replied {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>> | null;
  /** Codes and messages, in order. */
  readonly errors: readonly string[];
}

/** GraphQL over an estate, without a server around it. */
export class EntityGraphql {
  readonly #graphql: Graphql;

  constructor(graphql: Graphql) {
    this.#graphql = graphql;
  }

  static async over(estate: Estate, limits: Partial<Limits> = {}): Promise<EntityGraphql> {
    const log = (): void => undefined;
    return new EntityGraphql(await startGraphql(estate, QUESTIONS.map(listQuestion), { ...LIMITS, ...limits }, log));
  }

  async ask(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    signal = new AbortController().signal,
  ): Promise<Replied> {
    const { status, body } = await this.#graphql.execute({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      search: '',
      body: { query, variables },
      signal,
    });
    if (typeof body !== 'string') throw new TypeError('a reply in pieces');
    const { data = null, errors = [] } = JSON.parse(body) as {
      data?: Replied['data'];
      errors?: readonly { message: string; extensions: { code: string } }[];
    };
    return { status, data, errors: errors.map(({ message, extensions }) => `${extensions.code}: ${message}`) };
  }
}
