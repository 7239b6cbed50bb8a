import type { ContainerStatus } from '#schema';
import { isObject, member, textOf } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import { elementsOf, textAt } from './elements.ts';
import type { Place } from './elements.ts';

const LISTS = [
  ['containerStatuses', 'containers'],
  ['initContainerStatuses', 'initContainers'],
  ['ephemeralContainerStatuses', 'ephemeralContainers'],
] as const;
const STATES = ['running', 'terminated', 'waiting'] as const;

/** What a pod's status says of each of its containers, of all three lists. */
export function containerStatuses(status: Place, remarks: Remark[]): ContainerStatus[] {
  return LISTS.flatMap(([key, list]) =>
    elementsOf(status, key, remarks).map((element) => containerStatus(element, list, remarks)),
  );
}

function containerStatus(element: Place, list: ContainerStatus['list'], remarks: Remark[]): ContainerStatus {
  const state = member(element.value, 'state');
  return {
    name: textAt(element, 'name', remarks) ?? '',
    list,
    image: textAt(element, 'image', remarks),
    imageID: textAt(element, 'imageID', remarks),
    ready: member(element.value, 'ready') === true,
    state: STATES.find((key) => isObject(member(state, key))) ?? 'unknown',
    at: element.at,
    volumeImages: elementsOf(element, 'volumeMounts', remarks).flatMap((mount) => volumeImage(mount, remarks)),
  };
}

function volumeImage(mount: Place, remarks: Remark[]): ContainerStatus['volumeImages'][number][] {
  const imageRef = textOf(member(member(member(mount.value, 'volumeStatus'), 'image'), 'imageRef'));
  if (imageRef === null) return [];
  const volume = textAt(mount, 'name', remarks) ?? '';
  return [{ volume, imageRef, at: `${mount.at}/volumeStatus/image/imageRef` }];
}
