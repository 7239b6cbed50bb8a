import { createHash, createPublicKey } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256Of } from '#schema';
import { describe, expect, test } from 'vitest';
import type { Document } from '../../ingest/format.ts';
import { FORMATS } from '../../ingest/formats/index.ts';
import { formatsOf } from '../../ingest/recognise.ts';
import type { Claim } from '../../ingest/reading.ts';
import { documentOf, documentsBelow } from './golden-cases.ts';

/** What real tools signed and attested. It lies beside the checkout where it is there at all, and is no part of it. */
const SAMPLES = '../shared/samples';
const HOLDERS = new Set(['dsse', 'sigstore-bundle', 'in-toto']);

const samples = documentsBelow(SAMPLES)
  .map(({ name, document }) => ({ name: name.slice(name.indexOf('samples/') + 'samples/'.length), document }))
  .filter(({ document }) => formatsOf(FORMATS, document.bytes).some(({ name }) => HOLDERS.has(name)));

const ALICE = 'certificate:http://127.0.0.1:5800/email|email|alice@example.org';
const WORKFLOW =
  'certificate:http://127.0.0.1:5800/gha|uri|https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.0';

const title =
  samples.length > 0 ? 'what real tools sign and attest' : `NOT TESTED: ${SAMPLES} with what real tools sign is absent`;

describe.skipIf(samples.length === 0)(title, () => {
  test('there are bundles, envelopes and statements', () => {
    expect(samples.length).toBeGreaterThan(60);
  });

  test.each(samples)('$name has the subject that was signed, and its signer', ({ name, document }) => {
    const claims = claimsWithin(document);
    const subjects = claims.filter(({ edge }) => edge === 'ATTESTS').map(({ to }) => to);
    expect(new Set(subjects)).toEqual(new Set([subjectOf(name)]));
    const signers = claims.filter(({ edge }) => edge === 'SIGNED_BY').map(({ to }) => to);
    expect(signers).toEqual(signersOf(name, claims));
    const signed = claims.filter(({ edge }) => edge === 'SIGNS').length;
    expect(signed).toBe(name.endsWith('.statement.json') ? 0 : 1);
  });
});

/** The claims of a document and of the statement inside it; of an SBOM inside that one only where it is said what it describes. */
function claimsWithin(document: Document): readonly Claim[] {
  const [format] = formatsOf(FORMATS, document.bytes);
  if (format === undefined || !HOLDERS.has(format.name)) return [];
  const { claims, inner, remarks } = format.read(document);
  const unexpected = remarks.filter(({ code }) => code !== 'PREDICATE_NOT_READ');
  expect(unexpected).toEqual([]);
  return [...claims, ...inner.flatMap(({ bytes }) => claimsWithin(documentOf(bytes)))];
}

/** The manifest that lies in the same folder; of a signed model the root, computed from its files (model-estate.md §3.4). */
function subjectOf(name: string): string {
  const folder = join(import.meta.dirname, '../..', SAMPLES, dirname(name));
  if (!name.startsWith('model-signing')) {
    return sha256Of(Uint8Array.from(readFileSync(join(folder, 'manifest-tag-1.0.json'))));
  }
  const model = join(folder, 'model-tiny');
  const digests = readdirSync(model)
    .sort()
    .map((file) =>
      createHash('sha256')
        .update(readFileSync(join(model, file)))
        .digest(),
    );
  return sha256Of(Uint8Array.from(Buffer.concat(digests)));
}

/** A statement alone and an envelope without a key hint name nobody; a bundle names the key or the certificate's holder. */
function signersOf(name: string, claims: readonly Claim[]): readonly string[] {
  const [, tool = '', folder = ''] = /^([^/]+)\/([^/]+)/.exec(name) ?? [];
  if (name.endsWith('.statement.json') || /^key(?:less)?-legacy/.test(folder)) return [];
  if (folder === 'certificate.model.sig') return ['certificate:CN=test-root|email|ml@example.org'];
  if (folder === 'keyless.model.sig') return [ALICE];
  if (folder === 'key-p256.model.sig') {
    const pem = readFileSync(join(import.meta.dirname, '../..', SAMPLES, tool, 'ms.pub'), 'utf8');
    return [`key:${createHash('sha256').update(pem).digest('hex')}`];
  }
  if (folder.startsWith('keyless')) return [isSignature(claims) ? ALICE : WORKFLOW];
  const pem = readFileSync(join(import.meta.dirname, '../..', SAMPLES, tool, 'cosign.pub'), 'utf8');
  const key = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  return [`key:${createHash('sha256').update(key).digest('base64')}`];
}

function isSignature(claims: readonly Claim[]): boolean {
  return claims.some(({ properties }) => properties?.['predicateType'] === 'https://sigstore.dev/cosign/sign/v1');
}
