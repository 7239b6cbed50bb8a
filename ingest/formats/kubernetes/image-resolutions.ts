import { imageReference, parseImageId } from '#schema';
import type { ContainerStatus, KubernetesSummary } from '#schema';
import type { Claim } from '../../reading.ts';

/**
 * What a pod's status shows about tags: that the reference asked for named this digest (model-estate.md §5.2). The
 * reference is the one of the spec; that of the status may be any other name that the node had for the same image. Only a
 * digest in a repository counts: a bare one is of a config, which no reference names.
 */
export function imageResolutions(summary: KubernetesSummary): Claim[] {
  const claims = new Map<string, Claim>();
  const resolve = (image: string | null, id: string | null, at: string): void => {
    const reference = image === null ? undefined : imageReference(image);
    const { repository, digest } = parseImageId(id ?? '');
    if (reference === undefined || reference.digest !== null || repository === null || digest === null) return;
    const key = `${reference.id} ${digest}`;
    if (!claims.has(key)) claims.set(key, { edge: 'RESOLVES_TO', from: reference.id, to: digest, at });
  };
  for (const status of summary.containerStatuses) {
    resolve(askedFor(summary, status), status.imageID, `${status.at}/imageID`);
    for (const { volume, imageRef, at } of status.volumeImages) {
      resolve(summary.pod?.volumes.find(({ name }) => name === volume)?.image ?? null, imageRef, at);
    }
  }
  return [...claims.values()];
}

function askedFor({ pod }: KubernetesSummary, { list, name, image }: ContainerStatus): string | null {
  return pod?.[list].find((container) => container.name === name)?.image ?? image;
}
