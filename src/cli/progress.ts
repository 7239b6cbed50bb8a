import type { Source } from '#ingest';
import { Failure } from '#ingest';
import type { Terminal } from './terminal.ts';

/** How often it is shown, in milliseconds: on a terminal, and as lines. */
const EVERY = { drawn: 100, line: 5_000 };
const WIDTH = 24;
/** A document of so many bytes takes long enough to be announced. */
const LARGE = 32 * 1024 * 1024;

/** How far a run is: a bar at the foot of a terminal, now and then a line on a pipe. Always on stderr. */
export class Progress {
  /** Documents that the sources have offered so far. */
  offered = 0;
  #bytes = 0;
  #shown: number;
  readonly #started: number;
  readonly #terminal: Terminal;
  readonly #expected: { documents: number; bytes: number } | null;

  constructor(terminal: Terminal, sources: readonly Source[]) {
    this.#terminal = terminal;
    this.#started = Date.now();
    this.#shown = this.#started;
    this.#expected = { documents: 0, bytes: 0 };
    for (const { expected } of sources) {
      if (expected === null) {
        this.#expected = null;
        break;
      }
      this.#expected.documents += expected.documents;
      this.#expected.bytes += expected.bytes;
    }
  }

  /** The same source, with what it offers counted. */
  counted(source: Source): Source {
    const count = (content: Uint8Array | Failure, origin: string): void => {
      this.offered++;
      if (!(content instanceof Failure) && content.length >= LARGE) this.#large(origin, content.length);
      this.#bytes += content instanceof Failure ? 0 : content.length;
      this.#show(() => this.#reading());
    };
    return {
      id: source.id,
      expected: source.expected,
      async *offers(signal) {
        for await (const offered of source.offers(signal)) {
          count(offered.content, offered.origin);
          yield offered;
        }
      },
    };
  }

  /** Something other than reading is going on: `Working out exposures, 12 workloads left`. */
  says(text: string): void {
    this.#show(() => text);
  }

  done(): void {
    this.#terminal.status('');
  }

  /** Nothing can be shown while one document is read: that is said before it begins. */
  #large(origin: string, size: number): void {
    const text = `Reading ${origin}, ${bytesInWords(size)}: this may take minutes`;
    if (this.#terminal.draws) this.#terminal.status(text);
    else this.#terminal.warn(text);
    this.#shown = Date.now();
  }

  #show(text: () => string): void {
    const now = Date.now();
    const every = this.#terminal.draws ? EVERY.drawn : EVERY.line;
    if (now - this.#shown < every) return;
    this.#shown = now;
    if (this.#terminal.draws) this.#terminal.status(text());
    else this.#terminal.warn(text());
  }

  #reading(): string {
    const seconds = Math.max(0.001, (Date.now() - this.#started) / 1000);
    const rate = `${bytesInWords(this.#bytes / seconds)}/s`;
    const expected = this.#expected;
    const size = bytesInWords(this.#bytes);
    if (expected === null) return `${this.offered} documents, ${size}, ${rate}`;
    const bar = this.#terminal.draws ? `${barOf(this.#bytes / Math.max(1, expected.bytes))} ` : '';
    return `${bar}${this.offered} of ${expected.documents} documents, ${size} of ${bytesInWords(expected.bytes)}, ${rate}`;
  }
}

function barOf(part: number): string {
  const full = Math.round(Math.min(1, part) * WIDTH);
  return `[${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}]`;
}

/** `812 B`, `1.2 MiB`. */
export function bytesInWords(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  return `${power === 0 ? Math.round(amount) : amount.toFixed(1)} ${units[power] ?? ''}`;
}

/** How much the projection has still to look at, in words; not all of it is a workload. */
export function exposuresLeft(left: number): string {
  return `Working out what is exposed: ${left.toLocaleString('en-US')} ${left === 1 ? 'thing' : 'things'} left to look at`;
}
