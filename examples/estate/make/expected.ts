import * as estate from './images.ts';
import { onlyManifest, platformManifest, tagDigest, tagReference } from './oci.ts';
import type { Image } from './oci.ts';

type Route = 'RUNTIME' | 'LOADER' | 'MODEL_CODE' | 'BUILD_TIME';

/** One row of the flagship question for pkg:pypi/litellm 1.82.8. `model` is a digest, or the reference as written. */
interface ExpectedRow {
  readonly environment: string | null;
  readonly cluster: string;
  readonly namespace: string;
  readonly workload: string;
  readonly owner: string | null;
  readonly model: string;
  readonly route: Route;
  readonly state: 'SERVING' | 'IDLE';
  readonly rung: 'RUNNING_DIGEST' | 'PINNED';
  readonly package: string;
  readonly match: 'PURL';
  readonly strength: 'DECLARED';
  /** The digest of the manifest that holds the package, and where it is. */
  readonly holder: string;
  readonly holderName: string;
}

/** One exposure that cannot be judged for PyPI packages. `artifact` is null where none is known. */
interface ExpectedUnknown {
  readonly cluster: string;
  readonly namespace: string;
  readonly workload: string;
  readonly route: Route;
  readonly reason: string;
  readonly artifact: string | null;
}

const teams: Readonly<Record<string, string>> = { fraud: 'risk', search: 'search', assist: 'assistants' };

function row(
  where: readonly [cluster: string, namespace: string, workload: string],
  model: Image | string,
  route: Route,
  holder: Image,
  exceptions: Partial<ExpectedRow> = {},
): ExpectedRow {
  const [cluster, namespace, workload] = where;
  const environments: Readonly<Record<string, string>> = { 'eu-prod': 'prod', 'us-staging': 'staging' };
  return {
    environment: environments[cluster] ?? null,
    cluster,
    namespace,
    workload,
    owner: teams[namespace] ?? null,
    model: typeof model === 'string' ? model : tagDigest(model),
    route,
    state: 'SERVING',
    rung: 'RUNNING_DIGEST',
    package: 'pkg:pypi/litellm@1.82.8',
    match: 'PURL',
    strength: 'DECLARED',
    holder: onlyManifest(holder).manifest.digest,
    holderName: tagReference(holder),
    ...exceptions,
  };
}

const reranker = 'hf://example-org/reranker-large:4f2d7b1c9a8e6053d1f0b2a3c4d5e6f708192a3b';

function rows(): ExpectedRow[] {
  return [
    row(['eu-prod', 'fraud', 'InferenceService/fraud-scorer'], estate.fraudBert7, 'RUNTIME', estate.hfServer24),
    row(
      ['eu-prod', 'sandbox', 'InferenceService/old-demo'],
      'pvc://demo-weights/flan-small',
      'RUNTIME',
      estate.hfServer24,
      { environment: null },
    ),
    row(['eu-prod', 'assist', 'InferenceService/summariser'], estate.summariser2, 'RUNTIME', estate.hfServer24, {
      state: 'IDLE',
      rung: 'PINNED',
    }),
    row(['eu-prod', 'search', 'InferenceService/reranker'], reranker, 'LOADER', estate.initializer17),
    row(
      ['eu-prod', 'search', 'InferenceService/embedder'],
      's3://example-models/embedder/2026-02',
      'LOADER',
      estate.embedTransformer,
    ),
    row(['eu-prod', 'fraud', 'InferenceService/fraud-next'], estate.fraudBert8, 'MODEL_CODE', estate.fraudBert8),
    row(['eu-prod', 'fraud', 'InferenceService/credit-risk'], estate.creditRisk3, 'BUILD_TIME', estate.trainer20, {
      owner: 'credit',
    }),
    row(['us-staging', 'fraud', 'InferenceService/fraud-scorer'], estate.fraudBert8, 'MODEL_CODE', estate.fraudBert8),
    row(['us-staging', 'fraud', 'InferenceService/credit-risk'], estate.creditRisk3, 'BUILD_TIME', estate.trainer20),
    row(
      ['us-staging', 'search', 'InferenceService/embedder'],
      's3://example-models-staging/embedder/2026-03',
      'LOADER',
      estate.initializer17,
    ),
  ];
}

function unknown(
  where: readonly [cluster: string, namespace: string, workload: string],
  route: Route,
  reason: string,
  artifact: string | null = null,
): ExpectedUnknown {
  const [cluster, namespace, workload] = where;
  return { cluster, namespace, workload, route, reason, artifact };
}

function unresolvedModels(): ExpectedUnknown[] {
  const services: [string, string, string][] = [
    ['eu-prod', 'search', 'InferenceService/reranker'],
    ['eu-prod', 'search', 'InferenceService/embedder'],
    ['eu-prod', 'assist', 'Deployment/chat-vllm'],
    ['eu-prod', 'assist', 'Deployment/chat-vllm-arm'],
    ['eu-prod', 'assist', 'InferenceService/speech'],
    ['eu-prod', 'sandbox', 'InferenceService/old-demo'],
    ['us-staging', 'search', 'InferenceService/embedder'],
    ['us-staging', 'assist', 'Deployment/chat-vllm'],
  ];
  return services.flatMap((where) => [
    unknown(where, 'MODEL_CODE', 'MODEL_UNRESOLVED'),
    unknown(where, 'BUILD_TIME', 'MODEL_UNRESOLVED'),
  ]);
}

function unknowns(): ExpectedUnknown[] {
  const digest = (image: Image, architecture = 'amd64'): string =>
    platformManifest(image, architecture).manifest.digest;
  const ocr = ['eu-prod', 'fraud', 'InferenceService/doc-ocr'] as const;
  const classifier = ['eu-prod', 'search', 'InferenceService/topic-classifier'] as const;
  const arm = ['eu-prod', 'assist', 'Deployment/chat-vllm-arm'] as const;
  const speech = ['eu-prod', 'assist', 'InferenceService/speech'] as const;
  const summariser = ['eu-prod', 'assist', 'InferenceService/summariser'] as const;
  return [
    unknown(ocr, 'RUNTIME', 'NO_SBOM', digest(estate.ocrServer)),
    unknown(ocr, 'MODEL_CODE', 'NO_SBOM', digest(estate.ocrLayout1)),
    unknown(ocr, 'BUILD_TIME', 'NO_PROVENANCE'),
    unknown(classifier, 'RUNTIME', 'SBOM_BLIND_TO_TYPE', digest(estate.classifierServer)),
    unknown(classifier, 'BUILD_TIME', 'NO_PROVENANCE'),
    unknown(arm, 'RUNTIME', 'SBOM_FOR_OTHER_PLATFORM', digest(estate.vllm, 'arm64')),
    unknown(speech, 'RUNTIME', 'SBOM_FOR_OTHER_PLATFORM', digest(estate.triton)),
    unknown(summariser, 'LOADER', 'IMAGE_UNRESOLVED'),
    unknown(summariser, 'MODEL_CODE', 'NO_SBOM', digest(estate.summariser2)),
    unknown(summariser, 'BUILD_TIME', 'NO_PROVENANCE'),
    // Their base model is known by a hub's commit, of which no build is known: once for each model served.
    unknown(['eu-prod', 'fraud', 'InferenceService/fraud-scorer'], 'BUILD_TIME', 'NO_PROVENANCE'),
    unknown(['eu-prod', 'fraud', 'InferenceService/fraud-next'], 'BUILD_TIME', 'NO_PROVENANCE'),
    unknown(['eu-prod', 'fraud', 'InferenceService/fraud-next'], 'BUILD_TIME', 'NO_PROVENANCE'),
    unknown(['us-staging', 'fraud', 'InferenceService/fraud-scorer'], 'BUILD_TIME', 'NO_PROVENANCE'),
    // A model of a hub and two adapters, each known by its commit: once for each.
    ...[1, 2, 3].map(() =>
      unknown(['eu-prod', 'assist', 'LLMInferenceService/helpdesk'], 'BUILD_TIME', 'NO_PROVENANCE'),
    ),
    ...unresolvedModels(),
  ];
}

/** What the flagship question must answer for pkg:pypi/litellm 1.82.8, both clusters given as complete. */
export function expectedAnswer(): unknown {
  return {
    question: 'deployed-models-using-package',
    parameters: { package: 'pkg:pypi/litellm', version: ['1.82.8'] },
    conclusion: 'AFFECTED',
    rows: rows(),
    coverage: {
      routes: [
        { route: 'RUNTIME', judged: 16, unknown: 4 },
        { route: 'LOADER', judged: 9, unknown: 1 },
        { route: 'MODEL_CODE', judged: 10, unknown: 10 },
        { route: 'BUILD_TIME', judged: 8, unknown: 18 },
      ],
      unknown: unknowns(),
      workloadsWithoutModel: { count: 1, unjudged: 1 },
      failedDocuments: 0,
    },
  };
}
