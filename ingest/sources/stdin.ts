import type { Readable } from 'node:stream';
import { Failure } from '../failure.ts';
import { LIMITS } from '../limits.ts';
import type { Source } from '../source.ts';

/** Standard input as one document. */
export function stdinSource(input: Readable): Source {
  return {
    id: 'stdin:',
    expected: null,
    async *offers(signal) {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of input as AsyncIterable<Buffer>) {
        if (signal.aborted) return;
        chunks.push(chunk);
        size += chunk.length;
        if (size > LIMITS.documentBytes) {
          const content = new Failure(
            'TOO_LARGE',
            `Standard input exceeds the limit of ${LIMITS.documentBytes} bytes.`,
          );
          yield { location: '-', origin: '-', content };
          return;
        }
      }
      const content = size === 0 ? nothing() : Buffer.concat(chunks);
      yield { location: '-', origin: '-', content };
    },
  };
}

/** An empty pipe is what a program leaves that failed before it wrote. */
function nothing(): Failure {
  const why = 'Standard input is empty: there is nothing in it. The program that writes to it may have failed.';
  return new Failure('UNREADABLE', why, { retry: true });
}
