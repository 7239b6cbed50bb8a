import { parseDigest } from '#schema';
import { REASONS, ROUTES, actionFor, countInWords, reasonInWords, routeInWords } from '#queries';
import type { Answer, Thing } from '#queries';
import type { ThingShown } from '../engines/engine.ts';
import type { DocumentNamed } from './documents-named.ts';
import type { Uses } from './thing-uses.ts';

/** Something that is not known of a thing, as a sentence, and what would settle it. */
export interface Unknown {
  readonly says: string;
  readonly action: string | null;
}

/** What is not known of a thing: what no document says of it, and what could not be judged where it is deployed. */
export function unknownsOf(
  thing: ThingShown,
  uses: Uses,
  documents: ReadonlyMap<string, DocumentNamed>,
): readonly Unknown[] {
  switch (thing.kind) {
    case 'Artifact':
      return [...unsaidOfArtifact(thing), ...unjudged(uses), ...unsigned(documents)];
    case 'Workload':
      return unjudged(uses);
    case 'Reference':
      return has(thing, 'RESOLVES_TO', 'out')
        ? []
        : [
            settled(
              'Nothing shows which bytes this name stood for.',
              'Ingest the manifest or a running pod that says so.',
            ),
          ];
    case 'Identity':
      return [
        {
          says: 'No signature was verified: that this identity signed anything is what documents claim.',
          action: null,
        },
      ];
    default:
      return uses.answer === null ? unsigned(documents) : unjudgedIn(uses.answer);
  }
}

const settled = (says: string, action: string): Unknown => ({ says, action });

const has = ({ facts }: ThingShown, edge: string, direction: 'out' | 'in'): boolean =>
  facts.some((fact) => fact.edge === edge && fact.direction === direction);

/** What nobody says of these bytes. A layer, a config or a file of something else is not asked for an SBOM of its own. */
function unsaidOfArtifact(thing: ThingShown): Unknown[] {
  if (thing.factsTotal > thing.facts.length)
    return [
      {
        says: 'Not everything that is known of it is listed here, so what is missing cannot be told.',
        action: 'provgraph show --all',
      },
    ];
  const unknowns: Unknown[] = [];
  const isPart = [
    ['HAS_LAYER', 'in'],
    ['HAS_CONFIG', 'in'],
    ['HOLDS_FILE', 'in'],
  ].some(([edge = '', direction]) => has(thing, edge, direction === 'in' ? 'in' : 'out'));
  const isIndex = has(thing, 'HAS_PLATFORM', 'out');
  if (!has(thing, 'EMBODIES', 'in') && !isPart)
    unknowns.push(
      settled(
        'Nobody has shown its bytes: it may be an index of several platforms.',
        'Ingest the manifest of this digest.',
      ),
    );
  if (isIndex)
    unknowns.push({ says: 'It is an index: an SBOM of it judges none of its platforms, look at those.', action: null });
  else if (!has(thing, 'DESCRIBES', 'in') && !isPart)
    unknowns.push(
      settled(
        'No SBOM of it is known: which packages are in it cannot be told.',
        `Make an SBOM of ${thing.id} and ingest it.`,
      ),
    );
  if (!has(thing, 'PRODUCED', 'in') && !isPart)
    unknowns.push(
      settled(
        'No provenance of it is known: nothing says how it was built.',
        `Ingest the build provenance of ${thing.id}.`,
      ),
    );
  return unknowns;
}

function unsigned(documents: ReadonlyMap<string, DocumentNamed>): Unknown[] {
  const signable = [...documents.values()].filter(({ signature }) => signature.kind !== 'never');
  if (signable.length === 0 || signable.some(({ signature }) => signature.kind === 'signed')) return [];
  return [{ says: 'No document that speaks of it is signed.', action: null }];
}

/** What cannot be judged of what is deployed: the reason for each route once, with what would settle it. */
function unjudged({ uses }: Uses): Unknown[] {
  const unknowns = uses.flatMap((use): Unknown[] => {
    const reason = REASONS.find((one) => one === use.reason);
    const route = ROUTES.find((one) => one === use.route);
    if (reason === undefined || route === undefined) return [];
    const subject: Thing = { kind: 'Workload', id: use.workloadId, name: use.workload };
    const artifact = parseDigest(use.loadsId) ?? null;
    const what = use.judged === '' ? 'Not judged' : `Judged for ${use.judged.replaceAll(' ', ', ')} alone`;
    return [
      {
        says: `${what} as ${routeInWords(route)}: ${reasonInWords(reason)}.`,
        action: actionFor({ subject, artifact, route, reason }),
      },
    ];
  });
  return [...new Map(unknowns.map((one) => [`${one.says} ${one.action ?? ''}`, one])).values()];
}

function unjudgedIn({ coverage: { unknownTotal } }: Answer): Unknown[] {
  if (unknownTotal.count === 0) return [];
  const things = countInWords(unknownTotal, 'thing', 'things');
  const action = 'provgraph ask deployed-workloads-using-package lists them.';
  return [{ says: `There may be more uses: ${things} in the estate could not be judged.`, action }];
}
