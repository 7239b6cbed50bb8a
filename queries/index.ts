export * from './answer.ts';
export * from './exposure/exposure.ts';
export { resolve } from './exposure/resolve.ts';
export { rootsOf } from './exposure/ownership.ts';
export { classify, reasonClass } from './exposure/classify.ts';
export * from './question.ts';
export * from './exposure/timeline.ts';
export * from './ask.ts';
export { QUESTIONS } from './questions.ts';
