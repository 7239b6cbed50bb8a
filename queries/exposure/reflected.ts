import { imageReference } from '#schema';
import type { ContainerSpec } from '#schema';
import { takesAdaptersFromObjects } from './adapters-from-objects.ts';
import type { Stated } from './exposure.ts';
import type { Unit } from './unit.ts';

/**
 * Whether the units show what a pod template names: for each container one of the same name, with the same image (or the
 * same repository, by digest: admission writes that), arguments and literal environment.
 */
export function isReflected({ summary }: Stated, units: readonly Unit[]): boolean {
  const { pod } = summary;
  if (pod === null) return true;
  const volumes = pod.volumes.map(({ image }) => image).filter((image) => image !== null);
  const shown = units.flatMap((unit) => unit.containers.map(({ spec }) => spec));
  const mounted = units.flatMap((unit) => unit.volumes.map(({ image }) => image)).filter((image) => image !== null);
  return (
    pod.containers.every((container) => shown.some((other) => shows(other, container))) &&
    volumes.every((image) => mounted.some((other) => showsImage(other, image)))
  );
}

function shows(shown: ContainerSpec, wanted: ContainerSpec): boolean {
  if (shown.name !== wanted.name) return false;
  if (wanted.image !== null && (shown.image === null || !showsImage(shown.image, wanted.image))) return false;
  const words = new Set([...shown.command, ...shown.args]);
  if (![...wanted.command, ...wanted.args].every((word) => words.has(word))) return false;
  // Other objects make no difference that anybody could see, but where there was none.
  if (takesAdaptersFromObjects(wanted) && !takesAdaptersFromObjects(shown)) return false;
  return wanted.env.every(({ name, value }) => {
    const other = shown.env.find((variable) => variable.name === name);
    return value === null || (other !== undefined && (other.value === null || other.value === value));
  });
}

/** Whether an image that a pod has is the one asked for: spelled alike, or the same repository where a digest was written. */
export function showsImage(shown: string, wanted: string): boolean {
  if (shown === wanted) return true;
  const [a, b] = [imageReference(shown), imageReference(wanted)];
  if (a === undefined || b === undefined) return false;
  return a.id === b.id || (a.digest !== null && b.digest === null && a.repository === b.repository);
}
