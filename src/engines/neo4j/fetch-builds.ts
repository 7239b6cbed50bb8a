import { cypher, cypherJoined, cypherName } from '#queries';
import type { BuildFacts } from '#queries';
import { CONSUMPTIONS, buildFacts } from '../build-facts.ts';
import type { Consumption } from '../build-facts.ts';
import { buildsKey } from '../keys.ts';
import type { Transaction } from './connection.ts';
import { claimsInForce } from './entities-claims.ts';
import { textIn, textOrNullIn, wholeIn } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

const PRODUCED = cypher`UNWIND $given.artifacts AS artifact
  ${claimsInForce(cypher`(:Artifact {key: artifact})<-[e:PRODUCED]-(b:Build)`)}
  RETURN artifact, b.key AS build, e.document AS document, e.at AS at`;
const TYPES = cypherJoined(Object.keys(CONSUMPTIONS).map(cypherName), cypher`|`);
/** Asked of documents that were just found in force. */
const CONSUMED = cypher`UNWIND $given.said AS said MATCH (:Build {key: said.build})-[e:${TYPES}]->(n)
  WHERE e.document = said.document
  RETURN said.build AS build, said.document AS document, type(e) AS edge, n.key AS target, e.ordinal AS ordinal,
    e.role AS role, e.name AS name, e.at AS at`;

interface Said {
  readonly build: string;
  readonly document: string;
}
const saidKey = ({ build, document }: Said): string => `${document} ${build}`;

/** The builds of artifacts, by `buildsKey`. */
export async function fetchBuilds(
  transaction: Transaction,
  asked: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, readonly BuildFacts[]>> {
  const rows = (await givenRows(transaction, PRODUCED, { artifacts: [...asked.values()] })).map((row) => ({
    key: buildsKey(textIn(row, 'artifact')),
    build: textIn(row, 'build'),
    document: textIn(row, 'document'),
    at: textIn(row, 'at'),
  }));
  const consumptions = await consumptionsOf(transaction, rows);
  const productions = rows.map((row) => ({ ...row, consumptions: consumptions.get(saidKey(row)) ?? [] }));
  return new Map([...Map.groupBy(productions, ({ key }) => key)].map(([key, all]) => [key, buildFacts(all)]));
}

async function consumptionsOf(
  transaction: Transaction,
  all: readonly Said[],
): Promise<ReadonlyMap<string, readonly Consumption[]>> {
  const said = new Map(all.map(({ build, document }) => [saidKey({ build, document }), { build, document }]));
  if (said.size === 0) return new Map();
  const rows = await givenRows(transaction, CONSUMED, { said: [...said.values()] });
  const grouped = Map.groupBy(rows, (row) =>
    saidKey({ build: textIn(row, 'build'), document: textIn(row, 'document') }),
  );
  return new Map(
    [...grouped].map(([key, found]) => [
      key,
      found.map((row) => ({
        edge: textIn(row, 'edge'),
        target: textIn(row, 'target'),
        ordinal: wholeIn(row, 'ordinal'),
        role: textIn(row, 'role'),
        name: textOrNullIn(row, 'name'),
        at: textIn(row, 'at'),
      })),
    ]),
  );
}
