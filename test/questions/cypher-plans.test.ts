import { QUESTIONS } from '#queries';
import type { Statement } from '#queries';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Neo4jConnection } from '../../src/engines/neo4j/connection.ts';
import { migrate } from '../../src/engines/neo4j/migrations.ts';
import { asGiven } from '../../src/engines/neo4j/neo4j-reader.ts';
import { manyImages } from '../engines/neo4j/many-images.ts';
import { describeNeo4j } from '../neo4j/lease.ts';
import { NOW } from './golden-estate.ts';

interface Step {
  readonly operator: string;
  readonly details: string;
}

/** What a plan may begin with: few nodes, found by an index. */
const STARTS =
  /^(NodeUniqueIndexSeek|NodeUniqueIndexSeekByRange|NodeIndexSeek|NodeIndexSeekByRange|MultiNodeIndexSeek|(Directed|Undirected)RelationshipIndexSeek|(Directed|Undirected)RelationshipIndexSeekByRange)$/u;
/** Labels of which there are few nodes, however large the estate is. */
const FEW = /:(CoverageClass|CoverageCount|Revision|Estate)\b/u;
const FOUND = /Scan$|Seek|^(AllNodes|NodeByLabel|.*RelationshipType)/u;

function troubleOf({ operator, details }: Step): string[] {
  if (/^(CartesianProduct|Eager)$/u.test(operator)) return [operator];
  if (!FOUND.test(operator) || STARTS.test(operator)) return [];
  return FEW.test(details) && /^(NodeByLabelScan|NodeIndexScan)$/u.test(operator) ? [] : [`${operator} ${details}`];
}

/** Every step of a plan as the driver gives it. */
function stepsOf(plan: unknown): Step[] {
  if (typeof plan !== 'object' || plan === null || !('operatorType' in plan))
    throw new Error('a statement without a plan');
  const details: unknown =
    'arguments' in plan && typeof plan.arguments === 'object' && plan.arguments !== null
      ? Reflect.get(plan.arguments, 'Details')
      : undefined;
  const children = 'children' in plan && Array.isArray(plan.children) ? plan.children.flatMap(stepsOf) : [];
  const operator = String(plan.operatorType).replace(/@.*$/u, '');
  return [{ operator, details: typeof details === 'string' ? details : '' }, ...children];
}

const statements = new Map<string, Statement>(
  QUESTIONS.flatMap((question) => Object.values(question.statements).map((one) => [one.name, one])),
);

await describeNeo4j('the plans of questions', (settings) => {
  const connection = new Neo4jConnection(settings);
  beforeAll(async () => {
    await migrate(connection, () => NOW);
    await manyImages(connection, 1_000);
    await connection.write((transaction) => transaction.run('CALL db.resampleOutdatedIndexes()'));
  }, 120_000);
  afterAll(() => connection.close());

  const planOf = async (text: string): Promise<readonly Step[]> => {
    const { summary } = await connection.read((transaction) => transaction.run(`EXPLAIN ${text}`));
    return stepsOf(summary.plan);
  };

  it('notices what must not be', async () => {
    const troubles = async (text: string): Promise<string[]> => (await planOf(text)).flatMap(troubleOf);
    expect(await troubles('MATCH (a:Artifact) RETURN count(a.key)')).not.toEqual([]);
    expect(await troubles('MATCH (a) RETURN a')).not.toEqual([]);
    expect(await troubles('MATCH ()-[r:LISTS]->() RETURN r.at')).not.toEqual([]);
    expect(await troubles("MATCH (a:Artifact {key: 'a'}), (b:Artifact {key: 'b'}) RETURN a, b")).toEqual([
      'CartesianProduct',
    ]);
    expect(await troubles("MATCH (a:Artifact {key: 'a'}) RETURN a")).toEqual([]);
  });

  it.each(
    [...statements.values()].flatMap(({ name, cypher }) => (cypher === undefined ? [] : [[name, cypher] as const])),
  )('%s', async (_, cypher) => {
    expect((await planOf(asGiven(cypher))).flatMap(troubleOf)).toEqual([]);
  });
});
