import { FORMATS, Failure, openDocument } from '#ingest';
import type { Offered, Offering } from '#ingest';
import { documentsBelow } from '../formats/golden-cases.ts';
import { digestOf, GOLDEN, offered } from '../laws/corpus.ts';
import { listing } from './cluster-documents.ts';
import type { Random } from './random.ts';
import { adapter, card, index, manifest, snapshot, tag } from './registry-documents.ts';
import type { MakeDocument } from './registry-documents.ts';
import { cyclonedx, spdx } from './sbom-documents.ts';
import { carried, statement } from './statement-documents.ts';
import { worldOf } from './world.ts';
import type { World } from './world.ts';

/** One thing that happens to a store, at a time that its clock says. */
export type Step = { readonly at: string } & (
  | {
      readonly does: 'ingest';
      readonly documents: readonly Offered[];
      readonly offering: Omit<Offering, 'run'>;
      readonly projects: boolean;
    }
  | { readonly does: 'withdraw' | 'restore' | 'reread' | 'lose'; readonly document: string }
  | { readonly does: 'project' }
);

export interface DrawnEstate {
  readonly world: World;
  readonly steps: readonly Step[];
}

/** The more often a format is here, the more documents of it there are. */
const MAKERS: readonly MakeDocument[] = [
  ...[manifest, manifest, manifest, index, snapshot, snapshot, adapter, card, tag, tag],
  ...[cyclonedx, cyclonedx, spdx, spdx, statement, statement, statement, statement, carried, carried],
];

/** A small estate that is known whole: of most packages it can be said that nothing depends on them. */
const WHOLE: readonly Offered[] = documentsBelow('test/golden/questions/shared')
  .filter(({ name }) => !name.endsWith('with-torch.cdx.json'))
  .map(({ name, document }) => offered(name, document.bytes));

const placeOf = (random: Random, place: number): string =>
  random.once(6) ? `documents/${random.one(['\uFF5E', '\u{1F600}', 'a b'])} ${place}` : `documents/${place}.json`;

/** What is described is made before what describes it. */
const FIRST: readonly MakeDocument[] = [manifest, manifest, snapshot];

const DAY_MS = 86_400_000;
const time = (day: number): string => new Date(Date.parse('2026-03-01T00:00:00.000Z') + day * DAY_MS).toISOString();

/** When something may have been seen: a few moments, so that some of them fall together. */
export const SEEN: readonly string[] = [0, 1, 2, 3, 5, 8].map(time);

/** A small estate and what happens to it: documents of every family, offered, offered again, taken out of force and back. */
export function drawnEstate(random: Random): DrawnEstate {
  return random.once(4) ? wholeEstate(random) : mixedEstate(random);
}

/** An estate that is known whole, and little beside it: most of what is drawn makes something unknown. */
function wholeEstate(random: Random): DrawnEstate {
  const world = worldOf(random);
  const described = [...world.artifacts, ...WHOLE.map((one) => digestOf(one).slice('sha256:'.length))];
  const added = random.times(0, 3, (place) =>
    random.one([manifest, cyclonedx, spdx, statement])(
      random,
      { ...world, artifacts: described },
      `documents/${place}.json`,
    ),
  );
  const [listed, others] = [WHOLE.filter(({ location }) => location.endsWith('eu.json')), [...WHOLE, ...added]];
  const about = others.filter((one) => !listed.includes(one));
  const complete = { cluster: 'eu', complete: true, namespaces: [], environment: null, acceptLoss: true };
  const steps: readonly Step[] = [
    { does: 'ingest', at: '', documents: about, offering: { ...complete, ...OTHERS }, projects: random.once(2) },
    {
      does: 'ingest',
      at: '',
      documents: listed,
      offering: { ...complete, observedAt: random.one(SEEN) },
      projects: true,
    },
    ...random.times(0, 2, () => other(random, about.flatMap(within))),
  ];
  return { world, steps: timed(random.shuffled(steps)) };
}

const OTHERS = { cluster: null, complete: false, observedAt: time(0) };

const timed = (steps: readonly Step[]): readonly Step[] =>
  steps.map((step, place) => ({ ...step, at: time(10 + place) }));

function mixedEstate(random: Random): DrawnEstate {
  const world = worldOf(random);
  const named = FIRST.map((make, place) => make(random, world, `registry/${place}.json`));
  const drawn = random.times(8, 16, (place) => random.one(MAKERS)(random, world, placeOf(random, place)));
  const made = [...named, ...drawn];
  const documents = [...made, ...random.some(GOLDEN, 0, 2), ...random.times(0, 1, () => spoilt(random, made))];
  const listings = random.times(2, 4, (place) => listing(random, world, `clusters/${place}.json`));
  const offerings = [
    ...random.times(2, 4, () => ingested(random, random.some(documents, 2, documents.length), null)),
    ingested(random, documents, null),
    ...listings.map((one) => ingested(random, [one, ...random.some(listings, 0, 1)], random.one(world.clusters))),
    ...random.times(0, 1, () => ingested(random, random.some(listings, 1, 2), null)),
  ];
  const digests = [...documents, ...listings].flatMap(within);
  const others = random.times(2, 6, () => other(random, digests));
  const steps = random.shuffled([...offerings, ...others]);
  // Every third estate has its workloads last, others first: what is late is projected otherwise.
  const ordered = random.once(3) ? [...steps].sort((a, b) => Number(isListing(a)) - Number(isListing(b))) : steps;
  return { world, steps: timed(ordered) };
}

const isListing = (step: Step): boolean => step.does === 'ingest' && step.offering.cluster !== null;

function ingested(random: Random, documents: readonly Offered[], cluster: string | null): Step {
  const offering = {
    cluster,
    environment: random.one([null, null, 'prod', 'staging']),
    observedAt: random.one(SEEN),
    complete: cluster !== null && !random.once(3),
    namespaces: random.once(4) ? ['prod'] : [],
    acceptLoss: random.once(2),
  };
  return { does: 'ingest', at: '', documents, offering, projects: !random.once(4) };
}

function other(random: Random, digests: readonly string[]): Step {
  if (random.once(6)) return { does: 'project', at: '' };
  const document = random.once(12) ? `sha256:${'0'.repeat(64)}` : random.one(digests);
  return { does: random.one(['withdraw', 'withdraw', 'restore', 'reread', 'lose']), at: '', document };
}

/** A document that cannot be read, or could not be had, at the place of a good one. */
function spoilt(random: Random, made: readonly Offered[]): Offered {
  const { location, origin, content } = random.one(made);
  const failure = new Failure('UNREADABLE', `Cannot read ${origin}: permission denied.`, { retry: true });
  if (random.once(2) || content instanceof Failure) return { location, origin, content: failure };
  return { location, origin, content: content.subarray(0, Math.floor(content.length / 2)) };
}

/** The digests of a document and of those that lie inside it. */
function within(document: Offered): readonly string[] {
  if (document.content instanceof Failure) return [];
  const digest = digestOf(document);
  const inner = openDocument(FORMATS, { bytes: document.content, digest }, 0)?.inner ?? [];
  return [digest, ...inner.map((one) => one.document.digest)];
}
