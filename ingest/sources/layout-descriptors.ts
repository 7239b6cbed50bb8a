import { imageReference, parseDigest } from '#schema';
import { Failure } from '../failure.ts';
import { annotation, isSbomType } from '../formats/oci-descriptor.ts';
import { TITLES } from '../formats/oci-manifest/manifest-layers.ts';
import { arrayOf, isObject, member, parseJson, pointer, textOf } from '../json/index.ts';

/** A blob that an index or a manifest of a layout names. */
export interface NamedBlob {
  /** Canonical, `alg:hex`. */
  readonly digest: string;
  readonly mediaType: string | null;
  /** The name of the file that it is, as annotated, or null. */
  readonly title: string | null;
  /** The size that the descriptor gives it, in bytes, or null. */
  readonly size: number | null;
  /** Whether it stands where an index or a manifest stands, so that what it names is looked for too. */
  readonly isManifest: boolean;
  /** The layout may leave it out: its content lies in the descriptor, or it is what a referrer refers to. */
  readonly isOptional: boolean;
}

/** What a tag of a layout named: an id of a Reference, a digest, and the place in index.json. */
export interface NamedTag {
  readonly reference: string;
  readonly digest: string;
  readonly at: string;
}

const EMPTY_OBJECT = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
/** Envelopes, statements and bundles; everything in JSON; SBOMs in any form. */
const DOCUMENT_TYPE = /[/+.]json(?:[+.;-]|$)|[/.](?:in-toto|dsse|sigstore\.bundle)(?:[+.]|$)|[/.]jose(?:[+.]|$)/;
/** Media types of archives and weights: missing or damaged, they are the trouble of the one who runs them. */
const OPAQUE_TYPE = /(?:^|[/+.-])(?:tar|gzip|zstd|zip|octet-stream|raw|gguf|safetensors|layer)(?:[+.;-]|$)/;
/** Texts that lie beside weights: cards, licences, Kitfiles, configs. */
const TEXT_TYPE =
  /^(?:text\/|application\/(?:x-)?yaml$|application\/vnd\.(?:(?:cncf|cnai)\.model\.(?:doc|weight\.config)\.v\d+\.raw|docker\.ai\.license|ollama\.image\.license)$)/;
const TEXT_NAME =
  /(?:^|\/)(?:kitfile|readme(?:\.[a-z]+)?|[^/]*(?:licen[cs]e|notice|model[-_]card|data[-_]card)[^/]*|[^/]+\.(?:md|ya?ml|json))$/i;
const TAG_KEYS = ['org.opencontainers.image.ref.name', 'io.containerd.image.name'];
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const WITH_REGISTRY = /^(?:[^/@]+[.:][^/@]*|localhost)\/[^@]+$/;

/** Whether a media type is one of documents, so that a blob of it is offered whatever its size. */
export function isDocumentType(mediaType: string | null): boolean {
  return mediaType !== null && (DOCUMENT_TYPE.test(mediaType.toLowerCase()) || isSbomType(mediaType));
}

/** Whether a media type is one of archives or weights. */
export function isOpaqueType(mediaType: string | null): boolean {
  return mediaType !== null && OPAQUE_TYPE.test(mediaType.toLowerCase());
}

/** Whether a small blob is likely to be a text that says something of what it lies beside, by its media type or its name. */
export function isTextBeside({ mediaType, title }: Pick<NamedBlob, 'mediaType' | 'title'>): boolean {
  if (mediaType !== null && TEXT_TYPE.test(mediaType.toLowerCase())) return true;
  return title !== null && TEXT_NAME.test(title) && !/(?:tar|gzip|zstd|zip)/i.test(mediaType ?? '');
}

/** Whether a text names a repository together with its registry. */
export function isRepository(text: string): boolean {
  const reference = imageReference(text);
  return WITH_REGISTRY.test(text) && reference?.tag === 'latest' && reference.id === `oci:${text}:latest`;
}

/** Every blob that an index or a manifest names; of what is neither, none. */
export function namedBlobs(bytes: Uint8Array): readonly NamedBlob[] {
  const value = parsed(bytes);
  const manifests = arrayOf(member(value, 'manifests')).flatMap((one) => blobOf(one, true, false));
  const subject = blobOf(member(value, 'subject'), true, true);
  const contents = [member(value, 'config'), ...arrayOf(member(value, 'layers')), ...arrayOf(member(value, 'blobs'))];
  return [...manifests, ...subject, ...contents.flatMap((one) => blobOf(one, false, false))];
}

function blobOf(descriptor: unknown, isManifest: boolean, isOptional: boolean): NamedBlob[] {
  const digest = parseDigest(textOf(member(descriptor, 'digest')) ?? '');
  if (digest === undefined || digest === EMPTY_OBJECT) return [];
  const size = member(descriptor, 'size');
  const isInline = typeof member(descriptor, 'data') === 'string';
  return [
    {
      digest,
      mediaType: textOf(member(descriptor, 'mediaType')),
      title: TITLES.map((key) => annotation(descriptor, key)).find((title) => title !== null) ?? null,
      size: typeof size === 'number' ? size : null,
      isManifest,
      isOptional: isOptional || isInline,
    },
  ];
}

/**
 * The tags of index.json as full references: those written with their registry, and mere tags of the repository given.
 *
 * @param repository - `registry/repository`, or null: mere tags then name nothing.
 */
export function namedTags(index: Uint8Array, repository: string | null): readonly NamedTag[] {
  const tags = new Map<string, NamedTag>();
  for (const [position, entry] of arrayOf(member(parsed(index), 'manifests')).entries()) {
    const digest = parseDigest(textOf(member(entry, 'digest')) ?? '');
    if (digest === undefined) continue;
    for (const key of TAG_KEYS) {
      const written = textOf(member(member(entry, 'annotations'), key));
      const reference = written === null ? undefined : referenceOf(written.trim(), repository);
      if (reference === undefined || tags.has(`${reference} ${digest}`)) continue;
      tags.set(`${reference} ${digest}`, { reference, digest, at: pointer('manifests', position, 'annotations', key) });
    }
  }
  return [...tags.values()];
}

/** A name with a digest in it names nothing that could change. */
function referenceOf(written: string, repository: string | null): string | undefined {
  const isTag = TAG.test(written);
  if (isTag && repository === null) return undefined;
  if (!isTag && !(WITH_REGISTRY.test(written) && /:[^/]+$/.test(written))) return undefined;
  const reference = imageReference(isTag ? `${repository ?? ''}:${written}` : written);
  return reference?.digest === null ? reference.id : undefined;
}

/** The object in these bytes. What is none fails when it is read as a document, and names no blobs. */
function parsed(bytes: Uint8Array): unknown {
  try {
    const value = parseJson(bytes);
    return isObject(value) ? value : undefined;
  } catch (failure) {
    if (failure instanceof Failure) return undefined;
    throw failure;
  }
}
