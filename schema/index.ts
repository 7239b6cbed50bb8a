export * from './derive/index.ts';
export * from './identity/index.ts';
export * from './kubernetes.ts';
export * from './model/index.ts';
export * from './places.ts';
export * from './sets.ts';
