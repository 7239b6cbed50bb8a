import type { BuildFacts, ReferenceSighting } from '#queries';
import { buildFacts } from '../build-facts.ts';
import { artifactFacts } from '../artifact-facts.ts';
import { parseSummary } from '../keys.ts';
import type { AskedArtifact, ProjectionSource, TimedStated } from '../projection-source.ts';
import { referenceSightings } from '../reference-sightings.ts';
import type { SbomClaims } from '../sbom-facts.ts';
import { artifactClaims } from './artifact-claims.ts';
import { productions, resolutions, sbomClaims } from './claims-about.ts';
import { textCell, textOrNull } from './database.ts';
import type { Cell, Database } from './database.ts';

const STATED = `SELECT d.key AS document, t.summary, s.vf, s.vt, o.key AS object FROM`;
const JOINED = `JOIN states t ON t.document = s.document JOIN document d ON d.id = s.document
  JOIN kubernetes_object o ON o.id = s.object`;
const ENVIRONMENT = `SELECT environment FROM observation WHERE scope = ? AND environment IS NOT NULL
  ORDER BY observed_at DESC, environment DESC LIMIT 1`;

/** What the projection asks, answered from the tables, each once: for as long as nothing else writes. */
export class SqliteSource implements ProjectionSource {
  readonly #database: Database;
  readonly #answers = new Map<string, unknown>();

  constructor(database: Database) {
    this.#database = database;
  }

  objects(scope: string, id: string): readonly TimedStated[] {
    return this.#once(`object ${scope} ${id}`, () =>
      this.#stated(`sighting s ${JOINED} WHERE s.scope = ?1 AND o.key = ?2`, scope, id),
    );
  }

  linked(scope: string, link: string): readonly TimedStated[] {
    const from = `link l CROSS JOIN sighting s ON s.document = l.document AND s.scope = ?1 ${JOINED} WHERE l.key = ?2`;
    return this.#once(`link ${scope} ${link}`, () => this.#stated(from, scope, link));
  }

  artifact(digest: string): AskedArtifact {
    return this.#once(`artifact ${digest}`, () => artifactFacts(artifactClaims(this.#database, digest)));
  }

  reference(id: string): readonly ReferenceSighting[] {
    return this.#once(`reference ${id}`, () => referenceSightings(resolutions(this.#database, id)));
  }

  builds(artifact: string): readonly BuildFacts[] {
    return this.#once(`builds ${artifact}`, () => buildFacts(productions(this.#database, artifact)));
  }

  sboms(artifact: string): readonly SbomClaims[] {
    return this.#once(`sboms ${artifact}`, () => sbomClaims(this.#database, artifact));
  }

  environment(scope: string): string | null {
    return this.#once(`environment ${scope}`, () =>
      textOrNull(this.#database.get(ENVIRONMENT, scope)?.['environment']),
    );
  }

  #stated(from: string, scope: string, value: Cell): readonly TimedStated[] {
    const rows = this.#database.all(`${STATED} ${from} ORDER BY o.key, d.key, s.vf`, scope, value);
    return rows.map((row) => ({
      stated: { document: textCell(row['document']), summary: parseSummary(textCell(row['summary'])) },
      from: textCell(row['vf']),
      to: textOrNull(row['vt']),
    }));
  }

  #once<T>(question: string, answer: () => T): T {
    // What is kept under a question is what its own answer gave.
    const known = this.#answers.get(question) as T | undefined;
    if (known !== undefined) return known;
    const found = answer();
    this.#answers.set(question, found);
    return found;
  }
}
