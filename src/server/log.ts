/** One thing worth telling the operator. Never holds what a client sent, beside method and path. */
export interface LogEntry {
  readonly level: 'info' | 'error';
  readonly event: string;
  readonly [key: string]: unknown;
}

export type Log = (entry: LogEntry) => void;
