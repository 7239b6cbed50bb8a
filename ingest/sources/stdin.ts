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
      yield { location: '-', origin: '-', content: Buffer.concat(chunks) };
    },
  };
}
