import { randomUUID } from 'node:crypto';
import type { Offering } from '#ingest';
import type { Call, CommandShape } from '../command.ts';
import { dryStore } from '../dry-store.ts';
import type { ExitStatus } from '../exit-status.ts';
import { humanReport, jsonReport } from '../ingest-report.ts';
import { ingestRun } from '../ingest-run.ts';
import { checkSources, openSources } from '../open-sources.ts';
import { parseTime, timeMistake } from '../parse-time.ts';
import { withoutStore } from '../without-store.ts';
import { documentsToReread, rereadStored } from '../reread-stored.ts';
import type { RereadStore } from '../reread-stored.ts';
import { stopping } from '../stopping.ts';
import { openForWriting, WAIT_SECONDS } from '../store.ts';
import type { Terminal } from '../terminal.ts';

/** How far a clock may be ahead of ours before a time is called future, in milliseconds. */
const SKEW = 5 * 60 * 1000;

const EXAMPLES = `Examples:
  provgraph ingest sboms/ attestations/
  kubectl get pods,deployments,namespaces -A -o json | provgraph ingest - --cluster eu-prod --complete
  provgraph ingest oci-layout:export#registry.example/acme/app
    an OCI image layout; what is behind # says of which repository its tags are
  provgraph ingest hf-cache:cache/hub
    a cache of the Hugging Face hub: the files of each snapshot, cards, configs of adapters
  provgraph ingest sboms/ --json | jq -c 'select(.outcome == "failed")'`;

export const ingestCommand: CommandShape = {
  name: 'ingest',
  doc: 'read documents from files, folders (with everything in them) or standard input (-)',
  operands: '<where>…',
  options: [
    {
      name: 'cluster',
      value: 'NAME',
      setting: 'ingest.cluster',
      doc: 'the cluster that the Kubernetes objects are of',
    },
    {
      name: 'environment',
      value: 'NAME',
      setting: 'ingest.environment',
      doc: 'their environment, where no label says it',
    },
    { name: 'observed-at', value: 'TIME', doc: 'when the documents were as they are now (the start of the run)' },
    {
      name: 'complete',
      value: null,
      doc: 'these are all objects of their kinds in the cluster: what is missing is gone',
    },
    { name: 'namespace', value: 'NAME', repeatable: true, doc: 'with --complete: all in this namespace only' },
    {
      name: 'accept-loss',
      value: null,
      doc: 'with --complete: though it ends more than half of what is known at once',
    },
    { name: 'wait', value: 'SECONDS', doc: `how long to wait for another writer (${WAIT_SECONDS})` },
    { name: 'strict', value: null, doc: 'documents that are not recognised count as failed for the exit status' },
    { name: 'dry-run', value: null, doc: 'read everything, store nothing' },
  ],
  more: EXAMPLES,
  run: runIngest,
};

async function runIngest(call: Call): Promise<ExitStatus> {
  const { operands, options, settings, mistakes, terminal } = call;
  checkSources(operands, mistakes);
  const wait = waitOf(call);
  const offering = offeringOf(call);
  mistakes.refuse();
  const opened = await openSources(operands);
  const dryRun = options.has('dry-run');
  const store = dryRun ? dryStore() : await openForWriting(settings, wait);
  const sources = withoutStore(opened, settings, terminal);
  const signal = stopping();
  if (operands.includes('-')) signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  try {
    await rereadFirst(store, terminal, signal);
    const report = options.has('json') ? jsonReport(terminal) : humanReport(terminal, dryRun);
    const strict = options.has('strict');
    return await ingestRun({ store, offering, sources, strict, signal, terminal, report });
  } finally {
    await store.writer.close();
  }
}

function offeringOf({ options, settings, mistakes }: Call): Offering {
  const now = new Date();
  const said = options.text('observed-at');
  const observedAt = said === undefined || said === '' ? now.toISOString() : parseTime(said);
  if (said !== undefined && observedAt === undefined) mistakes.add(timeMistake('observed-at', said));
  if (observedAt !== undefined && Date.parse(observedAt) > now.getTime() + SKEW) {
    mistakes.add(`--observed-at: ${observedAt} is in the future; nothing can have been seen then.`);
  }
  const complete = options.has('complete');
  const namespaces = options.texts('namespace');
  if (namespaces.length > 0 && !complete) {
    mistakes.add('--namespace says what --complete covers; give --complete too, or leave it out.');
  }
  for (const namespace of namespaces) {
    if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/u.test(namespace) || namespace === '') continue;
    mistakes.add(`--namespace: ${JSON.stringify(namespace)} is no name of a namespace; give one name each time.`);
  }
  const { cluster, environment } = settings.ingest;
  const acceptLoss = options.has('accept-loss');
  if (acceptLoss && !complete)
    mistakes.add('--accept-loss says what --complete may end; give --complete too, or leave it out.');
  const moment = observedAt ?? now.toISOString();
  return { run: randomUUID(), cluster, environment, observedAt: moment, complete, namespaces, acceptLoss };
}

function waitOf({ options, mistakes }: Call): number {
  const said = options.text('wait');
  if (said === undefined || said === '') return WAIT_SECONDS;
  if (/^\d{1,6}(\.\d{1,3})?$/u.test(said)) return Number(said);
  mistakes.add(`--wait: ${JSON.stringify(said)} is no number of seconds.`);
  return WAIT_SECONDS;
}

/** Documents that older readers read are read again before anything new is compared with them. */
export async function rereadFirst(store: RereadStore, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const digests = await documentsToReread(store.writer);
  if (digests.length === 0) return;
  let again = 0;
  for await (const reread of rereadStored(store, digests, signal)) {
    if ('receipt' in reread) again++;
    else terminal.warn(`Not read again, what was read before stands: ${reread.lost}`);
    terminal.status(`Reading stored documents again: ${again} of ${digests.length}`);
  }
  terminal.status('');
  terminal.warn(`Read ${again} stored documents again, because their readers are newer now.`);
}
