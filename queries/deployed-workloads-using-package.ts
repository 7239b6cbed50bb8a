import { z } from 'zod';
import { exposureColumns, exposureStatements, packageExposures } from './answering/package-exposures.ts';
import { question } from './question.ts';
import { scopeParameters } from './answering/scope.ts';

/** The flagship for everything that runs: a workload in which no model was recognised is a row as well. */
export const deployedWorkloadsUsingPackage = question({
  name: 'deployed-workloads-using-package',
  asks: 'Which deployed workloads depend on this package, whether or not they serve a model?',
  doc: 'The same matching, routes and evidence as deployed-models-using-package. Workloads in which no model slot was recognised have neither slot nor model, and count in the coverage.',
  parameters: z.strictObject({
    package: z.string().describe('The package: a purl with or without a version, or a bare name.'),
    version: z.array(z.string()).default([]).describe('Only these versions (repeatable).'),
    ...scopeParameters,
  }),
  rowType: 'ExposureRow',
  columns: exposureColumns,
  statements: exposureStatements,
  answer: (reader, parameters, options) =>
    packageExposures('deployed-workloads-using-package', true, reader, parameters, options),
});
