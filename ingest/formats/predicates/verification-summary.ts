import type { JsonObject } from '../../json/index.ts';
import { member, pointer, textOf } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import { readDigestSet } from '../digest-set.ts';
import { citedDocuments, pointedIn } from './cited-documents.ts';
import type { Attested, PredicateReading } from './predicate-reader.ts';
import { artifactsOf, objectPredicate } from './predicate-reader.ts';

/** The candidates of version 1 have its members. */
const TYPES = /^https:\/\/slsa\.dev\/verification_summary\/v(?:0\.[12]|1(?:\.\d+|-rc\d)?)\/?$/;
const RESULTS = new Set(['PASSED', 'FAILED']);

/**
 * SLSA verification summary v1, and v0.1 and v0.2 with their other spelling (`time_verified`) and their one level
 * (`policy_level`): what a verifier says that it found, and the statements it rests on (model-estate.md §3.5).
 */
export const verificationSummary = objectPredicate(TYPES, 'a verification summary', read);

function read(predicate: JsonObject, { document, subjects }: Attested): PredicateReading {
  const inputs = written(predicate, 'inputAttestations', 'input_attestations');
  const cited = citedDocuments(pointedIn(inputs.value, inputs.at), 'input attestation', document.digest);
  const verifier = textOf(member(member(predicate, 'verifier'), 'id'));
  const result = written(predicate, 'verificationResult', 'verification_result');
  const policy = readPolicy(predicate);
  const levels = readLevels(predicate);
  const remarks = [...cited.remarks, ...policy.remarks, ...levels.remarks];
  if (verifier === null) remarks.push(incomplete('The summary does not say who verified.', '/predicate/verifier'));
  if (typeof result.value !== 'string' || !RESULTS.has(result.value)) {
    remarks.push(incomplete('The result of the verification is neither PASSED nor FAILED.', result.at));
    return { claims: cited.claims, remarks };
  }
  if (verifier === null) return { claims: cited.claims, remarks };
  const properties = {
    verifier,
    result: result.value,
    levels: levels.levels.join(' '),
    resource: textOf(written(predicate, 'resourceUri', 'resource_uri').value),
    policy: policy.policy,
    verifiedOn: textOf(written(predicate, 'timeVerified', 'time_verified').value),
  };
  const summaries = artifactsOf(subjects).map((to) => ({
    edge: 'SUMMARISES' as const,
    from: document.digest,
    to,
    at: '/predicate',
    properties,
  }));
  return { claims: [...summaries, ...cited.claims], remarks };
}

function incomplete(message: string, at: string): Remark {
  return { code: 'SUMMARY_INCOMPLETE', at, message: `${message} The summary is kept with the statement.` };
}

/** The address of the policy, or else a digest of it. */
function readPolicy(predicate: JsonObject): { policy: string | null; remarks: readonly Remark[] } {
  const policy = member(predicate, 'policy');
  const digests = readDigestSet(member(policy, 'digest'), '/predicate/policy/digest');
  return {
    policy: textOf(member(policy, 'uri')) ?? digests.artifact ?? digests.others[0] ?? null,
    remarks: digests.remarks,
  };
}

/** A level is one word; what is none is remarked and left out, or it would read as several. */
function readLevels(predicate: JsonObject): { levels: readonly string[]; remarks: readonly Remark[] } {
  const { value, at } = written(predicate, 'verifiedLevels', 'policy_level');
  const listed: readonly unknown[] = Array.isArray(value)
    ? value
    : value === undefined || value === null
      ? []
      : [value];
  const levels: string[] = [];
  const remarks: Remark[] = [];
  for (const [index, level] of listed.entries()) {
    if (typeof level === 'string' && /^\S+$/.test(level)) levels.push(level);
    else {
      const place = Array.isArray(value) ? `${at}${pointer(index)}` : at;
      remarks.push({ code: 'LEVEL_UNUSABLE', at: place, message: 'A level should be one word, and this is none.' });
    }
  }
  return { levels, remarks };
}

/** A member under the name it has now, or under the one it had. */
function written(predicate: JsonObject, now: string, before: string): { value: unknown; at: string } {
  const name = !Object.hasOwn(predicate, now) && Object.hasOwn(predicate, before) ? before : now;
  return { value: member(predicate, name), at: `/predicate${pointer(name)}` };
}
