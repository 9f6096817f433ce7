import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../..');

/**
 * Checks the types of files, with this package as an installed dependency.
 *
 * @returns The errors of TypeScript, and the files that it read.
 */
export function checkTypes(files: readonly string[], module: string, moduleResolution: string) {
  const { options, errors } = ts.convertCompilerOptionsFromJson(
    {
      ...{ module, moduleResolution, target: 'ES2022', types: ['node'] },
      ...{ noEmit: true, strict: true, skipLibCheck: false },
    },
    root,
  );
  const program = ts.createProgram(files, options);
  const sources = program.getSourceFiles();
  const own = sources.filter(
    ({ fileName }) => files.includes(fileName) || fileName.startsWith(join(root, 'dist')),
  );
  expect(own.length).toBeGreaterThan(20);
  const found = own.flatMap((source) => ts.getPreEmitDiagnostics(program, source));
  const complaints = [...errors, ...found].map(
    ({ file, messageText }) =>
      `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  );
  return { complaints, files: sources.map(({ fileName }) => fileName) };
}
