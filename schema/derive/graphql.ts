import type { Model } from '../model/index.ts';
import { ANSWER_FIELDS, FIXED_TYPES, type ObjectShape } from './graphql-answer.ts';
import { CLOSED_LISTS, type ClosedList } from './graphql-lists.ts';

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
const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/u;
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
 * types of rows, coverage and documents, and the closed lists as enums (design.md §11, contract.md *An answer*). Two
 * questions may share a row type if their columns are the same. `ExposureRow` is fixed by the contract.
 *
 * @throws RangeError for a question whose names are no GraphQL names, or whose types are not known: a bug in the question.
 */
export function graphqlTypes(model: Model, questions: readonly QuestionShape[]): string {
  const known = new Set([...SCALARS, ...CLOSED_LISTS.map(({ name }) => name), ...FIXED_TYPES.map(({ name }) => name)]);
  return [
    scalar('JSON', 'Any JSON value.'),
    scalar('DateTime', 'A moment: ISO 8601 in UTC.'),
    query(questions, known),
    ...questions.map(answerType),
    ...rowTypes(questions, known),
    ...FIXED_TYPES.map(objectType),
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
    field(
      '  ',
      'node(id: ID!)',
      'Node',
      'Everything known about a digest, package URL, workload, model, identity or document.',
    ),
    field('  ', 'document(digest: String!)', 'Document', 'One document, without its bytes.'),
    field('  ', 'questions', '[Question!]!', 'Every question that can be asked.'),
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
    return field('    ', checkedName(parameter.name), type, parameter.doc);
  });
  const paging = Object.entries(PAGING).map(([key, [type, doc]]) => field('    ', key, type, doc));
  return [
    description(`${question.asks}\n\n${question.doc}`, '  '),
    `  ${name}(`,
    ...parameters,
    ...paging,
    `  ): ${answerName(question)}!`,
  ].join('\n');
}

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

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

function checkedName(name: string): string {
  if (!NAME.test(name)) throw new RangeError(`${JSON.stringify(name)} is no GraphQL name`);
  return name;
}

function checkedType(type: string, known: ReadonlySet<string>): string {
  const groups = TYPE.exec(type)?.groups;
  const name = groups?.['inner'] ?? groups?.['plain'] ?? '';
  if (!known.has(name)) throw new RangeError(`${JSON.stringify(type)} is no type that the GraphQL schema knows`);
  return type;
}

function objectType({ name, doc, fields }: ObjectShape): string {
  const lines = Object.entries(fields).map(([key, [type, text]]) => field('  ', key, type, text));
  return [description(doc, ''), `type ${name} {`, ...lines, '}\n'].join('\n');
}

function enumType({ name, doc, values }: ClosedList): string {
  const lines = Object.entries(values).map(([value, text]) => `${description(text, '  ')}\n  ${checkedName(value)}`);
  return [description(doc, ''), `enum ${name} {`, ...lines, '}\n'].join('\n');
}

const scalar = (name: string, doc: string): string => `${description(doc, '')}\nscalar ${name}\n`;

const field = (indent: string, name: string, type: string, doc: string): string =>
  `${description(doc, indent)}\n${indent}${name}: ${type}`;

function description(doc: string, indent: string): string {
  const text = doc.trim().replaceAll('"""', '\\"""');
  if (!text.includes('\n') && !/^"|["\\]$/u.test(text)) return `${indent}"""${text}"""`;
  const lines = text.split('\n').map((line) => (line === '' ? '' : indent + line));
  return [`${indent}"""`, ...lines, `${indent}"""`].join('\n');
}
