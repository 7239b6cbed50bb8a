import type { InferenceService, KubernetesSummary } from '#schema';
import type { State } from './exposure.ts';
import type { Part } from './unit.ts';

/**
 * The state of one pod (contract.md, *Closed lists*). A pod that is being deleted still serves; one that succeeded is GONE.
 * A service that says that its model is loaded, failed or standing by decides where the pod itself is not ready.
 */
export function podState(summary: KubernetesSummary, service: InferenceService | null, part: Part | null): State {
  if (summary.phase === 'Succeeded') return 'GONE';
  if (summary.phase === 'Failed') return 'FAILED';
  if (isReady(summary)) return hasNoTraffic(summary, service) ? 'IDLE' : 'SERVING';
  const said = part === 'predictor' || part === null ? modelState(service) : null;
  return said ?? 'DESIRED';
}

function isReady({ ready, phase, containerStatuses }: KubernetesSummary): boolean {
  if (ready !== null) return ready;
  const running = containerStatuses.filter(({ list }) => list === 'containers');
  return phase === 'Running' && running.length > 0 && running.every((status) => status.ready);
}

/** A revision that is named with no traffic at all, while its component lists traffic. */
function hasNoTraffic({ labels }: KubernetesSummary, service: InferenceService | null): boolean {
  const revision = labels['serving.knative.dev/revision'];
  const own = service?.traffic.filter((target) => target.revision === revision) ?? [];
  return own.length > 0 && own.every(({ percent }) => percent === 0);
}

function modelState(service: InferenceService | null): State | null {
  switch (service?.activeModelState) {
    case 'Loaded':
      return 'SERVING';
    case 'Standby':
      return 'IDLE';
    case 'FailedToLoad':
      return 'FAILED';
    default:
      return hasFailedTransition(service) ? 'FAILED' : null;
  }
}

function hasFailedTransition(service: InferenceService | null): boolean {
  return service?.transitionStatus === 'BlockedByFailedLoad' || service?.transitionStatus === 'InvalidSpec';
}

/** The state of a pod template of which no pod is known. A job that is complete is GONE. */
export function templateState(summary: KubernetesSummary): State {
  if (summary.jobComplete) return 'GONE';
  if (summary.jobFailed) return 'FAILED';
  if (summary.replicas === 0 || summary.suspended) return 'IDLE';
  return (summary.readyReplicas ?? 0) > 0 ? 'SERVING' : 'DESIRED';
}

/**
 * The state of a part of a model service of which no pod is known.
 *
 * @param scaled - the state of what the service made for the part; null: nothing is known.
 */
export function serviceState(
  service: InferenceService,
  minReplicas: number | null,
  part: Part,
  scaled: State | null,
): State {
  if (scaled === 'IDLE') return 'IDLE';
  const said = part === 'predictor' ? modelState(service) : null;
  if (said === 'FAILED' || said === 'IDLE') return said;
  if (said === 'SERVING' || scaled === 'SERVING') return 'SERVING';
  return minReplicas === 0 ? 'IDLE' : (scaled ?? 'DESIRED');
}

/** The state of what a service asks for and no pod shows yet, beside pods of an earlier spec. */
export function pendingState(service: InferenceService): State {
  return service.activeModelState === 'FailedToLoad' || hasFailedTransition(service) ? 'FAILED' : 'DESIRED';
}
