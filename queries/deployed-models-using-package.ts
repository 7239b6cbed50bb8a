import { z } from 'zod';
import { exposureColumns, exposureStatements, packageExposures } from './answering/package-exposures.ts';
import { question } from './question.ts';
import { scopeParameters } from './answering/scope.ts';

/** Q1, the flagship. */
export const deployedModelsUsingPackage = question({
  name: 'deployed-models-using-package',
  asks: 'Which deployed models depend on this package?',
  doc: 'By four routes: the image that runs (RUNTIME), the images that load it or stand before it (LOADER), the model artifact itself (MODEL_CODE) and what it was built with (BUILD_TIME). What cannot be judged is listed as unknown, never left out.',
  parameters: z.strictObject({
    package: z.string().describe('The package: a purl with or without a version (`pkg:pypi/torch`), or a bare name.'),
    version: z
      .array(z.string())
      .default([])
      .describe('Only these versions (repeatable). Without a local label, epoch or release, any of them matches.'),
    ...scopeParameters,
  }),
  rowType: 'ExposureRow',
  columns: exposureColumns,
  statements: exposureStatements,
  answer: (reader, parameters, options) =>
    packageExposures('deployed-models-using-package', false, reader, parameters, options),
});
