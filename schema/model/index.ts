import * as artifacts from './artifacts.ts';
import * as builds from './builds.ts';
import * as deployments from './deployments.ts';
import * as documents from './documents.ts';
import type { EdgeKind, NodeKind } from './kind.ts';
import * as models from './models.ts';
import * as packages from './packages.ts';
import * as signatures from './signatures.ts';

export type { EdgeKind, NodeKind, PropertyKind } from './kind.ts';

/** Every kind of node, in reading order. */
export const NODES = [
  documents.Document,
  artifacts.Artifact,
  artifacts.Digest,
  artifacts.Reference,
  packages.Purl,
  packages.PackageVersion,
  packages.Package,
  packages.Component,
  packages.ComponentSet,
  packages.DependencySet,
  packages.DigestSet,
  models.Weights,
  builds.Build,
  builds.Builder,
  builds.SourceRepository,
  builds.SourceRevision,
  builds.DatasetVersion,
  signatures.Signature,
  signatures.Identity,
  deployments.KubernetesObject,
  deployments.Workload,
  deployments.ModelSlot,
  documents.Source,
  documents.Run,
] as const satisfies readonly NodeKind[];

/** Every kind of edge, in reading order. */
export const EDGES = [
  documents.Holds,
  documents.Cites,
  documents.Describes,
  documents.Inventories,
  packages.Lists,
  packages.Includes,
  packages.OfVersion,
  packages.VersionOf,
  packages.Names,
  packages.StatesDependencies,
  packages.DependsOn,
  packages.ListsDigests,
  packages.IncludesDigest,
  artifacts.Embodies,
  artifacts.HasPlatform,
  artifacts.HasConfig,
  artifacts.HasLayer,
  artifacts.HoldsFile,
  artifacts.RefersTo,
  artifacts.HasDigest,
  artifacts.ResolvesTo,
  models.CarriesWeights,
  models.DerivedFrom,
  models.DerivedFromReference,
  models.TrainedOn,
  builds.Attests,
  builds.Produced,
  builds.RanOn,
  builds.Consumed,
  builds.ConsumedReference,
  builds.ConsumedRevision,
  builds.ConsumedDataset,
  builds.ConsumedPackage,
  builds.ReleasedAs,
  builds.Summarises,
  builds.Reports,
  builds.InRepository,
  signatures.Signs,
  signatures.SignedBy,
  deployments.States,
  deployments.HasSlot,
  deployments.Loads,
  deployments.Runs,
] as const satisfies readonly EdgeKind[];

export type NodeLabel = (typeof NODES)[number]['label'];
export type EdgeType = (typeof EDGES)[number]['type'];

export interface Model {
  readonly nodes: readonly NodeKind[];
  readonly edges: readonly EdgeKind[];
}

export const MODEL: Model = { nodes: NODES, edges: EDGES };

const byType = new Map<string, EdgeKind>(EDGES.map((kind) => [kind.type, kind]));

/** The edge kind of this type. */
export function edgeKind(type: EdgeType): EdgeKind {
  const kind = byType.get(type);
  if (kind === undefined) throw new RangeError(`no edge kind ${type}`);
  return kind;
}
