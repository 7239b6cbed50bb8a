import { edge, json, node, optional, text, whole } from './kind.ts';

export const Package = node({
  label: 'Package',
  doc: 'A package of any version: the coordinate on which tools agree.',
  id: 'coordinate: `pkg:pypi/torch`',
  implies: {
    type: text('Package type, aliases folded: pypi, deb, apk …'),
    name: text('The normalised name.'),
    groupName: text('The normalised name with its namespace.'),
  },
});

export const PackageVersion = node({
  label: 'PackageVersion',
  doc: 'One version of a package, without epoch and qualifiers.',
  id: 'coordinate and version: `pkg:pypi/torch@2.6.0%2Bcu124`',
  implies: { version: optional(text('The version, without epoch.')) },
});

export const Purl = node({
  label: 'Purl',
  doc: 'A canonical package URL, exactly as a document means it.',
  id: 'the canonical purl',
});

export const Component = node({
  label: 'Component',
  doc: 'A component that has no usable purl: it is known by its name, in its document.',
  id: 'document and place: `sha256:…#/components/3`',
});

export const ComponentSet = node({
  label: 'ComponentSet',
  doc: 'The components of one package type that an SBOM lists. Two SBOMs that list the same share the set.',
  id: 'hash of the sorted (purl, scope, source package) triples',
});

export const DependencySet = node({
  label: 'DependencySet',
  doc: 'The dependency pairs that an SBOM states, shared in the same way.',
  id: 'hash of the sorted (purl, purl) pairs',
});

export const DigestSet = node({
  label: 'DigestSet',
  doc: 'The digests that an SBOM gives for components of one package type, shared in the same way.',
  id: 'hash of the sorted digests',
});

export const Lists = edge({
  type: 'LISTS',
  doc: 'An SBOM lists the components of a set, each at its place.',
  from: 'Document',
  to: 'ComponentSet',
  forward: 'lists',
  backward: 'listedBy',
  properties: { places: json('Place and directness of each member, in the order of the set.') },
});

export const Includes = edge({
  type: 'INCLUDES',
  doc: 'A set includes a package URL. The identity of the set implies it.',
  from: 'ComponentSet',
  to: 'Purl',
  forward: 'includes',
  backward: 'includedIn',
  basis: 'implied',
  properties: {
    ordinal: whole('Position in the set, from 0.'),
    scope: text('required, optional, excluded or development.'),
    sourcePackage: optional(text('Coordinate of the source package it was built from, where known.')),
  },
});

export const OfVersion = edge({
  type: 'OF_VERSION',
  doc: 'A package URL is of a package version.',
  from: 'Purl',
  to: 'PackageVersion',
  forward: 'packageVersion',
  backward: 'purls',
  basis: 'implied',
});

export const VersionOf = edge({
  type: 'VERSION_OF',
  doc: 'A package version is of a package.',
  from: 'PackageVersion',
  to: 'Package',
  forward: 'package',
  backward: 'versions',
  basis: 'implied',
});

export const Names = edge({
  type: 'NAMES',
  doc: 'An SBOM names a component that has no usable purl.',
  from: 'Document',
  to: 'Component',
  forward: 'names',
  backward: 'namedBy',
  properties: {
    name: text('The name as written.'),
    version: optional(text('The version as written.')),
    nameKey: text('The normalised name.'),
    groupNameKey: text('The normalised name with its group.'),
  },
});

export const StatesDependencies = edge({
  type: 'STATES_DEPENDENCIES',
  doc: 'An SBOM states the dependency pairs of a set, each at its place.',
  from: 'Document',
  to: 'DependencySet',
  forward: 'dependencies',
  backward: 'statedBy',
  properties: { places: json('Place of each pair, in the order of the set.') },
});

export const DependsOn = edge({
  type: 'DEPENDS_ON',
  doc: 'One package URL depends on another in a set of pairs, and there only: the identity of the set implies it.',
  from: 'Purl',
  to: 'Purl',
  forward: 'dependsOn',
  backward: 'dependents',
  basis: 'implied',
  exposed: false,
  within: 'DependencySet',
  properties: { ordinal: whole('Position in the set, from 0.') },
});

export const ListsDigests = edge({
  type: 'LISTS_DIGESTS',
  doc: 'An SBOM gives digests for components, each at its place.',
  from: 'Document',
  to: 'DigestSet',
  forward: 'listsDigests',
  backward: 'listedBy',
  properties: { places: json('Place of each digest, in the order of the set.') },
});

export const IncludesDigest = edge({
  type: 'INCLUDES_DIGEST',
  doc: 'A set includes a digest. The identity of the set implies it.',
  from: 'DigestSet',
  to: 'Digest',
  forward: 'includesDigests',
  backward: 'includedIn',
  basis: 'implied',
  properties: { ordinal: whole('Position in the set, from 0.') },
});
