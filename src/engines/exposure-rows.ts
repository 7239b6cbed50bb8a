import { ROUTES, STATES, classify, reasonClass } from '#queries';
import type { CoverageClass, Exposure, TimedExposure, WorkloadName } from '#queries';
import { joinKey, workloadId } from '#schema';
import type { ObjectName } from '#schema';
import { boundedText, sbomsKey } from './keys.ts';
import type { ProjectionSource } from './projection-source.ts';
import { sbomFacts } from './sbom-facts.ts';

/** How long row keys and classes may be together in one index, each, in bytes of UTF-8; classes that are longer judge nothing. */
const LONGEST = 3_500;
/** How long a part of a row key may be when the key is too long. */
const KEPT = 256;

/** One exposure as engines store it, under natural keys. */
export interface ExposureRow {
  readonly rowKey: string;
  /** The id of the workload, and how it is shown: `Deployment/serve`. */
  readonly workload: string;
  readonly workloadName: string;
  readonly scope: string;
  readonly environment: string | null;
  readonly cluster: string | null;
  readonly namespace: string;
  readonly owner: string | null;
  readonly slot: string | null;
  /** JSON of a Thing. */
  readonly model: string | null;
  readonly route: string;
  readonly artifact: string | null;
  /** JSON of a CoverageClass; null: not counted. */
  readonly class: string | null;
  readonly rung: string;
  readonly state: string;
  /** JSON of hops. */
  readonly hops: string;
  readonly since: string;
  /** Place in the order of rows: state, then route. */
  readonly standing: number;
  readonly vf: string;
  readonly vt: string | null;
}

/** The id under which a workload is stored. */
export const idOfWorkload = ({ scope, object }: WorkloadName): string =>
  workloadId(scope, groupKind(object), object.namespace, object.name);

const groupKind = ({ group, kind }: ObjectName): string => (group === '' ? kind : `${group}/${kind}`);

/**
 * The rows of the exposures of one workload, in their order within each row key.
 *
 * @param asked is told of the keys of all SBOMs and artifacts that the classes rest on.
 */
export function exposureRows(
  workload: WorkloadName,
  timed: readonly TimedExposure[],
  source: ProjectionSource,
  asked: (key: string) => void,
): readonly ExposureRow[] {
  return withSince(timed.map((one) => rowOf(workload, one, source, asked)));
}

function rowOf(
  workload: WorkloadName,
  { exposure, environment, owner, vf, vt }: TimedExposure,
  source: ProjectionSource,
  asked: (key: string) => void,
): ExposureRow {
  const { scope, object } = workload;
  const cluster = scope.startsWith('cluster:') ? scope.slice('cluster:'.length) : null;
  const workloadName = `${object.kind}/${object.name}`;
  const id = idOfWorkload(workload);
  const { slot, model, route, artifact, rung, state } = exposure;
  const place = [environment ?? '', cluster ?? '', object.namespace, workloadName, id];
  return {
    rowKey: rowKeyOf([...place, slot ?? '', model?.id ?? '', route]),
    workload: id,
    workloadName,
    scope,
    environment,
    cluster,
    namespace: object.namespace,
    owner,
    slot,
    model: model === null ? null : JSON.stringify(model),
    route,
    artifact,
    class: exposure.counted ? classText(classOf(exposure, source, asked)) : null,
    rung,
    state,
    hops: JSON.stringify(exposure.hops),
    since: vf,
    standing: STATES.indexOf(state) * ROUTES.length + ROUTES.indexOf(route),
    vf,
    vt,
  };
}

function classOf(
  { reason, judgedBy, siblings, holdsNoCode }: Exposure,
  source: ProjectionSource,
  asked: (key: string) => void,
): CoverageClass {
  if (reason !== null) return reasonClass(reason);
  for (const artifact of [...judgedBy, ...siblings]) asked(sbomsKey(artifact));
  const sboms = judgedBy.flatMap((artifact) => sbomFacts(source, artifact, asked));
  const siblingHasSbom = sboms.length === 0 && siblings.some((one) => sbomFacts(source, one, asked).length > 0);
  return classify(sboms, siblingHasSbom, holdsNoCode);
}

function classText({ all, judged, reason }: CoverageClass): string {
  const text = JSON.stringify({ all, judged: all ? [] : judged, reason });
  return Buffer.byteLength(text) <= LONGEST ? text : classText(reasonClass('LIMIT_REACHED'));
}

/** A row is found by its key, whatever a pod names: of a key that is too long the long parts are cut, their hashes stand for the rest. */
function rowKeyOf(parts: readonly string[]): string {
  const key = joinKey(parts);
  return Buffer.byteLength(key) <= LONGEST ? key : joinKey(parts.map((part) => boundedText(part, KEPT)));
}

/** `since` is the earliest start of the unbroken time in which the same row held, whichever exposure was behind it. */
function withSince(rows: readonly ExposureRow[]): readonly ExposureRow[] {
  const dated: ExposureRow[] = [];
  for (const same of Map.groupBy(rows, ({ rowKey }) => rowKey).values()) {
    let since = '';
    let until: string | null = '';
    for (const row of same.sort((a, b) => (a.vf < b.vf ? -1 : a.vf > b.vf ? 1 : 0))) {
      if (until !== null && row.vf > until) since = row.vf;
      until = until === null || row.vt === null ? null : row.vt > until ? row.vt : until;
      dated.push({ ...row, since });
    }
  }
  return dated;
}

/**
 * Rows are closed, never changed: what is as it was stays, the rest is ended, what is new is added. Rows that are the same
 * twice are one.
 *
 * @param spelled everything that a row says, as one text.
 */
export function rowChanges<Stored, Wanted>(
  stored: readonly Stored[],
  wanted: readonly Wanted[],
  spelled: { readonly stored: (row: Stored) => string; readonly wanted: (row: Wanted) => string },
): { readonly ended: readonly Stored[]; readonly added: readonly Wanted[] } {
  const added = new Map(wanted.map((row) => [spelled.wanted(row), row]));
  const ended = stored.filter((row) => !added.delete(spelled.stored(row)));
  return { ended, added: [...added.values()] };
}
