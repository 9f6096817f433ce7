import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../support/packed.js';

// What an editor shows for members of `ops` and `layers`, whose types are computed: the declarations as built.

test.each([
  ['activations/ops.d.ts', 'ops'],
  ['layers/layers.d.ts', 'layers'],
])('%s documents each member of %s, with its source', (path, name) => {
  for (const format of ['esm', 'cjs']) {
    const file = join(root, 'dist', format, path);
    const program = ts.createProgram([file], { skipLibCheck: true, noEmit: true });
    const checker = program.getTypeChecker();
    const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile);
    const [table] = checker
      .getExportsOfModule(module as ts.Symbol)
      .filter((each) => each.name === name);
    const members = checker.getTypeOfSymbol(table).getProperties();
    expect(members.length).toBeGreaterThan(60);
    const undocumented = members.filter((member) => {
      const text = ts.displayPartsToString(member.getDocumentationComment(checker));
      return text.length < 20 || !(text.includes('Source: ') || member.name === 'formula');
    });
    expect(undocumented.map((member) => member.name)).toEqual([]);
  }
});
