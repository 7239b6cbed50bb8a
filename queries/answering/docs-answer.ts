import { CLOSED_LISTS } from '#schema';
import type { UnknownShown } from './answer.ts';
import { REASONS } from '../exposure/exposure.ts';
import type { Reason } from '../exposure/exposure.ts';
import { table } from './markdown-table.ts';
import { actionFor } from './words.ts';

const CONCLUSION = `## The conclusion

\`conclusion\` is the first thing to read, and what to alert on. It covers all pages, so one page is enough for it.

${listed('Conclusion')}

\`NOT_AFFECTED\` is said only if all of this holds:

1. \`total.count\` is 0;
2. the package was asked as a purl (\`pkg:pypi/torch\`), for a bare name may mean packages of any type, and not by a name that nothing has while a near one is known;
3. every filter value (environment, cluster, namespace, owner, workload) is carried by something in the estate: a mistyped one is no all-clear;
4. every route asked has a judged exposure or was found empty, and at least one exposure was judged: an empty store is no all-clear;
5. every SBOM that lists the package says what it is the SBOM of, or a document says it;
6. \`coverage.complete\` is true;
7. \`truncated\` is false;
8. no source is stale;
9. nothing that was ingested waits for its effect to be computed.

Otherwise it is \`UNKNOWN\`. What fails of 2 to 5, 8 and 9 is a sentence each in \`notes\`; what fails of 6 is in \`coverage\`. \`artifacts-with-package\` never says \`NOT_AFFECTED\`; the other questions, which are about no one package, conclude nothing: there \`conclusion\` is null, and \`notes\` says what to know beside the rows.`;

const COVERAGE = `## The coverage

An *exposure* is one thing that a workload loads by one route: an image, a model, something that a build used. It is *judged* when an SBOM could have shown the package, whether or not it did. \`coverage.routes\` counts both kinds for each route asked, in the scope asked and for the type of package asked.

- \`coverage.unknown\` lists what could not be judged, running images first, at most 100; \`coverage.unknownTotal\` counts all of it. An unknown whose \`route\` is null holds for every route.
- \`coverage.workloadsWithoutModel.count\` counts workloads that use the package and in which no model was recognised: they are no rows of \`deployed-models-using-package\`, and \`deployed-workloads-using-package\` lists them. \`unjudged\` counts, apart from those, the ones of which nobody knows.
- \`coverage.failedDocuments\` counts documents in force that failed to be read or are of a version that is not read yet. Each is one unknown, \`DOCUMENT_FAILED\`, until it is read or withdrawn.
- \`coverage.complete\`: no unknown, no workload without a model that uses the package, no failed document.

A thing may be a row and unknown at once: the SBOM of an index shows the package, and says of none of its platforms that it does not hold another one.

Why something is unknown, and the one action that settles it:`;

const ROWS = `## The rows

A row is one use of a package by a workload: distinct by environment, cluster, namespace, workload, model slot, model, route and package version, and in that order (by code point, null first). Its \`id\` is a hash of these and stays the same between polls, so it can be used to deduplicate alerts.

- Null is *not known*, never *none*. A filter excludes only what is known to differ: \`--environment prod\` keeps rows whose environment is null.
- Where several paths lead to one row, the strongest is shown. \`path\` goes from the workload to the package; each hop has the documents that say so (each once, at most 20, and \`evidenceTotal\`), with the place in the document as a JSON Pointer. \`GET /v1/documents/<digest>\` gives a document, \`node(id)\` everything known of a thing.
- A path is as strong as its weakest hop, which \`weakest\` names (\`hop\` counts from 0). A row that is weak is a row: weakness says how sure one can be, not how bad it is.
- \`verdict\` is null for what is never signed, a Kubernetes object or a manifest; a document that could be signed and is not has the status \`unsigned\`.
- What has ended (a job that is complete, a pod that succeeded) is never a row, unless asked for with \`asOf\`.
- \`since\` is the earliest time from which it may have been so without a break.`;

const MATCHING = `## What matches

- **Versions.** A version without local label or epoch matches any (\`2.6.0\` finds \`2.6.0+cu124\`); for deb, rpm, apk and alpm one without a release matches any release. Ranges are refused: give each version by itself. A component that states no version matches every version.
- **Names.** Coordinates compare in lower case for every type, PyPI names by PEP 503; bare names with runs of \`-\`, \`_\` and \`.\` as one. The namespace of Linux packages is dropped: \`pkg:deb/openssl\` finds what any distribution packaged.
- **Without a purl.** A component that has no usable purl matches by its name, with and without group, whatever type is asked.
- **Source packages.** Asking for \`pkg:deb/openssl\` finds \`libssl3\`, which is built from it.
- Optional, excluded and development components count as well.

Where this is too generous it costs a row too many, never one too few. \`matched\` says which packages and versions were found to be meant. Where it is empty, \`similar\` holds the nearest names, for it may be a typing mistake; otherwise the same name in other types.`;

const PAGES = `## Pages, polling, time

- **Pages.** \`first\` rows at a time. While \`pageInfo.hasNextPage\` is true, ask again with \`after\` set to \`pageInfo.endCursor\` and everything else unchanged. A next page is read as of the time and the revision of the first, whatever has been ingested since; \`total\` counts all pages. Over HTTP the address of the next page is also in the \`Link\` header.
- **Polling.** \`GET /v1/ask/…\` gives an \`ETag\`. Send it back as \`If-None-Match\`: the answer is 304, without a body, as long as neither the data (\`dataVersion\`), nor the parameters, nor the policy, nor the staleness of a source has changed.
- **\`asOf\`**: what held at that time, as far as it is known today. An SBOM that arrived later counts, for it tells of bytes that were the same then. What *may* have held counts.
- **\`knownAt\`**: what this store would have answered at that time, without anything that arrived later. The two may be given together.
- **Freshness.** \`freshness\` says for each source when it was last read completely. Files have no timetable: what they say was asserted by whoever offered them, and never goes stale by itself.`;

const ERRORS = `## Errors

\`{"code", "message", "at", "nearest"}\`: a closed code, a sentence that names every mistake, where it is, and the nearest right words. Over HTTP with the status below; in GraphQL the same in \`errors[].extensions\`; on the command line in words, with exit status 2 for what was asked wrongly and 1 for what could not be answered.`;

/** The hand-written part of the page: what the parts of an answer mean, whatever was asked. */
export function aboutAnswers(): string {
  return [
    CONCLUSION,
    COVERAGE,
    reasons(),
    ROWS,
    ...['Route', 'State', 'Rung', 'Strength', 'WeakestWhy', 'Match'].map(closedList),
    MATCHING,
    PAGES,
    ERRORS,
    errors(),
  ].join('\n\n');
}

/** The values of a closed list with what they mean. */
function listed(name: string): string {
  const list = CLOSED_LISTS.find((one) => one.name === name);
  const rows = Object.entries(list?.values ?? {}).map(([value, doc]) => [`\`${value}\``, doc]);
  return table([name === 'Conclusion' ? 'conclusion' : 'value', 'it means'], rows);
}

/** The columns in which the values of a closed list are found. */
const COLUMNS: Readonly<Record<string, string>> = {
  Route: 'route',
  State: 'state',
  Rung: 'rung',
  Strength: 'strength',
  WeakestWhy: 'weakest.why',
  Match: 'match',
};

function closedList(name: string): string {
  const list = CLOSED_LISTS.find((one) => one.name === name);
  return `\`${COLUMNS[name] ?? name}\`: ${list?.doc ?? ''}\n\n${listed(name)}`;
}

function reasons(): string {
  const docs = CLOSED_LISTS.find((one) => one.name === 'Reason')?.values ?? {};
  const rows = REASONS.map((reason) => [`\`${reason}\``, docs[reason] ?? '', actionFor(unknownOf(reason))]);
  return table(['reason', 'it means', 'what settles it'], rows);
}

function unknownOf(reason: Reason): UnknownShown {
  const names: Partial<Record<Reason, UnknownShown['subject']>> = {
    DOCUMENT_FAILED: { kind: 'Document', id: '*digest*', name: '*the document*' },
    NOT_SYNCED: { kind: 'Cluster', id: 'cluster:*name*', name: '*name*' },
  };
  const subject = names[reason] ?? { kind: 'Workload', id: '*workload*', name: '*the workload*' };
  return { subject, artifact: '*the artifact*', route: null, reason };
}

function errors(): string {
  const rows = [
    ['`BAD_PARAMETER`', '400', 'A parameter is missing, unknown, or has a value that it cannot have.'],
    ['`BAD_CURSOR`', '400', '`after` is no cursor that was given.'],
    ['`BAD_QUERY`', '400', 'The GraphQL query is wrong, or asks for more than one request may.'],
    ['`UNKNOWN_QUESTION`', '404', 'There is no such question.'],
    ['`NOT_FOUND`', '404', 'There is no such document or thing.'],
    ['`LIMIT_REACHED`', '413', 'The answer would be larger than one may be: ask for less.'],
    ['`TOO_MANY_REQUESTS`', '429', 'Too many at once: wait, and ask again.'],
    ['`TIME_LIMIT`', '503', 'It took too long. That is never an answer.'],
  ];
  return table(['code', 'HTTP status', 'it means'], rows);
}
