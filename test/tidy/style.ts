import ts from 'typescript';

/** Words that say nothing; each is banned as a part of a name. A field's own terms stay. */
const BANNED = new Set(
  'util utils helper helpers common misc manager service services handler handlers processor data info impl base'.split(
    ' ',
  ),
);
/** Terms of the field that hold a banned word. */
const TERMS: readonly RegExp[] = [
  /Inference_?-?Service/iu, // Kubernetes: the kind of KServe
  /service-?units?/iu, // what an InferenceService is made of
  /knowServices/u, // CycloneDX: services beside components
  /base(64|Of$|_?-?(model|image)s?)|-?base-?url/iu, // a base model, a base image
  /data-?(base|version|set|folder)/iu, // database, the data version of an answer, data set, the data folder
];
const LINES = 300;
const FUNCTION_LINES = 60;

/** Where a service is Kubernetes' or KServe's. */
const KUBERNETES = /^(ingest\/formats\/kubernetes|queries\/exposure|examples|test|bench)\//u;

/** Files that are longer, or hold a longer function, each for a reason. */
export const LONGER: Readonly<Record<string, string>> = {
  'schema/identity/purl.ts': 'one specification, read top to bottom',
  'examples/estate/make/eu-prod.ts': 'a cluster, written down object by object',
};

const FORBIDDEN: readonly { readonly what: RegExp; readonly name: string }[] = [
  { what: /@ts-(ignore|nocheck|expect-error(?! -- ))/u, name: 'a silenced type error' },
  { what: /eslint-disable/u, name: 'a silenced lint' },
  { what: /\b(TODO|FIXME|XXX|HACK)\b/u, name: 'work left undone' },
];

/** The files that say what is forbidden. */
const OWN = /^test\/tidy(\.test\.ts$|\/)/u;

/** What is wrong with a file of code, each as a sentence. `path` is relative to the checkout. */
export function styleTrouble(path: string, text: string): readonly string[] {
  const trouble = nameTrouble(
    path,
    path
      .split('/')
      .at(-1)
      ?.replace(/\.(test\.)?(ts|js|mjs)$/u, '') ?? '',
  );
  const lines = text.split('\n').length - 1;
  if (lines > LINES && !(path in LONGER) && !path.startsWith('test/'))
    trouble.push(`${path}: ${lines} lines, at most ${LINES}`);
  for (const { what, name } of OWN.test(path) ? [] : FORBIDDEN) if (what.test(text)) trouble.push(`${path}: ${name}`);
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const visit = (node: ts.Node): void => {
    trouble.push(...nodeTrouble(path, source, node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return trouble;
}

function nodeTrouble(path: string, source: ts.SourceFile, node: ts.Node): string[] {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return [`${path}: any`];
  const line = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  if (ts.isFunctionLike(node) && !isTest(path) && !(path in LONGER)) {
    const length = line(node.getEnd()) - line(node.getStart(source)) + 1;
    if (length > FUNCTION_LINES)
      return [
        `${path}: a function of ${length} lines at line ${line(node.getStart(source))}, at most ${FUNCTION_LINES}`,
      ];
  }
  return exportedNames(node).flatMap((name) => nameTrouble(path, name));
}

const isTest = (path: string): boolean => path.startsWith('test/');

/** The names that a statement exports by declaring them. */
function exportedNames(node: ts.Node): readonly string[] {
  const isExported =
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
  if (!isExported) return [];
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map(({ name }) => name.getText());
  const name =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
      ? node.name
      : undefined;
  return name === undefined ? [] : [name.text];
}

function nameTrouble(path: string, name: string): string[] {
  if (TERMS.some((term) => term.test(name))) return [];
  const words = name
    .replace(/([a-z0-9])([A-Z])/gu, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u);
  const banned = words.filter((word) => BANNED.has(word) && !(word === 'service' && KUBERNETES.test(path)));
  return banned.map((word) => `${path}: the name ${name} says nothing by "${word}"`);
}
