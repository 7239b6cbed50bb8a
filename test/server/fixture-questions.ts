import { ROUTES, type Question } from '#queries';
import { z } from 'zod';

const text = (doc: string): z.ZodOptional<z.ZodString> => z.string().optional().describe(doc);

/** Stand-ins with the outer shape of real questions: one that concludes, one with columns of its own. */
const flagship = {
  name: 'deployed-models-using-package',
  asks: 'Which deployed models depend on this package?',
  doc: 'One row for each use, with the path that shows it.',
  parameters: z.object({
    package: z.string().min(1).describe('A package URL, with or without version, or a name.'),
    version: z.array(z.string()).optional().describe('Only these versions.'),
    environment: text('Only this environment.'),
    cluster: text('Only this cluster.'),
    namespace: text('Only this namespace.'),
    owner: text('Only what this owner runs.'),
    workload: text('Only this workload.'),
    route: z.array(z.enum(ROUTES)).optional().describe('Only these routes.'),
  }),
  rowType: 'ExposureRow',
  columns: [
    ['environment', 'String'],
    ['cluster', 'String'],
    ['namespace', 'String'],
    ['workload', 'String!'],
    ['owner', 'String'],
    ['slot', 'String'],
    ['model', 'Thing'],
    ['state', 'State!'],
    ['since', 'DateTime'],
    ['rung', 'Rung!'],
    ['route', 'Route!'],
    ['package', 'String!'],
    ['match', 'Match!'],
    ['direct', 'Boolean'],
    ['strength', 'Strength!'],
    ['weakest', 'Weakest'],
    ['path', '[PathHop!]!'],
  ].map(([name = '', type = '']) => ({ name, type, doc: `The ${name}.` })),
  statements: {},
  answer: () => Promise.reject(new Error('the fixture estate answers by itself')),
};

const inventory = {
  name: 'deployed-models',
  asks: 'What is deployed?',
  doc: 'Every deployed model, whatever it loads.',
  parameters: z.object({
    environment: text('Only this environment.'),
    minimum: z.coerce.number().int().optional().describe('At least so many.'),
  }),
  rowType: 'DeployedModelRow',
  columns: [
    { name: 'workload', type: 'String!', doc: 'Kind and name.' },
    { name: 'model', type: 'Thing', doc: 'The model; null: not named.' },
    { name: 'images', type: '[String!]!', doc: 'Digests of its images.' },
    { name: 'replicas', type: 'Int', doc: 'Pods ready.' },
  ],
  statements: {},
  answer: () => Promise.reject(new Error('the fixture estate answers by itself')),
};

export const FIXTURE_QUESTIONS: readonly Question[] = [flagship, inventory];
