import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './steps.ts';

/** One file of the repository, parsed once if it is code. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly syntax: ts.SourceFile | undefined;
}

/** Every text file that git knows or would know; no data. */
export function repositorySources(): Source[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((path) => /\.(ts|tsx|mjs|cjs|js|sql|css|md|json|html)$/.test(path))
    .filter((path) => !/\/fixtures\/|^db\/seed\//.test(path))
    .filter((path) => existsSync(join(root, path)))
    .map((path) => parse({ path, text: readFileSync(join(root, path), 'utf8') }));
}

export function parse({ path, text }: { path: string; text: string }): Source {
  const isCode = /\.(ts|tsx|mjs|cjs|js)$/.test(path);
  const syntax = isCode ? ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) : undefined;
  return { path, text, syntax };
}

/** A function's own lines: those of the functions inside it are theirs. */
export function longFunctions({ syntax }: Source, max: number): string[] {
  const found: string[] = [];
  const lineOf = (position: number) => syntax?.getLineAndCharacterOfPosition(position).line ?? 0;
  const visit = (node: ts.Node): number => {
    let inner = 0;
    ts.forEachChild(node, (child) => void (inner += visit(child)));
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return inner;
    const lines = lineOf(node.end) - lineOf(node.getStart()) + 1;
    if (lines - inner > max)
      found.push(`${lines - inner} lines, line ${lineOf(node.getStart()) + 1}`);
    return lines > 1 ? lines : inner;
  };
  if (syntax) visit(syntax);
  return found;
}

/** What a file declares at its top. */
export function topLevelNames({ syntax }: Source): string[] {
  return (syntax?.statements ?? []).flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [name.text] : [],
      );
    }
    return 'name' in statement
      ? [(statement as ts.DeclarationStatement).name?.getText() ?? '']
      : [];
  });
}
