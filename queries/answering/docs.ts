import { ANSWER_FIELDS, CLOSED_LISTS, FIXED_TYPES, questionField } from '#schema';
import { z } from 'zod';
import { aboutAnswers } from './docs-answer.ts';
import { table } from './markdown-table.ts';
import type { Question } from '../question.ts';

/** A parameter as the page shows it. */
interface Parameter {
  readonly name: string;
  /** GraphQL type, without list. */
  readonly type: string;
  readonly list: boolean;
  readonly required: boolean;
  readonly doc: string;
}

/** Values that the examples use; they are of the example estate. A parameter that is not here is shown as a blank. */
const EXAMPLES: Readonly<Record<string, string>> = {
  package: 'pkg:pypi/litellm',
  version: '1.82.8',
  environment: 'prod',
  cluster: 'eu-prod',
  namespace: 'fraud',
  owner: 'risk',
  workload: 'InferenceService/fraud-scorer',
  route: 'RUNTIME',
  type: 'pypi',
  check: 'SUBJECTS_DISPUTED',
  digest: 'sha256:3a30c3f4b9e88ee21cc94b94e3038840c13d71e891252e88a9fb12ef12d01820',
  from: 'sha256:e4a77b73b45eb48d26c8965c8055aae86e1b8fc323cd8dce5ea9f67175566a56',
  to: 'sha256:3a30c3f4b9e88ee21cc94b94e3038840c13d71e891252e88a9fb12ef12d01820',
};

const PAGING: readonly Parameter[] = [
  { name: 'first', type: 'Int', list: false, required: false, doc: 'Rows on a page, 1 to 1,000; 100 unless given.' },
  { name: 'after', type: 'String', list: false, required: false, doc: 'The `endCursor` of the page before.' },
  { name: 'asOf', type: 'DateTime', list: false, required: false, doc: 'The moment to answer for; now unless given.' },
  { name: 'knownAt', type: 'DateTime', list: false, required: false, doc: 'As this store would have answered then.' },
];

/**
 * The page `docs/questions.md`: every question with its parameters, columns and a complete call by each door, and what the
 * parts of an answer mean (contract.md, *An answer*). The same text every time, for a golden file.
 */
export function questionsPage(questions: readonly Question[]): string {
  const list = questions.map(({ name, asks }) => `- [${name}](#${name}): ${asks}`).join('\n');
  return [
    '# Questions',
    '<!-- Made from queries/ by test/questions/docs.test.ts: npm run golden. -->',
    'Everything that can be asked, and how to read the answer. A question has one name and three doors, and all give the same object, name for name: the command line (`provgraph ask <question> --json`), `GET /v1/ask/<question>`, and a field of `POST /graphql`.',
    list,
    `Every question also takes ${PAGING.map(({ name }) => `\`${name}\``).join(', ')}:`,
    table(['parameter', 'GraphQL type', 'command line', 'what it means'], PAGING.map(parameterCells)),
    aboutAnswers(),
    ...questions.map(section),
  ]
    .join('\n\n')
    .concat('\n');
}

function section(question: Question): string {
  const { name, asks, doc, columns } = question;
  const parameters = parametersOf(question);
  return [
    `## ${name}`,
    `**${asks}** ${doc}`,
    table(['parameter', 'GraphQL type', 'command line', 'what it means'], parameters.map(parameterCells)),
    'A row:',
    table(
      ['column', 'type', 'what it is'],
      columns.map((column) => [code(column.name), code(column.type), column.doc]),
    ),
    'On the command line, and over HTTP:',
    fenced('sh', `${commandLine(name, parameters)}\n${address(name, parameters)}`),
    'As GraphQL, with every field of the answer; leave out what is not needed:',
    fenced('graphql', graphqlQuery(question)),
    'with the variables',
    fenced('json', JSON.stringify(Object.fromEntries(shown(parameters).map(exampleValue)))),
  ].join('\n\n');
}

/** A complete GraphQL query of a question, with every parameter as a variable and every field of the answer. */
export function graphqlQuery(question: Question): string {
  const all = [...parametersOf(question), ...PAGING];
  const field = questionField(question.name);
  const variables = all.map((parameter) => `$${parameter.name}: ${graphqlType(parameter)}`);
  const values = all.map(({ name }) => `${name}: $${name}`);
  const columns = question.columns.map(({ name, type }) => [name, type] as const);
  const fields = Object.entries(ANSWER_FIELDS).map(([name, [type]]) => [name, type] as const);
  const selected = selection(fields, columns);
  const title = field.charAt(0).toUpperCase() + field.slice(1);
  return [
    `query ${title}(`,
    ...indented(filled(variables, ', ')),
    ') {',
    ...indented([`${field}(`, ...indented(filled(values, ', ')), ') {', ...indented(selected), '}']),
    '}',
  ].join('\n');
}

type Field = readonly [name: string, type: string];

/**
 * Fields with all that is below them, as lines: those without sub-fields side by side.
 *
 * @param columns - what is below `rows`, which is another for each question.
 */
function selection(fields: readonly Field[], columns: readonly Field[] = []): string[] {
  const lines: string[] = [];
  let plain: string[] = [];
  const flush = (): void => {
    lines.push(...filled(plain, ' '));
    plain = [];
  };
  for (const [name, type] of fields) {
    const below = name === 'rows' ? columns : fieldsOf(type);
    if (below.length === 0) {
      plain.push(name);
      continue;
    }
    flush();
    const inner = selection(below);
    const short = `${name} { ${inner.join(' ')} }`;
    if (inner.length === 1 && short.length < 90) lines.push(short);
    else lines.push(`${name} {`, ...indented(inner), '}');
  }
  flush();
  return lines;
}

/** The fields of a type of the contract; none of a scalar or a closed list. */
function fieldsOf(type: string): readonly Field[] {
  const found = FIXED_TYPES.find((one) => one.name === type.replaceAll(/[[\]!]/g, ''));
  return Object.entries(found?.fields ?? {}).map(([name, [inside]]) => [name, inside]);
}

/** Words joined into lines of at most some ninety characters. */
function filled(words: readonly string[], separator: string): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + separator.length + word.length > 90) lines.push(word);
    else lines[lines.length - 1] = last + separator + word;
  }
  return lines;
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

function parametersOf({ parameters }: Question): readonly Parameter[] {
  const shape = parameters.shape as Readonly<Record<string, z.ZodType>>;
  return Object.entries(shape).map(([name, schema]) => {
    const isOptional = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional;
    const inner = isOptional ? (schema.unwrap() as z.ZodType) : schema;
    const list = inner instanceof z.ZodArray;
    const type = typeOf(list ? (inner.element as z.ZodType) : inner);
    return { name, type, list, required: !isOptional, doc: schema.description ?? '' };
  });
}

/** The closed list whose values an enumeration takes; `String` for any text. */
function typeOf(schema: z.ZodType): string {
  if (!(schema instanceof z.ZodEnum)) return 'String';
  const values = schema.options.map(String);
  const list = CLOSED_LISTS.find((one) => Object.keys(one.values).join(' ') === values.join(' '));
  return list?.name ?? 'String';
}

function graphqlType({ type, list, required }: Parameter): string {
  return `${list ? `[${type}!]` : type}${required ? '!' : ''}`;
}

function parameterCells(parameter: Parameter): string[] {
  const { name, list, doc } = parameter;
  return [code(name), code(graphqlType(parameter)), code(`--${optionOf(name)}`) + (list ? ', repeatable' : ''), doc];
}

/** What an example gives: what must be given, and the first that may be. */
function shown(parameters: readonly Parameter[]): readonly Parameter[] {
  const [optional] = parameters.filter(({ required }) => !required);
  return [...parameters.filter(({ required }) => required), ...(optional === undefined ? [] : [optional])];
}

const exampleOf = ({ name }: Parameter): string => EXAMPLES[name] ?? '…';
const optionOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function exampleValue(parameter: Parameter): [string, unknown] {
  return [parameter.name, parameter.list ? [exampleOf(parameter)] : exampleOf(parameter)];
}

function commandLine(name: string, parameters: readonly Parameter[]): string {
  const options = shown(parameters).map((one) => `--${optionOf(one.name)} ${exampleOf(one)}`);
  return ['provgraph ask', name, ...options].join(' ');
}

function address(name: string, parameters: readonly Parameter[]): string {
  const search = new URLSearchParams(shown(parameters).map((one): [string, string] => [one.name, exampleOf(one)]));
  return `curl 'http://127.0.0.1:8080/v1/ask/${name}?${search.toString()}'`;
}

const code = (text: string): string => `\`${text}\``;
const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;
