import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { AskError, QUESTIONS, questionNamed } from '#queries';
import type { Answer, Question } from '#queries';
import type { AskRequest, Estate } from '../../engines/engine.ts';
import { listQuestion } from '../../server/question-shape.ts';
import type { ParameterListed } from '../../server/question-shape.ts';
import { reportAnswer } from '../answer-report.ts';
import type { Call, CommandShape, OptionShape } from '../command.ts';
import { PAGE, printCsv } from '../csv-pages.ts';
import { EXIT, statusOfAskError, worstOf } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { RunFailure, UsageError } from '../mistakes.ts';
import { parseTime, timeMistake } from '../parse-time.ts';
import { openForReading } from '../store.ts';
import type { Terminal } from '../terminal.ts';
import { tableOf } from '../table.ts';
import { lineRequest } from '../each-line.ts';

const ANSWER_OPTIONS: readonly OptionShape[] = [
  { name: 'first', value: 'N', doc: 'how many rows, 1 to 1,000 (100)' },
  { name: 'after', value: 'CURSOR', doc: 'the page after this cursor, which stands below the page before' },
  { name: 'as-of', value: 'TIME', doc: 'what held at this time (now)' },
  { name: 'known-at', value: 'TIME', doc: 'what this store knew at this time (now)' },
  { name: 'csv', value: null, doc: 'all rows as CSV, or as many as --first says' },
  { name: 'paths', value: null, doc: 'below each row its path, with the documents that say so' },
  {
    name: 'fail-on',
    value: 'CONCLUSION',
    values: ['affected', 'unknown'],
    doc: 'exit status 5 if affected, or unknown (also met by affected)',
  },
  {
    name: 'each',
    value: 'FILE',
    doc: 'ask once for each line of FILE (- is stdin): a value of the first parameter, or a JSON object',
  },
];

export const askCommand: CommandShape = {
  name: 'ask',
  doc: 'ask one question; ask alone lists the questions',
  operands: '[question]',
  options: [],
  commands: QUESTIONS.map(questionCommand),
  more: `Questions:\n${QUESTIONS.map(({ name, asks }) => `  ${name}\n      ${asks}`).join('\n')}\n\nprovgraph ask <question> --help lists its parameters.`,
  run: listQuestions,
};

/** A parameter as it is written after `--`. */
function optionNamed(parameter: string): string {
  return parameter.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}

function questionCommand(question: Question): CommandShape {
  const { parameters } = listQuestion(question);
  const own = parameters.map((parameter): OptionShape => {
    const { name, list, doc, required, type, values } = parameter;
    const shape = {
      name: optionNamed(name),
      value: type.toUpperCase() === 'STRING' ? 'TEXT' : type.toUpperCase(),
      doc: `${doc}${required ? ' Needed.' : ''}`,
      ...(values === null ? {} : { values }),
    };
    return list ? { ...shape, repeatable: true } : shape;
  });
  return {
    name: question.name,
    doc: `${question.asks}\n${question.doc}`,
    operands: null,
    options: [...own, ...ANSWER_OPTIONS],
    run: (call) => askQuestion(question, parameters, call),
  };
}

function listQuestions({ operands, mistakes, options, terminal }: Call): Promise<ExitStatus> {
  const [name, ...others] = operands;
  const later = QUESTIONS.find((question) => others.includes(question.name));
  if (later !== undefined) {
    mistakes.add(`The question comes before its options: provgraph ask ${later.name} --<parameter> <value> …`);
  } else if (name !== undefined) {
    try {
      questionNamed(QUESTIONS, name);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      mistakes.add(`${error.message} provgraph ask lists them.`);
    }
  }
  mistakes.refuse();
  if (options.has('json')) terminal.print(`${JSON.stringify(QUESTIONS.map(listQuestion))}\n`);
  else {
    const rows = QUESTIONS.map(({ name: question, asks }) => [question, asks]);
    for (const line of tableOf({ headings: ['QUESTION', 'WHAT IT ANSWERS'], rows })) terminal.say(line);
    terminal.say();
    terminal.say('provgraph ask <question> --help lists its parameters.');
  }
  return Promise.resolve(EXIT.done);
}

async function askQuestion(
  question: Question,
  parameters: readonly ParameterListed[],
  call: Call,
): Promise<ExitStatus> {
  const { options, mistakes, settings, terminal } = call;
  const each = options.text('each');
  const failOn = checked(call, parameters, each);
  const request = requestOf(question, parameters, call);
  mistakes.refuse();
  const estate = await openForReading(settings, terminal);
  try {
    if (each !== undefined) return await askEach(estate, question, request, each, failOn, terminal);
    const wantsAll = options.has('csv') && !options.has('first');
    const answer = await estate.ask(wantsAll ? { ...request, first: PAGE } : request);
    const status = statusOf(answer, failOn);
    if (options.has('json')) terminal.print(`${JSON.stringify(answer)}\n`);
    else if (options.has('csv'))
      await printCsv(estate, question, { ...request, first: PAGE }, answer, wantsAll, terminal);
    else {
      reportAnswer(answer, question.columns, options.has('paths'), terminal);
      for (const line of await knownVersions(estate, request, answer)) terminal.say(line);
    }
    return status;
  } finally {
    await estate.close();
  }
}

/** Where no version that was asked for is there: those that are, so that a slip of the pen is seen as one. */
async function knownVersions(estate: Estate, request: AskRequest, answer: Answer): Promise<string[]> {
  const asked = answer.parameters['version'];
  if (!Array.isArray(asked) || asked.length === 0 || answer.rows.length > 0 || answer.matched.length > 0) return [];
  if (request.after !== undefined) return [];
  const others = Object.entries(request.parameters).filter(([name]) => name !== 'version');
  const { matched } = await estate.ask({ ...request, parameters: Object.fromEntries(others), first: 1 });
  return matched
    .filter(({ versionsTotal }) => versionsTotal > 0)
    .map(({ package: name, versions, versionsTotal }) => {
      const more = versionsTotal > versions.length ? ', …' : '';
      return `Known versions of ${name}: ${versions.join(', ')}${more}`;
    });
}

/** The checks that need no store; returns what `--fail-on` says. */
function checked(
  { options, mistakes }: Call,
  parameters: readonly ParameterListed[],
  each: string | undefined,
): string | undefined {
  const failOn = options.text('fail-on');
  if (failOn !== undefined && failOn !== 'affected' && failOn !== 'unknown' && failOn !== '') {
    mistakes.add(`--fail-on: ${JSON.stringify(failOn)} is neither affected nor unknown.`);
  }
  if (options.has('csv') && options.has('json')) mistakes.add('Give --csv or --json, not both.');
  for (const name of ['csv', 'paths', 'after'] as const) {
    if (each !== undefined && options.has(name))
      mistakes.add(`--each writes one JSON answer a line; leave --${name} out.`);
  }
  parameters.forEach(({ name, required, doc }, index) => {
    if (!required || options.has(optionNamed(name)) || (each !== undefined && index === 0)) return;
    mistakes.add(`--${optionNamed(name)} is missing. ${doc}`);
  });
  const first = options.text('first');
  if (
    first !== undefined &&
    first !== '' &&
    !(/^\d{1,4}$/u.test(first) && Number(first) >= 1 && Number(first) <= 1000)
  ) {
    mistakes.add(`--first: ${JSON.stringify(first)} is no whole number from 1 to 1000.`);
  }
  for (const name of ['as-of', 'known-at'] as const) {
    const time = options.text(name);
    if (time !== undefined && time !== '' && parseTime(time) === undefined) mistakes.add(timeMistake(name, time));
  }
  for (const { name, values } of parameters) {
    for (const value of values === null ? [] : options.texts(optionNamed(name))) {
      if (values?.includes(value) === false)
        mistakes.add(`--${optionNamed(name)}: ${JSON.stringify(value)} is none of ${values.join(', ')}.`);
    }
  }
  return failOn;
}

function requestOf(question: Question, parameters: readonly ParameterListed[], { options }: Call): AskRequest {
  const given = parameters.filter(({ name }) => options.has(optionNamed(name)));
  const values = given.map(({ name, list }): [string, string | readonly string[]] => {
    const texts = options.texts(optionNamed(name));
    return [name, list ? texts : (texts[0] ?? '')];
  });
  const [first, after, asOf, knownAt] = ['first', 'after', 'as-of', 'known-at'].map((name) => options.text(name));
  return {
    question: question.name,
    parameters: Object.fromEntries(values),
    ...(first === undefined ? {} : { first: Number(first) }),
    ...(after === undefined ? {} : { after }),
    ...(asOf === undefined ? {} : { asOf: parseTime(asOf) ?? asOf }),
    ...(knownAt === undefined ? {} : { knownAt: parseTime(knownAt) ?? knownAt }),
  };
}

/** @throws UsageError when the question draws no conclusion and one is to be failed on. */
function statusOf({ conclusion, question }: Answer, failOn: string | undefined): ExitStatus {
  if (failOn === undefined) return EXIT.done;
  if (conclusion === null)
    throw new UsageError([`${question} draws no conclusion, so --fail-on cannot be met; leave it out.`]);
  const met = conclusion === 'AFFECTED' || (failOn === 'unknown' && conclusion === 'UNKNOWN');
  return met ? EXIT.met : EXIT.done;
}

/** One JSON line for each line of the file: an answer, or what is wrong with that line. */
async function askEach(
  estate: Estate,
  question: Question,
  request: AskRequest,
  file: string,
  failOn: string | undefined,
  terminal: Terminal,
): Promise<ExitStatus> {
  const statuses = new Set<ExitStatus>();
  let number = 0;
  for await (const line of linesOf(file)) {
    number++;
    if (line.trim() === '') continue;
    try {
      const answer = await estate.ask(lineRequest(question, request, line));
      statuses.add(statusOf(answer, failOn));
      terminal.print(`${JSON.stringify(answer)}\n`);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      const { code, message, nearest } = error;
      terminal.print(`${JSON.stringify({ code, message, at: `line ${number}`, nearest })}\n`);
      terminal.warn(`provgraph: line ${number}: ${message}`);
      statuses.add(statusOfAskError(error));
    }
  }
  if (statuses.size === 0) {
    const nothing = `${file === '-' ? 'Standard input' : file} holds no line for --each: nothing was asked.`;
    // A list that came out empty must not pass for an all-clear.
    if (failOn !== undefined) throw new RunFailure(nothing);
    terminal.warn(`provgraph: ${nothing}`);
  }
  return worstOf(statuses);
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  try {
    yield* createInterface({ input, crlfDelay: Infinity });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && 'syscall' in cause)) throw cause;
    const words: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' };
    const why = words[String(cause.code)] ?? cause.message;
    throw new RunFailure(`Cannot read ${file} for --each: ${why}.`, { cause });
  }
}
