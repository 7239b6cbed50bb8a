import { ApolloServer, HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLScalarType, type GraphQLFormattedError } from 'graphql';
import { MODEL } from '#schema';
import { graphqlTypes } from '#schema';
import type { Estate } from '../engines/engine.ts';
import { EntityLoaders } from './entity-loaders.ts';
import { entityResolvers } from './entity-resolvers.ts';
import { queryCost } from './graphql-cost.ts';
import { queryLimits } from './graphql-limits.ts';
import { graphqlResolvers, type GraphqlContext } from './graphql-resolvers.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import { Problem, STATUS, problemShown } from './problem.ts';
import type { QuestionListed } from './question-shape.ts';
import type { Reply } from './reply.ts';

export interface GraphqlRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly search: string;
  /** Parsed JSON of a POST; undefined for a GET. */
  readonly body: unknown;
  readonly signal: AbortSignal;
}

export interface Graphql {
  /** Never throws for what the client did: a GraphQL error is in the reply. */
  execute(request: GraphqlRequest): Promise<Reply>;
  stop(): Promise<void>;
}

/** Codes of Apollo and graphql-js for a query that is wrong in itself. */
const QUERY_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'MAX_RECURSIVE_SELECTIONS_EXCEEDED',
]);

/** The GraphQL side: the schema that the questions give, their answers, and the limits of a query (design.md §11). */
export async function startGraphql(
  estate: Estate,
  questions: readonly QuestionListed[],
  limits: Limits,
  log: Log,
): Promise<Graphql> {
  const apollo = new ApolloServer<GraphqlContext>({
    typeDefs: graphqlTypes(MODEL, questions),
    resolvers: { ...graphqlResolvers(estate, questions), ...entityResolvers(), JSON: anyJson, DateTime: moment },
    validationRules: queryLimits(limits),
    parseOptions: { maxLexicalTokens: limits.queryTokens },
    validationOptions: { maxErrors: 5 },
    executionOptions: { maxCoercionErrors: 5 },
    maxRecursiveSelections: 10_000,
    csrfPrevention: true,
    introspection: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    formatError: (formatted, error) => shownError(formatted, error, log),
    logger: apolloLogger(log),
    plugins: [...quiet(), costLimit(limits.queryCost)],
  });
  await apollo.start();
  return { execute: (request) => execute(apollo, estate, request, limits), stop: () => apollo.stop() };
}

/** Nothing is reported to, or loaded from, anywhere else, whatever the environment says. */
const quiet = (): ApolloServerPlugin<GraphqlContext>[] => [
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginCacheControlDisabled(),
];

/** Refuses an operation that may come to too much, before any of it runs. */
const costLimit = (limit: number): ApolloServerPlugin<GraphqlContext> => ({
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ schema, document, operation, request }) => {
        // Without an operation nothing runs, and Apollo says so.
        const cost =
          operation === undefined ? 0 : queryCost({ schema, document, operation, variables: request.variables ?? {} });
        if (cost <= limit) return Promise.resolve();
        const message = `The query may cost ${cost}, ${limit} are allowed: the first of each page times what is below it. Ask for smaller pages, or in several requests.`;
        // Apollo takes the status of the reply from here.
        const extensions = { http: { status: STATUS.LIMIT_REACHED } };
        throw Object.assign(new Problem('LIMIT_REACHED', message), { extensions });
      },
    }),
});

async function execute(
  apollo: ApolloServer<GraphqlContext>,
  estate: Estate,
  request: GraphqlRequest,
  limits: Limits,
): Promise<Reply> {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  const { method, search, body, signal } = request;
  const loaders = new EntityLoaders(estate, signal);
  const reply = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method, headers, search, body },
    context: () => Promise.resolve({ signal, rowsLeft: limits.queryRows, loaders }),
  });
  if (reply.body.kind === 'chunked') throw new Error('a reply in pieces, though none was asked for');
  const own = Object.fromEntries(reply.headers);
  return { status: reply.status ?? 200, headers: { ...own, 'cache-control': 'no-store' }, body: reply.body.string };
}

function shownError(formatted: GraphQLFormattedError, error: unknown, log: Log): GraphQLFormattedError {
  const { locations, path } = formatted;
  const where = { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) };
  const code = formatted.extensions?.['code'];
  const cause =
    typeof code === 'string' && QUERY_CODES.has(code) ? new Problem('BAD_QUERY', formatted.message) : refusal(error);
  const { message, ...extensions } = problemShown(cause, log);
  return { message, ...where, extensions: { ...extensions, message } };
}

/** What a resolver threw, or the limit of a query, which no resolver throws and Apollo does not unwrap. */
function refusal(error: unknown): unknown {
  const original = error instanceof Error && 'originalError' in error ? error.originalError : undefined;
  return original instanceof Problem ? original : unwrapResolverError(error);
}

const anyJson = new GraphQLScalarType({ name: 'JSON' });

const moment = new GraphQLScalarType({
  name: 'DateTime',
  parseValue: (value) => {
    if (typeof value !== 'string') throw new TypeError('A moment is a text: ISO 8601.');
    return value;
  },
});

function apolloLogger(log: Log): Record<'debug' | 'info' | 'warn' | 'error', (message?: unknown) => void> {
  const error = (message?: unknown): void => {
    log({ level: 'error', event: 'graphql', message: String(message) });
  };
  const nothing = (): void => undefined;
  return { debug: nothing, info: nothing, warn: error, error };
}
