import type { LineageAsked } from './asked.ts';
import type { Relation } from './relations.ts';
import { isMutableName, LINEAGE_LIMITS } from './walk.ts';

/** What a lineage does not know, a sentence each. */
export function lineageNotes(asked: LineageAsked, all: readonly Relation[], limited: boolean): string[] {
  const [root] = asked.roots;
  const made = all.filter(({ direction }) => direction !== 'SAME');
  const notes: string[] = [];
  if (!asked.found) {
    const slip = asked.similar.length > 0 ? ' Look for a slip of the pen.' : '';
    const unsearched =
      root?.kind === 'Reference'
        ? ' Names that only subjects, build inputs or purls give are not searched: ask by digest.'
        : '';
    notes.push(`Nothing was found under ${root?.id ?? 'it'}.${slip}${unsearched}`);
  } else if (made.length === 0)
    notes.push('It is known, but no document in force says what it was made from or what was made from it.');
  if (asked.roots.length > 1)
    notes.push(`The name may mean ${asked.roots.length} things, and all of them are followed.`);
  notes.push(...nameNotes(asked, all));
  const byName = made.filter(({ how }) => how === 'NAME').length;
  if (byName > 0) {
    const rows = byName === 1 ? '1 row is' : `${byName} rows are`;
    notes.push(`${rows} by name only: the name may have meant other bytes.`);
  }
  if (limited) {
    notes.push(
      `LIMIT_REACHED: the lineage goes further than ${LINEAGE_LIMITS.depth} makings, ${LINEAGE_LIMITS.things} things or ${LINEAGE_LIMITS.relations} rows. Ask for something on its edge.`,
    );
  }
  return notes;
}

/** What the names that were asked for were seen to mean, where that is not one thing for good. */
function nameNotes(asked: LineageAsked, all: readonly Relation[]): string[] {
  const names = asked.roots.filter(({ kind, id }) => kind === 'Reference' && isMutableName(id));
  return names.flatMap(({ id }) => {
    const meant = all.filter(({ from, relation }) => from.id === id && relation === 'same name');
    if (meant.length > 1)
      return [`${id} is ambiguous: it was seen to mean ${meant.length} digests, and all of them are followed.`];
    if (meant.length === 1) return [`${id} may have meant other bytes at another time.`];
    const others = all.some(({ from, relation }) => from.id === id && relation === 'another revision by name');
    return others
      ? [`No document says what ${id} means: other revisions of the name are followed, and may be other models.`]
      : [];
  });
}
