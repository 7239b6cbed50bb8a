import type { Answer } from '#queries';
import { questionField } from '#schema';
import type { AskRequest, Estate, ThingShown } from '../engines/engine.ts';
import { within } from './deadline.ts';
import type { EntityLoaders } from './entity-loaders.ts';
import { entityRootResolvers, type Entity } from './entity-resolvers.ts';
import { Problem } from './problem.ts';
import type { QuestionListed } from './question-shape.ts';
import { checkedDigest } from './thing-routes.ts';

export interface GraphqlContext {
  readonly signal: AbortSignal;
  /** Rows that this request may still ask for, over all its fields. */
  rowsLeft: number;
  readonly loaders: EntityLoaders;
}

type Arguments = Readonly<Record<string, unknown>>;
type Resolver = (source: unknown, given: Arguments, context: GraphqlContext) => Promise<unknown>;

/** One resolver a question, and those for nodes, documents and the list of questions. */
export function graphqlResolvers(
  estate: Estate,
  questions: readonly QuestionListed[],
): { readonly Query: Readonly<Record<string, Resolver>> } {
  const asking = questions.map((question): [string, Resolver] => [
    questionField(question.name),
    (_, given, context) => answer(estate, question, given, context),
  ]);
  return {
    Query: {
      ...Object.fromEntries(asking),
      node: (_, { id }, { signal }): Promise<ThingShown | null> => within(signal, estate.show(String(id), signal)),
      document: (_, { digest }, { signal }) => document(estate, checkedDigest(String(digest)), signal),
      ...entityRootResolvers(),
      questions: () => Promise.resolve(questions),
    },
  };
}

async function document(estate: Estate, digest: string, signal: AbortSignal): Promise<Entity | null> {
  const found = await within(signal, estate.document(digest, signal));
  return found === null ? null : { kind: 'Document', id: digest, name: digest, document: found };
}

async function answer(
  estate: Estate,
  question: QuestionListed,
  given: Arguments,
  context: GraphqlContext,
): Promise<Answer> {
  const request = requestOf(question, given);
  context.rowsLeft -= request.first ?? 100;
  if (context.rowsLeft < 0) {
    throw new Problem(
      'LIMIT_REACHED',
      'The request asks for too many rows in all. Ask for fewer, or in several requests.',
    );
  }
  return await within(context.signal, estate.ask(request, context.signal));
}

/** The same words as on the command line and in a query string: the estate parses one spelling. */
function requestOf(question: QuestionListed, given: Arguments): AskRequest {
  const parameters: Record<string, string | readonly string[]> = {};
  for (const { name, list } of question.parameters) {
    const value = given[name];
    if (value === undefined || value === null) continue;
    parameters[name] = list && Array.isArray(value) ? value.map(scalarText) : scalarText(value);
  }
  const { first, after, asOf, knownAt } = given;
  if (typeof first === 'number' && (first < 1 || first > 1000)) {
    throw new Problem('BAD_PARAMETER', 'first is a whole number from 1 to 1000.', { at: 'first' });
  }
  return {
    question: question.name,
    parameters,
    ...(typeof first === 'number' ? { first } : {}),
    ...(typeof after === 'string' ? { after } : {}),
    ...(typeof asOf === 'string' ? { asOf } : {}),
    ...(typeof knownAt === 'string' ? { knownAt } : {}),
  };
}

function scalarText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError('an argument that is no scalar');
}
