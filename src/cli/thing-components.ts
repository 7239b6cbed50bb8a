import { parseDigest } from '#schema';
import { z } from 'zod';
import type { Estate, ThingShown } from '../engines/engine.ts';
import { usesOf } from './thing-uses.ts';
import type { Uses } from './thing-uses.ts';

/** How many places are asked for, and of how many artifacts the uses are looked for. */
const PAGE = 1000;
const ARTIFACTS = 50;

const Row = z.object({
  role: z.string(),
  thing: z.object({ kind: z.string(), id: z.string() }),
  name: z.string().nullable(),
  evidence: z.array(z.object({ document: z.string(), origin: z.string(), at: z.string() })),
  evidenceTotal: z.number(),
});

/** What SBOMs list by the digest of a component: a line each, and the uses of the artifacts that they describe. */
export interface Components {
  readonly lines: readonly string[];
  readonly more: number;
  readonly documents: readonly string[];
  readonly uses: Uses;
}

/** Where SBOMs in force give this digest as that of a component; null where none does, and where the id is no digest. */
export async function componentsOf(estate: Estate, { id }: ThingShown): Promise<Components | null> {
  if (parseDigest(id) !== id) return null;
  const { rows, total } = await estate.ask({ question: 'digest', parameters: { digest: id }, first: PAGE });
  const listed = rows.map((row) => Row.parse(row)).filter(({ role }) => role === 'COMPONENT_DIGEST');
  if (listed.length === 0) return null;
  const artifacts = listed.flatMap(({ thing }) => (thing.kind === 'Artifact' ? [thing] : []));
  const things = await estate.batch('things', artifacts.slice(0, ARTIFACTS));
  const found: Uses[] = [];
  for (const thing of things) if (thing !== null) found.push(await usesOf(estate, thing));
  const unread = total.count > rows.length;
  return {
    lines: listed.map(({ thing, name, evidence, evidenceTotal }) => {
      const [first] = evidence;
      const more = evidenceTotal > 1 ? `; and ${evidenceTotal - 1} more` : '';
      const says = first === undefined ? '' : `  (${first.origin} at ${first.at}${more})`;
      return `${thing.id}${name === null ? '' : ` [${name}]`}${says}`;
    }),
    more: Math.max(0, total.count - rows.length),
    documents: listed.flatMap(({ evidence }) => evidence.map(({ document }) => document)),
    uses: {
      uses: found.flatMap(({ uses }) => uses),
      total: found.reduce((sum, { total: count }) => sum + count, 0),
      cut: unread || artifacts.length > ARTIFACTS || found.some(({ cut }) => cut),
      answer: null,
    },
  };
}
