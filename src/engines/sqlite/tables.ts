import { MODEL } from '#schema';
import { sqliteTables } from '#schema';

/** Raised with every change of the tables; a store of another version is refused. */
export const STORE_VERSION = 2;

/**
 * The tables beside the model: documents in time, what was seen where, and the projection that questions stand on.
 * `rf`/`rt` are revisions (from, to), `vf`/`vt` valid times; null `rt` or `vt` is still so. `with_holder`: nobody withdrew the
 * document itself, but the last one that offered it. A `withdrawal` that was undone is kept for answers as known then.
 */
const ENGINE_TABLES = `
CREATE TABLE revision (n INTEGER PRIMARY KEY, recorded_at TEXT NOT NULL, waiting INTEGER NOT NULL) STRICT;

CREATE TABLE document_state (
  document INTEGER PRIMARY KEY, format TEXT NOT NULL, version TEXT, reader INTEGER NOT NULL, outcome TEXT NOT NULL,
  code TEXT, message TEXT, at TEXT, size INTEGER NOT NULL, remarks TEXT NOT NULL, rf INTEGER NOT NULL, rt INTEGER,
  withdrawn_reason TEXT, withdrawn_at TEXT, with_holder INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX document_state_trouble ON document_state (outcome) WHERE outcome <> 'read';

CREATE TABLE withdrawal (document INTEGER NOT NULL, rf INTEGER NOT NULL, rt INTEGER NOT NULL, PRIMARY KEY (document, rf)) WITHOUT ROWID, STRICT;

CREATE TABLE observation (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, run INTEGER NOT NULL, location TEXT NOT NULL, origin TEXT NOT NULL,
  document INTEGER NOT NULL, observed_at TEXT NOT NULL, state INTEGER NOT NULL, scope TEXT NOT NULL, object INTEGER,
  environment TEXT, inner INTEGER NOT NULL, rf INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX observation_once ON observation (location, document, observed_at, source, origin, scope, ifnull(environment, ''));
CREATE INDEX observation_document ON observation (document);
CREATE INDEX observation_run ON observation (run, scope);
CREATE INDEX observation_scope ON observation (scope, object) WHERE object IS NOT NULL;
CREATE INDEX observation_environment ON observation (scope, observed_at, environment) WHERE environment IS NOT NULL;

CREATE TABLE listing (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, run INTEGER NOT NULL, scope TEXT NOT NULL, kinds TEXT NOT NULL,
  namespaces TEXT, observed_at TEXT NOT NULL, rf INTEGER NOT NULL, rt INTEGER) STRICT;
CREATE UNIQUE INDEX listing_once ON listing (scope, observed_at, kinds, ifnull(namespaces, ''), source);

CREATE TABLE sighting (
  location TEXT NOT NULL, document INTEGER NOT NULL, scope TEXT NOT NULL, object INTEGER, vf TEXT NOT NULL, vt TEXT,
  PRIMARY KEY (location, document, vf)) WITHOUT ROWID, STRICT;
CREATE INDEX sighting_object ON sighting (scope, object);
CREATE INDEX sighting_document ON sighting (document);

CREATE TABLE link (key TEXT NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (key, document)) WITHOUT ROWID, STRICT;
CREATE INDEX link_document ON link (document);

CREATE TABLE bill (
  artifact INTEGER NOT NULL, set_id INTEGER NOT NULL, document INTEGER NOT NULL, describer INTEGER NOT NULL,
  describer_at TEXT NOT NULL, rf INTEGER NOT NULL, rt INTEGER) STRICT;
CREATE INDEX bill_set ON bill (set_id);
CREATE INDEX bill_artifact ON bill (artifact);
CREATE INDEX bill_document ON bill (document);

CREATE INDEX package_name ON package (name);
CREATE INDEX package_group_name ON package (group_name);
CREATE INDEX includes_source_package ON includes (source_package, target) WHERE source_package IS NOT NULL;
CREATE INDEX names_name_key ON names (name_key);
CREATE INDEX names_group_name_key ON names (group_name_key);

CREATE TABLE workload_name (workload INTEGER PRIMARY KEY, scope TEXT NOT NULL, object TEXT NOT NULL) STRICT;

CREATE TABLE coverage_class (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE exposure (
  id INTEGER PRIMARY KEY, row_key TEXT NOT NULL, workload_id INTEGER NOT NULL, scope TEXT NOT NULL, environment TEXT,
  cluster TEXT, namespace TEXT NOT NULL, workload TEXT NOT NULL, owner TEXT, slot TEXT, model TEXT, route TEXT NOT NULL,
  artifact INTEGER, class INTEGER, rung TEXT NOT NULL, state TEXT NOT NULL, hops TEXT NOT NULL, since TEXT NOT NULL,
  standing INTEGER NOT NULL, vf TEXT NOT NULL, vt TEXT, rf INTEGER NOT NULL, rt INTEGER) STRICT;
CREATE INDEX exposure_workload ON exposure (workload_id) WHERE rt IS NULL;
CREATE INDEX exposure_artifact ON exposure (artifact) WHERE rt IS NULL AND vt IS NULL;
CREATE INDEX exposure_artifact_ever ON exposure (artifact);
CREATE INDEX exposure_open ON exposure (standing, row_key, class) WHERE rt IS NULL AND vt IS NULL;
CREATE INDEX exposure_row ON exposure (row_key);
CREATE INDEX exposure_bare ON exposure (class) WHERE rt IS NULL AND vt IS NULL AND slot IS NULL;

CREATE TABLE coverage_count (
  class INTEGER NOT NULL, route TEXT NOT NULL, environment TEXT NOT NULL, cluster TEXT NOT NULL, namespace TEXT NOT NULL,
  modelled INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (class, route, environment, cluster, namespace, modelled)) WITHOUT ROWID, STRICT;

CREATE TABLE exposure_input (key TEXT NOT NULL, workload INTEGER NOT NULL, PRIMARY KEY (key, workload)) WITHOUT ROWID, STRICT;
CREATE INDEX exposure_input_workload ON exposure_input (workload);
CREATE TABLE dirty (key TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;
`;

/** Open exposures are counted as they come and go, so that coverage costs a handful of rows. */
const TRIGGERS = `
CREATE TRIGGER exposure_opened AFTER INSERT ON exposure WHEN NEW.rt IS NULL AND NEW.vt IS NULL AND NEW.class IS NOT NULL BEGIN
  INSERT INTO coverage_count VALUES (NEW.class, NEW.route, ifnull(NEW.environment, ''), ifnull(NEW.cluster, ''), NEW.namespace,
    NEW.slot IS NOT NULL, 1)
  ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER exposure_closed AFTER UPDATE OF rt ON exposure
WHEN OLD.rt IS NULL AND NEW.rt IS NOT NULL AND OLD.vt IS NULL AND OLD.class IS NOT NULL BEGIN
  UPDATE coverage_count SET n = n - 1
  WHERE class = OLD.class AND route = OLD.route AND environment = ifnull(OLD.environment, '')
    AND cluster = ifnull(OLD.cluster, '') AND namespace = OLD.namespace AND modelled = (OLD.slot IS NOT NULL);
END;
`;

/** Everything that a new store consists of, as one script. */
export function storeScript(): string {
  return [...sqliteTables(MODEL).map((statement) => `${statement};`), ENGINE_TABLES, TRIGGERS].join('\n');
}
