import type { QuestionListed } from '../server/question-shape.ts';

export type { Answer } from '../../queries/answering/answer.ts';
export type { ParameterListed, QuestionListed } from '../server/question-shape.ts';
export type { ProblemShown } from '../server/problem.ts';

/** What `/v1/ask` lists. */
export interface QuestionList {
  readonly dataVersion: string;
  readonly questions: readonly QuestionListed[];
}
