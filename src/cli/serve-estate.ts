import { QUESTIONS } from '#queries';
import type { Settings } from '../config.ts';
import type { RunningServer } from '../server/index.ts';
import { acceptDocuments } from './accept-documents.ts';
import { openForReading } from './store.ts';
import type { Terminal } from './terminal.ts';

/** A served estate: its address, and how to end it. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the estate of the settings and reads what is uploaded into it, with its log as JSON lines on stderr.
 *
 * @throws ServerFailure when the host is no loopback address and no token was made, or the port is taken.
 */
export async function serveEstate(settings: Settings, ports: readonly number[], terminal: Terminal): Promise<Served> {
  const { startServer, TokenFile } = await import('../server/index.ts');
  const access = new TokenFile(settings.data);
  const estate = await openForReading(settings, terminal, true);
  const documents = acceptDocuments(settings);
  const { accept } = documents;
  const log = (entry: object): void => {
    terminal.warn(JSON.stringify({ time: new Date().toISOString(), ...entry }));
  };
  const start = async ([port = 0, ...others]: readonly number[]): Promise<RunningServer> => {
    try {
      return await startServer({ estate, questions: QUESTIONS, host: settings.serve.host, port, log, accept, access });
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'CANNOT_LISTEN';
      if (!taken || others.length === 0) throw error;
      return start(others);
    }
  };
  try {
    const server = await start(ports);
    const close = async (): Promise<void> => {
      await server.close();
      await documents.close();
      await estate.close();
    };
    return { url: server.url, close };
  } catch (error) {
    await estate.close();
    throw error;
  }
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}
