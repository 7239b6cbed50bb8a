import { Failure } from '../failure.ts';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import type { JsonObject } from '../json/index.ts';
import { isObject, member, parseJson, pointer, textOf } from '../json/index.ts';
import type { Claim, Reading, Remark } from '../reading.ts';
import { furtherDigests, readDigestSet } from './digest-set.ts';
import { readPredicate } from './predicates/read-predicate.ts';
import type { Subject } from './slsa-provenance.ts';

const TYPE = 'https://in-toto.io/Statement';
const VERSION = /^https:\/\/in-toto\.io\/Statement\/(v0\.1|v1)$/;
/**
 * in-toto Statement v0.1 and v1: what is attested of which artifacts. An SBOM as predicate is a document of its own, in
 * exactly the bytes it has here; what is read of others is in `predicates/`. Of a predicate that nobody reads the subjects, the
 * type and the bytes are kept (model-estate.md §3.1, §3.5).
 */
export const inToto: Format = {
  name: 'in-toto',
  doc: 'in-toto Statement v0.1 and v1, with an SBOM or SLSA provenance as predicate, or any other',
  reader: 4,
  recognises: ({ shape, keys }: Head) => shape === 'json' && isStatement(keys),
  read,
};

/** A statement whose `_type` lies behind a large predicate is still one. */
function isStatement(keys: Head['keys']): boolean {
  const type = keys.get('_type');
  if (typeof type === 'string') return type === TYPE || type.startsWith(`${TYPE}/`);
  return !keys.has('_type') && typeof keys.get('predicateType') === 'string' && keys.has('predicate');
}

function read(document: Document): Reading {
  const statement = parseJson(document.bytes);
  if (!isObject(statement)) throw new Failure('MALFORMED', 'The statement is no JSON object.');
  const version = versionOf(statement);
  const predicateType = textOf(member(statement, 'predicateType'));
  if (predicateType === null) {
    throw new Failure('MALFORMED', 'The statement does not say what kind it is.', { at: '/predicateType' });
  }
  const { subjects, claims, remarks } = readSubjects(document, statement, predicateType);
  const predicate = member(statement, 'predicate');
  const attested = readPredicate({ document, predicateType, predicate, subjects });
  return {
    version,
    claims: [...claims, ...attested.claims],
    ...(attested.inventory === undefined ? {} : { inventory: attested.inventory }),
    inner: attested.inner ?? [],
    remarks: [...remarks, ...attested.remarks],
  };
}

function versionOf(statement: JsonObject): string {
  const type = textOf(member(statement, '_type'));
  if (type === null) throw new Failure('MALFORMED', 'The statement has no _type.', { at: '/_type' });
  const version = VERSION.exec(type)?.[1];
  if (version !== undefined) return version;
  throw new Failure(
    'UNSUPPORTED_VERSION',
    `Statements of the type ${JSON.stringify(type.slice(0, 100))} are not read.`,
    {
      at: '/_type',
    },
  );
}

interface Subjects {
  readonly subjects: readonly Subject[];
  readonly claims: readonly Claim[];
  readonly remarks: readonly Remark[];
}

/** The name of a subject is how the statement calls it, and no sighting: it never makes a reference. */
function readSubjects(document: Document, statement: JsonObject, predicateType: string): Subjects {
  const subjects: Subject[] = [];
  const claims: Claim[] = [];
  const remarks: Remark[] = [];
  const listed = member(statement, 'subject');
  if (!Array.isArray(listed) || listed.length === 0) {
    remarks.push({ code: 'SUBJECT_MISSING', at: '/subject', message: 'The statement is about nothing: no subjects.' });
  }
  for (const [index, entry] of (Array.isArray(listed) ? (listed as readonly unknown[]) : []).entries()) {
    const at = pointer('subject', index);
    const digests = readDigestSet(member(entry, 'digest'), `${at}/digest`);
    remarks.push(...digests.remarks);
    if (digests.artifact === null) {
      const message = 'The subject has no digest over its bytes, so it is no artifact.';
      remarks.push({ code: 'SUBJECT_NOT_ARTIFACT', at, message });
      continue;
    }
    const name = textOf(member(entry, 'name'));
    subjects.push({ artifact: digests.artifact, name, at });
    claims.push({
      edge: 'ATTESTS',
      from: document.digest,
      to: digests.artifact,
      at,
      properties: { predicateType, name },
    });
    claims.push(...furtherDigests(digests.artifact, digests.others, at));
  }
  return { subjects, claims, remarks };
}
