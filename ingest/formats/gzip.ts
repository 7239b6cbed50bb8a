import { gunzipSync } from 'node:zlib';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import type { Reading } from '../reading.ts';
import { inflation, inflationLimit, refuseRest } from './inflation.ts';

/** gzip around any document: one or several members, which make one inner document. */
export const gzip: Format = {
  name: 'gzip',
  doc: 'gzip around any of the others',
  reader: 1,
  recognises: ({ shape }: Head) => shape === 'gzip',
  read,
};

function read({ bytes }: Document): Reading {
  const limit = inflationLimit(bytes.length);
  const { inflated, consumed } = inflation(limit, () => gunzipSync(bytes, { maxOutputLength: limit, info: true }));
  refuseRest(bytes, consumed);
  return { version: null, claims: [], inner: [{ bytes: inflated, at: '' }], remarks: [] };
}
