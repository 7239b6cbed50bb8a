import { storageReference } from '#schema';
import type { ContainerSpec, VolumeSpec } from '#schema';
import type { Context } from './context.ts';
import type { Evidence } from './exposure.ts';
import { imageNameOf, namedImage, namedReference, statedDigest } from './landing.ts';
import type { Landing, Named } from './landing.ts';
import type { NamedModel } from './naming.ts';
import type { Provisioned } from './provisioned.ts';
import { isModelFolder } from './provisioned.ts';
import type { Contained, Unit } from './unit.ts';

const UNNAMED: Landing = { thing: null, digest: null, rung: 'UNRESOLVED', reason: null, path: [] };

/** Where the image of a container leads: by its status, else by its own spec; nowhere when neither can be read. */
export function containerLandings(
  { spec, status, document, further }: Contained,
  edge: Named['edge'],
  unit: Unit,
  context: Context,
): readonly Landing[] {
  const image = spec.image ?? status?.image ?? null;
  if (status !== null) {
    const evidence = [{ document: unit.document, at: `${status.at}/imageID` }];
    const stated = statedDigest(status.imageID, image, { edge, evidence, since: unit.since, inferred: false }, context);
    if (stated !== undefined) return [stated];
  }
  if (image === null) return [];
  const evidence = [{ document, at: `${spec.at}/image` }, ...further];
  return namedImage(image, { edge, evidence, since: unit.since, inferred: false }, context);
}

/** Where an image volume leads: by the status of a mount, else by its reference. */
export function volumeLandings(volume: VolumeSpec, unit: Unit, context: Context): readonly Landing[] {
  const found = new Map<string, Landing>();
  for (const { status } of unit.containers) {
    for (const mounted of status?.volumeImages ?? []) {
      if (mounted.volume !== volume.name) continue;
      const named = loads(unit, [{ document: unit.document, at: mounted.at }]);
      const stated = statedDigest(mounted.imageRef, volume.image, named, context);
      if (stated?.digest != null && !found.has(stated.digest)) found.set(stated.digest, stated);
    }
  }
  if (found.size > 0) return [...found.values()];
  if (volume.image === null) return [];
  const landings = namedImage(
    volume.image,
    loads(unit, [{ document: unit.document, at: `${volume.at}/image/reference` }]),
    context,
  );
  return landings.length > 0 ? landings : [UNNAMED];
}

/** Where a URI leads that a serving platform is told to load. */
export function provisionedLandings(
  { text, evidence }: Pick<Provisioned, 'text' | 'evidence'>,
  unit: Unit,
  context: Context,
): readonly Landing[] {
  const reference = storageReference(text);
  if (reference === undefined) return [UNNAMED];
  return namedReference(reference, imageNameOf(reference) ?? text, loads(unit, evidence), context);
}

/** Where a model on a command line leads; a path leads to the volume that it is on. */
export function modelLandings(
  model: NamedModel,
  { document, spec }: Contained,
  unit: Unit,
  context: Context,
): readonly Landing[] {
  const named = loads(unit, [{ document, at: model.at }]);
  if (model.reference !== null)
    return namedReference(model.reference, model.text ?? model.reference.id, named, context);
  const mounted = model.path === null ? undefined : volumeAt(model.path, spec, unit);
  if (mounted === undefined) return [UNNAMED];
  if (mounted.volume.image !== null) return volumeLandings(mounted.volume, unit, context);
  return mounted.volume.claim === null ? [UNNAMED] : claimLandings(mounted.volume.claim, mounted.below, named, context);
}

/** Claims that are mounted where models are put. */
export function mountedClaims(unit: Unit, context: Context): readonly Landing[] {
  const found = new Map<string, readonly Landing[]>();
  for (const { spec } of unit.containers) {
    for (const { volume: name, path } of spec.mounts) {
      const volume = isModelFolder(path) ? unit.volumes.find((candidate) => candidate.name === name) : undefined;
      const claim = volume?.claim ?? null;
      if (volume === undefined || claim === null || found.has(claim)) continue;
      const evidence = [{ document: unit.document, at: `${volume.at}/persistentVolumeClaim/claimName` }];
      found.set(claim, claimLandings(claim, '', { ...loads(unit, evidence), inferred: true }, context));
    }
  }
  return [...found.values()].flat();
}

/** The volume that a path of a container is on, by its longest mount, and the rest of the path. */
export function volumeAt(
  path: string,
  { mounts }: ContainerSpec,
  unit: Unit,
): { volume: VolumeSpec; below: string } | undefined {
  const on = mounts
    .filter(
      (mount) => mount.path !== '' && (path === mount.path || path.startsWith(`${mount.path.replace(/\/$/, '')}/`)),
    )
    .sort((a, b) => b.path.length - a.path.length)[0];
  const volume = on === undefined ? undefined : unit.volumes.find(({ name }) => name === on.volume);
  if (on === undefined || volume === undefined) return undefined;
  return { volume, below: path.slice(on.path.length).replace(/^\/+/, '') };
}

function claimLandings(claim: string, path: string, named: Named, context: Context): readonly Landing[] {
  const uri = `pvc://${claim}${path === '' ? '' : `/${path}`}`;
  const reference = storageReference(uri);
  return reference === undefined ? [UNNAMED] : namedReference(reference, uri, named, context);
}

function loads(unit: Unit, evidence: readonly Evidence[]): Named {
  return { edge: 'LOADS', evidence, since: unit.since, inferred: false };
}
