import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** The parts of the docstring of a declaration. */
export interface Docstring {
  /** The description. */
  readonly text: string;
  /** The paper or the system from which it comes. */
  readonly source: string;
}

/**
 * The docstrings of all declarations in a folder of sources, by name. For several with the same name, the first is
 * taken.
 */
export function docstrings(folder: string): Map<string, Docstring> {
  const found = new Map<string, Docstring>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
    visit(source, (name, docstring) => {
      if (!found.has(name)) found.set(name, docstring);
    });
  }
  return found;
}

function visit(node: ts.Node, see: (name: string, docstring: Docstring) => void): void {
  const comments = ts
    .getJSDocCommentsAndTags(node)
    .filter((each) => ts.isJSDoc(each))
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '');
  const name = nameOf(node);
  if (name !== undefined && comments.length > 0) see(name, read(comments[comments.length - 1]));
  ts.forEachChild(node, (child) => visit(child, see));
}

function nameOf(node: ts.Node): string | undefined {
  const isNamed =
    ts.isVariableDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isPropertyAssignment(node);
  return isNamed && node.name && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

/** The paragraphs up to the source, without programs, and the source, each on one line. */
function read(comment: string): Docstring {
  const [text, source = ''] = comment.replaceAll(/^```[\s\S]*?^```$/gm, '').split(/^Source: /m);
  return { text: onOneLine(text), source: onOneLine(source) };
}

function onOneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
