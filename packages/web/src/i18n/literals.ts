import ts from 'typescript';

/** Attributes whose text a person reads or hears. */
const readAttributes = new Set([
  'label',
  'aria-label',
  'placeholder',
  'title',
  'description',
  'alt',
  'lead',
  'verb',
  'unit',
]);

/** At least two letters in a row: "×", "–" and "…" are signs, not words. */
const hasWord = (text: string) => /\p{L}{2,}/u.test(text);

/** Texts in JSX that bypass the catalogues, each with its line. */
export function literalsIn(fileName: string, source: string): string[] {
  const file = ts.createSourceFile(
    fileName,
    source,
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found: string[] = [];
  const report = (node: ts.Node, text: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${fileName}:${line + 1} ${text.trim()}`);
  };
  const literalText = (node: ts.Node | undefined): string | null => {
    if (node === undefined) return null;
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isJsxExpression(node)) return literalText(node.expression);
    return null;
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && hasWord(node.text)) report(node, node.text);
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) {
      const text = literalText(node);
      if (text !== null && hasWord(text)) report(node, text);
    }
    if (ts.isJsxAttribute(node) && readAttributes.has(node.name.getText())) {
      const text = literalText(node.initializer);
      if (text !== null && hasWord(text)) report(node, text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Keys asked for in a source: `t('a.b')` whole, and `t(`a.${x}`)` as the prefix `a.`. */
export function keysAskedIn(
  fileName: string,
  source: string,
): { keys: string[]; prefixes: string[] } {
  const file = ts.createSourceFile(
    fileName,
    source,
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const keys: string[] = [];
  const prefixes: string[] = [];
  const take = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) keys.push(node.text);
    else if (ts.isTemplateExpression(node)) prefixes.push(node.head.text);
    else if (ts.isConditionalExpression(node)) {
      take(node.whenTrue);
      take(node.whenFalse);
    } else if (ts.isParenthesizedExpression(node)) take(node.expression);
  };
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === 't'
    ) {
      const [key] = node.arguments;
      if (key !== undefined) take(key);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { keys, prefixes };
}
