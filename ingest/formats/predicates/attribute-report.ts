import type { JsonObject } from '../../json/index.ts';
import { arrayOf, member, pointer, textOf } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import { citedDocuments, pointedIn } from './cited-documents.ts';
import type { Attested, PredicateReading } from './predicate-reader.ts';
import { artifactsOf, objectPredicate } from './predicate-reader.ts';

const TYPES = /^https:\/\/in-toto\.io\/attestation\/scai\/(?:attribute-report\/)?v0\.[123]$/;

/**
 * in-toto attribute report (SCAI) v0.1 to v0.3: that somebody attributes something to the subjects or to how they were made,
 * and the evidence for it (model-estate.md §3.5). The attributes themselves are words of their producer, and are kept.
 */
export const attributeReport = objectPredicate(TYPES, 'an attribute report', read);

function read(predicate: JsonObject, { document, subjects }: Attested): PredicateReading {
  const attributes = arrayOf(member(predicate, 'attributes'));
  const evidence = attributes.flatMap((attribute, index) =>
    pointedIn(member(attribute, 'evidence'), `/predicate/attributes${pointer(index)}/evidence`),
  );
  const cited = citedDocuments(evidence, 'evidence', document.digest);
  const producer = member(predicate, 'producer');
  const properties = {
    kind: 'attributes',
    result: null,
    tool: textOf(member(producer, 'name')) ?? textOf(member(producer, 'uri')),
    findings: attributes.length,
    finishedOn: null,
  };
  const reports = artifactsOf(subjects).map((to) => ({
    edge: 'REPORTS' as const,
    from: document.digest,
    to,
    at: '/predicate',
    properties,
  }));
  return { claims: [...reports, ...cited.claims], remarks: [attributesRemark(attributes.length), ...cited.remarks] };
}

function attributesRemark(count: number): Remark {
  const message =
    count === 0
      ? 'The report attributes nothing to its subjects.'
      : `The attributes (${count}), their targets and their conditions are kept with the statement and not read.`;
  const code = count === 0 ? 'ATTRIBUTES_MISSING' : 'FINDINGS_NOT_READ';
  return { code, at: count === 0 ? '/predicate' : '/predicate/attributes', message };
}
