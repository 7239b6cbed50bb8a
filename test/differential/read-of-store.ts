import { AskError } from '#queries';
import type { Estate } from '../../src/engines/index.ts';
import type { ReadRequest } from './requests.ts';

/** More pages than any answer about a small estate has. */
const MOST_PAGES = 60;

/**
 * What a store says, in pages to the end. The data version is left out, and the cursor with it, as an engine counts its
 * own commits; nothing else may differ between two engines.
 */
export async function readOf(estate: Estate, read: ReadRequest): Promise<unknown> {
  try {
    switch (read.reads) {
      case 'ask':
        return await pages(estate, read.request);
      case 'show':
        return await estate.show(read.id);
      case 'document':
        return await estate.document(read.id);
      case 'failures':
        return await estate.failures();
      case 'batch':
        return await estate.batch(read.kind, read.request);
    }
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    const { code, message, at, nearest } = error;
    return { error: { code, message, at, nearest } };
  }
}

async function pages(estate: Estate, request: Extract<ReadRequest, { reads: 'ask' }>['request']): Promise<unknown> {
  const all: unknown[] = [];
  let after: string | null = null;
  do {
    const { dataVersion, ...answer } = await estate.ask({ ...request, ...(after === null ? {} : { after }) });
    if (!/^\d+$/u.test(dataVersion)) throw new TypeError('the data version is no revision');
    const { endCursor, hasNextPage } = answer.pageInfo;
    all.push({ ...answer, pageInfo: { endCursor: endCursor === null ? null : 'a cursor', hasNextPage } });
    after = hasNextPage ? endCursor : null;
  } while (after !== null && all.length < MOST_PAGES);
  return all;
}
