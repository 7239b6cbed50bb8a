import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSource } from '#ingest';
import type { Receipt, Summary } from '#ingest';
import { QUESTIONS, questionNamed } from '#queries';
import type { Settings } from '../../config.ts';
import { reportAnswer } from '../answer-report.ts';
import type { Call, CommandShape } from '../command.ts';
import { EXIT, worstOf } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { summaryInWords } from '../ingest-report.ts';
import { ingestRun } from '../ingest-run.ts';
import { RunFailure } from '../mistakes.ts';
import { aborted, serveEstate } from '../serve-estate.ts';
import { stopping } from '../stopping.ts';
import { openForReading, openForWriting } from '../store.ts';
import type { Tally } from '../tally.ts';
import type { Terminal } from '../terminal.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/estate/', import.meta.url));
const OFFERED = [
  { where: 'documents', cluster: null },
  { where: 'clusters/eu-prod.yaml', cluster: 'eu-prod' },
  { where: 'clusters/us-staging.json', cluster: 'us-staging' },
];
const QUESTION = 'deployed-models-using-package';
const ASKED = { package: 'pkg:pypi/litellm', version: ['1.82.8'] };

/** The same question with the two other conclusions. */
const OTHERS = [
  { says: 'not affected', options: '--package pkg:pypi/litellm --version 1.82.8 --cluster us-staging --route RUNTIME' },
  { says: 'unknown', options: '--package pkg:pypi/flask' },
];

export const demoCommand: CommandShape = {
  name: 'demo',
  doc: 'the example estate in a throwaway data folder, asked and served',
  operands: null,
  options: [
    { name: 'port', value: 'N', setting: 'serve.port', doc: 'where to listen (8080, or the next free one)' },
    { name: 'no-serve', value: null, doc: 'end after the answer' },
  ],
  run: runDemo,
};

async function runDemo({ options, settings: given, mistakes, terminal }: Call): Promise<ExitStatus> {
  mistakes.refuse();
  if (!existsSync(EXAMPLE)) throw new RunFailure(`The example estate is not where it should be: ${EXAMPLE}.`);
  const signal = stopping();
  const data = await mkdtemp(join(tmpdir(), 'provgraph-demo-'));
  const settings = { ...given, data, archive: join(data, 'archive'), neo4j: null };
  try {
    terminal.say('An example estate: two clusters, and the SBOMs, attestations and manifests of what runs in them.');
    const ingested = await ingestExample(settings, terminal, signal);
    if (signal.aborted) return EXIT.failed;
    terminal.say();
    await answerExample(settings, terminal);
    if (options.has('no-serve')) return ingested;
    const first = settings.serve.port;
    const ports = options.has('port') || first === 0 ? [first] : Array.from({ length: 20 }, (_, n) => first + n);
    const served = await serveEstate(settings, ports, terminal);
    sayWhatNext(served.url, settings.data, terminal);
    await aborted(signal);
    await served.close();
    return ingested;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

async function ingestExample(settings: Settings, terminal: Terminal, signal: AbortSignal): Promise<ExitStatus> {
  const store = await openForWriting(settings);
  const statuses: ExitStatus[] = [];
  try {
    for (const { where, cluster } of OFFERED) {
      const source = await openSource(join(EXAMPLE, where));
      if (source === undefined || signal.aborted) break;
      const observedAt = new Date().toISOString();
      const offering = {
        run: randomUUID(),
        cluster,
        environment: null,
        observedAt,
        complete: cluster !== null,
        namespaces: [],
      };
      const report = {
        receipt: (receipt: Receipt): void => {
          if (receipt.outcome === 'failed' || receipt.outcome === 'unsupported')
            terminal.say(`${receipt.outcome}  ${receipt.origin}: ${receipt.message ?? ''}`);
        },
        summary: (summary: Summary, tally: Tally): void => {
          terminal.say();
          terminal.say(
            terminal.paint(
              'dim',
              `$ provgraph ingest ${cluster === null ? '' : `--cluster ${cluster} --complete `}examples/estate/${where}`,
            ),
          );
          for (const line of summaryInWords(summary, tally)) terminal.say(line);
        },
      };
      statuses.push(await ingestRun({ store, offering, sources: [source], strict: false, signal, terminal, report }));
    }
  } finally {
    await store.writer.close();
  }
  return worstOf(statuses);
}

async function answerExample(settings: Settings, terminal: Terminal): Promise<void> {
  const estate = await openForReading(settings, terminal);
  try {
    terminal.say(
      terminal.paint(
        'dim',
        `$ provgraph ask ${QUESTION} --package ${ASKED.package} --version ${ASKED.version.join(' ')}`,
      ),
    );
    const answer = await estate.ask({ question: QUESTION, parameters: ASKED });
    reportAnswer(answer, questionNamed(QUESTIONS, QUESTION).columns, false, terminal);
  } finally {
    await estate.close();
  }
}

function sayWhatNext(url: string, data: string, terminal: Terminal): void {
  const versions = ASKED.version.map((version): [string, string] => ['version', version]);
  const query = new URLSearchParams([['package', ASKED.package], ...versions]);
  terminal.say();
  terminal.say(`This answer with its evidence: ${url}/?ask=${QUESTION}&${query.toString()}`);
  terminal.say(`The same as JSON:              ${url}/v1/ask/${QUESTION}?${query.toString()}`);
  terminal.say();
  terminal.say('The other two conclusions, in another terminal:');
  for (const { says, options } of OTHERS) {
    terminal.say(`  npx provgraph ask ${QUESTION} ${options} --data ${data}`);
    terminal.say(`    ${says}`);
  }
  terminal.say();
  terminal.say('Stop it with Ctrl-C; the data folder is then removed.');
}
