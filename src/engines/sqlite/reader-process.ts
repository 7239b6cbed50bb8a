import { AskError } from '#queries';
import { folderArchive } from '../../archive/folder.ts';
import type { AskRequest, BatchKind, Batches } from '../engine.ts';
import type { ReaderReply, ReaderRequest } from './pool.ts';
import { SqliteEstate } from './reader.ts';

/** A reader process: answers one request after another over one connection, until it is ended. */
const [folder = '', archiveFolder = ''] = process.argv.slice(2);
const estate = new SqliteEstate(folder, folderArchive(archiveFolder), () => new Date().toISOString());

async function answer({ method, argument }: ReaderRequest): Promise<unknown> {
  switch (method) {
    case 'ask':
      return estate.ask(argument as AskRequest);
    case 'show':
      return estate.show(String(argument));
    case 'document':
      return estate.document(String(argument));
    case 'batch':
      return batch(argument as BatchAsked);
    case 'bytes':
      return estate.bytes(String(argument));
    case 'failures':
      return estate.failures();
    case 'dataVersion':
      return estate.dataVersion();
  }
}

interface BatchAsked {
  readonly kind: BatchKind;
  readonly request: Batches[BatchKind]['request'];
}

const batch = ({ kind, request }: BatchAsked): Promise<unknown> => estate.batch(kind, request);

async function reply(request: ReaderRequest): Promise<ReaderReply> {
  try {
    return { value: await answer(request) };
  } catch (error) {
    if (error instanceof AskError) {
      const { code, message, at, nearest } = error;
      return { asked: { code, message, at, nearest } };
    }
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.on('message', (request: ReaderRequest) => {
  void reply(request).then((answered) => process.send?.(answered));
});
process.on('disconnect', () => process.exit(0));
