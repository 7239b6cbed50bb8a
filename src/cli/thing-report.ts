import { EDGES } from '#schema';
import { factInWords, headlineInWords, routeInWords, rungInWords, stateInWords } from '#queries';
import type { ThingShown } from '../engines/engine.ts';
import type { DocumentNamed } from './documents-named.ts';
import { signatureInWords } from './documents-named.ts';
import { listed, sectionOf } from './section.ts';
import { fittedTable, tableOf } from './table.ts';
import type { Terminal } from './terminal.ts';
import { isUse } from './thing-uses.ts';
import type { Use, Uses } from './thing-uses.ts';
import type { Unknown } from './thing-unknowns.ts';

type Fact = ThingShown['facts'][number];

/** Everything that is told of a thing, gathered before a line of it is written. */
export interface ThingView {
  readonly thing: ThingShown;
  readonly uses: Uses;
  /** The artifacts in which documents list a package, or a component of this digest. */
  readonly contained: { readonly lines: readonly string[]; readonly more: number };
  readonly documents: ReadonlyMap<string, DocumentNamed>;
  readonly disagreements: readonly string[];
  readonly unknowns: readonly Unknown[];
}

/** How many documents are named beside one fact. */
const SAYERS = 2;

/**
 * A thing for whoever has to decide at night: what it is, where it is used, what is known of it and who says so, where
 * documents disagree, which documents speak of it, and what is not known.
 */
export function reportThing(view: ThingView, all: boolean, terminal: Terminal): void {
  const { thing, documents, disagreements, unknowns } = view;
  terminal.say(headOf(thing, terminal));
  terminal.say(`  understood as ${thing.understood}`);
  reportUses(view, all, terminal);
  reportFacts(view, all, terminal);
  if (disagreements.length > 0) sectionOf(terminal, 'Where documents disagree', disagreements, all);
  if (documents.size > 0) {
    const lines = [...documents.values()].map((document) => {
      const signature = signatureInWords(document);
      return `${document.origin} (${document.format})${signature === '' ? '' : `, ${signature}`}`;
    });
    sectionOf(terminal, 'Documents that speak of it', lines.sort(), all);
  }
  if (unknowns.length > 0) {
    const lines = unknowns.map(({ says, action }) => (action === null ? says : `${says} → ${action}`));
    sectionOf(terminal, 'What is not known', lines, all);
  }
}

function headOf(thing: ThingShown, terminal: Terminal): string {
  const name = readableName(thing);
  const head = terminal.paint('bold', `${thing.kind} ${thing.id}`);
  return name === null ? head : `${head}: ${name}`;
}

/** A name that is not the id: what a workload is called, what an artifact is known as. */
function readableName({ kind, id, name, facts }: ThingShown): string | null {
  if (name !== '' && name !== id) return name;
  if (kind !== 'Artifact') return null;
  const references = facts.filter(({ edge, direction }) => edge === 'RESOLVES_TO' && direction === 'in');
  const stated = facts.filter(({ edge, direction }) => ['ATTESTS', 'PRODUCED'].includes(edge) && direction === 'in');
  const role = facts.find(({ edge, direction }) => edge === 'EMBODIES' && direction === 'in')?.properties['role'];
  const names = new Set([
    ...references.map(({ other }) => other.id),
    ...stated.map(({ properties }) => properties['name']).filter((one) => typeof one === 'string'),
  ]);
  const [first] = names;
  const more = names.size > 1 ? ` and ${names.size - 1} ${names.size === 2 ? 'name' : 'names'} more` : '';
  const parts = [first === undefined ? '' : `${first}${more}`, typeof role === 'string' ? `(${role})` : ''];
  const told = parts.filter((part) => part !== '').join(' ');
  return told === '' ? null : told;
}

function reportUses({ thing, uses }: ThingView, all: boolean, terminal: Terminal): void {
  const isWorkload = thing.kind === 'Workload';
  if (uses.answer !== null) {
    terminal.say();
    terminal.say(terminal.paint('bold', 'Where it is used'));
    terminal.say(`  ${headlineInWords(uses.answer)}`);
  } else if (uses.uses.length === 0) {
    if (!DEPLOYABLE.includes(thing.kind)) return;
    const looked = uses.cut ? ', but not all of what it is a part of was looked at' : ', nor what it is a part of';
    const none = isWorkload ? 'Nothing is known of what it loads now.' : `No workload is known to load it${looked}.`;
    sectionOf(terminal, isWorkload ? 'What it loads' : 'Where it is used', [none], all);
    return;
  } else {
    terminal.say();
    const heading = isWorkload ? 'What it loads' : 'Where it is used';
    terminal.say(terminal.paint('bold', `${heading} (${uses.total.toLocaleString('en-US')})`));
  }
  for (const line of listed(useLines(thing, uses, terminal), all)) terminal.say(`  ${line}`);
  if (uses.total > uses.uses.length) {
    terminal.say(`  ${uses.total - uses.uses.length} more: provgraph ask deployed-workloads-using-package`);
  }
  if (uses.cut && uses.uses.length > 0)
    terminal.say('  Not all of what it is a part of was looked at: there may be more.');
}

const DEPLOYABLE = ['Artifact', 'Workload', 'Reference', 'Digest', 'Weights', 'Build'];

function useLines(thing: ThingShown, { uses, answer }: Uses, terminal: Terminal): readonly string[] {
  if (uses.length === 0) return [];
  const rows = uses.map((use: Use) => [
    stateInWords(use.state),
    use.cluster,
    thing.kind === 'Workload' ? '' : use.workload,
    use.slot,
    routeInWords(use.route),
    use.loads === thing.id ? '' : use.loads,
    rungInWords(use.rung),
  ]);
  const distinct = [...new Map(rows.map((cells) => [cells.join('\n'), cells])).values()];
  const table = {
    headings: ['STATE', 'CLUSTER', 'WORKLOAD', 'SLOT', 'AS', answer === null ? 'LOADS' : 'PACKAGE', 'HOW IT IS KNOWN'],
    rows: distinct,
  };
  const { width } = terminal;
  const { above, lines } =
    width === null ? { above: null, lines: tableOf(table) } : fittedTable(table, ['HOW IT IS KNOWN'], width - 2);
  const [heading = '', ...rest] = lines;
  return [...(above === null ? [] : [above]), terminal.paint('dim', heading), ...rest];
}

function reportFacts({ thing, uses, documents, contained }: ThingView, all: boolean, terminal: Terminal): void {
  const groups = Map.groupBy(
    thing.facts.filter((fact) => !isUse(fact) && !isMirrored(fact, thing)),
    ({ edge, direction }) => `${edge} ${direction}`,
  );
  if (groups.size === 0 && thing.facts.length === 0 && contained.lines.length === 0 && uses.answer === null) {
    sectionOf(terminal, 'What is known of it', ['No document in force says anything of it.'], all);
    return;
  }
  for (const [, facts] of groups) {
    const [first] = facts;
    if (first === undefined) continue;
    const byOther = Map.groupBy(facts, ({ other }) => `${other.kind} ${other.id}`);
    const lines = [...byOther.values()].map((same) => factLine(same, documents, all));
    sectionOf(terminal, factInWords(first.edge, first.direction), lines, all);
  }
  if (contained.lines.length > 0) sectionOf(terminal, 'Artifacts that contain it', contained.lines, all);
  if (contained.more > 0)
    terminal.say(
      `  ${contained.more} more: provgraph ask ${uses.answer === null ? 'digest' : 'artifacts-with-package'}`,
    );
  const rest = thing.factsTotal - thing.facts.length;
  if (rest > 0) {
    terminal.say();
    terminal.say(`And ${rest.toLocaleString('en-US')} facts more: --all`);
  }
}

/** What a thing says of itself is told once. */
const isMirrored = ({ direction, other }: Fact, { kind, id }: ThingShown): boolean =>
  direction === 'in' && other.kind === kind && other.id === id;

/** What is at the other end, what all agree on about it, and who says so where. */
function factLine(same: readonly Fact[], documents: ReadonlyMap<string, DocumentNamed>, all: boolean): string {
  const [first] = same;
  if (first === undefined) return '';
  const { other } = first;
  const origin = other.kind === 'Document' ? documents.get(other.id)?.origin : undefined;
  const name = origin === undefined ? (other.name === '' ? other.id : other.name) : `${other.id} ${origin}`;
  const properties = propertiesOf(same);
  const says = sayersOf(same, documents, all);
  return [name, properties === '' ? '' : ` [${properties}]`, says === '' ? '' : `  (${says})`].join('');
}

function propertiesOf(same: readonly Fact[]): string {
  const names = [...new Set(same.flatMap(({ properties }) => Object.keys(properties)))];
  return names
    .map((name) => {
      const values = new Set(same.map(({ properties }) => valueOf(properties[name])).filter((value) => value !== ''));
      if (isFlag(same, name)) return values.has('1') ? wordsOf(name) : '';
      return values.size === 0 ? '' : `${wordsOf(name)} ${[...values].join(' or ')}`;
    })
    .filter((text) => text !== '')
    .join(', ');
}

const isFlag = ([fact]: readonly Fact[], name: string): boolean =>
  EDGES.find(({ type }) => type === fact?.edge)?.properties[name]?.type === 'flag';

const wordsOf = (name: string): string => name.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);

function valueOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function sayersOf(same: readonly Fact[], documents: ReadonlyMap<string, DocumentNamed>, all: boolean): string {
  const texts = same.flatMap(({ document, at }) => {
    if (document === null) return [];
    const named = documents.get(document)?.origin ?? document;
    return [at === '' ? named : `${named} at ${at}`];
  });
  const distinct = [...new Set(texts)];
  const shown = all ? distinct : distinct.slice(0, SAYERS);
  const more = distinct.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
