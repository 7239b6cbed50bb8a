import type { JsonObject } from '../../json/index.ts';
import { isObject, member, pointer } from '../../json/index.ts';
import type { Claim, Remark } from '../../reading.ts';
import type { Listed } from '../resolved-dependency.ts';
import { readDependencies } from '../resolved-dependency.ts';
import type { Attested, PredicateReading } from './predicate-reader.ts';
import { objectPredicate } from './predicate-reader.ts';

const TYPES = /^https:\/\/in-toto\.io\/(?:attestation\/link\/v0\.[123]|Link\/v(?:0\.[12]|1))$/;
const MATERIALS = '/predicate/materials';
const KEPT = ['command', 'byproducts', 'environment'] as const;

/**
 * in-toto link v0.2 and v0.3: one step that made its subjects from its materials (model-estate.md §3.5). A link has no
 * invocation, so the build is known by the statement. It lists files that the step was given and never what the step ran
 * with: that is one more dependency, which nobody can resolve, or the build would look fully known.
 */
export const link = objectPredicate(TYPES, 'a link', read);

function read(predicate: JsonObject, { document, subjects }: Attested): PredicateReading {
  const build = `build:${document.digest.slice(document.digest.indexOf(':') + 1)}`;
  const listed = materialsOf(predicate);
  const materials = readDependencies(listed, build, document.digest);
  const products = subjects.map(({ artifact, name, at }): Claim => ({
    edge: 'PRODUCED',
    from: build,
    to: artifact,
    at,
    properties: { name },
  }));
  const environment: Claim = {
    edge: 'CONSUMED_REFERENCE',
    from: build,
    to: `unnamed:${document.digest}#/predicate`,
    at: '/predicate',
    properties: { ordinal: countOf(listed), role: 'unknown', roleSource: 'NONE', name: null, uri: null },
  };
  const isMap = isObject(member(predicate, 'materials'));
  const remarks = isMap ? materials.remarks.map(placedInMap) : materials.remarks;
  return { claims: [...products, ...materials.claims, environment], remarks: [...remarks, ...keptRemarks(predicate)] };
}

/** Before v0.3 the materials are an object of names and digests. */
function materialsOf(predicate: JsonObject): readonly Listed[] {
  const materials = member(predicate, 'materials');
  if (!isObject(materials)) return [{ at: MATERIALS, listed: materials }];
  return Object.entries(materials).map(([name, digest]) => ({
    at: `${MATERIALS}${pointer(name)}`,
    listed: { name, digest },
  }));
}

function countOf(listed: readonly Listed[]): number {
  return listed.reduce(
    (sum, { listed: one }) => sum + (Array.isArray(one) ? one.length : Number(one !== undefined && one !== null)),
    0,
  );
}

/** In an object of names and digests the digests stand under the name itself. */
function placedInMap(remark: Remark): Remark {
  return { ...remark, at: remark.at.replace(/^(\/predicate\/materials\/[^/]*)\/digest(?=\/|$)/, '$1') };
}

function keptRemarks(predicate: JsonObject): Remark[] {
  return KEPT.flatMap((name) => {
    const value = member(predicate, name);
    if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [];
    const message = `What the link says under ${name} is kept with the statement and not read.`;
    return [{ code: 'LINK_NOT_READ', at: `/predicate/${name}`, message }];
  });
}
