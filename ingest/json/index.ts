export { parseJson } from './parse.ts';
export { sliceAt } from './slice.ts';
export * from './value.ts';
