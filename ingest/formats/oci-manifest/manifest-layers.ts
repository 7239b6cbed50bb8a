import type { JsonObject } from '../../json/index.ts';
import { arrayOf, member, pointer } from '../../json/index.ts';
import type { Claim, Remark } from '../../reading.ts';
import type { Descriptor } from '../oci-descriptor.ts';
import { annotation, readDescriptor } from '../oci-descriptor.ts';
import type { ListedFile } from '../weight-file.ts';

/** A layer of a manifest that could be read. */
export interface Layer extends Descriptor {
  readonly ordinal: number;
  /** The descriptor as it stands in the manifest. */
  readonly value: unknown;
  readonly title: LayerTitle;
}

interface LayerTitle {
  /**
   * The file that the layer is, a folder with `/` at its end, or null. Of a layer that is two files at once both, in quotes:
   * that is the name of no file, and of no kind of file.
   */
  readonly text: string | null;
  readonly isDisputed: boolean;
}

/** Where layers say which file they are: any OCI tool, the CNCF ModelPack, and its name before that. */
export const TITLES = ['org.opencontainers.image.title', 'org.cncf.model.filepath', 'org.cnai.model.filepath'];
/** ORAS: the layer is an archive of the folder that its title names, whatever its media type. */
const UNPACK = 'io.deis.oras.content.unpack';

/** The layers of a manifest, and whether they are all it lists. */
export function readLayers(manifest: JsonObject, remarks: Remark[]): { layers: readonly Layer[]; isComplete: boolean } {
  const listed = member(manifest, 'layers');
  if (!Array.isArray(listed)) {
    remarks.push({ code: 'LAYERS_MISSING', at: '/layers', message: 'The manifest has no list of layers.' });
  }
  const layers: Layer[] = [];
  for (const [ordinal, value] of arrayOf(listed).entries()) {
    const layer = readDescriptor(value, pointer('layers', ordinal), remarks);
    if (layer === undefined) continue;
    layers.push({ ...layer, ordinal, value, title: titleOf(value, layer.at, remarks) });
  }
  return { layers, isComplete: Array.isArray(listed) && layers.length === listed.length };
}

/** A HAS_LAYER claim for each layer of a manifest. */
export function layerClaims(manifest: string, layers: readonly Layer[]): Claim[] {
  return layers.map(({ digest, at, ordinal, mediaType, title }): Claim => {
    const properties = { ordinal, mediaType, title: title.text };
    return { edge: 'HAS_LAYER', from: manifest, to: digest, at, properties };
  });
}

/** The layers as files: those that are two at once are none. */
export function filesOf(layers: readonly Layer[]): readonly ListedFile[] {
  return layers
    .filter(({ title }) => !title.isDisputed)
    .map(({ digest, at, mediaType, title }) => ({ path: title.text, mediaType, digest, at }));
}

/** A name with its folders and the same name without them are one name. */
function titleOf(layer: unknown, at: string, remarks: Remark[]): LayerTitle {
  const titles = [...new Set(TITLES.map((key) => annotation(layer, key)).filter((text) => text !== null))];
  const longest = titles.toSorted((a, b) => b.length - a.length)[0] ?? null;
  const isFolder = annotation(layer, UNPACK)?.toLowerCase() === 'true';
  if (longest === null) return { text: null, isDisputed: false };
  if (titles.every((title) => title === longest || longest.endsWith(`/${title}`))) {
    return { text: isFolder && !longest.endsWith('/') ? `${longest}/` : longest, isDisputed: false };
  }
  const message = 'The annotations of the layer do not agree on which file it is.';
  remarks.push({ code: 'TITLE_CONFLICT', at: `${at}/annotations`, message });
  return { text: titles.map((title) => JSON.stringify(title)).join(' or '), isDisputed: true };
}
