import type { Document, Format } from '../../format.ts';
import type { Reading } from '../../reading.ts';
import { canonicalText } from './canonical-object.ts';
import { documentsIn } from './documents-in.ts';
import { isList } from './list-members.ts';
import { objectClaims } from './object-claims.ts';
import { recognisesKubernetes } from './recognises.ts';
import { unpack } from './unpack.ts';

/**
 * Kubernetes objects in JSON or YAML: one, a list, or many in one file (design.md §6, model-estate.md §5.1).
 *
 * Claims are read from the canonical form only: one object, as RFC 8785 JSON, without `metadata.managedFields` (kubectl
 * hides that member and the API shows it, so the same object would have two digests) and with `apiVersion` and `kind`.
 * Everything else is a wrapper around such documents. So a list, a single file, YAML, JSON and the live API give one
 * digest for one object. Nothing but `managedFields` is changed, and nobody signs these bytes.
 */
export const kubernetes: Format = {
  name: 'kubernetes',
  doc: 'Kubernetes objects (JSON, YAML, lists): workloads, pods, namespaces, nodes, KServe services and runtimes',
  reader: 3,
  recognises: recognisesKubernetes,
  read,
};

function read(document: Document): Reading {
  const documents = documentsIn(document.bytes);
  const [only] = documents;
  if (documents.length === 1 && only?.at === '' && !isList(only.value)) {
    const canonical = new TextEncoder().encode(canonicalText(only.value, ''));
    if (Buffer.compare(canonical, document.bytes) === 0) return objectClaims(only.value, document.digest);
  }
  return unpack(documents);
}
