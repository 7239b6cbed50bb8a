import { arrayOf, isObject, member, objectOf } from '../json/index.ts';
import type { Listed } from './resolved-dependency.ts';

/** What SLSA provenance of any version says of a run, as it is written: nothing is checked yet. */
export interface Run {
  readonly builder: unknown;
  /** JSON Pointer of the builder in the statement, whether it is there or not. */
  readonly builderAt: string;
  readonly invocation: unknown;
  readonly buildType: unknown;
  readonly startedOn: unknown;
  readonly finishedOn: unknown;
  readonly dependencies: readonly Listed[];
  /** Dependencies in the member of another version. */
  readonly strays: readonly Listed[];
}

const MATERIALS = '/predicate/materials';
const RESOLVED = '/predicate/buildDefinition/resolvedDependencies';

const V1 = /^https:\/\/slsa\.dev\/provenance\/v1(?:\.\d+)?\/?$/;
/** in-toto wrote v0.1 before it was SLSA's. */
const EARLY = /^https:\/\/(?:slsa\.dev\/provenance\/v0\.[12]|in-toto\.io\/Provenance\/v0\.1)\/?$/;

/** Whether a predicate type is SLSA provenance v0.1, v0.2 or v1 (1.0, 1.1 and 1.2 share one type). */
export function isProvenance(predicateType: string): boolean {
  return V1.test(predicateType) || EARLY.test(predicateType);
}

/**
 * The run that a predicate of SLSA provenance describes (model-estate.md §3.1, §3.3). v0.1 and v0.2 name the same things
 * otherwise: `materials` are the dependencies, `recipe.type` (v0.1) is the build type.
 */
export function provenanceRun(predicate: unknown, predicateType: string): Run {
  return V1.test(predicateType) ? currentRun(predicate) : earlyRun(predicate);
}

function currentRun(predicate: unknown): Run {
  const definition = member(predicate, 'buildDefinition');
  const details = member(predicate, 'runDetails');
  const metadata = member(details, 'metadata');
  const builder = member(details, 'builder');
  return {
    builder: member(builder, 'id'),
    builderAt: '/predicate/runDetails/builder/id',
    invocation: member(metadata, 'invocationId'),
    buildType: member(definition, 'buildType'),
    startedOn: member(metadata, 'startedOn'),
    finishedOn: member(metadata, 'finishedOn'),
    dependencies: [
      { at: RESOLVED, listed: member(definition, 'resolvedDependencies') },
      { at: '/predicate/runDetails/builder/builderDependencies', listed: member(builder, 'builderDependencies') },
    ],
    strays: strays(MATERIALS, member(predicate, 'materials')),
  };
}

function earlyRun(predicate: unknown): Run {
  const metadata = member(predicate, 'metadata');
  const materials = member(predicate, 'materials');
  const recipe = member(predicate, 'recipe');
  return {
    builder: member(member(predicate, 'builder'), 'id'),
    builderAt: '/predicate/builder/id',
    invocation: member(metadata, 'buildInvocationId') ?? member(metadata, 'buildInvocationID'),
    buildType: member(predicate, 'buildType') ?? member(recipe, 'type'),
    startedOn: member(metadata, 'buildStartedOn'),
    finishedOn: member(metadata, 'buildFinishedOn'),
    dependencies: [
      { at: MATERIALS, listed: materials },
      ...configSource(member(member(predicate, 'invocation'), 'configSource'), materials),
    ],
    strays: strays(RESOLVED, member(member(predicate, 'buildDefinition'), 'resolvedDependencies')),
  };
}

function strays(at: string, listed: unknown): Listed[] {
  return listed === undefined || listed === null || (Array.isArray(listed) && listed.length === 0)
    ? []
    : [{ at, listed }];
}

/** Where the build's definition came from is something the build used, and not always among its materials too (v0.2). */
function configSource(source: unknown, materials: unknown): Listed[] {
  if (!isObject(source) || (!hasText(source, 'uri') && !isObject(source['digest']))) return [];
  const key = keyOf(source);
  if (arrayOf(materials).some((material) => keyOf(material) === key)) return [];
  return [{ at: '/predicate/invocation/configSource', listed: source }];
}

function hasText(value: unknown, key: string): boolean {
  const text = member(value, key);
  return typeof text === 'string' && text !== '';
}

/** Two descriptors of one address and one set of digests are the same, in whatever order they are written. */
function keyOf(material: unknown): string {
  const digests = Object.entries(objectOf(member(material, 'digest'))).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([member(material, 'uri') ?? null, digests]);
}
