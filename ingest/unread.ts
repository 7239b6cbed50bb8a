import { canonicalJson, sha256Of } from '#schema';
import type { Failure } from './failure.ts';
import type { Document } from './format.ts';

/**
 * The small document that stands for what a source names and does not give: a file that cannot be read. It holds no
 * time, so that the same refusal at the same place is one document; another document seen there takes it out of force.
 */
export function unreadDocument(source: string, location: string, failure: Failure): Document {
  const text = canonicalJson({ _type: 'https://provgraph.dev/unread/v1', code: failure.code, location, source });
  return { bytes: new TextEncoder().encode(text), digest: sha256Of(text) };
}
