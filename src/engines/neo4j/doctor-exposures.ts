import { cypher } from '#queries';
import { Found, checkOf, counted, uncheckedOf } from '../doctor-check.ts';
import type { Check } from '../engine.ts';
import { workloadKey } from '../keys.ts';
import type { Transaction } from './connection.ts';
import { numberOf } from './doctor-found.ts';
import { cellsOf, textIn } from './entity-cells.ts';
import { FetchedSource } from './fetched-source.ts';
import { prepared } from './projection-step.ts';

/** How many workloads are worked out before what was found is looked at: bounds the memory it takes. */
const STEP = 200;

const WORKLOADS = cypher`MATCH (w:Workload) WHERE w.key > '' AND w.scope IS NOT NULL
  RETURN w.key AS key, EXISTS { (:Dirty {key: 'workload:' + w.key}) } AS waits ORDER BY key`;

const OTHERS_WAIT = cypher`MATCH (d:Dirty) WHERE d.key < 'workload:' RETURN count(d) AS n`;
const LAW = 'What each workload loads is what comes out when it is worked out again.';

/**
 * Works out every exposure again and compares with what is stored. The computation is the projector's own, of which nothing is
 * written. Workloads that wait to be worked out anyway are left out, and while anything else waits nothing can be compared.
 */
export async function checkExposures(transaction: Transaction): Promise<Check> {
  const asked = { name: 'exposures', law: LAW, action: 'provgraph reread --all' };
  if ((await numberOf(transaction, OTHERS_WAIT)) > 0)
    return uncheckedOf(asked, 'It is not worked out yet which workloads rest on what changed.');
  const found = new Found();
  const rows = await cellsOf(transaction, WORKLOADS, {});
  const known = rows.filter(({ waits }) => waits !== true).map((row) => textIn(row, 'key'));
  for (let first = 0; first < known.length; first += STEP) {
    const waiting = known.slice(first, first + STEP).map(workloadKey);
    const begun = { revision: 0, projected: 0, kind: 'workloads', waiting } as const;
    const step = await prepared(begun, new FetchedSource(), (batch) => batch(transaction));
    if (step.kind !== 'workloads') throw new Error('workloads were asked for');
    for (const { id, ended, added, inputsAdded } of step.changes) {
      const routes = new Set(
        [...ended.map(({ row }) => row), ...added].map((row) => `${row.namespace}/${row.workloadName} ${row.route}`),
      );
      for (const place of [...routes].sort()) found.add(place);
      if (inputsAdded.length > 0) found.add(`${id} would not hear of what it rests on`);
    }
  }
  const waits = rows.length - known.length;
  const left = waits === 0 ? '' : `, ${counted(waits, 'waiting one')} left out`;
  return checkOf(asked, `${counted(known.length, 'workload')}${left}`, found);
}
