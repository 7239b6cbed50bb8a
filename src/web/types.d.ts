import type { Answer, ExposureRow } from '../../queries/answer.ts';

export interface ParameterListed {
  readonly name: string;
  readonly type: string;
  readonly list: boolean;
  readonly required: boolean;
  readonly doc: string;
  readonly values: readonly string[] | null;
}

export interface QuestionListed {
  readonly name: string;
  readonly asks: string;
  readonly doc: string;
  readonly parameters: readonly ParameterListed[];
  readonly rowType: string;
  readonly columns: readonly { readonly name: string; readonly doc: string; readonly type: string }[];
}

export interface QuestionList {
  readonly dataVersion: string;
  readonly questions: readonly QuestionListed[];
}

export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly at?: string;
  readonly nearest?: readonly string[];
}

export type AnyRow = Readonly<Record<string, unknown>> | ExposureRow;
export type { Answer };
