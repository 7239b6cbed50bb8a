import { AIMED } from './options.ts';
import type { EstateSize } from './estate/size.ts';
import type { Generated } from './generate.ts';
import type {
  Asked,
  DependenciesMeasured,
  FloorMeasured,
  IngestMeasured,
  QuestionsMeasured,
  StartMeasured,
} from './measured.ts';

/** Everything measured over one estate. */
export interface EstateMeasured {
  readonly size: EstateSize;
  readonly generated: Generated;
  readonly floor: FloorMeasured;
  readonly ingest: IngestMeasured;
  readonly questions: QuestionsMeasured;
  /** Null: the SBOMs state no dependencies. */
  readonly dependencies: DependenciesMeasured | null;
  readonly start: StartMeasured;
}

export interface Circumstances {
  readonly machine: string;
  /** ISO date. */
  readonly date: string;
  readonly command: string;
  /** Processes that wanted to run when the benchmark started, averaged over the minute before. */
  readonly load: number;
}

/** The results as a page: what was aimed at beside what was measured. */
export function resultsPage(all: readonly EstateMeasured[], { machine, date, command, load }: Circumstances): string {
  const head = [
    '# Results',
    '',
    `${machine}.`,
    '',
    `${date}, \`${command}\`, load average ${load.toFixed(1)} at the start. What is measured and how: [README.md](README.md).`,
  ];
  return `${[...head, '', ...all.flatMap(estateLines)].join('\n').trimEnd()}\n`;
}

function estateLines(measured: EstateMeasured): string[] {
  const { size, generated } = measured;
  const { images, components, workloads, variant, skew, seed, dependencies } = size;
  const perComponent = Math.round(generated.sbomBytes / (images * components));
  return [
    `## ${whole(images)} images × ${components} components, ${variant} sets, ${whole(workloads)} workloads`,
    '',
    `${whole(generated.documents)} files, ${megabytes(generated.bytes)} (${perComponent} bytes a component), skew ${skew}, seed ${seed}${dependencies ? ', with dependencies, and one image of 5,000 components more' : ''}.`,
    '',
    ...aimLines(measured),
    ...ingestLines(measured),
    ...questionLines(measured),
    ...(measured.dependencies === null ? [] : dependencyLines(measured.dependencies)),
  ];
}

/** The aims hold for sets that are not shared, at the size for which they are stated: elsewhere they are only compared. */
function aimLines(measured: EstateMeasured): string[] {
  const { size, floor, ingest, questions, start } = measured;
  const ratio = ingest.seconds / floor.seconds;
  const peak = Math.max(ingest.peakMB, questions.peakMB);
  const [rare, typical, hottest] = [questions.rare, questions.typical, questions.hottest].map(
    ({ direct }) => direct.p95,
  );
  const aims: readonly [string, number, number, string][] = [
    ['ingest end to end, as a multiple of the floor', 3, ratio, ''],
    ['flagship, a rare package, p95', 10, rare ?? NaN, ' ms'],
    ['flagship, a typical package, p95', 10, typical ?? NaN, ' ms'],
    ['flagship, a package in every image, p95', 100, hottest ?? NaN, ' ms'],
    ['the same through GraphQL, typical, p95', 30, questions.typical.graphql.p95, ' ms'],
    ['the same through GraphQL, in every image, p95', 150, questions.hottest.graphql.p95, ' ms'],
    ['peak memory of a process', 512, peak, ' MB'],
    [start.how === 'serve' ? 'server start' : 'open and first answer (no server yet)', 2, start.seconds, ' s'],
  ];
  const stated =
    size.variant === 'unshared' &&
    size.images >= AIMED.images &&
    size.components >= AIMED.components &&
    size.workloads >= AIMED.workloads;
  return [
    stated
      ? 'The aims are stated for this estate.'
      : 'The aims are stated for a larger estate, or another kind of it: here they only show the trend.',
    '',
    '| aim | at most | measured | met |',
    '|---|---:|---:|---|',
    ...aims.map(
      ([aim, most, value, unit]) =>
        `| ${aim} | ${most}${unit} | ${rounded(value)}${unit} | ${value <= most ? 'yes' : 'no'} |`,
    ),
    '',
  ];
}

function ingestLines({ size, generated, floor, ingest }: EstateMeasured): string[] {
  const listed = size.images * size.components;
  const row = (name: string, of: (seconds: number, rows: number) => string): string =>
    `| ${name} | ${of(floor.seconds, floor.rows)} | ${of(ingest.seconds, ingest.rows)} |`;
  return [
    '| | floor | ingest |',
    '|---|---:|---:|',
    row('seconds', (seconds) => rounded(seconds)),
    `| of them reading, and working out exposures | | ${rounded(ingest.ingestSeconds)} and ${rounded(ingest.projectSeconds)} |`,
    `| processor seconds | ${rounded(floor.cpuSeconds)} | ${rounded(ingest.cpuSeconds)} |`,
    `| as a multiple of the floor, by the clock | 1 | ${rounded(ingest.seconds / floor.seconds)} |`,
    `| as a multiple of the floor, in processor seconds | 1 | ${rounded(ingest.cpuSeconds / floor.cpuSeconds)} |`,
    row('files a second', (seconds) => whole(generated.documents / seconds)),
    `| documents a second, those inside others included | | ${whole(ingest.documents / ingest.seconds)} |`,
    row('MB a second', (seconds) => rounded(generated.bytes / 1e6 / seconds)),
    row('component edges listed a second', (seconds) => whole(listed / seconds)),
    row('component edges written a second', (seconds, rows) => whole(rows / seconds)),
    row('component edges written', (_, rows) => whole(rows)),
    ...(size.dependencies ? [`| dependency pairs written | ${whole(floor.pairs)} | ${whole(ingest.pairs)} |`] : []),
    `| peak memory | ${rounded(floor.peakMB)} MB | ${rounded(ingest.peakMB)} MB |`,
    `| store | | ${megabytes(ingest.storeBytes)} |`,
    `| documents, not read, remarks | | ${whole(ingest.documents)}, ${ingest.notRead}, ${ingest.remarks} |`,
    '',
  ];
}

function questionLines({ questions }: EstateMeasured): string[] {
  const row = (name: string, asked: Asked): string[] =>
    (['direct', 'pooled', 'graphql'] as const).map((how) => {
      const { times, first, p50, p95, p99 } = asked[how];
      const found = `${asked.rows} of ${whole(asked.total)}${asked.exact ? '' : '+'}`;
      const cells = [`${name}, ${how}`, found, String(times), ...[first, p50, p95, p99].map(rounded)];
      return `| ${cells.join(' | ')} |`;
    });
  const { judged, unknown } = questions.hottest;
  return [
    `The flagship with coverage (${whole(judged)} judged, ${whole(unknown)} unknown) and paths, first page of 100, in milliseconds:`,
    '',
    '| package | rows | times | first | p50 | p95 | p99 |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...row('rare', questions.rare),
    ...row('typical', questions.typical),
    ...row('hottest', questions.hottest),
    '',
    `Peak memory of the process that asks: ${rounded(questions.peakMB)} MB.`,
    '',
  ];
}

function dependencyLines({ asked, peakMB }: DependenciesMeasured): string[] {
  return [
    'Dependencies, direct, first page of 100, in milliseconds; `+`: a limit cut the answer:',
    '',
    '| question | rows | longest chain | times | first | p50 | p95 | p99 |',
    '|---|---:|---:|---:|---:|---:|---:|---:|',
    ...asked.map(({ name, rows, total, truncated, longest, direct: { times, first, p50, p95, p99 } }) => {
      const found = `${rows} of ${whole(total)}${truncated ? '+' : ''}`;
      return `| ${[name, found, String(longest), String(times), ...[first, p50, p95, p99].map(rounded)].join(' | ')} |`;
    }),
    '',
    `Peak memory of the process that asks: ${rounded(peakMB)} MB.`,
    '',
  ];
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const rounded = (value: number): string => (value >= 100 ? whole(value) : value.toFixed(value >= 10 ? 1 : 2));
const megabytes = (bytes: number): string => `${rounded(bytes / 1e6)} MB`;
