import type { Answer, Conclusion, Strength, UnknownShown, WeakestWhy } from './answer.ts';
import type { Reason, Route, Rung, State, Thing } from '../exposure/exposure.ts';

/**
 * What people read: the closed lists and the conclusion in words, the same on the page and on the command line.
 * Only types are imported, because a browser runs this file as it stands.
 */

const ROUTE_WORDS: Readonly<Record<Route, string>> = {
  RUNTIME: 'running image',
  LOADER: 'init, sidecar or router image',
  MODEL_CODE: 'model artifact',
  BUILD_TIME: 'model build',
};

/** A route as a noun: `running image`. A route that this version does not know is shown as it is. */
export const routeInWords = (route: string): string => lookUp(ROUTE_WORDS, route);

const REASON_WORDS: Readonly<Record<Reason, string>> = {
  NO_SBOM: 'no SBOM of it is known',
  SBOM_FOR_OTHER_PLATFORM: 'its SBOMs are for other platforms',
  SBOM_EMPTY: 'its SBOM lists nothing',
  SBOM_BLIND_TO_TYPE: 'the tool that made its SBOM is not known to look for this type of package',
  SBOM_PARTLY_READ: 'part of its SBOM could not be read',
  SBOM_DECLARES_INCOMPLETE: 'its SBOM says that it is incomplete',
  SBOM_NOT_TRUSTED: 'its SBOM is weaker than the trust policy requires',
  SUBJECT_DISPUTED: 'documents disagree on what its SBOM is about',
  NO_PROVENANCE: 'nothing says how the model was built',
  MODEL_UNRESOLVED: 'it is not known which bytes the model is',
  IMAGE_UNRESOLVED: 'it is not known which image runs',
  REFERENCE_AMBIGUOUS: 'its name may have meant several artifacts',
  ADAPTERS_OPEN: 'adapters may be loaded while it runs',
  DOCUMENT_FAILED: 'this document could not be read, and may concern anything',
  LIMIT_REACHED: 'a limit cut the search',
  NOT_SYNCED: 'no complete listing of it was ever given',
};

/** Why something could not be judged, as half a sentence about it. */
export const reasonInWords = (reason: string): string => lookUp(REASON_WORDS, reason);

const RUNG_WORDS: Readonly<Record<Rung, string>> = {
  RUNNING_DIGEST: 'a running pod reports this digest',
  PINNED: 'the specification pins this digest',
  RESOLVED_TAG: 'the tag was seen to name this digest',
  DECLARED: 'the specification says so',
  INFERRED: 'inferred',
  UNRESOLVED: 'not resolved to bytes',
};

export const rungInWords = (rung: string): string => lookUp(RUNG_WORDS, rung);

const STATE_WORDS: Readonly<Record<State, string>> = {
  SERVING: 'serving',
  IDLE: 'idle',
  DESIRED: 'specified only',
  FAILED: 'failing',
  GONE: 'gone',
};

export const stateInWords = (state: string): string => lookUp(STATE_WORDS, state);

const STRENGTH_WORDS: Readonly<Record<Strength, string>> = {
  VERIFIED: 'signed by an identity that the policy trusts',
  OBSERVED: 'reported by the cluster itself',
  SIGNED: 'signed, by an identity that the policy does not trust',
  DECLARED: 'a document says so, without a verified signature',
  INFERRED: 'concluded, not stated',
};

export const strengthInWords = (strength: string): string => lookUp(STRENGTH_WORDS, strength);

const WEAKEST_WORDS: Readonly<Record<WeakestWhy, string>> = {
  UNSIGNED: 'its document is not signed',
  UNCHECKED: 'the signature of its document was not checked',
  UNVERIFIABLE: 'the signature of its document cannot be verified',
  UNSUPPORTED: 'the signature of its document is of a kind not read yet',
  UNTRUSTED_IDENTITY: 'its signer is not trusted',
  INVALID: 'the signature of its document is wrong',
  MATCHED_BY_NAME: 'the component matches by name only',
  OBSERVED_ONLY: 'a cluster reported it, nobody signed it',
  INFERRED: 'no document says it',
};

export const weakestInWords = (why: string): string => lookUp(WEAKEST_WORDS, why);

const ACTIONS: Readonly<Record<Reason, (unknown: UnknownShown) => string>> = {
  NO_SBOM: (unknown) => `Make an SBOM of ${bytesOf(unknown)} and ingest it.`,
  SBOM_FOR_OTHER_PLATFORM: (unknown) => `Make an SBOM of this platform's manifest, ${bytesOf(unknown)}, and ingest it.`,
  SBOM_EMPTY: (unknown) => `Make the SBOM of ${bytesOf(unknown)} again with a tool that can look inside it.`,
  SBOM_BLIND_TO_TYPE: (unknown) =>
    `Make an SBOM of ${bytesOf(unknown)} with a tool that catalogues this type of package.`,
  SBOM_PARTLY_READ: (unknown) => `Mend the SBOM of ${bytesOf(unknown)} where its remarks point, and ingest it.`,
  SBOM_DECLARES_INCOMPLETE: (unknown) => `Make a complete SBOM of ${bytesOf(unknown)} and ingest it.`,
  SBOM_NOT_TRUSTED: (unknown) => `Have the SBOM of ${bytesOf(unknown)} signed by an identity that the policy accepts.`,
  SUBJECT_DISPUTED: (unknown) => `Withdraw the document that names the wrong subject for ${bytesOf(unknown)}.`,
  NO_PROVENANCE: (unknown) => `Ingest the build provenance of ${bytesOf(unknown)}.`,
  MODEL_UNRESOLVED: (unknown) =>
    `Ingest the manifest or registry record that says which bytes ${unknown.subject.name} serves.`,
  IMAGE_UNRESOLVED: (unknown) =>
    `Ingest the running pods of ${unknown.subject.name} and the manifests of their images.`,
  REFERENCE_AMBIGUOUS: (unknown) => `Pin ${unknown.subject.name} to a digest.`,
  ADAPTERS_OPEN: (unknown) =>
    `Turn run-time loading of adapters off in ${unknown.subject.name}, or list them in its specification.`,
  DOCUMENT_FAILED: (unknown) =>
    `Mend the document and ingest it, or: provgraph withdraw ${unknown.subject.id} --reason …`,
  LIMIT_REACHED: (unknown) => `Ask for ${unknown.subject.name} alone, or raise the limit that its remarks name.`,
  NOT_SYNCED: ({ subject }) =>
    subject.id.startsWith('path:')
      ? `Give it as a complete listing: provgraph ingest --complete ${quoted(subject.name)} (no cluster was said of it).`
      : `Give a complete listing: provgraph ingest --complete --cluster ${quoted(subject.name)} …`,
};

/** A word of a command line; quoted where a shell would take it apart. */
function quoted(word: string): string {
  return /^[\w@%+=:,./*-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The one action that would settle an unknown. */
export function actionFor(unknown: UnknownShown): string {
  const actions: Readonly<Record<string, (unknown: UnknownShown) => string>> = ACTIONS;
  const action = Object.hasOwn(actions, unknown.reason) ? actions[unknown.reason] : undefined;
  return action?.(unknown) ?? `Look at ${unknown.subject.name}.`;
}

/** What one action settles: each subject once, with the routes in which it is unknown. */
export interface UnknownGroup {
  readonly action: string;
  readonly reason: Reason;
  readonly subjects: readonly { readonly subject: Thing; readonly routes: readonly Route[] }[];
}

/** Unknowns by the one action that would settle them, in the order in which an action first appears. */
export function unknownGroups(unknown: readonly UnknownShown[]): UnknownGroup[] {
  const groups = new Map<string, { reason: Reason; subjects: Map<string, { subject: Thing; routes: Route[] }> }>();
  const nobody = (): Map<string, { subject: Thing; routes: Route[] }> => new Map();
  for (const one of unknown) {
    const action = actionFor(one);
    const group = groups.get(action) ?? { reason: one.reason, subjects: nobody() };
    groups.set(action, group);
    const { subject, route } = one;
    const key = `${subject.kind} ${subject.id}`;
    const said = group.subjects.get(key) ?? { subject, routes: [] };
    group.subjects.set(key, said);
    if (route !== null && !said.routes.includes(route)) said.routes.push(route);
  }
  return [...groups].map(([action, { reason, subjects }]) => ({ action, reason, subjects: [...subjects.values()] }));
}

const bytesOf = ({ artifact, subject }: UnknownShown): string => artifact ?? subject.name;

const CONCLUSION_WORDS: Readonly<Record<Conclusion, string>> = {
  AFFECTED: 'Affected',
  NOT_AFFECTED: 'Not affected',
  UNKNOWN: 'Unknown',
};

/** A conclusion as a word: `Not affected`. */
export const conclusionWord = (conclusion: string): string => lookUp(CONCLUSION_WORDS, conclusion);

/** The first line that a person sees: the conclusion, then the scope it holds in (contract.md, *Conclusion*). */
export const conclusionInWords = (answer: Answer): string => `${headlineInWords(answer)} ${scopeInWords(answer)}`;

/** The conclusion without its scope: one sentence. */
export function headlineInWords(answer: Answer): string {
  const asked = askedInWords(answer);
  const where = filtersInWords(answer);
  const uses = countInWords(answer.total, 'use', 'uses');
  switch (answer.conclusion) {
    case 'AFFECTED':
      return `Affected: ${uses} of ${asked} found${where}.${unstatedInWords(answer)}`;
    case 'NOT_AFFECTED':
      return `Not affected: no use of ${asked} found${where}, and everything in that scope was judged.`;
    case 'UNKNOWN':
      if (slipIn(answer) !== undefined) return `Unknown: ${uncapital(slipIn(answer) ?? '')}`;
      if (answer.total.count > 0) return `Unknown: ${uses} of ${asked} found${where}.`;
      return answer.matched.length === 0 && answer.similar.length > 0
        ? `Unknown: nothing of the name ${asked} was found, which may be a typing mistake.`
        : `Unknown: no use of ${asked} was found${where}, but that is no all-clear.`;
    case null:
      return `${capital(countInWords(answer.total, 'row', 'rows'))}.`;
  }
}

/**
 * What a filter let through only because nothing says that it differs, from the rows at hand: ` Of these, 0 of owner ml
 * and 1 of no stated owner.` Empty where every row carries what was asked for.
 */
function unstatedInWords({ parameters, rows, pageInfo }: Answer): string {
  const sentences = FILTERS.flatMap((name) => {
    const value = parameters[name];
    const unstated = rows.filter((row) => Object.hasOwn(row, name) && isUnstated(Reflect.get(row, name))).length;
    if (typeof value !== 'string' || value === '' || unstated === 0) return [];
    const stated = rows.length - unstated;
    const where = pageInfo.hasNextPage ? 'On this page' : 'Of these';
    return [` ${where}, ${stated} of ${name} ${value} and ${unstated} of no stated ${name}.`];
  });
  return sentences.join('');
}

/** A filter that nothing carries says all about an answer without rows, so that it comes first. */
const slipIn = ({ notes, total }: Answer): string | undefined =>
  total.count > 0 ? undefined : notes.find((note) => note.startsWith('Nothing in the estate has '));

const isUnstated = (value: unknown): boolean => value === null || value === '';

/** How much was judged, where, and how old the knowledge is: `11 of 13 running image uses judged, 2 clusters, data of 10:02 UTC.` */
export function scopeInWords(answer: Answer): string {
  const clusters = new Set(
    answer.rows.map((row) => Reflect.get(row, 'cluster')).filter((name) => typeof name === 'string'),
  );
  const parts = [judgedInWords(answer)];
  if (clusters.size > 0) parts.push(`rows from ${clusters.size === 1 ? '1 cluster' : `${clusters.size} clusters`}`);
  parts.push(ageInWords(answer));
  if (answer.knownAt !== null) parts.push(`as known at ${timeInWords(answer.knownAt, '')}`);
  if (answer.truncated) parts.push('cut by a limit');
  return `${capital(parts.filter((part) => part !== '').join(', '))}.`;
}

/** Empty for packages of all types at once: judged for every one of them is hardly anything. */
function judgedInWords({ question, parameters, coverage }: Answer): string {
  const [first, ...others] = coverage.routes;
  if (first === undefined || (question === 'blast-radius' && typeof parameters['type'] !== 'string')) return '';
  const total = first.judged + first.unknown;
  const judged = `${first.judged} of ${total} ${routeInWords(first.route)} ${total === 1 ? 'use' : 'uses'} judged`;
  const unjudged = others.reduce((sum, route) => sum + route.unknown, 0);
  return unjudged === 0 ? judged : `${judged} (and ${unjudged} by other routes not)`;
}

/** Oldest complete reading of any source, so that nothing is called fresher than it is. */
function ageInWords({ freshness, asOf }: Answer): string {
  const synced = freshness.map(({ lastCompleteSync }) => lastCompleteSync).filter((time) => time !== null);
  const oldest = synced.sort()[0];
  const stale = freshness.filter((source) => source.stale).length;
  const parts = [oldest === undefined ? `as of ${timeInWords(asOf, '')}` : `data of ${timeInWords(oldest, asOf)}`];
  if (stale > 0) parts.push(`${stale === 1 ? '1 source' : `${stale} sources`} stale`);
  return parts.join(', ');
}

/** A moment for people, always in UTC: the time alone where the day is the same as that of `now`. */
export function timeInWords(time: string, now: string): string {
  const day = time.slice(0, 10);
  const clock = `${time.slice(11, 16)} UTC`;
  return day === now.slice(0, 10) ? clock : `${day} ${clock}`;
}

/**
 * What keeps an answer from being definite, one sentence each: what could not be judged, then what else the answer
 * notes. With rows too: other uses may exist. A question that draws no conclusion has its notes alone.
 */
export function doubtsInWords(answer: Answer): string[] {
  const { conclusion, coverage } = answer;
  const notes = conclusion === 'UNKNOWN' ? answer.notes.filter((note) => note !== slipIn(answer)) : answer.notes;
  if (conclusion === 'NOT_AFFECTED') return [];
  if (conclusion === null) return [...notes];
  const doubts: string[] = [];
  const unknowns = coverage.unknownTotal;
  if (unknowns.count > 0) {
    const more = conclusion === 'AFFECTED' ? 'There may be more uses: ' : '';
    const sentence = `${more}${countInWords(unknowns, 'thing', 'things')} in scope could not be judged.`;
    doubts.push(capital(sentence));
  }
  const without = coverage.workloadsWithoutModel;
  if (without.count > 0) {
    const count = countInWords(without, 'workload uses', 'workloads use');
    doubts.push(`${capital(count)} it without a recognised model.`);
  }
  return [...doubts, ...notes];
}

/** `3 uses`, or `at least 3 uses` where the count is a lower bound. */
export function countInWords({ count, exact }: Answer['total'], one: string, many: string): string {
  return exact ? plural(count, one, many) : `at least ${plural(count, one, many)}`;
}

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

function askedInWords({ parameters }: Answer): string {
  const asked = typeof parameters['package'] === 'string' ? parameters['package'] : 'what was asked';
  const versions = [parameters['version']].flat().filter((version) => typeof version === 'string');
  return versions.length === 0 ? asked : `${asked} ${versions.join(' or ')}`;
}

const FILTERS = ['environment', 'cluster', 'namespace', 'owner', 'workload'];

/** What narrowed the question, so that no conclusion is read as wider than it is: ` in cluster eu-1, as running image only`. */
function filtersInWords({ parameters }: Answer): string {
  const given = FILTERS.flatMap((name) => {
    const value = parameters[name];
    return typeof value === 'string' && value !== '' ? [`${name} ${value}`] : [];
  });
  const routes = [parameters['route']].flat().filter((route) => typeof route === 'string');
  const only = routes.length === 0 ? '' : `, as ${routes.map(routeInWords).join(' or ')} only`;
  return `${given.length === 0 ? '' : ` in ${given.join(', ')}`}${only}`;
}

const uncapital = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const lookUp = (words: Readonly<Record<string, string>>, key: string): string =>
  (Object.hasOwn(words, key) ? words[key] : undefined) ?? key.toLowerCase().replaceAll('_', ' ');
