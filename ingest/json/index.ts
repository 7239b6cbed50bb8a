export { brokenText, twinPlaces } from './lost-text.ts';
export type { JsonMembers, Lazy } from './members.ts';
export { readMembers } from './members.ts';
export { parseJson } from './parse.ts';
export { stringEnd } from './scan.ts';
export { sliceAt } from './slice.ts';
export * from './value.ts';
