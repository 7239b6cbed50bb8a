export * from './answer.ts';
export * from './exposure/exposure.ts';
export * from './question.ts';
export * from './exposure/timeline.ts';
export * from './ask.ts';
export { QUESTIONS } from './questions.ts';
