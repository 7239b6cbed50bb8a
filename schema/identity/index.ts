export * from './canonical-json.ts';
export * from './digest.ts';
export * from './key.ts';
export * from './nearest.ts';
export * from './purl.ts';
export * from './repository.ts';
export * from './workload.ts';
