import { digestsIn, hubReference, imageReference, storageReference } from '#schema';
import type { Claim, Remark } from '../reading.ts';
import { isNodeId } from './node-id.ts';

/** What a document names as the origin of a model, and where. */
export interface NamedOrigin {
  /** The artifact that comes from it. */
  readonly from: string;
  /** As written. */
  readonly name: string;
  readonly at: string;
  /** As in DERIVED_FROM: base, adapter, … */
  readonly relation: string;
}

const LONGEST = 1_000;
const HUB =
  /^https?:\/\/(?:www\.)?(?:huggingface\.co|hf\.co)\/(?<name>[^/?#]+\/[^/?#]+)(?:\/(?:tree|blob|resolve)\/(?<revision>[^/?#]+))?\/?$/i;
const WITH_HOST = /^(?:[^/]*[.:][^/]*|localhost)\//;

/**
 * The claim that a model came from another one: DERIVED_FROM where the name holds a digest, else DERIVED_FROM_REFERENCE. A name
 * that is none of another model (a path, a free text) becomes a reference that nobody can resolve, because a model whose origin
 * was left out would look like one that has none.
 *
 * @param reference - reads a name as its format writes them.
 * @returns a remark ORIGIN_UNUSABLE with a reference that nobody can resolve.
 */
export function originClaim(
  { from, name, at, relation }: NamedOrigin,
  reference: (name: string) => string | undefined,
): { readonly claims: readonly Claim[]; readonly remarks: readonly Remark[] } {
  const properties = { relation, name };
  const [digest] = name.length > LONGEST ? [] : digestsIn(name);
  if (digest === from) return { claims: [], remarks: [] };
  if (digest !== undefined)
    return { claims: [{ edge: 'DERIVED_FROM', from, to: digest, at, properties }], remarks: [] };
  const to = name.length > LONGEST ? undefined : reference(name);
  if (isNodeId(to)) return { claims: [{ edge: 'DERIVED_FROM_REFERENCE', from, to, at, properties }], remarks: [] };
  const message = 'The origin of the model is named by no usable name.';
  const unnamed = `unnamed:${from}#${at}`;
  return {
    claims: [{ edge: 'DERIVED_FROM_REFERENCE', from, to: unnamed, at, properties }],
    remarks: [{ code: 'ORIGIN_UNUSABLE', at, message }],
  };
}

/** A name as Ollama writes it: `name:tag`, `namespace/name`, with or without the registry. */
export function ollamaReference(name: string): string | undefined {
  if (/^[\\/.~]|^[A-Za-z]:\\/.test(name)) return undefined;
  if (WITH_HOST.test(name)) return imageReference(name)?.id;
  return imageReference(`registry.ollama.ai/${name.includes('/') ? '' : 'library/'}${name}`)?.id;
}

/** A name as KitOps writes it. Without a registry it is one of the machine where the kit was made. */
export function kitReference(name: string): string | undefined {
  return storageReference(`kit://${name}`)?.id;
}

/** An address: of a repository on the hub, of a registry, a bucket, a page. */
export function addressReference(address: string): string | undefined {
  const { name, revision } = HUB.exec(address.trim())?.groups ?? {};
  if (name === undefined || !isNodeId(address)) return storageReference(address)?.id;
  return hubReference(name, revision ?? null).id;
}
