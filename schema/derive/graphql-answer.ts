/** An object type as data: fields in order, each with its GraphQL type and what it means. */
export interface ObjectShape {
  readonly name: string;
  readonly doc: string;
  readonly fields: Readonly<Record<string, readonly [type: string, doc: string]>>;
}

const verdict: ObjectShape = {
  name: 'Verdict',
  doc: 'What a trust policy makes of the signature of a document.',
  fields: {
    status: [
      'String!',
      'One of `trusted`, `untrusted-identity`, `invalid`, `unverifiable`, `unsupported`, `unsigned`, `unchecked`.',
    ],
    reasons: ['[String!]!', 'Closed codes that say why.'],
    identity: ['String', 'Who signed: an identity or a key.'],
    policy: ['String', 'Digest of the trust policy that was applied.'],
    trustedTime: ['DateTime', 'When it was signed, by a clock that the policy trusts.'],
  },
};

const rows: readonly ObjectShape[] = [
  {
    name: 'Thing',
    doc: 'Something in the graph. `node(id)` tells everything known about it.',
    fields: {
      kind: [
        'String!',
        'What it is: `Workload`, `Artifact`, `Reference`, `Build`, `PackageVersion`, `Document`, `Cluster`.',
      ],
      id: ['ID!', 'Its id.'],
      name: ['String!', 'Its name for people; the id where there is none.'],
    },
  },
  {
    name: 'Evidence',
    doc: 'A document that supports a hop, and the place in it.',
    fields: {
      document: ['String!', 'Digest of the document.'],
      format: ['String!', 'What kind of document it is.'],
      origin: ['String!', 'Where it was first seen.'],
      at: ['String!', 'The place in the document: a JSON Pointer, an XPath or a line.'],
      verdict: ['Verdict', 'Null for what is never signed: a Kubernetes object, a manifest.'],
    },
  },
  verdict,
  {
    name: 'PathHop',
    doc: 'One step from a workload to a package.',
    fields: {
      edge: ['String!', 'The kind of step: `RUNS`, `LOADS`, `CONTAINS` and so on.'],
      from: ['Thing!', 'Where the step starts.'],
      to: ['Thing!', 'Where it leads.'],
      strength: ['Strength!', 'Strength of its strongest evidence.'],
      evidence: ['[Evidence!]!', 'The documents that say so, at most 20.'],
      evidenceTotal: ['Int!', 'How many documents say so.'],
    },
  },
  {
    name: 'Weakest',
    doc: 'The weakest hop of a path.',
    fields: {
      hop: ['Int!', 'Its position in the path, from 0.'],
      why: ['WeakestWhy!', 'Why it is weak.'],
    },
  },
  {
    name: 'ChainLink',
    doc: 'One package of a dependency chain inside an artifact.',
    fields: {
      package: ['String!', 'Package version.'],
      document: ['String!', 'Digest of the SBOM that says so.'],
      at: ['String!', 'Where in it: the first package is listed there, each other depended on by the one before.'],
    },
  },
  {
    name: 'ExposureRow',
    doc: 'One use of a package by a deployed workload, with the path that shows it.',
    fields: {
      id: ['ID!', 'Hash of the key of the row, the same at every poll.'],
      environment: ['String', 'Null: not stated.'],
      cluster: ['String', 'Null: not stated.'],
      namespace: ['String', 'Null: none.'],
      workload: ['String!', '`Kind/name` of the topmost owner known.'],
      workloadId: ['ID!', 'Id of the workload, for `node(id)`.'],
      owner: ['String', 'Null: not stated.'],
      slot: ['String', 'Where the model is served in the workload. Null: no slot was recognised.'],
      model: ['Thing', 'The model: a digest, or a reference. Null: it cannot be named.'],
      state: ['State!', 'What the workload was doing.'],
      since: ['DateTime', 'Earliest start of the unbroken interval in which this held.'],
      rung: ['Rung!', 'How firmly the bytes are known.'],
      route: ['Route!', 'How the package reaches the model.'],
      package: ['String!', 'Package URL with version; `name@version` where there is none.'],
      match: ['Match!', 'By what the component was recognised.'],
      direct: ['Boolean', 'Whether it is a direct dependency. Null: no SBOM says.'],
      chain: ['[ChainLink!]', 'From a direct dependency to the package. Null: it is direct, or no SBOM says it.'],
      strength: ['Strength!', 'Strength of the strongest path.'],
      weakest: ['Weakest', 'Null: every hop is verified.'],
      path: ['[PathHop!]!', 'From the workload to the package.'],
    },
  },
];

const coverage: readonly ObjectShape[] = [
  {
    name: 'Count',
    doc: 'A number, and whether it is exact.',
    fields: { count: ['Int!', 'The number; a lower bound if not exact.'], exact: ['Boolean!', 'Whether it is exact.'] },
  },
  {
    name: 'RouteCoverage',
    doc: 'How much of one route could be judged.',
    fields: {
      route: ['Route!', 'The route.'],
      judged: ['Int!', 'Exposures that could be judged.'],
      unknown: ['Int!', 'Exposures that could not.'],
    },
  },
  {
    name: 'Unknown',
    doc: 'Something that could not be judged.',
    fields: {
      subject: ['Thing!', 'What it concerns.'],
      artifact: ['String', 'Digest of the artifact; null where none is known.'],
      route: ['Route', 'Null: it holds for every route.'],
      reason: ['Reason!', 'Why.'],
    },
  },
  {
    name: 'WorkloadsWithoutModel',
    doc: 'Workloads in which no model slot was recognised.',
    fields: {
      count: ['Int!', 'Those that use the package.'],
      exact: ['Boolean!', 'Whether the count is exact.'],
      unjudged: ['Int!', 'Those that could not be judged.'],
    },
  },
  {
    name: 'Coverage',
    doc: 'How much of the estate the answer speaks for.',
    fields: {
      complete: ['Boolean!', 'Nothing unknown in the routes asked.'],
      routes: ['[RouteCoverage!]!', 'Judged and unknown, by route.'],
      unknown: ['[Unknown!]!', 'What could not be judged, running images first, at most 100.'],
      unknownTotal: ['Count!', 'How much could not be judged.'],
      workloadsWithoutModel: ['WorkloadsWithoutModel!', 'Workloads without a recognised model.'],
      failedDocuments: ['Int!', 'Documents in force that failed or are unsupported.'],
    },
  },
  {
    name: 'Freshness',
    doc: 'How old the knowledge from one source is.',
    fields: {
      source: ['String!', 'The source.'],
      lastCompleteSync: ['DateTime', 'When it was last read completely; null: never.'],
      asserted: ['Boolean!', 'A person offered it as complete; it never goes stale by itself.'],
      stale: ['Boolean!', 'Older than twice its timetable.'],
    },
  },
  {
    name: 'MatchedPackage',
    doc: 'A package that the question meant.',
    fields: {
      package: ['String!', 'Its coordinate.'],
      versions: ['[String!]!', 'The versions found.'],
      versionsTotal: ['Int!', 'How many versions were found.'],
    },
  },
  {
    name: 'PageInfo',
    doc: 'Where this page ends.',
    fields: {
      endCursor: ['String', 'Give it as `after` to read the next page; null: no row.'],
      hasNextPage: ['Boolean!', 'Whether there is a next page.'],
    },
  },
];

const things: readonly ObjectShape[] = [
  {
    name: 'Fact',
    doc: 'Something that is said of a node.',
    fields: {
      edge: ['String!', 'Kind of edge: a value of `EdgeKind`, or a step of a path.'],
      direction: ['String!', '`out`: from the node; `in`: to it.'],
      other: ['Thing!', 'What it is connected with.'],
      properties: ['JSON!', 'Properties of the edge.'],
      document: ['String', 'Digest of the document that says so; null: it is implied or computed.'],
      at: ['String!', 'The place in the document.'],
    },
  },
  {
    name: 'HeldDocument',
    doc: 'A document inside another one.',
    fields: { document: ['String!', 'Its digest.'], at: ['String!', 'Where it is held.'] },
  },
  {
    name: 'Withdrawal',
    doc: 'A person took the document out of force.',
    fields: { reason: ['String!', 'Why.'], at: ['DateTime!', 'When.'] },
  },
  {
    name: 'Remark',
    doc: 'Something that a reader could not use.',
    fields: { code: ['String!', 'A closed code.'], at: ['String!', 'The place.'], message: ['String!', 'In words.'] },
  },
  {
    name: 'ReadFailure',
    doc: 'Why a document could not be read.',
    fields: { code: ['String!', 'A closed code.'], message: ['String!', 'In words.'], at: ['String!', 'The place.'] },
  },
  {
    name: 'QuestionParameter',
    doc: 'A parameter of a question.',
    fields: {
      name: ['String!', 'Its name.'],
      type: ['String!', 'Its GraphQL type, without list.'],
      list: ['Boolean!', 'Whether it may be given several times.'],
      required: ['Boolean!', 'Whether it must be given.'],
      doc: ['String!', 'What it means.'],
      values: ['[String!]', 'The values allowed; null: any text.'],
    },
  },
  {
    name: 'QuestionColumn',
    doc: 'A column of the rows of a question.',
    fields: {
      name: ['String!', 'Its name.'],
      type: ['String!', 'Its GraphQL type.'],
      doc: ['String!', 'What it means.'],
    },
  },
  {
    name: 'Question',
    doc: 'Something that can be asked.',
    fields: {
      name: ['String!', 'Its name, in kebab case; the field is its camel case.'],
      asks: ['String!', 'The sentence that it answers.'],
      doc: ['String!', 'What to know about it.'],
      parameters: ['[QuestionParameter!]!', 'What it takes.'],
      rowType: ['String!', 'The type of its rows.'],
      columns: ['[QuestionColumn!]!', 'The columns of its rows.'],
    },
  },
];

/** Every object type that does not depend on the questions, in reading order. */
export const FIXED_TYPES: readonly ObjectShape[] = [...rows, ...coverage, ...things];

/** The fields of every answer but `rows`, whose type is the question's. */
export const ANSWER_FIELDS = {
  contract: ['Int!', 'Version of the outer contract.'],
  question: ['String!', 'The question that was answered.'],
  parameters: ['JSON!', 'How it was asked.'],
  asOf: ['DateTime!', 'The moment that the answer is about.'],
  knownAt: ['DateTime', 'The answer that this store would have given then; null: as known now.'],
  dataVersion: ['String!', 'Revision of the store.'],
  policy: ['String', 'Digest of the trust policy applied; null: none.'],
  conclusion: ['Conclusion', 'What may be said; null: this question draws no conclusion.'],
  matched: ['[MatchedPackage!]!', 'The packages that were meant. Empty: nothing of this name is known.'],
  similar: ['[String!]!', 'The same name in other types, or the nearest names.'],
  rows: ['', 'The rows of this page, in the order of their key.'],
  pageInfo: ['PageInfo!', 'Where this page ends.'],
  total: ['Count!', 'Rows on all pages.'],
  truncated: ['Boolean!', 'A limit other than paging cut the answer.'],
  freshness: ['[Freshness!]!', 'How old the knowledge is.'],
  coverage: ['Coverage!', 'How much of the estate the answer speaks for.'],
  notes: ['[String!]!', 'What keeps the conclusion from being NOT_AFFECTED, beside the unknowns: a sentence each.'],
} as const satisfies ObjectShape['fields'];
