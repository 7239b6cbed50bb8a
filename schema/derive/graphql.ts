import type { Model } from '../model/index.ts';
import { ANSWER_FIELDS, FIXED_TYPES } from './graphql-answer.ts';
import { entityRootFields, entityTypes } from './graphql-entities.ts';
import { CLOSED_LISTS, type ClosedList } from './graphql-lists.ts';
import { checkedName, description, enumType, fieldText, objectType, pascal, scalarType } from './graphql-text.ts';

export interface ParameterShape {
  readonly name: string;
  /** `String`, `Int`, `Float`, `Boolean` or the name of a closed list. */
  readonly type: string;
  readonly list: boolean;
  readonly required: boolean;
  readonly doc: string;
}

/** What the derivation needs of a question: schema knows no questions. */
export interface QuestionShape {
  readonly name: string;
  readonly asks: string;
  readonly doc: string;
  readonly parameters: readonly ParameterShape[];
  readonly rowType: string;
  readonly columns: readonly { readonly name: string; readonly doc: string; readonly type: string }[];
}

const SCALARS = ['String', 'Int', 'Float', 'Boolean', 'ID', 'JSON', 'DateTime'];
const TYPE = /^(?:\[(?<inner>\w+)!?\]|(?<plain>\w+))!?$/u;

/** What every question field takes beside the parameters of its question. */
const PAGING = {
  first: ['Int = 100', 'Rows on a page, 1 to 1,000.'],
  after: ['String', 'Cursor: the `endCursor` of the page before.'],
  asOf: ['DateTime', 'The moment to answer for; now unless given.'],
  knownAt: ['DateTime', 'Answer as this store would have then; as known now unless given.'],
} as const;

/** Field name of a question: its camel case. */
export function questionField(name: string): string {
  return name.replace(/-(?<letter>[a-z0-9])/gu, (_, letter: string) => letter.toUpperCase());
}

/**
 * The GraphQL schema as SDL, derived from the model and the questions: one field and one answer type a question, the
 * types of rows and coverage, the entities of the graph, and the closed lists as enums (design.md §11, contract.md
 * *An answer*). Two questions may share a row type if their columns are the same. `ExposureRow` is fixed by the contract.
 *
 * @throws RangeError for a question whose names are no GraphQL names, or whose types are not known: a bug in the question.
 */
export function graphqlTypes(model: Model, questions: readonly QuestionShape[]): string {
  const known = new Set([...SCALARS, ...[...CLOSED_LISTS, ...FIXED_TYPES].map(({ name }) => name)]);
  return [
    scalarType('JSON', 'Any JSON value.'),
    scalarType('DateTime', 'A moment: ISO 8601 in UTC.'),
    query(questions, known),
    ...questions.map(answerType),
    ...rowTypes(questions, known),
    ...FIXED_TYPES.map((shape) => objectType(shape)),
    ...entityTypes(model),
    ...CLOSED_LISTS.map(enumType),
    enumType(nodeKinds(model)),
    enumType(edgeKinds(model)),
  ].join('\n');
}

function nodeKinds(model: Model): ClosedList {
  const values = Object.fromEntries(model.nodes.map((kind) => [kind.label, `${kind.doc} Id: ${kind.id}.`]));
  return { name: 'NodeKind', doc: 'The kinds of node in the graph.', values };
}

function edgeKinds(model: Model): ClosedList {
  const values = Object.fromEntries(model.edges.map((kind) => [kind.type, `${kind.doc} ${kind.from} → ${kind.to}.`]));
  return { name: 'EdgeKind', doc: 'The kinds of edge in the graph.', values };
}

function query(questions: readonly QuestionShape[], known: ReadonlySet<string>): string {
  const fields = questions.map((question) => questionQuery(question, known));
  return [
    description('What can be asked.', ''),
    'type Query {',
    ...fields,
    fieldText(
      '  ',
      'node(id: ID!)',
      'Node',
      'Everything known about a digest, package URL, workload, model, identity or document.',
    ),
    fieldText('  ', 'document(digest: String!)', 'Document', 'One document, without its bytes.'),
    ...entityRootFields(),
    fieldText('  ', 'questions', '[Question!]!', 'Every question that can be asked.'),
    '}\n',
  ].join('\n');
}

function questionQuery(question: QuestionShape, known: ReadonlySet<string>): string {
  const name = checkedName(questionField(question.name));
  const parameters = question.parameters.map((parameter) => {
    if (Object.hasOwn(PAGING, parameter.name)) {
      throw new RangeError(`${question.name}: ${parameter.name} is a parameter of every question`);
    }
    const inner = parameter.list ? `[${parameter.type}!]` : parameter.type;
    const type = checkedType(parameter.required ? `${inner}!` : inner, known);
    return fieldText('    ', checkedName(parameter.name), type, parameter.doc);
  });
  const paging = Object.entries(PAGING).map(([key, [type, doc]]) => fieldText('    ', key, type, doc));
  return [
    description(`${question.asks}\n\n${question.doc}`, '  '),
    `  ${name}(`,
    ...parameters,
    ...paging,
    `  ): ${answerName(question)}!`,
  ].join('\n');
}

const answerName = (question: QuestionShape): string => `${pascal(questionField(question.name))}Answer`;

function answerType(question: QuestionShape): string {
  const rows = [`[${question.rowType}!]!`, ANSWER_FIELDS.rows[1]] as const;
  return objectType({
    name: answerName(question),
    doc: `The answer to: ${question.asks}`,
    fields: { ...ANSWER_FIELDS, rows },
  });
}

function rowTypes(questions: readonly QuestionShape[], known: ReadonlySet<string>): string[] {
  const made = new Map<string, string>();
  for (const question of questions) {
    const name = checkedName(question.rowType);
    if (FIXED_TYPES.some((type) => type.name === name)) continue;
    const columns = question.columns.map(
      (column) => [checkedName(column.name), [checkedType(column.type, known), column.doc]] as const,
    );
    const text = objectType({ name, doc: `A row of ${question.name}.`, fields: Object.fromEntries(columns) });
    const before = made.get(name);
    if (before !== undefined && withoutFirstLine(before) !== withoutFirstLine(text)) {
      throw new RangeError(`${question.name}: another question has a row type ${name} with other columns`);
    }
    made.set(name, before ?? text);
  }
  return [...made.values()];
}

const withoutFirstLine = (text: string): string => text.slice(text.indexOf('\n'));

function checkedType(type: string, known: ReadonlySet<string>): string {
  const groups = TYPE.exec(type)?.groups;
  const name = groups?.['inner'] ?? groups?.['plain'] ?? '';
  if (!known.has(name)) throw new RangeError(`${JSON.stringify(type)} is no type that the GraphQL schema knows`);
  return type;
}
