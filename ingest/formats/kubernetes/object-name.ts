import type { ObjectName, OwnerReference } from '#schema';
import { Failure } from '../../failure.ts';
import { isObject, member, textOf } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import { elementsOf, objectAt, unusable } from './elements.ts';
import type { Place } from './elements.ts';
import { isClusterScoped } from './kinds.ts';

/** Longer than any name the API accepts. */
const LONGEST = 1_024;

/** API group and kind of an object. @throws Failure MALFORMED where they are missing or cannot be part of an id. */
export function typeOfObject(object: Place): Pick<ObjectName, 'group' | 'kind'> {
  const apiVersion = part(member(object.value, 'apiVersion'), '/apiVersion');
  const kind = part(member(object.value, 'kind'), '/kind');
  if (kind.includes('/') || apiVersion.split('/').length > 2) {
    throw new Failure('MALFORMED', 'The object is of no kind that Kubernetes could have.', { at: '/kind' });
  }
  return { group: groupOf(apiVersion), kind };
}

/** `apps/Deployment`, or the kind alone for the core group. */
export function groupKindOf({ group, kind }: Pick<ObjectName, 'group' | 'kind'>): string {
  return group === '' ? kind : `${group}/${kind}`;
}

/**
 * The name of an object. One that the cluster has yet to name (`generateName`) is named by its prefix and a star, with a
 * remark; a namespaced object that leaves out its namespace is in `default`.
 *
 * @throws Failure MALFORMED (`/metadata`, `/metadata/name`, `/metadata/namespace`) where there is no name, or it cannot be part of an id.
 */
export function nameOfObject(object: Place, type: Pick<ObjectName, 'group' | 'kind'>, remarks: Remark[]): ObjectName {
  const metadata = member(object.value, 'metadata');
  if (!isObject(metadata))
    throw new Failure('MALFORMED', 'The object has no metadata, and so no name.', { at: '/metadata' });
  const generated = textOf(member(metadata, 'generateName'));
  const written = member(metadata, 'name');
  const isGenerated = generated !== null && (written === undefined || written === null || written === '');
  const name = isGenerated ? `${part(generated, '/metadata/generateName')}*` : part(written, '/metadata/name');
  if (isGenerated) {
    const message = 'The object has no name yet: the cluster will make one from this prefix.';
    remarks.push({ code: 'NAME_GENERATED', at: '/metadata/generateName', message });
  }
  return { ...type, namespace: namespaceOf(metadata, groupKindOf(type)), name };
}

/**
 * All owners, the controlling one first. An owner that cannot be named is remarked upon; without it the object stands for
 * itself.
 */
export function ownersOf(object: Place, remarks: Remark[]): OwnerReference[] {
  const metadata = objectAt(object, ['metadata'], remarks);
  if (metadata === undefined) return [];
  const owners = elementsOf(metadata, 'ownerReferences', remarks).flatMap(({ value, at }): OwnerReference[] => {
    const [apiVersion, kind, name] = ['apiVersion', 'kind', 'name'].map((key) => member(value, key));
    if (isPart(kind) && isPart(name) && isPart(apiVersion) && !kind.includes('/')) {
      const uid = textOf(member(value, 'uid'));
      return [{ group: groupOf(apiVersion), kind, name, uid, controller: member(value, 'controller') === true }];
    }
    remarks.push(unusable(at, 'This does not name an owner, and is passed over.'));
    return [];
  });
  return owners.sort((a, b) => Number(b.controller) - Number(a.controller));
}

function namespaceOf(metadata: unknown, groupKind: string): string {
  if (isClusterScoped(groupKind)) return '';
  const written = member(metadata, 'namespace');
  return written === undefined || written === null || written === '' ? 'default' : part(written, '/metadata/namespace');
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

function part(value: unknown, at: string): string {
  if (isPart(value)) return value;
  const what = textOf(value) === null ? 'is missing' : 'is too long, or holds a control character or a bar';
  throw new Failure('MALFORMED', `What names the object ${what} (${at}).`, { at });
}

/** The bar separates the parts of an object's id. */
function isPart(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST && !/[\p{Cc}|]/u.test(value);
}
