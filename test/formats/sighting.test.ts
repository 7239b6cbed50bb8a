import { expect, test } from 'vitest';
import { FORMATS } from '../../ingest/formats/index.ts';
import { sighting, sightingBytes } from '../../ingest/formats/sighting.ts';
import { recognise } from '../../ingest/recognise.ts';
import { documentOf } from './golden-cases.ts';

const reference = 'oci:registry.example.org/models/fraud-bert:7';
const digest = `sha256:${'ab'.repeat(32)}`;

test('what is made is canonical, holds no time, and reads back', () => {
  const bytes = sightingBytes(reference, digest);
  const text = `{"_type":"https://provgraph.dev/sighting/v1","digest":"${digest}","reference":"${reference}"}`;
  expect(new TextDecoder().decode(bytes)).toBe(text);
  expect(recognise(FORMATS, bytes)).toBe(sighting);
  expect(sighting.read(documentOf(bytes))).toEqual({
    version: 'v1',
    claims: [{ edge: 'RESOLVES_TO', from: reference, to: digest, at: '/digest' }],
    inner: [],
    remarks: [],
  });
});

test('that there was nothing claims nothing', () => {
  expect(sighting.read(documentOf(sightingBytes(reference, null)))).toEqual({
    version: 'v1',
    claims: [],
    inner: [],
    remarks: [],
  });
});
