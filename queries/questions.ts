import { adapters } from './adapters.ts';
import { blastRadius } from './blast-radius.ts';
import { graphHealth } from './graph-health.ts';
import { componentDiff } from './component-diff.ts';
import { artifactsWithPackage } from './artifacts-with-package.ts';
import { digest } from './digest.ts';
import { evidenceOf } from './evidence-of.ts';
import { deployedModelsUsingPackage } from './deployed-models-using-package.ts';
import { deployedWorkloadsUsingPackage } from './deployed-workloads-using-package.ts';
import { inventory } from './inventory.ts';
import { lineage } from './lineage.ts';
import { missingSbom } from './missing-sbom.ts';
import { packageDependents } from './package-dependents.ts';
import type { Question } from './question.ts';
import { why } from './why.ts';

/** Every question, in the order in which it is offered. */
export const QUESTIONS: readonly Question[] = [
  deployedModelsUsingPackage,
  deployedWorkloadsUsingPackage,
  artifactsWithPackage,
  inventory,
  missingSbom,
  digest,
  evidenceOf,
  componentDiff,
  graphHealth,
  blastRadius,
  why,
  packageDependents,
  lineage,
  adapters,
];
