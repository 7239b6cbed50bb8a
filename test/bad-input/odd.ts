import { hex, pod } from '../laws/objects.ts';
import type { BadInput } from './bad-input.ts';
import { json } from './bad-input.ts';
import { cyclonedx, library, manifest, spdx, statement } from './objects.ts';

/** Read, with a remark at each odd place. */
export const ODD: readonly BadInput[] = [
  {
    name: 'a component that is a number',
    path: 'o.json',
    laid: json(cyclonedx({ components: [library('attrs', '1'), 7] })),
    receipts: ['o.json read, ELEMENT_UNUSABLE at /components/1, SUBJECT_UNKNOWN'],
  },
  {
    name: 'a name that is a number',
    path: 'o.json',
    laid: json(cyclonedx({ components: [library('attrs', '1', { name: 7 })] })),
    receipts: ['o.json read, SUBJECT_UNKNOWN'],
  },
  {
    name: 'a bom-ref that is there twice',
    path: 'o.json',
    laid: json(
      cyclonedx({
        components: [library('attrs', '1'), library('idna', '3', { 'bom-ref': 'attrs' })],
        dependencies: [{ ref: 'root', dependsOn: ['attrs'] }],
      }),
    ),
    receipts: ['o.json read, DUPLICATE_ID at /components/1, SUBJECT_UNKNOWN'],
  },
  {
    name: 'a dependency on nothing',
    path: 'o.json',
    laid: json(cyclonedx({ dependencies: [{ ref: 'root', dependsOn: ['nowhere'] }] })),
    receipts: ['o.json read, REFERENCE_DANGLING at /dependencies/0/dependsOn/0, SUBJECT_UNKNOWN'],
  },
  {
    name: 'an SPDXID that is there twice',
    path: 'o.json',
    laid: json(
      spdx({
        packages: [
          { SPDXID: 'SPDXRef-a', name: 'a' },
          { SPDXID: 'SPDXRef-a', name: 'b' },
        ],
      }),
    ),
    receipts: ['o.json read, DUPLICATE_ID at /packages/1, SUBJECT_UNKNOWN'],
  },
  {
    name: 'a relationship with nothing',
    path: 'o.json',
    laid: json(
      spdx({
        relationships: [
          { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-nowhere' },
        ],
      }),
    ),
    receipts: ['o.json read, REFERENCE_DANGLING at /relationships/0/relatedSpdxElement, SUBJECT_UNKNOWN'],
  },
  {
    name: 'a purl that is none',
    path: 'o.json',
    laid: json(cyclonedx({ components: [library('attrs', '1', { purl: 'attrs==1' })] })),
    receipts: ['o.json read, PURL_INVALID at /components/0/purl, SUBJECT_UNKNOWN'],
  },
  {
    name: 'a purl that is no text',
    path: 'o.json',
    laid: json(cyclonedx({ components: [library('attrs', '1', { purl: ['pkg:pypi/attrs@1'] })] })),
    receipts: ['o.json read, PURL_INVALID at /components/0/purl, SUBJECT_UNKNOWN'],
  },
  {
    name: 'a digest of the wrong length',
    path: 'o.json',
    laid: json(statement({ subject: [{ name: 'a', digest: { sha256: 'abc' } }] })),
    receipts: [
      'o.json#/predicate read, SUBJECT_UNKNOWN',
      'o.json read, DIGEST_INVALID at /subject/0/digest/sha256, SUBJECT_NOT_ARTIFACT at /subject/0',
    ],
  },
  {
    name: 'a layer whose digest is too short',
    path: 'o.json',
    laid: json(
      manifest({ layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: 'sha256:abc', size: 1 }] }),
    ),
    receipts: ['o.json read, DIGEST_INVALID at /layers/0/digest'],
  },
  {
    name: 'a pod whose containers are a text',
    path: 'o.json',
    laid: json({ ...pod('odd', hex('odd')), spec: { containers: 'main' } }),
    receipts: [
      'o.json# read, ELEMENT_UNUSABLE at /spec/containers, ELEMENT_UNUSABLE at /spec/containers',
      'o.json read',
    ],
  },
  {
    name: 'a pod whose image is a number',
    path: 'o.json',
    laid: json({ ...pod('odd', hex('odd')), spec: { containers: [{ name: 'main', image: 7 }] } }),
    receipts: ['o.json# read, ELEMENT_UNUSABLE at /spec/containers/0/image', 'o.json read'],
  },
  {
    name: 'a pod without a name',
    path: 'o.json',
    laid: json({ ...pod('odd', hex('odd')), metadata: {} }),
    receipts: ['o.json# failed, MALFORMED at /metadata/name', 'o.json read'],
    says: /What names the object is missing \(\/metadata\/name\)\./,
  },
  {
    name: 'a list with a member that is none',
    path: 'o.json',
    laid: json({ apiVersion: 'v1', kind: 'PodList', items: [pod('odd', hex('odd')), 'pod'] }),
    receipts: ['o.json#/items/0 read', 'o.json read, ELEMENT_UNUSABLE at /items/1'],
  },
  {
    name: 'a predicate that nobody knows',
    path: 'o.json',
    laid: json(statement({ predicateType: 'https://predicates.example/tea/v1', predicate: { tea: true } })),
    receipts: ['o.json read, PREDICATE_NOT_READ at /predicate'],
  },
  {
    name: 'SLSA provenance of the wrong shape',
    path: 'o.json',
    laid: json(
      statement({
        predicateType: 'https://slsa.dev/provenance/v1',
        predicate: { buildDefinition: [], runDetails: 'x' },
      }),
    ),
    receipts: ['o.json read, BUILDER_MISSING at /predicate/runDetails/builder/id'],
  },
];
