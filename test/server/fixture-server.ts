import { request } from 'node:http';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startServer, type LogEntry, type RunningServer } from '../../src/server/index.ts';
import { FixtureEstate } from './fixture-estate.ts';
import { FIXTURE_QUESTIONS } from './fixture-questions.ts';

interface Queried {
  readonly status: number;
  readonly body: {
    readonly data?: Record<string, unknown>;
    readonly errors?: { readonly message: string; readonly extensions: Record<string, unknown> }[];
  };
}

/** Limits that a test can reach. */
const LOW = {
  answerTime: 400,
  bodyBytes: 4096,
  concurrent: 4,
  queryDepth: 8,
  queryTokens: 300,
  queryAliases: 4,
  queryRows: 2000,
};

/** The fixture estate behind a server with low limits, for all tests of a file. */
export class FixtureServer {
  readonly estate = new FixtureEstate();
  readonly log: LogEntry[] = [];
  #running: RunningServer | undefined;

  constructor() {
    beforeAll(async () => {
      this.#running = await startServer({
        estate: this.estate,
        questions: FIXTURE_QUESTIONS,
        host: '127.0.0.1',
        port: 0,
        log: (entry) => this.log.push(entry),
        limits: LOW,
      });
    });
    afterEach(() => {
      this.estate.version = '1842';
      this.estate.policy = null;
      this.estate.stale = false;
    });
    afterAll(() => this.#running?.close());
  }

  get url(): string {
    if (this.#running === undefined) throw new Error('the server has not started');
    return this.#running.url;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, { headers });
  }

  /** As `get`, with the headers that `fetch` does not let a caller choose. */
  async raw(
    path: string,
    headers: Record<string, string>,
    method = 'GET',
  ): Promise<{ readonly status: number; readonly body: string }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
    const { hostname, port } = new URL(this.url);
    const sent = request({ hostname, port, path, headers, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body });
      });
    });
    sent.on('error', reject);
    sent.end();
    return await promise;
  }

  async graphql(query: string, variables: Record<string, unknown> = {}): Promise<Queried> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, body: (await response.json()) as Queried['body'] };
  }
}
