import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Question } from '#queries';
import type { Estate } from '../engines/engine.ts';
import type { Access } from './access.ts';
import type { AcceptDocument } from './document-upload.ts';
import { startGraphql } from './graphql.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { Log } from './log.ts';
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts';
import { PageFiles } from './page-files.ts';
import { listQuestion } from './question-shape.ts';
import { Requests } from './requests.ts';

export interface ServerSettings {
  readonly estate: Estate;
  readonly questions: readonly Question[];
  /** A loopback address or `localhost`; any other only where tokens are asked for. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly log: Log;
  /** What becomes of uploads; without it the server takes none. */
  readonly accept?: AcceptDocument;
  /** Whose requests are answered; without it, or without any token, everybody's on this machine. */
  readonly access?: Access;
  readonly limits?: Partial<Limits>;
}

export interface RunningServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Refuses new requests, lets open ones end for a moment, then ends them. The estate stays open: it is the caller's. */
  close(): Promise<void>;
}

/** Where the server may not listen, or cannot. */
export class ServerFailure extends Error {
  readonly code: 'NO_TOKEN' | 'CANNOT_LISTEN';

  constructor(code: ServerFailure['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ServerFailure';
    this.code = code;
  }
}

/**
 * Serves an estate: GraphQL, REST and the page (contract.md, `serve`), on this machine only as long as there is no token.
 * Where there is one when it starts, every request needs one from then on.
 *
 * @throws ServerFailure when the host is not a loopback address and there is no token, or its port is taken.
 */
export async function startServer(settings: ServerSettings): Promise<RunningServer> {
  const { estate, host, port, log, accept = null } = settings;
  const access = settings.access?.isGuarded() === true ? settings.access : null;
  const mayListen = (here: boolean): void => {
    if (access === null) refuseUnlessLoopback(host, here);
  };
  mayListen(isLoopbackHost(host));
  const limits = { ...LIMITS, ...settings.limits };
  const questions = settings.questions.map(listQuestion);
  const graphql = await startGraphql(estate, questions, limits, log);
  const requests = new Requests({ estate, questions, graphql, page: new PageFiles(), accept, access, limits, log });
  const server = listener(limits, (request, response) => void requests.serve(request, response));
  try {
    const address = await listen(server, host, port);
    mayListen(isLoopbackAddress(address.name));
    const name = address.name.includes(':') ? `[${address.name}]` : address.name;
    const url = `http://${name}:${address.port}`;
    log({ level: 'info', event: 'listening', url });
    const close = async (): Promise<void> => {
      await closed(server, limits.closeTime);
      await graphql.stop();
    };
    return { url, close };
  } catch (error) {
    server.close();
    await graphql.stop();
    throw error;
  }
}

function refuseUnlessLoopback(host: string, loopback: boolean): void {
  if (loopback) return;
  throw new ServerFailure(
    'NO_TOKEN',
    `Refusing to listen at ${host}: whoever reaches it could read everything. Make a token first (provgraph token create), or listen at a loopback address (127.0.0.1, ::1 or localhost).`,
  );
}

function listener(limits: Limits, serve: (request: IncomingMessage, response: ServerResponse) => void): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersTime,
      requestTimeout: limits.requestTime,
      keepAliveTimeout: limits.keepAliveTime,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16 * 1024,
      requireHostHeader: true,
    },
    serve,
  );
  server.maxConnections = limits.connections;
  server.maxHeadersCount = 100;
  return server;
}

async function listen(server: Server, host: string, port: number): Promise<{ name: string; port: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const fail = (error: Error): void => {
    const taken = 'code' in error && error.code === 'EADDRINUSE';
    const why = taken ? 'another program has it; choose another port, or 0 for any free one' : error.message;
    reject(new ServerFailure('CANNOT_LISTEN', `Cannot listen at ${host}, port ${port}: ${why}.`, { cause: error }));
  };
  server.once('error', fail);
  server.listen({ host, port }, () => {
    resolve(undefined);
  });
  await promise;
  server.off('error', fail);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server at no address');
  return { name: address.address, port: address.port };
}

async function closed(server: Server, patience: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, patience);
  server.close(() => {
    resolve(undefined);
  });
  server.closeIdleConnections();
  await promise;
  clearTimeout(timer);
}
