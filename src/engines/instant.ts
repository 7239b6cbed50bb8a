import { AskError } from '#queries';

/** A time as a user writes it, in UTC with milliseconds. @throws AskError BAD_PARAMETER */
export function instant(text: string, at: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) {
    throw new AskError(
      'BAD_PARAMETER',
      `${at} must be an ISO time such as 2026-11-23T10:00:00Z; ${JSON.stringify(text)} is none.`,
      { at },
    );
  }
  return new Date(time).toISOString();
}
