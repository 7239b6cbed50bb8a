import { parseDigest } from '#schema';
import type { DocumentShown, Estate, ThingShown } from '../../engines/engine.ts';
import type { Call, CommandShape } from '../command.ts';
import { csvOf } from '../csv.ts';
import { reportDocument } from '../document-report.ts';
import { documentsNamed, signatureInWords } from '../documents-named.ts';
import type { DocumentNamed } from '../documents-named.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { findThing } from '../find-thing.ts';
import type { Finding } from '../find-thing.ts';
import { openForReading } from '../store.ts';
import type { Terminal } from '../terminal.ts';
import { reportThing } from '../thing-report.ts';
import type { ThingView } from '../thing-report.ts';
import { artifactsContaining } from '../thing-contained.ts';
import { componentsOf } from '../thing-components.ts';
import { unknownsOf } from '../thing-unknowns.ts';
import { usesOf } from '../thing-uses.ts';
import type { Uses } from '../thing-uses.ts';

export const showCommand: CommandShape = {
  name: 'show',
  doc: 'show everything known about a digest, purl, workload, model, identity or document',
  operands: '<id>',
  options: [
    { name: 'all', value: null, doc: 'every line of every list' },
    { name: 'csv', value: null, doc: 'every fact as CSV' },
  ],
  more: [
    '<id> is a digest, or at least its first 8 hex digits; a purl, or the name of a package; the id or the name of a workload;',
    'an image or model as it is written where it is used (registry/repository:tag, hf://org/name, s3://bucket/key); an identity.',
  ].join('\n'),
  run: runShow,
};

async function runShow({ operands, options, settings, mistakes, terminal }: Call): Promise<ExitStatus> {
  const [id = '', ...others] = operands;
  if (id === '')
    mistakes.add('Say what to show: a digest, purl, workload, model, identity or document (provgraph show <id>).');
  if (others.length > 0) mistakes.add(`Show one thing at a time; ${JSON.stringify(others[0])} is one too many.`);
  if (options.has('csv') && options.has('json')) mistakes.add('Give --csv or --json, not both.');
  mistakes.refuse();
  const estate = await openForReading(settings, terminal);
  try {
    const finding = await findThing(estate, id);
    if (!('thing' in finding)) {
      for (const line of refusal(finding, id)) terminal.warn(line);
      return EXIT.failed;
    }
    const { document, thing: found } = finding;
    const whole = options.has('all') || options.has('csv');
    const thing = found !== null && whole ? await wholeThing(estate, found) : found;
    if (options.has('json')) terminal.print(`${JSON.stringify({ document, thing })}\n`);
    else if (options.has('csv')) terminal.print(factsCsv(thing));
    else await report(estate, document, thing, options.has('all'), terminal);
    return EXIT.done;
  } finally {
    await estate.close();
  }
}

/** Why none is shown where nothing goes by the text, or several things do. */
function refusal(finding: Exclude<Finding, { readonly thing: unknown }>, text: string): readonly string[] {
  const asked = JSON.stringify(text);
  if ('nearest' in finding) {
    const near = finding.nearest.length === 0 ? hintFor(text) : `The nearest: ${finding.nearest.join(', ')}.`;
    return [`provgraph: Nothing is known of ${asked}. ${near}`];
  }
  const { several, more, exact } = finding;
  return [
    exact
      ? `provgraph: Several things go by ${asked}; show one of them:`
      : `provgraph: Nothing goes by all of ${asked}, but it is a part of:`,
    ...several.map(({ kind, id, name }) => `  ${kind} ${id}${name === id || name === '' ? '' : `: ${name}`}`),
    ...(more ? ['  and more'] : []),
  ];
}

function hintFor(id: string): string {
  if (/^(?:[a-z0-9_]+:)?[0-9a-f]{8,}$/iu.test(id))
    return 'No document that was ingested names a digest that begins so.';
  if (id.startsWith('pkg:'))
    return 'To look for a package by a part of its name: provgraph ask artifacts-with-package --package <name>.';
  return 'Write it as answers show it: sha256:<hex>, pkg:pypi/torch@2.6.0, a workload id, <registry>/<repository>:<tag>.';
}

/** The same with every fact. */
async function wholeThing(estate: Estate, { kind, id, understood }: ThingShown): Promise<ThingShown | null> {
  const [thing] = await estate.batch('whole', [{ kind, id }]);
  return thing === null || thing === undefined ? null : { ...thing, understood };
}

function factsCsv(thing: ThingShown | null): string {
  const rows = (thing?.facts ?? []).map(({ edge, direction, other, properties, document, at }) => [
    edge,
    direction,
    other.kind,
    other.id,
    other.name,
    JSON.stringify(properties),
    document ?? '',
    at,
  ]);
  return csvOf(['edge', 'direction', 'kind', 'id', 'name', 'properties', 'document', 'at'], rows);
}

async function report(
  estate: Estate,
  document: DocumentShown | null,
  thing: ThingShown | null,
  all: boolean,
  terminal: Terminal,
): Promise<void> {
  if (document !== null) {
    const named = (await documentsNamed(estate, [document.digest])).get(document.digest);
    reportDocument(document, named === undefined ? '' : signatureInWords(named), all, terminal);
  }
  if (thing === null) return;
  if (document !== null) terminal.say();
  reportThing(await viewOf(estate, thing), all, terminal);
}

const unitedUses = (own: Uses, others: Uses): Uses => ({
  uses: [...own.uses, ...others.uses],
  total: own.total + others.total,
  cut: own.cut || others.cut,
  answer: own.answer,
});

const MENTIONS = 1000;

async function viewOf(estate: Estate, thing: ThingShown): Promise<ThingView> {
  const stated = thing.facts.flatMap(({ document, other }) => [
    ...(document === null ? [] : [document]),
    ...(other.kind === 'Document' ? [other.id] : []),
  ]);
  const mentions = await mentionsOf(estate, thing);
  const own = await usesOf(estate, thing);
  const components = await componentsOf(estate, thing);
  const uses = components === null ? own : unitedUses(own, components.uses);
  const nowhere = { lines: [], more: 0, documents: [] };
  const contained = uses.answer === null ? (components ?? nowhere) : await artifactsContaining(estate, thing);
  const documents = await documentsNamed(estate, [...stated, ...mentions.documents, ...contained.documents]);
  const speaking = new Map([...documents].filter(([digest]) => digest !== thing.id));
  const unknowns = unknownsOf(thing, uses, speaking);
  const disagreements = disagreementsOf(mentions.disagreements, documents);
  return { thing, uses, contained, documents, disagreements, unknowns };
}

interface Mentions {
  readonly documents: readonly string[];
  readonly disagreements: readonly { readonly document: string; readonly says: string }[];
}

/** The documents that mention a digest, and what they say that others say otherwise. */
async function mentionsOf(estate: Estate, { id }: ThingShown): Promise<Mentions> {
  if (parseDigest(id) !== id) return { documents: [], disagreements: [] };
  const answer = await estate.ask({ question: 'evidence-of', parameters: { digest: id }, first: MENTIONS });
  const rows = answer.rows.flatMap((row) => {
    const evidence: unknown = Reflect.get(row, 'evidence');
    const disagrees: unknown = Reflect.get(row, 'disagrees');
    if (typeof evidence !== 'object' || evidence === null || !('document' in evidence)) return [];
    const sentences = Array.isArray(disagrees) ? disagrees.map(String) : [];
    return [{ document: String(evidence.document), sentences }];
  });
  return {
    documents: rows.map(({ document }) => document),
    disagreements: rows.flatMap(({ document, sentences }) => sentences.map((says) => ({ document, says }))),
  };
}

function disagreementsOf(
  disagreements: Mentions['disagreements'],
  documents: ReadonlyMap<string, DocumentNamed>,
): readonly string[] {
  const texts = disagreements.map(({ document, says }) => `${documents.get(document)?.origin ?? document}: ${says}`);
  return [...new Set(texts)];
}
