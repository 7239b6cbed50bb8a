import { hashKey } from '#schema';
import { isObject, member, textOf } from '../json/index.ts';
import type { Claim, Remark } from '../reading.ts';
import { isNodeId } from './node-id.ts';
import { readDependencies } from './resolved-dependency.ts';

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

const DETAILS = '/predicate/runDetails';

/** Whether a predicate type is SLSA provenance v1 (1.0, 1.1 and 1.2 share one type). */
export function isProvenance(predicateType: string): boolean {
  return /^https:\/\/slsa\.dev\/provenance\/v1(?:\.\d+)?\/?$/.test(predicateType);
}

/**
 * SLSA provenance v1: one build with its builder, its products and its dependencies (model-estate.md §3.1). The build is
 * known by builder and invocation, so that two statements on one run meet; without them by the statement itself.
 *
 * @param statement - digest of the statement's document.
 */
export function readProvenance(predicate: unknown, statement: string, subjects: readonly Subject[]): Claimed {
  if (!isObject(predicate)) {
    const message = 'The predicate should be SLSA provenance, and is no object.';
    return { claims: [], remarks: [{ code: 'PREDICATE_UNREADABLE', at: '/predicate', message }] };
  }
  const details = member(predicate, 'runDetails');
  const builder = member(member(details, 'builder'), 'id');
  const invocation = member(member(details, 'metadata'), 'invocationId');
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
  const ran = readRun(predicate, build, builder);
  const dependencies = readDependencies(predicate, build, statement);
  return {
    claims: [...products, ...ran.claims, ...dependencies.claims],
    remarks: [...ran.remarks, ...dependencies.remarks, ...byproductRemarks(details)],
  };
}

function readRun(predicate: unknown, build: string, builder: unknown): Claimed {
  const at = `${DETAILS}/builder/id`;
  if (!isNodeId(builder)) {
    const message = 'The provenance names no usable builder, so the build is known by this statement only.';
    return { claims: [], remarks: [{ code: 'BUILDER_MISSING', at, message }] };
  }
  const metadata = member(member(predicate, 'runDetails'), 'metadata');
  const properties = {
    buildType: textOf(member(member(predicate, 'buildDefinition'), 'buildType')),
    startedOn: textOf(member(metadata, 'startedOn')),
    finishedOn: textOf(member(metadata, 'finishedOn')),
  };
  return { claims: [{ edge: 'RAN_ON', from: build, to: builder, at, properties }], remarks: [] };
}

function byproductRemarks(details: unknown): Remark[] {
  const byproducts = member(details, 'byproducts');
  if (byproducts === undefined || byproducts === null || (Array.isArray(byproducts) && byproducts.length === 0))
    return [];
  const message = 'By-products (logs, metrics, checkpoints) are kept with the statement and not read.';
  return [{ code: 'BYPRODUCTS_NOT_READ', at: `${DETAILS}/byproducts`, message }];
}
