import type { AskError } from '#queries';

/** The exit statuses of contract.md, *Commands*. */
export const EXIT = {
  done: 0,
  /** The run failed or was interrupted: the store, the source or the network said no. */
  failed: 1,
  /** The command was wrong. */
  usage: 2,
  /** The run finished, and some documents failed or are of an unsupported version. */
  someFailed: 3,
  /** A complete listing would end too much at once, and is held. */
  held: 4,
  /** `ask --fail-on` was met. */
  met: 5,
} as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** What goes first when several apply. */
const PRECEDENCE: readonly ExitStatus[] = [EXIT.usage, EXIT.failed, EXIT.held, EXIT.someFailed, EXIT.met];

/** The one status of several; `done` of none. */
export function worstOf(statuses: Iterable<ExitStatus>): ExitStatus {
  const present = new Set(statuses);
  return PRECEDENCE.find((status) => present.has(status)) ?? EXIT.done;
}

/** A question that was asked wrongly is a mistake of usage; one that could not be answered is a run that failed. */
export function statusOfAskError({ code }: AskError): ExitStatus {
  const usage = code === 'BAD_PARAMETER' || code === 'BAD_CURSOR' || code === 'UNKNOWN_QUESTION';
  return usage ? EXIT.usage : EXIT.failed;
}
