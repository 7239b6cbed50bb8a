import { hashKey } from '#schema';
import { isObject, member, textOf } from '../json/index.ts';
import type { Claim, ListedComponent, Reading, Remark } from '../reading.ts';
import { isNodeId } from './node-id.ts';
import { readDependencies } from './resolved-dependency.ts';
import type { Run } from './slsa-run.ts';
import { provenanceRun } from './slsa-run.ts';

/** A subject of the statement that is an artifact. */
export interface Subject {
  readonly artifact: string;
  readonly name: string | null;
  /** JSON Pointer of the subject in the statement. */
  readonly at: string;
}

interface Claimed {
  readonly claims: readonly Claim[];
  readonly remarks: readonly Remark[];
}

/**
 * SLSA provenance v0.1, v0.2 and v1: one build with its builder, its products and its dependencies (model-estate.md §3.1).
 * The build is known by builder and invocation, so that two statements on one run meet; without them by the statement itself.
 *
 * @param predicateType - one of SLSA provenance.
 * @param statement - digest of the statement's document.
 */
export function readProvenance(
  predicate: unknown,
  predicateType: string,
  statement: string,
  subjects: readonly Subject[],
): Claimed & Pick<Reading, 'inventory'> {
  if (!isObject(predicate)) {
    const message = 'The predicate should be SLSA provenance, and is no object.';
    return { claims: [], remarks: [{ code: 'PREDICATE_UNREADABLE', at: '/predicate', message }] };
  }
  const run = provenanceRun(predicate, predicateType);
  const { builder, invocation } = run;
  const build =
    isNodeId(builder) && isNodeId(invocation)
      ? hashKey('build', [builder, invocation])
      : `build:${statement.slice(statement.indexOf(':') + 1)}`;
  const products = subjects.map(({ artifact, name, at }): Claim => ({
    edge: 'PRODUCED',
    from: build,
    to: artifact,
    at,
    properties: { name },
  }));
  const ran = readRun(run, build);
  const dependencies = readDependencies([...run.dependencies, ...run.strays], build, statement);
  const listed = listedPackages(dependencies.packages, statement);
  const incomplete = incompleteRemarks(predicate);
  const rest = incomplete.map(({ at }) => unnamedRest(build, statement, at, dependencies.claims.length));
  return {
    claims: [...products, ...ran.claims, ...dependencies.claims, ...rest, ...listed.claims],
    remarks: [
      ...ran.remarks,
      ...strayRemarks(run),
      ...dependencies.remarks,
      ...incomplete,
      ...byproductRemarks(predicate),
    ],
    ...(listed.inventory === undefined ? {} : { inventory: listed.inventory }),
  };
}

/**
 * The packages among the dependencies, listed as an SBOM lists its components, so that they are found by the same matching. The
 * list is about the run that the statement describes, and is no bill of materials: it judges nothing.
 */
function listedPackages(
  packages: readonly ListedComponent[],
  statement: string,
): Pick<Reading, 'claims' | 'inventory'> {
  if (packages.length === 0) return { claims: [] };
  const properties = { how: 'BUILD_DEPENDENCIES', rung: 1 };
  return {
    claims: [{ edge: 'DESCRIBES', from: statement, to: statement, at: '', properties }],
    inventory: {
      components: packages,
      dependencies: [],
      digests: [],
      generator: null,
      catalogues: [],
      completeness: 'unstated',
      cut: false,
      empty: false,
    },
  };
}

function readRun({ builder, builderAt: at, buildType, startedOn, finishedOn }: Run, build: string): Claimed {
  if (!isNodeId(builder)) {
    const message = 'The provenance names no usable builder, so the build is known by this statement only.';
    return { claims: [], remarks: [{ code: 'BUILDER_MISSING', at, message }] };
  }
  const properties = {
    buildType: textOf(buildType),
    startedOn: textOf(startedOn),
    finishedOn: textOf(finishedOn),
  };
  return { claims: [{ edge: 'RAN_ON', from: build, to: builder, at, properties }], remarks: [] };
}

/** v0.1 and v0.2 can say of their materials that they are all there are. */
function incompleteRemarks(predicate: unknown): Remark[] {
  const materials = member(member(member(predicate, 'metadata'), 'completeness'), 'materials');
  if (materials !== false) return [];
  const message = 'The provenance says that its materials need not be all that the build used.';
  return [{ code: 'MATERIALS_INCOMPLETE', at: '/predicate/metadata/completeness/materials', message }];
}

/** What was used and is not listed: one more dependency, which nobody can resolve, or the build would look fully known. */
function unnamedRest(build: string, statement: string, at: string, ordinal: number): Claim {
  const properties = { ordinal, role: 'unknown', roleSource: 'NONE', name: null, uri: null };
  return { edge: 'CONSUMED_REFERENCE', from: build, to: `unnamed:${statement}#${at}`, at, properties };
}

function strayRemarks({ strays }: Run): Remark[] {
  const message = 'This belongs to another version of the predicate, and is read as further dependencies of the build.';
  return strays.map(({ at }) => ({ code: 'PREDICATE_MEMBER_UNKNOWN', at, message }));
}

function byproductRemarks(predicate: unknown): Remark[] {
  const byproducts = member(member(predicate, 'runDetails'), 'byproducts');
  if (byproducts === undefined || byproducts === null || (Array.isArray(byproducts) && byproducts.length === 0))
    return [];
  const message = 'By-products (logs, metrics, checkpoints) are kept with the statement and not read.';
  return [{ code: 'BYPRODUCTS_NOT_READ', at: '/predicate/runDetails/byproducts', message }];
}
