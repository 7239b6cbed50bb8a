const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2}))?$/iu;

/**
 * A moment as a person writes it, in UTC and milliseconds: `2026-03-04T10:00:00Z`, with any offset, or a day, which
 * means its beginning in UTC.
 *
 * @returns undefined for anything else, a time without its zone and a day that is not in the calendar among them.
 */
export function parseTime(text: string): string | undefined {
  const [, day, clock = '00:00', zone = 'Z'] = TIME.exec(text.trim()) ?? [];
  if (day === undefined) return undefined;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // A day such as 30 February is moved by the parser instead of refused.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return undefined;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const time = Date.parse(`${day}T${clock}${offset}`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** The sentence for a text that `parseTime` refuses. */
export const timeMistake = (option: string, text: string): string =>
  `--${option}: ${JSON.stringify(text)} is no time; write it as 2026-03-04T10:00:00Z, or as a day, 2026-03-04.`;
