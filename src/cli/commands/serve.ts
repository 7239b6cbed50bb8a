import type { Call, CommandShape } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { aborted, serveEstate } from '../serve-estate.ts';
import { stopping } from '../stopping.ts';
import { nameOfStore } from '../store.ts';

export const serveCommand: CommandShape = {
  name: 'serve',
  doc: 'answer questions over HTTP: the page at /, GraphQL at /graphql, REST and uploads at /v1',
  operands: null,
  options: [
    { name: 'port', value: 'N', setting: 'serve.port', doc: 'where to listen; 0 is any free port (8080)' },
    {
      name: 'host',
      value: 'H',
      setting: 'serve.host',
      doc: 'the address to listen at; beyond loopback only once there is a token (127.0.0.1)',
    },
  ],
  run: runServe,
};

async function runServe({ options, settings, mistakes, terminal }: Call): Promise<ExitStatus> {
  mistakes.refuse();
  const signal = stopping();
  const served = await serveEstate(settings, [settings.serve.port], terminal);
  if (options.has('json')) terminal.print(`${JSON.stringify({ url: served.url })}\n`);
  else
    terminal.say(
      `Serving ${nameOfStore(settings)} at ${served.url}/ (GraphQL at /graphql, REST at /v1/ask, uploads to /v1/documents). Stop it with Ctrl-C.`,
    );
  await aborted(signal);
  await served.close();
  return EXIT.done;
}
