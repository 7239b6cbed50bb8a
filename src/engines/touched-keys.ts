import { artifactKey, buildsKey, referenceKey, sbomsKey } from './keys.ts';

/** An edge of the model by its ends, wherever it is: in a document that was just read, or in the store. */
export interface EdgeEnds {
  readonly edge: string;
  readonly from: string;
  readonly to: string;
}

/** What claims answer: the keys of the projection, and the digests of the SBOMs whose bills they bear on. */
export interface TouchedKeys {
  readonly keys: ReadonlySet<string>;
  readonly sboms: ReadonlySet<string>;
}

/** The types of edges whose claims the projection or the bills rest on. */
export const TOUCHING = [
  'EMBODIES',
  'HAS_PLATFORM',
  'HAS_CONFIG',
  'HAS_DIGEST',
  'HOLDS_FILE',
  'RESOLVES_TO',
  'PRODUCED',
  'DESCRIBES',
  'INVENTORIES',
  'LISTS',
] as const;

/** What these claims answer, when they come or go. */
export function touchedByClaims(claims: Iterable<EdgeEnds>): TouchedKeys {
  const keys = new Set<string>();
  const sboms = new Set<string>();
  for (const { edge, from, to } of claims) {
    if (edge === 'EMBODIES') keys.add(artifactKey(to));
    else if (edge === 'HOLDS_FILE') keys.add(artifactKey(from));
    else if (edge === 'HAS_PLATFORM' || edge === 'HAS_CONFIG' || edge === 'HAS_DIGEST')
      keys.add(artifactKey(from)).add(artifactKey(to));
    else if (edge === 'RESOLVES_TO') keys.add(referenceKey(from));
    else if (edge === 'PRODUCED') keys.add(buildsKey(to));
    else if (edge === 'DESCRIBES') {
      keys.add(sbomsKey(to));
      sboms.add(from);
    } else if (edge === 'INVENTORIES' || edge === 'LISTS') sboms.add(from);
  }
  return { keys, sboms };
}
