import { objectId } from '#schema';
import type { ObjectName } from '#schema';
import type { ArtifactFacts, BuildFacts, MomentLookups, ReferenceSighting, Stated } from '#queries';
import { artifactKey, buildsKey, labelKey, linkKey, objectKey, ownerKey, parseSummary, referenceKey } from '../keys.ts';
import { artifactFacts, buildFacts, referenceSightings } from './facts.ts';
import { textCell, textOrNull } from './database.ts';
import type { Cell, Database } from './database.ts';

interface Interval {
  readonly from: string;
  readonly to: string | null;
}
interface TimedStated extends Interval {
  readonly stated: Stated;
}

const STATED = `SELECT d.key AS document, t.summary, s.vf, s.vt, o.key AS object FROM`;
const JOINED = `JOIN states t ON t.document = s.document JOIN document d ON d.id = s.document
  JOIN kubernetes_object o ON o.id = s.object`;

/** Everything asked about one scope, at every moment: answers are fetched once, keys are recorded, found or not. */
export class ScopeLookups {
  readonly keys = new Set<string>();
  readonly #database: Database;
  readonly #scope: string;
  readonly #stated = new Map<string, readonly TimedStated[]>();
  readonly #artifacts = new Map<string, ArtifactFacts>();
  readonly #references = new Map<string, readonly ReferenceSighting[]>();
  readonly #builds = new Map<string, readonly BuildFacts[]>();

  constructor(database: Database, scope: string) {
    this.#database = database;
    this.#scope = scope;
  }

  at(moment: string): MomentLookups {
    let next: string | null = null;
    const change = (time: string | null): void => {
      if (time !== null && time > moment && (next === null || time < next)) next = time;
    };
    const inForce = (all: readonly TimedStated[]): readonly Stated[] =>
      all.filter((one) => holds(one, moment, change)).map(({ stated }) => stated);
    return {
      objects: (name) => inForce(this.objects(name)),
      owned: (owner) => inForce(this.owned(owner)),
      labelled: (namespace, label, value) => inForce(this.#linked(labelKey(namespace, label, value))),
      artifact: (digest) => this.#artifact(digest),
      reference: (id) =>
        this.#reference(id)
          .filter((sighting) => began(sighting, moment, change))
          .map((sighting) => (sighting.to !== null && sighting.to > moment ? { ...sighting, to: null } : sighting)),
      builds: (artifact) => this.#buildsOf(artifact),
      next: () => next,
    };
  }

  /** Every sighting of the object of this name, whenever. */
  objects(name: ObjectName): readonly TimedStated[] {
    const id = objectId(name);
    return this.#fetch(
      objectKey(this.#scope, id),
      `${STATED} sighting s ${JOINED} WHERE s.scope = ?1 AND o.key = ?2`,
      id,
    );
  }

  /** Every sighting of an object that names this owner, whenever. */
  owned(owner: ObjectName): readonly TimedStated[] {
    return this.#linked(ownerKey(objectId(owner)));
  }

  #linked(link: string): readonly TimedStated[] {
    const sql = `${STATED} link l CROSS JOIN sighting s ON s.document = l.document AND s.scope = ?1 ${JOINED} WHERE l.key = ?2`;
    return this.#fetch(linkKey(this.#scope, link), sql, link);
  }

  #fetch(key: string, sql: string, value: Cell): readonly TimedStated[] {
    this.keys.add(key);
    const known = this.#stated.get(key);
    if (known !== undefined) return known;
    const rows = this.#database.all(`${sql} ORDER BY o.key, d.key, s.vf`, this.#scope, value);
    const stated = rows.map((row) => ({
      stated: { document: textCell(row['document']), summary: parseSummary(textCell(row['summary'])) },
      from: textCell(row['vf']),
      to: textOrNull(row['vt']),
    }));
    this.#stated.set(key, stated);
    return stated;
  }

  #artifact(digest: string): ArtifactFacts {
    const facts = this.#artifacts.get(digest) ?? artifactFacts(this.#database, digest, (key) => this.keys.add(key));
    this.keys.add(artifactKey(digest));
    this.#artifacts.set(digest, facts);
    return facts;
  }

  #reference(id: string): readonly ReferenceSighting[] {
    this.keys.add(referenceKey(id));
    const sightings = this.#references.get(id) ?? referenceSightings(this.#database, id);
    this.#references.set(id, sightings);
    return sightings;
  }

  #buildsOf(artifact: string): readonly BuildFacts[] {
    this.keys.add(buildsKey(artifact));
    const builds = this.#builds.get(artifact) ?? buildFacts(this.#database, artifact);
    this.#builds.set(artifact, builds);
    return builds;
  }
}

function holds({ from, to }: Interval, moment: string, change: (time: string | null) => void): boolean {
  change(from);
  change(to);
  return from <= moment && (to === null || to > moment);
}

/** What a reference named before still counts for a pod that started then: only the beginning bounds it. */
function began({ from, to }: Interval, moment: string, change: (time: string | null) => void): boolean {
  change(from);
  change(to);
  return from <= moment;
}
