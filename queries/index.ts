export * from './answer.ts';
export * from './exposure/exposure.ts';
export * from './question.ts';
