import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

// CONTRIBUTING.md lists the rooms of src/ in the order in which they import each other.

const root = join(__dirname, '../..');
const src = join(root, 'src');

const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const rooms = [...contributing.matchAll(/^\| `src\/(\w+)\/` \|/gm)].map(([, room]) => room);

/** An import of a file of this package, or of another package. */
interface Import {
  readonly file: string;
  /** A file of `src/`, or the name of a package. */
  readonly imported: string;
}

const imports = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file): Import[] => {
    const text = readFileSync(join(src, file), 'utf8');
    const names = text.matchAll(/(?<=^(?:import|export|\}).*|import\()'([^']+)'(?=[;)])/gm);
    return [...names].map(([, name]) => ({
      file,
      imported: name.startsWith('.') ? join(dirname(file), name) : name,
    }));
  });

/** The room of a file; for a file outside the rooms the file itself, and for an import of a package the package. */
const roomOf = (path: string) => path.split(sep)[0];

const backends = readdirSync(join(src, 'backends')).filter((name) => name !== 'host');

/** The backend to whose room a file belongs, or `undefined`. */
function backendOf(path: string): string | undefined {
  const [room, backend] = path.split(sep);
  return room === 'backends' ? backend : undefined;
}

test('CONTRIBUTING.md lists each room once', () => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((each) => each.isDirectory());
  expect([...rooms].sort()).toEqual(folders.map(({ name }) => name).sort());
  expect(imports.length).toBeGreaterThan(200);
});

test('a room imports only from itself and from the rooms above it', () => {
  const upwards = imports.filter(({ file, imported }) => {
    const [from, to] = [file, imported].map((path) => rooms.indexOf(roomOf(path)));
    return from >= 0 && to > from;
  });
  expect(upwards).toEqual([]);
});

test('only index.ts imports core.ts, and only the entry points of keras and fuse import index.ts', () => {
  const whole = imports.filter(({ imported }) => /^(?:index|core)\.js$/.test(imported));
  expect(whole).toEqual([
    { file: 'index.ts', imported: 'core.js' },
    { file: join('fuse', 'index.ts'), imported: 'index.js' },
    { file: join('keras', 'index.ts'), imported: 'index.js' },
    { file: join('keras', 'layers', 'index.ts'), imported: 'index.js' },
    { file: join('keras', 'ops', 'index.ts'), imported: 'index.js' },
  ]);
});

test('formula, catalogue and compilers do not import tfjs', () => {
  const pure = ['formula', 'catalogue', 'compilers'];
  const found = imports.filter(
    ({ file, imported }) => pure.includes(roomOf(file)) && imported.startsWith('@tensorflow'),
  );
  expect(found).toEqual([]);
});

test('of the other backends, the room of a backend imports only host', () => {
  const found = imports.filter(({ file, imported }) => {
    const [from, to] = [backendOf(file), backendOf(imported)];
    return from !== undefined && to !== undefined && to !== from && to !== 'host';
  });
  expect(found).toEqual([]);
});

test('only index.ts imports backends, and it imports all of them', () => {
  const found = imports.filter(
    ({ file, imported }) => backendOf(imported) !== undefined && backendOf(file) === undefined,
  );
  expect(found).toEqual(
    backends.map((name) => ({ file: 'index.ts', imported: join('backends', name, 'index.js') })),
  );
});

test('each backend has an entry point in package.json, also for older versions of TypeScript, and a size limit', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const sizes = manifest['size-limit'].map(({ name }: { name: string }) => name);
  for (const backend of backends) {
    expect(manifest.exports).toHaveProperty([`./${backend}`]);
    expect(manifest.typesVersions['*']).toHaveProperty([backend]);
    expect(sizes).toContain(`${manifest.name}/core and /${backend}`);
  }
});
