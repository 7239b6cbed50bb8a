/**
 * Places and directness of the members of a set, packed in set order: the longest common prefix of the pointers on the
 * first line, then a line for each member: `+` direct, `-` not direct, `?` not said, and the rest of the pointer.
 */
export function packPlaces(members: readonly { readonly place: string; readonly direct: boolean | null }[]): string {
  const prefix = commonPrefix(members.map(({ place }) => place));
  const lines = members.map(
    ({ place, direct }) => (direct === null ? '?' : direct ? '+' : '-') + place.slice(prefix.length),
  );
  return [prefix, ...lines].join('\n');
}

/** The place and directness of the member at this position; undefined beyond the end. */
export function placeAt(packed: string, ordinal: number): { place: string; direct: boolean | null } | undefined {
  const lines = packed.split('\n', ordinal + 2);
  const line = lines[ordinal + 1];
  if (line === undefined) return undefined;
  const direct = line.startsWith('?') ? null : line.startsWith('+');
  return { place: (lines[0] ?? '') + line.slice(1), direct };
}

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}
