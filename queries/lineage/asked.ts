import { hubReference, imageReference, nearest, parseDigest, storageReference } from '#schema';
import type { Thing } from '../exposure/exposure.ts';
import { cypher } from '../answering/cypher.ts';
import { AskError } from '../question.ts';
import type { Reader, Statement } from '../question.ts';

const LONGEST = 4_096;
const HUB = /^(hf|modelscope):(?:\/\/)?(?:models\/)?([^@:\s]+)$/i;
const HUB_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/;

const FOUND: Statement = {
  name: 'lineage-asked',
  sql: `SELECT 'Artifact' AS kind, a.key FROM json_each(:keys) w JOIN artifact a ON a.key = w.value
    UNION SELECT 'Weights', a.key FROM json_each(:keys) w JOIN weights a ON a.key = w.value
    UNION SELECT 'DatasetVersion', a.key FROM json_each(:keys) w JOIN dataset_version a ON a.key = w.value
    UNION SELECT 'Reference', a.key FROM json_each(:keys) w JOIN reference a ON a.key = w.value
    UNION SELECT 'Reference', a.key FROM json_each(:repositories) w JOIN reference a ON a.key > w.value || '@' AND a.key < w.value || 'A'
    ORDER BY 1, 2 LIMIT 2001`,
  cypher: cypher`CALL () {
      UNWIND $keys AS asked MATCH (a:Artifact {key: asked}) RETURN 'Artifact' AS kind, a.key AS key
      UNION UNWIND $keys AS asked MATCH (a:Weights {key: asked}) RETURN 'Weights' AS kind, a.key AS key
      UNION UNWIND $keys AS asked MATCH (a:DatasetVersion {key: asked}) RETURN 'DatasetVersion' AS kind, a.key AS key
      UNION UNWIND $keys AS asked MATCH (a:Reference {key: asked}) RETURN 'Reference' AS kind, a.key AS key
      UNION UNWIND $repositories AS asked MATCH (a:Reference) WHERE a.key STARTS WITH asked + '@' RETURN 'Reference' AS kind, a.key AS key
    } RETURN kind, key ORDER BY kind, key LIMIT 2001`,
};

const NAMES: Statement = {
  name: 'lineage-names',
  sql: 'SELECT key FROM reference ORDER BY key LIMIT 20000',
  cypher: cypher`MATCH (r:Reference) WHERE r.key >= '' RETURN r.key AS key ORDER BY key LIMIT 20000`,
};

export const askedStatements = { asked: FOUND, names: NAMES };

/** What a person asked for, as things of the graph. */
export interface LineageAsked {
  /** In a fixed order; one at least, also where nothing is known of it. */
  readonly roots: readonly Thing[];
  readonly found: boolean;
  /** Near names, where nothing was found. */
  readonly similar: readonly string[];
}

interface Candidates {
  readonly keys: readonly string[];
  /** Names on a hub of which every revision is meant. */
  readonly repositories: readonly string[];
  readonly best: Thing;
}

/**
 * Finds a digest, the id of weights or a data set, or a name as people write it: `hf:org/name@revision`,
 * `registry/repository:tag`, `org/name`, `s3://bucket/key`. A name on a hub without a revision means all of them.
 *
 * @throws AskError BAD_PARAMETER for a text that can be none of these.
 */
export async function lineageAsked(reader: Reader, parameter: string, text: string): Promise<LineageAsked> {
  const candidates = candidatesOf(parameter, text.trim());
  const rows = await reader.rows(FOUND, {
    keys: candidates.keys,
    repositories: candidates.repositories,
  });
  const roots = rows.map((row): Thing => {
    const id = String(row['key']);
    return { kind: String(row['kind']) as Thing['kind'], id, name: id };
  });
  if (roots.length > 0) return { roots, found: true, similar: [] };
  const names = await reader.rows(NAMES, {});
  const similar = nearNames(
    candidates.best.id,
    names.map(({ key }) => String(key)),
  );
  return { roots: [candidates.best], found: false, similar };
}

/** A revision that is another one does not make a name another one. */
function nearNames(text: string, names: readonly string[]): string[] {
  const bare = (name: string): string => name.split('@', 1)[0] ?? name;
  const full = Map.groupBy(names, bare);
  return nearest(bare(text), [...full.keys()]).flatMap((name) => full.get(name)?.slice(0, 1) ?? []);
}

function candidatesOf(parameter: string, text: string): Candidates {
  if (text === '' || text.length > LONGEST || /\p{Cc}/u.test(text) || !text.isWellFormed()) {
    throw new AskError(
      'BAD_PARAMETER',
      `${parameter}: give a digest, weights:…, or a name of at most ${LONGEST} characters.`,
      {
        at: parameter,
      },
    );
  }
  const digest = parseDigest(/^[0-9a-fA-F]{64}$/.test(text) ? `sha256:${text}` : text);
  if (digest !== undefined) return { keys: [digest], repositories: [], best: thing('Artifact', digest) };
  if (/^weights:[0-9a-f]{64}$/.test(text)) return { keys: [text], repositories: [], best: thing('Weights', text) };
  return named(text);
}

const thing = (kind: Thing['kind'], id: string): Thing => ({ kind, id, name: id });

function named(text: string): Candidates {
  const hub = HUB.exec(text);
  const repositories = [
    ...(hub === null ? [] : [`${(hub[1] ?? '').toLowerCase()}:${hub[2] ?? ''}`]),
    ...(HUB_NAME.test(text) ? [`hf:${text}`] : []),
  ];
  const uri = /^(hf|modelscope|oci|s3|gs|pvc):(?!\/\/)(.+)$/is.exec(text);
  const stored = storageReference(uri === null ? text : `${uri[1] ?? ''}://${uri[2] ?? ''}`);
  const image = stored === undefined || stored.kind === 'uri' ? imageReference(text) : undefined;
  const onHub = HUB_NAME.test(text) ? hubReference(text, null) : undefined;
  const references = [stored, image, onHub].filter((one) => one !== undefined);
  // A name that holds a digest is that artifact, too.
  const keys = [text, ...references.flatMap(({ id, digest }) => (digest === null ? [id] : [id, digest]))];
  const best = onHub ?? stored ?? image;
  return { keys: [...new Set(keys)], repositories, best: thing('Reference', best?.id ?? text) };
}
