import type { Answer, ChainShown, Column, PathHop, Route, Thing } from '#queries';
import {
  conclusionInWords,
  countInWords,
  doubtsInWords,
  headlineInWords,
  reasonInWords,
  routeInWords,
  unknownGroups,
} from '#queries';
import { fittedTable, tableOf } from './table.ts';
import type { Paint, Terminal } from './terminal.ts';

/** What a table for people has no room for; --json and --csv have everything. */
const HIDDEN: ReadonlySet<string> = new Set([
  'id',
  'workloadId',
  'since',
  'rung',
  'direct',
  'chain',
  'document',
  'weakest',
  'path',
  'sboms',
  'evidenceTotal',
]);
/** What is worth a column only where it is not the usual. */
const USUAL: Readonly<Record<string, string>> = { match: 'PURL' };

/** What a narrow terminal goes without, in this order: --json and --csv have it. */
const SPARE = ['SLOT', 'ENVIRONMENT', 'STRENGTH', 'NAMESPACE', 'OWNER', 'STATE', 'CLUSTER', 'MATCH'];

/** What stands in a row that a filter let through because nothing says that it differs. */
const NOT_STATED = '(not stated)';

/** Why there is no dependency chain, in a cell. */
const UNSAID: ReadonlyMap<unknown, string> = new Map([
  ['NO_DEPENDENCIES', 'the SBOM states no dependencies'],
  ['SUBJECT_UNSAID', 'the SBOM does not say what the artifact itself depends on'],
  ['UNREACHABLE', 'nothing that the artifact depends on leads there'],
  ['NO_PURL', 'the component has no purl'],
  ['LIMIT_REACHED', 'a limit cut the search'],
]);

/** How many subjects of one action are named. */
const NAMED = 10;

/**
 * An answer for people: the conclusion with its scope, the rows, and then everything that is not known, with the one
 * action that would settle it (contract.md, *Conclusion*).
 */
export function reportAnswer(answer: Answer, columns: readonly Column[], paths: boolean, terminal: Terminal): void {
  const headline = headlineInWords(answer);
  const first = conclusionInWords(answer);
  terminal.say(`${terminal.paint(paintOf(answer), headline)}${first.slice(headline.length)}`);
  if (answer.rows.length > 0) reportRows(answer, columns, paths, terminal);
  reportNames(answer, terminal);
  const doubts = doubtsInWords(answer);
  if (doubts.length > 0) terminal.say();
  for (const doubt of doubts) terminal.say(doubt);
  if (answer.conclusion !== null) reportWithoutModel(answer, terminal);
  reportUnknown(answer, terminal);
}

function paintOf({ conclusion }: Answer): Paint {
  const paints = { AFFECTED: 'red', NOT_AFFECTED: 'green', UNKNOWN: 'yellow' } as const;
  return conclusion === null ? 'bold' : paints[conclusion];
}

function reportRows(answer: Answer, columns: readonly Column[], paths: boolean, terminal: Terminal): void {
  const shown = columns.filter(({ name }) => !HIDDEN.has(name) && answer.rows.some((row) => isWorthShowing(name, row)));
  const headings = shown.map(({ name }) => name.replace(/[A-Z]/gu, (letter) => ` ${letter}`).toUpperCase());
  const cells = answer.rows.map((row) =>
    shown.map(({ name }) => {
      const value: unknown = Reflect.get(row, name);
      if (value === null && typeof answer.parameters[name] === 'string') return NOT_STATED;
      return (name === 'unsaid' ? UNSAID.get(value) : undefined) ?? cellOf(value);
    }),
  );
  const table = { headings, rows: cells };
  const { width } = terminal;
  const { above, lines } = width === null ? { above: null, lines: tableOf(table) } : fittedTable(table, SPARE, width);
  const [heading = '', ...rest] = lines;
  terminal.say();
  if (above !== null) terminal.say(above);
  terminal.say(terminal.paint('dim', heading));
  answer.rows.forEach((row, index) => {
    terminal.say(rest[index] ?? '');
    if (paths) for (const line of pathOf(Reflect.get(row, 'path'))) terminal.say(line);
    if (paths) for (const line of chainOf(Reflect.get(row, 'chain'))) terminal.say(line);
  });
  const { endCursor, hasNextPage } = answer.pageInfo;
  if (hasNextPage) {
    const total = countInWords(answer.total, 'row', 'rows');
    terminal.say(`${answer.rows.length} of ${total}; the next ones: --after ${endCursor ?? ''}`);
  }
}

const isWorthShowing = (name: string, row: object): boolean =>
  !Object.hasOwn(USUAL, name) || Reflect.get(row, name) !== USUAL[name];

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(cellOf).join(' ');
  if (typeof value === 'object') return objectCell(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A thing by its name, a piece of evidence by where it is, anything else as pairs. */
function objectCell(value: object): string {
  if ('name' in value) return String(value.name);
  if ('origin' in value && 'at' in value) return `${String(value.origin)} ${String(value.at)}`.trim();
  if ('environment' in value && 'route' in value && 'models' in value && 'workloads' in value) return placeCell(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${cellOf(part)}`)
    .join(' ');
}

/** How far a package reaches in one place: `prod, running image: models 3, workloads 4;`. */
function placeCell(place: Readonly<Record<'environment' | 'route' | 'models' | 'workloads', unknown>>): string {
  const environment = place.environment === null ? '' : `${cellOf(place.environment)}, `;
  const counts = `models ${cellOf(place.models)}, workloads ${cellOf(place.workloads)}`;
  return `${environment}${routeInWords(cellOf(place.route))}: ${counts};`;
}

function pathOf(path: unknown): string[] {
  const hops: readonly PathHop[] = Array.isArray(path) ? path : [];
  return hops.flatMap((hop) => {
    const more = hop.evidenceTotal - hop.evidence.length;
    const evidence = hop.evidence.map(
      ({ origin, at, format }) => `      says ${origin}${at === '' ? '' : ` at ${at}`} (${format})`,
    );
    return [
      `    ${hop.edge} ${hop.to.name === '' ? hop.to.id : hop.to.name}  ${hop.strength}`,
      ...evidence,
      ...(more > 0 ? [`      and ${more} documents more`] : []),
    ];
  });
}

/** How the package came into the artifact, below the hop that says that it is there. */
function chainOf(chain: unknown): string[] {
  const links: readonly ChainShown[] = Array.isArray(chain) ? chain : [];
  if (links.length === 0) return [];
  return [`      by way of ${links.map(({ package: name }) => name).join(' → ')}`];
}

function reportNames({ matched, similar, conclusion }: Answer, terminal: Terminal): void {
  if (conclusion === null) return;
  if (matched.length > 0) {
    const names = matched.map(({ package: name, versions, versionsTotal }) => {
      const more = versionsTotal > versions.length ? ', …' : '';
      return versionsTotal === 0 ? name : `${name} (${versions.join(', ')}${more})`;
    });
    terminal.say();
    terminal.say(`Matched: ${names.join(', ')}`);
  }
  if (similar.length > 0) {
    if (matched.length === 0) terminal.say();
    terminal.say(`${matched.length === 0 ? 'Similar names' : 'The same name elsewhere'}: ${similar.join(', ')}`);
  }
}

/** `doubtsInWords` counts those that use it; here is where they are listed, and how many could not be judged. */
function reportWithoutModel(
  { coverage: { workloadsWithoutModel: without }, question }: Answer,
  terminal: Terminal,
): void {
  if (without.unjudged > 0) {
    const workloads = without.unjudged === 1 ? '1 workload' : `${without.unjudged} workloads`;
    terminal.say(`${workloads} without a recognised model could not be judged.`);
  }
  if (without.count + without.unjudged === 0 || question === 'deployed-workloads-using-package') return;
  terminal.say('Workloads without a recognised model are listed by: provgraph ask deployed-workloads-using-package');
}

function reportUnknown({ conclusion, coverage: { unknown, unknownTotal } }: Answer, terminal: Terminal): void {
  if (unknownTotal.count === 0) return;
  terminal.say();
  terminal.say(terminal.paint('bold', `Not known: ${countInWords(unknownTotal, 'thing', 'things')}`));
  if (conclusion === null) {
    for (const line of reasonLines(unknown)) terminal.say(line);
  } else reportGroups(unknown, terminal);
  const more = unknownTotal.count - unknown.length;
  if (more > 0) terminal.say(`  and ${more} more that are not listed here`);
}

/** Where nothing is concluded from them, how many there are for each reason is enough: --json names each. */
function reasonLines(unknown: Answer['coverage']['unknown']): string[] {
  const byReason = Map.groupBy(unknown, ({ reason }) => reason);
  return [...byReason].map(([reason, same]) => `  ${same.length}: ${reasonInWords(reason)}`);
}

function reportGroups(unknown: Answer['coverage']['unknown'], terminal: Terminal): void {
  for (const { action, reason, subjects } of unknownGroups(unknown)) {
    for (const { subject, routes } of subjects.slice(0, NAMED))
      terminal.say(`  ${subjectIn(subject, routes)}: ${reasonInWords(reason)}`);
    if (subjects.length > NAMED) terminal.say(`  and ${subjects.length - NAMED} more`);
    terminal.say(`    → ${action}`);
  }
}

function subjectIn({ name, id }: Thing, routes: readonly Route[]): string {
  return [name === '' ? id : name, ...routes.map(routeInWords)].join(', ');
}
