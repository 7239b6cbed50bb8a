import { Failure } from './failure.ts';
import type { Format } from './format.ts';
import { scanHead } from './head.ts';
import { LIMITS } from './limits.ts';
import { utf16Head } from './utf16.ts';

/**
 * The format of a document by its first 64 KiB (design.md §6), or undefined when none knows it. Of a real document at most
 * one format says yes (the matrix test). Bytes that were made to look like two kinds at once get a format whose `read`
 * throws `Failure` MALFORMED naming both: read as either, they would lose in silence what they say as the other, and a
 * hostile document must not end a run.
 */
export function recognise(formats: readonly Format[], bytes: Uint8Array): Format | undefined {
  const matches = formatsOf(formats, bytes);
  const [format] = matches;
  if (format === undefined || matches.length === 1) return format;
  const names = matches.map(({ name }) => name).join(' and ');
  return {
    ...format,
    read() {
      throw new Failure('MALFORMED', `The document says of itself that it is ${names} at once.`);
    },
  };
}

/**
 * Every format that says yes to these bytes: for real documents one, or none. Of a text in UTF-16 it is the format that it
 * would be, whose `read` throws `Failure` MALFORMED: not recognised, nobody would know that something was passed over.
 */
export function formatsOf(formats: readonly Format[], bytes: Uint8Array): readonly Format[] {
  const utf8 = utf16Head(bytes, LIMITS.headBytes * 2);
  const head = scanHead(utf8 ?? bytes);
  const matches = formats.filter((format) => format.recognises(head));
  return utf8 === undefined ? matches : matches.map(inUtf16);
}

function inUtf16(format: Format): Format {
  return {
    ...format,
    read() {
      throw new Failure('MALFORMED', 'The text is written in UTF-16: write it in UTF-8, then it can be read.', {
        at: 'line 1',
      });
    },
  };
}
