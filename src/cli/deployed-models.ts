import type { Estate, ThingShown } from '../engines/engine.ts';

type Fact = ThingShown['facts'][number];

/** One deployed model: a row of the question inventory, as far as it is looked at here. */
export interface DeployedModel {
  readonly model: { readonly kind: string; readonly id: string; readonly name: string } | null;
  readonly workload: string;
  readonly workloadId: string;
  readonly namespace: string;
  readonly cluster: string | null;
  readonly slot: string;
  readonly state: string;
  readonly rung: string;
}

const PAGE = 1000;
/** How many pages are looked through before it is left at that. */
const PAGES = 100;

/** Every deployed model, page after page. */
export async function deployedModels(estate: Estate): Promise<readonly DeployedModel[]> {
  const models: DeployedModel[] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES; page++) {
    const request = { question: 'inventory', parameters: {}, first: PAGE };
    const answer = await estate.ask(after === null ? request : { ...request, after });
    models.push(...answer.rows.map(modelIn));
    after = answer.pageInfo.endCursor;
    if (!answer.pageInfo.hasNextPage || after === null) break;
  }
  return models;
}

function modelIn(row: object): DeployedModel {
  const text = (name: string): string => {
    const value: unknown = Reflect.get(row, name);
    return typeof value === 'string' ? value : '';
  };
  const model: unknown = Reflect.get(row, 'model');
  const isThing = typeof model === 'object' && model !== null && 'kind' in model && 'id' in model && 'name' in model;
  return {
    model: isThing ? { kind: String(model.kind), id: String(model.id), name: String(model.name) } : null,
    workload: text('workload'),
    workloadId: text('workloadId'),
    namespace: text('namespace'),
    cluster: text('cluster') === '' ? null : text('cluster'),
    slot: text('slot'),
    state: text('state'),
    rung: text('rung'),
  };
}

/** That a workload loads a model by this name, as a fact of the projection. */
export function loadsFact({ workload, workloadId, namespace, cluster, slot, state, rung }: DeployedModel): Fact {
  return {
    edge: 'LOADS',
    direction: 'in',
    other: { kind: 'Workload', id: workloadId, name: `${namespace}/${workload}` },
    properties: { route: 'MODEL_CODE', state, rung, slot, ...(cluster === null ? {} : { cluster }) },
    document: null,
    at: '',
  };
}
