import { objectId } from '#schema';
import { labelKey, ownerKey, parseSummary } from './keys.ts';

/** The keys under which a Kubernetes object is looked up beside its name, each once: its owners, its labels. */
export function objectLinks(summaryText: string): readonly string[] {
  const summary = parseSummary(summaryText);
  const { namespace } = summary.name;
  const owners = summary.owners.map(({ group, kind, name }) => ownerKey(objectId({ group, kind, namespace, name })));
  const labels = Object.entries(summary.labels).map(([label, value]) => labelKey(namespace, label, value));
  return [...new Set([...owners, ...labels])];
}
