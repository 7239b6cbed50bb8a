import { createHash } from 'node:crypto';
import { AskError, type Answer, type ExposureRow, type PathHop, type Thing } from '#queries';
import type { AskRequest, BatchKind, Batches, Estate } from '../../src/engines/engine.ts';

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const components = Array.from({ length: 40 }, (_, index) => ({
  type: 'library',
  name: `package-${index}`,
  version: '1.0',
}));
components[17] = { type: 'library', name: 'torch', version: '2.6.0+cu124' };

/** The documents that the fixture holds: an SBOM, a pod, a text with markup in it, and bytes that are no text. */
export const SBOM = JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components });
export const POD = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'scorer-0', namespace: 'fraud' },
  status: { containerStatuses: [{ name: 'main', imageID: `registry.example/serve@${sha256('image')}` }] },
});
export const MARKUP = '<script>document.title = "run"</script>\n';
const documents = new Map<string, Uint8Array>(
  [Buffer.from(SBOM), Buffer.from(POD), Buffer.from(MARKUP), Buffer.from([0, 1, 2, 255])].map((bytes) => [
    `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    bytes,
  ]),
);
export const [SBOM_DIGEST = '', POD_DIGEST = '', MARKUP_DIGEST = '', BINARY_DIGEST = ''] = documents.keys();

const thing = (kind: Thing['kind'], id: string, name = id): Thing => ({ kind, id, name });
const image = thing('Artifact', sha256('image'), 'registry.example/serve:1.4');
const torch = 'pkg:pypi/torch@2.6.0%2Bcu124';

function path(workload: Thing): readonly PathHop[] {
  const pod = {
    document: POD_DIGEST,
    format: 'kubernetes',
    origin: 'clusters/eu-1.json',
    at: '/status/containerStatuses/0/imageID',
    verdict: null,
  };
  const unsigned = { status: 'unsigned', reasons: [], identity: null, policy: null, trustedTime: null } as const;
  const sbom = {
    document: SBOM_DIGEST,
    format: 'cyclonedx-json',
    origin: 'sboms/serve.cdx.json',
    at: '/components/17',
    verdict: unsigned,
  };
  return [
    { edge: 'RUNS', from: workload, to: image, strength: 'OBSERVED', evidence: [pod], evidenceTotal: 1 },
    {
      edge: 'CONTAINS',
      from: image,
      to: thing('PackageVersion', torch),
      strength: 'DECLARED',
      evidence: [sbom],
      evidenceTotal: 1,
    },
  ];
}

function row(cluster: string | null, name: string, owner: string | null): ExposureRow {
  const workloadId = `${cluster ?? 'path:x'}/serving.kserve.io/InferenceService/fraud/${name}`;
  return {
    id: sha256(workloadId).slice(7, 39),
    environment: cluster === null ? null : 'prod',
    cluster,
    namespace: 'fraud',
    workload: `InferenceService/${name}`,
    workloadId,
    owner,
    slot: 'predictor',
    model: cluster === null ? null : thing('Artifact', sha256(`model ${name}`), `${name}-bert:7`),
    state: 'SERVING',
    since: '2026-11-20T08:30:00.000Z',
    rung: 'RUNNING_DIGEST',
    route: 'RUNTIME',
    package: torch,
    match: 'PURL',
    direct: owner === null ? null : true,
    chain: null,
    strength: 'DECLARED',
    weakest: { hop: 1, why: 'UNSIGNED' },
    path: path(thing('Workload', workloadId, `prod/InferenceService/${name}`)),
  };
}

const ROWS = [
  row(null, 'ranker', null),
  row('eu-1', 'scorer', 'team-risk'),
  row('us-2', 'chat-assistant-with-a-rather-long-name', 'team-chat'),
];

const coverage: Answer['coverage'] = {
  complete: false,
  routes: [
    { route: 'RUNTIME', judged: 11, unknown: 2 },
    { route: 'LOADER', judged: 4, unknown: 0 },
    { route: 'MODEL_CODE', judged: 2, unknown: 9 },
    { route: 'BUILD_TIME', judged: 3, unknown: 8 },
  ],
  unknown: [
    {
      subject: thing('Workload', 'w1', 'prod/InferenceService/other'),
      artifact: sha256('other'),
      route: 'RUNTIME',
      reason: 'NO_SBOM',
    },
    {
      subject: thing('Workload', 'w2', 'prod/Deployment/embedder'),
      artifact: sha256('embedder'),
      route: 'RUNTIME',
      reason: 'SBOM_BLIND_TO_TYPE',
    },
    {
      subject: thing('Workload', 'w3', 'prod/InferenceService/scorer'),
      artifact: null,
      route: 'BUILD_TIME',
      reason: 'NO_PROVENANCE',
    },
    {
      subject: thing('Document', MARKUP_DIGEST, 'sboms/broken.json'),
      artifact: null,
      route: null,
      reason: 'DOCUMENT_FAILED',
    },
    { subject: thing('Cluster', 'us-2', 'us-2'), artifact: null, route: null, reason: 'NOT_SYNCED' },
  ],
  unknownTotal: { count: 21, exact: true },
  workloadsWithoutModel: { count: 1, exact: true, unjudged: 2 },
  failedDocuments: 1,
};

const covered: Answer['coverage'] = {
  complete: true,
  routes: coverage.routes.map(({ route, judged, unknown }) => ({ route, judged: judged + unknown, unknown: 0 })),
  unknown: [],
  unknownTotal: { count: 0, exact: true },
  workloadsWithoutModel: { count: 0, exact: true, unjudged: 0 },
  failedDocuments: 0,
};

/** A small estate with contract-true answers, so that the server and the page can be tested by themselves. */
export class FixtureEstate implements Estate {
  version = '1842';
  policy: string | null = null;
  stale = false;
  /** Signals of the questions that were asked, in order. */
  readonly signals: (AbortSignal | undefined)[] = [];

  ask(request: AskRequest, signal?: AbortSignal): Promise<Answer> {
    this.signals.push(signal);
    const asked = request.parameters['package'];
    if (asked === 'slow') return new Promise(() => undefined);
    if (asked === 'bug') return Promise.reject(new Error('SELECT secret FROM store'));
    if (asked === 'limit') return Promise.reject(new AskError('LIMIT_REACHED', 'Too many versions were asked for.'));
    if (request.after === 'broken')
      return Promise.reject(new AskError('BAD_CURSOR', 'This is no cursor.', { at: 'after' }));
    if (request.question === 'deployed-models') return Promise.resolve(this.#inventory(request));
    if (typeof asked !== 'string') {
      return Promise.reject(new AskError('BAD_PARAMETER', 'package is required.', { at: 'package' }));
    }
    return Promise.resolve(this.#exposures(request, asked));
  }

  #exposures(request: AskRequest, asked: string): Answer {
    const known = /^(?:pkg:pypi\/)?torch$/u.test(asked);
    const safe = asked === 'pkg:pypi/absent';
    const first = request.first ?? 100;
    const from = Number(request.after ?? '0');
    const rows = known ? ROWS.slice(from, from + first) : [];
    const end = from + rows.length;
    return {
      ...this.#frame(request),
      conclusion: known ? 'AFFECTED' : safe ? 'NOT_AFFECTED' : 'UNKNOWN',
      matched: known ? [{ package: 'pkg:pypi/torch', versions: ['2.6.0+cu124'], versionsTotal: 1 }] : [],
      similar: safe ? [] : ['pkg:conda/torch', 'pkg:npm/torch'],
      rows: rows.map((one) => ({ ...one })),
      pageInfo: { endCursor: rows.length === 0 ? null : String(end), hasNextPage: known && end < ROWS.length },
      total: { count: known ? ROWS.length : 0, exact: true },
      coverage: safe ? covered : coverage,
      notes: known || safe ? [] : ['No document in the estate names this package.'],
    };
  }

  #inventory(request: AskRequest): Answer {
    const rows = ROWS.map(({ workload, model }, index) => ({
      workload,
      model,
      images: [image.id],
      replicas: index === 0 ? null : index,
    }));
    return {
      ...this.#frame(request),
      conclusion: null,
      matched: [],
      similar: [],
      rows,
      pageInfo: { endCursor: '3', hasNextPage: false },
      total: { count: rows.length, exact: true },
      coverage,
      notes: [],
    };
  }

  #frame({
    question,
    parameters,
    asOf,
    knownAt,
  }: AskRequest): Pick<
    Answer,
    'contract' | 'question' | 'parameters' | 'asOf' | 'knownAt' | 'dataVersion' | 'policy' | 'truncated' | 'freshness'
  > {
    return {
      contract: 1,
      question,
      parameters,
      asOf: asOf ?? new Date().toISOString(),
      knownAt: knownAt ?? null,
      dataVersion: this.version,
      policy: this.policy,
      truncated: false,
      freshness: [
        { source: 'folder:clusters', lastCompleteSync: '2026-11-23T10:02:00.000Z', asserted: true, stale: this.stale },
        { source: 'folder:sboms', lastCompleteSync: null, asserted: true, stale: false },
      ],
    };
  }

  show(id: string): ReturnType<Estate['show']> {
    if (id === 'bug') return Promise.reject(new Error('SELECT secret FROM store'));
    if (id !== image.id) return Promise.resolve(null);
    const facts = [
      {
        edge: 'DESCRIBES',
        direction: 'in',
        other: thing('Document', SBOM_DIGEST, 'sboms/serve.cdx.json'),
        properties: { rung: 1 },
        document: SBOM_DIGEST,
        at: '',
      },
    ] as const;
    return Promise.resolve({ ...image, understood: 'a digest, of an artifact', facts, factsTotal: 1 });
  }

  document(digest: string): ReturnType<Estate['document']> {
    const bytes = documents.get(digest);
    if (bytes === undefined) return Promise.resolve(null);
    const failed = digest === MARKUP_DIGEST;
    return Promise.resolve({
      digest,
      format: failed ? null : digest === POD_DIGEST ? 'kubernetes' : 'cyclonedx-json',
      version: failed ? null : '1.6',
      outcome: failed ? 'failed' : 'read',
      size: bytes.length,
      origins: ['sboms/serve.cdx.json'],
      heldBy: [],
      holds: [],
      withdrawn: null,
      remarks: [{ code: 'PURL_MISSING', at: '/components/3', message: 'This component has no package URL.' }],
      failure: failed ? { code: 'MALFORMED', message: 'This is not JSON.', at: '' } : null,
    });
  }

  /** Nothing is connected with anything here. */
  batch<Kind extends BatchKind>(kind: Kind): Promise<Batches[Kind]['reply']> {
    return Promise.reject(new Error(`the fixture has no ${kind}`));
  }

  bytes(digest: string): Promise<Uint8Array | null> {
    return Promise.resolve(documents.get(digest) ?? null);
  }

  failures(): ReturnType<Estate['failures']> {
    return Promise.resolve([]);
  }

  dataVersion(): Promise<string> {
    return this.version === '' ? Promise.reject(new Error('store closed')) : Promise.resolve(this.version);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
