import fc from 'fast-check';

/**
 * Properties are checked on the same inputs in every run, so that a failure is of the change at hand. Other inputs:
 * `FC_SEED=<number>`, or `FC_SEED=random`, which prints its seed when it finds something.
 */
const seed = process.env['FC_SEED'] ?? '20261124';
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });
