import type { VolumeSpec } from '#schema';
import type { Evidence } from './exposure.ts';
import type { Contained, Unit } from './unit.ts';

/** Something that the platform puts into a pod before it serves. */
export interface Provisioned {
  /** The URI as written. */
  readonly text: string;
  /** Where in the pod it is put; null: not known. */
  readonly path: string | null;
  readonly evidence: readonly Evidence[];
}

const MODELCAR = /^modelcar(?:-init)?(?:-\d+)?$/;
const INITIALIZER = /^storage-initializer(?:-|$)/;
/** Most telling first: a cached model is mounted from a claim whose name says nothing. */
const SOURCES = [
  'internal.serving.kserve.io/localmodel-sourceuri',
  'internal.serving.kserve.io/storage-initializer-sourceuri',
] as const;
const MODEL_FOLDER = /^\/(?:mnt\/(?:models|pvc)|models)(?:\/|$)/;

/** A container that carries the model itself (KServe's `oci://`): it is neither runtime nor loader. */
export function isModelcar({ spec }: Contained): boolean {
  return MODELCAR.test(spec.name);
}

/** Whether a path is where models are put by convention. */
export function isModelFolder(path: string): boolean {
  return MODEL_FOLDER.test(path);
}

/** What the storage initializers of a pod are told to fetch: pairs of URI and folder. */
export function fetchedBy(unit: Unit): readonly Provisioned[] {
  return unit.containers
    .filter(({ list, spec }) => list === 'initContainers' && INITIALIZER.test(spec.name))
    .flatMap(({ spec, document }) =>
      spec.args.flatMap((text, position) => {
        if (!/^(?:[a-z][a-z0-9+.-]*:\/\/|(?:models|runs):\/)/i.test(text)) return [];
        const next = spec.args[position + 1] ?? '';
        const evidence = [{ document, at: `${spec.at}/args/${position}` }];
        return [{ text, path: next.startsWith('/') ? next : null, evidence }];
      }),
    );
}

/** What an annotation of KServe says of where the model is from. */
export function annotatedOn({ annotations, annotationsAt, document }: Unit): readonly Provisioned[] {
  for (const key of SOURCES) {
    const text = annotations[key];
    if (text === undefined || text.trim() === '') continue;
    const at = `${annotationsAt}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return [{ text, path: null, evidence: [{ document, at }] }];
  }
  return [];
}

/** Image volumes that a container mounts where models are put. */
export function modelVolumes({ volumes, containers }: Unit): readonly VolumeSpec[] {
  const mounted = new Set(
    containers.flatMap(({ spec }) => spec.mounts.filter(({ path }) => isModelFolder(path)).map(({ volume }) => volume)),
  );
  return volumes.filter(({ name, image }) => image !== null && mounted.has(name));
}

/** The images of a unit that are models: modelcars and image volumes. */
export function imagesOfModels(unit: Unit): readonly string[] {
  const cars = unit.containers.filter(isModelcar).map(({ spec }) => spec.image);
  return [...cars, ...modelVolumes(unit).map(({ image }) => image)].filter((image) => image !== null);
}

/** What is fetched, else what an annotation says; nothing where the model is an image in the pod. */
export function provisionedBy(unit: Unit): readonly Provisioned[] {
  const fetched = fetchedBy(unit);
  if (fetched.length > 0) return fetched;
  return imagesOfModels(unit).length > 0 ? [] : annotatedOn(unit);
}
