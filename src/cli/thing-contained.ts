import { z } from 'zod';
import type { Estate, ThingShown } from '../engines/engine.ts';

/** How many artifacts are asked for. */
const PAGE = 1000;
/** How many documents are named beside one artifact. */
const SAYERS = 2;

const Row = z.object({
  artifact: z.object({ id: z.string(), name: z.string() }),
  package: z.string(),
  path: z.array(
    z.object({
      evidence: z.array(z.object({ document: z.string(), origin: z.string(), at: z.string() })),
      evidenceTotal: z.number(),
    }),
  ),
});

/** The artifacts in which documents list a package, a line each with who says so where, and those documents. */
export async function artifactsContaining(
  estate: Estate,
  { id }: ThingShown,
): Promise<{ readonly lines: readonly string[]; readonly more: number; readonly documents: readonly string[] }> {
  const asked = { question: 'artifacts-with-package', parameters: { package: id }, first: PAGE };
  const { rows, total } = await estate.ask(asked);
  const documents = new Set<string>();
  const lines = rows.map((row) => {
    const { artifact, package: name, path } = Row.parse(row);
    const evidence = path.flatMap((hop) => hop.evidence);
    for (const { document } of evidence) documents.add(document);
    const says = evidence.slice(0, SAYERS).map(({ origin, at }) => (at === '' ? origin : `${origin} at ${at}`));
    const more = path.reduce((sum, hop) => sum + hop.evidenceTotal, 0) - says.length;
    const who = [...says, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
    const known = artifact.name === artifact.id ? '' : ` ${artifact.name}`;
    return `${artifact.id}${known}${name === id ? '' : ` [${name}]`}  (${who})`;
  });
  return { lines, more: Math.max(0, total.count - rows.length), documents: [...documents] };
}
