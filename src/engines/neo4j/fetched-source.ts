import type { BuildFacts, ReferenceSighting } from '#queries';
import { artifactKey, buildsKey, environmentKey, linkKey, objectKey, referenceKey, sbomsKey } from '../keys.ts';
import type { AskedArtifact, ProjectionSource, TimedStated } from '../projection-source.ts';
import { artifactFacts } from '../artifact-facts.ts';
import type { SbomClaims } from '../sbom-facts.ts';
import type { Transaction } from './connection.ts';
import { NO_CLAIMS, fetchArtifacts } from './fetch-artifacts.ts';
import { fetchBuilds } from './fetch-builds.ts';
import { fetchEnvironments } from './fetch-environments.ts';
import { fetchReferences } from './fetch-references.ts';
import { fetchSboms } from './fetch-sboms.ts';
import { Summaries, fetchLinked, fetchObjects } from './fetch-stated.ts';
import type { Looked } from './fetch-stated.ts';
import { FetchedAnswers } from './fetched-answers.ts';
import type { Fetch } from './fetched-answers.ts';

/** More than any chain of questions is long: who needs more rounds asks in circles. */
const ROUNDS = 500;

/**
 * What the projection asks, answered from what was fetched (`computed`). It is good for as long as no commit changes what
 * the keys asked for answer.
 */
export class FetchedSource implements ProjectionSource {
  #misses = 0;
  readonly #summaries = new Summaries();
  readonly #objects = this.#answers<Looked, readonly TimedStated[]>([], (transaction, asked) =>
    fetchObjects(transaction, asked, this.#summaries),
  );
  readonly #links = this.#answers<Looked, readonly TimedStated[]>([], (transaction, asked) =>
    fetchLinked(transaction, asked, this.#summaries),
  );
  readonly #artifacts = this.#answers<string, AskedArtifact>(artifactFacts(NO_CLAIMS), fetchArtifacts);
  readonly #references = this.#answers<string, readonly ReferenceSighting[]>([], fetchReferences);
  readonly #builds = this.#answers<string, readonly BuildFacts[]>([], fetchBuilds);
  readonly #sboms = this.#answers<string, readonly SbomClaims[]>([], fetchSboms);
  readonly #environments = this.#answers<string, string | null>(null, fetchEnvironments);

  objects(scope: string, id: string): readonly TimedStated[] {
    return this.#objects.answer(objectKey(scope, id), { scope, sought: id });
  }

  linked(scope: string, link: string): readonly TimedStated[] {
    return this.#links.answer(linkKey(scope, link), { scope, sought: link });
  }

  artifact(digest: string): AskedArtifact {
    return this.#artifacts.answer(artifactKey(digest), digest);
  }

  reference(id: string): readonly ReferenceSighting[] {
    return this.#references.answer(referenceKey(id), id);
  }

  builds(artifact: string): readonly BuildFacts[] {
    return this.#builds.answer(buildsKey(artifact), artifact);
  }

  sboms(artifact: string): readonly SbomClaims[] {
    return this.#sboms.answer(sbomsKey(artifact), artifact);
  }

  environment(scope: string): string | null {
    return this.#environments.answer(environmentKey(scope), scope);
  }

  /** How many answers are kept. */
  get size(): number {
    return this.#all.reduce((sum, answers) => sum + answers.size, 0);
  }

  /**
   * Computes something for each of several things that asks this source. A result for which an answer was missing is thrown
   * away, and computed again after one batch has fetched what was missing for all of them.
   *
   * @param fetching runs one batch in a transaction, which may be run again.
   */
  async computed<Of, Result>(
    all: readonly Of[],
    compute: (of: Of) => Result,
    fetching: (batch: (transaction: Transaction) => Promise<void>) => Promise<void>,
  ): Promise<ReadonlyMap<Of, Result>> {
    const results = new Map<Of, Result>();
    for (let round = 0, left = all; left.length > 0; round += 1) {
      if (round > ROUNDS) throw new Error(`the projection needs more than ${ROUNDS} rounds of questions`);
      left = left.filter((of) => {
        const before = this.#misses;
        const result = compute(of);
        if (this.#misses === before) results.set(of, result);
        return this.#misses !== before;
      });
      if (left.length > 0) await fetching((transaction) => this.#fill(transaction));
    }
    return results;
  }

  get #all() {
    return [
      this.#objects,
      this.#links,
      this.#artifacts,
      this.#references,
      this.#builds,
      this.#sboms,
      this.#environments,
    ] as const;
  }

  async #fill(transaction: Transaction): Promise<void> {
    for (const answers of this.#all) await answers.fill(transaction);
  }

  #answers<Asked, Answer>(nothing: Answer, fetch: Fetch<Asked, Answer>): FetchedAnswers<Asked, Answer> {
    return new FetchedAnswers(nothing, fetch, () => {
      this.#misses += 1;
    });
  }
}
