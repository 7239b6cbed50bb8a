import { readProvenance } from '../slsa-provenance.ts';
import { isProvenance } from '../slsa-run.ts';
import { attributeReport } from './attribute-report.ts';
import { link } from './link.ts';
import { modelSigning, modelSigningDigests } from './model-signing.ts';
import type { Attested, PredicateReader, PredicateReading } from './predicate-reader.ts';
import { reference } from './reference.ts';
import { release } from './release.ts';
import { isSbom, readSbom } from './sbom.ts';
import { testResult } from './test-result.ts';
import { unreadPredicate } from './unread-predicate.ts';
import { verificationSummary } from './verification-summary.ts';
import { vulnerabilityScan } from './vulnerability-scan.ts';

const provenance: PredicateReader = {
  recognises: isProvenance,
  read: ({ predicate, predicateType, document, subjects }) =>
    readProvenance(predicate, predicateType, document.digest, subjects),
};

const sbom: PredicateReader = {
  recognises: isSbom,
  read: ({ document, predicate, subjects }) => readSbom(document, predicate, subjects),
};

/** Every kind of predicate that is read. An SBOM is one under any type but that of provenance. */
const READERS: readonly PredicateReader[] = [
  provenance,
  sbom,
  verificationSummary,
  testResult,
  vulnerabilityScan,
  attributeReport,
  link,
  release,
  reference,
  modelSigning,
  modelSigningDigests,
];

/** Reads the predicate of a statement: the first reader that recognises it decides, and what none does is kept and remarked. */
export function readPredicate(attested: Attested): PredicateReading {
  const { predicateType, predicate } = attested;
  const reader = READERS.find((one) => one.recognises(predicateType, predicate));
  return reader?.read(attested) ?? { claims: [], remarks: unreadPredicate(predicateType, predicate) };
}
