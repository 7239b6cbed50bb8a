import type { Claim } from '../../reading.ts';

/** The claim that a document is the config of a manifest, which it stands for: whatever it says is said of its own digest. */
export function embodiesConfig(digest: string): Claim {
  const platform = { os: null, architecture: null, variant: null };
  const properties = { role: 'config', mediaType: null, artifactType: null, ...platform };
  return { edge: 'EMBODIES', from: digest, to: digest, at: '', properties };
}
