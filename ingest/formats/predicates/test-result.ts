import type { JsonObject } from '../../json/index.ts';
import { arrayOf, member } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import type { Attested, PredicateReading } from './predicate-reader.ts';
import { artifactsOf, objectPredicate } from './predicate-reader.ts';

const TYPES = /^https:\/\/in-toto\.io\/attestation\/test-result\/v0\.1(?:\.\d+)?$/;
const RESULTS = new Set(['PASSED', 'WARNED', 'FAILED']);
const LISTS = ['failedTests', 'warnedTests', 'passedTests'] as const;

/** in-toto test result v0.1: the outcome of a run of tests on the subjects, and how many failed (model-estate.md §3.5). */
export const testResult = objectPredicate(TYPES, 'the result of a test', read);

function read(predicate: JsonObject, { document, subjects }: Attested): PredicateReading {
  const result = member(predicate, 'result');
  const remarks: Remark[] = [];
  const isResult = typeof result === 'string' && RESULTS.has(result);
  if (!isResult) {
    const message = 'The result of the test is none of PASSED, WARNED and FAILED.';
    remarks.push({ code: 'RESULT_UNKNOWN', at: '/predicate/result', message });
  }
  for (const name of LISTS) {
    const count = arrayOf(member(predicate, name)).length;
    if (count === 0) continue;
    const message = `The names of tests (${count}) are kept with the statement and not read.`;
    remarks.push({ code: 'FINDINGS_NOT_READ', at: `/predicate/${name}`, message });
  }
  const failed = member(predicate, 'failedTests');
  const properties = {
    kind: 'test-result',
    result: isResult ? result : null,
    tool: null,
    findings: Array.isArray(failed) ? failed.length : null,
    finishedOn: null,
  };
  const claims = artifactsOf(subjects).map((to) => ({
    edge: 'REPORTS' as const,
    from: document.digest,
    to,
    at: '/predicate',
    properties,
  }));
  return { claims, remarks };
}
