import { identifyPackage } from '#schema';
import { z } from 'zod';
import { Places, SEPARATOR, sideOf, sideStatements } from './component-diff-sides.ts';
import type { Listed, Side } from './component-diff-sides.ts';
import { byCodePoint } from './answering/by-code-point.ts';
import { judges } from './answering/coverage.ts';
import { digestAsked } from './digest-mentions.ts';
import { estateCoverage, estateCoverageStatements, WHOLE } from './answering/estate-coverage.ts';
import { EvidenceDocuments } from './answering/evidence.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { momentOf } from './answering/moment.ts';
import { question } from './question.ts';
import { actionFor, reasonInWords } from './answering/words.ts';

const EVIDENCE_SHOWN = 20;

type Change = 'ADDED' | 'REMOVED' | 'CHANGED' | 'UNKNOWN';

/** One package of which the two sides do not list the same versions. */
interface Difference {
  readonly key: string;
  readonly type: string;
  readonly change: Change;
  readonly from: readonly Listed[];
  readonly to: readonly Listed[];
  readonly judgedFrom: boolean;
  readonly judgedTo: boolean;
}

/** Q7. */
export const componentDiff = question({
  name: 'component-diff',
  asks: 'Which packages were added, removed or changed between these two artifacts?',
  doc: 'Compares what the SBOMs of exactly these two artifacts list, by package and version. What the SBOMs of one side could not show is UNKNOWN there, never added or removed. It draws no conclusion.',
  parameters: z.strictObject({
    from: z.string().describe('Digest of the artifact before: an image (its platform manifest) or a model.'),
    to: z.string().describe('Digest of the artifact after.'),
  }),
  rowType: 'ComponentDiffRow',
  columns: [
    {
      name: 'change',
      type: 'String!',
      doc: 'ADDED, REMOVED, CHANGED (other versions), or UNKNOWN: a version is listed on one side, and the SBOMs of the other could not show that type of package, or list a component of that name of which it cannot be told, or documents disagree what the SBOM is about.',
    },
    {
      name: 'type',
      type: 'String',
      doc: 'Package type; null for a component without a purl, which is known by its name.',
    },
    { name: 'package', type: 'String!', doc: 'Coordinate of the package, or the name of the component.' },
    { name: 'fromVersions', type: '[String!]!', doc: 'Versions before; empty text where none is stated.' },
    { name: 'toVersions', type: '[String!]!', doc: 'Versions after.' },
    { name: 'judgedFrom', type: 'Boolean!', doc: 'Whether the SBOMs before could show every package of this type.' },
    { name: 'judgedTo', type: 'Boolean!', doc: 'Whether the SBOMs after could.' },
    { name: 'from', type: '[Evidence!]!', doc: `Where it is listed before, at most ${EVIDENCE_SHOWN}.` },
    { name: 'to', type: '[Evidence!]!', doc: `Where it is listed after, at most ${EVIDENCE_SHOWN}.` },
  ],
  statements: { ...sideStatements, ...estateCoverageStatements },
  async answer(reader, parameters, options) {
    const asked = { from: digestAsked('from', parameters.from).digest, to: digestAsked('to', parameters.to).digest };
    const { moment, after } = await momentOf(reader, options);
    const from = await sideOf(reader, moment, asked.from);
    const to = await sideOf(reader, moment, asked.to);
    const differences = differencesOf(from, to);
    const past = after?.[0];
    const left = past === undefined ? differences : differences.filter(({ key }) => byCodePoint(key, past) > 0);
    const { shown, next } = pageOfKeyed(left, options.first, ({ key }) => [key]);
    const listed = shown.flatMap((one) => [...one.from.slice(0, EVIDENCE_SHOWN), ...one.to.slice(0, EVIDENCE_SHOWN)]);
    const places = await Places.load(reader, listed);
    const documents = new EvidenceDocuments();
    await documents.load(
      reader,
      listed.map(({ document }) => document),
    );
    const rows = shown.map((one) => differenceRow(one, documents, places));
    return listingAnswer(reader, options, {
      question: 'component-diff',
      parameters: asked,
      moment,
      rows,
      total: differences.length,
      next,
      coverage: await estateCoverage(reader, moment, WHOLE),
      notes: [...notesOf('from', from), ...notesOf('to', to)],
    });
  },
});

function differencesOf(from: Side, to: Side): Difference[] {
  const keys = [...new Set([...from.packages.keys(), ...to.packages.keys()])].sort(byCodePoint);
  return keys.flatMap((key): Difference[] => {
    const [type = '', name = ''] = key.split(SEPARATOR);
    const before = from.packages.get(key) ?? [];
    const now = to.packages.get(key) ?? [];
    const judgedFrom = judges(from.judged, [type]);
    const judgedTo = judges(to.judged, [type]);
    const gone = lacking(before, now);
    const come = lacking(now, before);
    if (!gone && !come) return [];
    const known =
      (!gone || (judgedTo && !mayBe(to, type, name) && isSure(from, before))) &&
      (!come || (judgedFrom && !mayBe(from, type, name) && isSure(to, now)));
    const change = !known ? 'UNKNOWN' : before.length === 0 ? 'ADDED' : now.length === 0 ? 'REMOVED' : 'CHANGED';
    return [{ key, type, change, from: before, to: now, judgedFrom, judgedTo }];
  });
}

/** Whether a side may list this very package another way: of the two components one has a purl, and both have its name. */
function mayBe({ names }: Side, type: string, coordinate: string): boolean {
  if (type === '') return names.purl.has(coordinate);
  const identity = identifyPackage(coordinate);
  return identity !== undefined && (names.bare.has(identity.name) || names.bare.has(identity.groupName));
}

/** Whether an SBOM lists it of which nobody says that it is about something else. */
function isSure({ sboms }: Side, listed: readonly Listed[]): boolean {
  const disputed = new Set(sboms.filter(({ disputedWith }) => disputedWith.length > 0).map(({ document }) => document));
  return listed.some(({ document }) => !disputed.has(document));
}

/** Whether one list has a version that the other has not. */
function lacking(one: readonly Listed[], other: readonly Listed[]): boolean {
  const versions = new Set(other.map(({ version }) => version));
  return one.some(({ version }) => !versions.has(version));
}

function differenceRow(
  { key, type, change, from, to, judgedFrom, judgedTo }: Difference,
  documents: EvidenceDocuments,
  places: Places,
): Readonly<Record<string, unknown>> {
  const versions = (listed: readonly Listed[]): string[] =>
    [...new Set(listed.map(({ version }) => version ?? ''))].sort();
  const shown = (listed: readonly Listed[]): unknown =>
    listed.slice(0, EVIDENCE_SHOWN).map((one) => documents.at(one.document, places.of(one)).shown);
  return {
    change,
    type: type === '' ? null : type,
    package: key.slice(type.length + SEPARATOR.length),
    fromVersions: versions(from),
    toVersions: versions(to),
    judgedFrom,
    judgedTo,
    from: shown(from),
    to: shown(to),
  };
}

/** What the SBOMs of one side could show; nothing to say where one declares itself complete. */
function notesOf(side: string, { digest, sboms, judged }: Side): string[] {
  if (judged.all) return [];
  if (judged.judged.length > 0)
    return [
      `Of ${side} only packages of type ${judged.judged.join(', ')} are judged: of any other type nothing is known.`,
    ];
  const subject = { kind: 'Document', id: digest, name: digest } as const;
  const action = actionFor({ subject, artifact: digest, route: null, reason: judged.reason });
  const why = sboms.length === 0 ? 'no SBOM in force is about exactly it' : reasonInWords(judged.reason);
  return [`Of ${side} nothing is judged: ${why}. ${action}`];
}
