import { join } from 'node:path';
import { tsImport } from 'tsx/esm/api';
import {
  Comment,
  Converter,
  ReferenceType,
  ReflectionKind,
  RendererEvent,
  TypeOperatorType,
} from 'typedoc';
import { MarkdownPageEvent } from 'typedoc-plugin-markdown';

const { docstrings } = await tsImport('./docstrings.ts', import.meta.url);
const { byFamily, entries } = await tsImport('./entries.ts', import.meta.url);

// Computed types have members without docstrings. Their docstrings follow from others: that of an op or a layer of
// the catalogue from the entry, that of a layer function from its class, that of an argument in snake case from the
// one in camel case, and those of the arguments of weights from their endings.

const ENDINGS = {
  Initializer: (weight) => `The initializer of \`${weight}\`, or its name.`,
  Regularizer: (weight) => `The regularizer of \`${weight}\`. Default none.`,
  Constraint: (weight) =>
    `The constraint of \`${weight}\`, applied after each training step. Default none.`,
};

const camelCase = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

const OTHERS = 'Any formula';

/** @param {import('typedoc').Application} app */
export function load(app) {
  const src = join(import.meta.dirname, '../../src');
  const found = ['activations', 'catalogue', 'layers'].flatMap((room) => [
    ...docstrings(join(src, room)),
  ]);
  // The name of a layer function is that of its class, apart from capitals.
  const activations = new Map(
    found.flatMap(([name, about]) => [
      [name.toLowerCase(), about],
      [name, about],
    ]),
  );
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const layers = layerClasses(project);
    for (const layer of layers) leaveConstructor(project, layer);
    nameNames(project);
    const kinds = ReflectionKind.Property | ReflectionKind.Function | ReflectionKind.Method;
    for (const reflection of project.getReflectionsByKind(kinds)) {
      const documented = [reflection, ...(reflection.signatures ?? [])];
      if (documented.some((each) => each.hasComment())) continue;
      const text = meaningOf(reflection, activations);
      if (text !== undefined) reflection.comment = new Comment([{ kind: 'text', text }]);
    }
    for (const reflection of [...layers, ...membersOfTables(project)]) linkToPage(reflection);
  });
  app.renderer.on(RendererEvent.BEGIN, ({ project }) => sayOnce(project));
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    page.contents = page.contents.replace(/^(# \w+)<.*>$/m, '$1'); // The title without type parameters.
    if (isTable(page.model)) page.contents = inFamilies(page.contents);
    if (page.model.name === 'layers') page.contents = withoutArguments(page.contents);
  });
}

/** The name of an activation is that of its op; the name of its layer differs in capitals. */
const entriesByName = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]));

/** Whether it is `ops` or `layers`, an object with a member for each activation. */
const isTable = (reflection) =>
  ['ops', 'layers'].includes(reflection.name) && reflection.kindOf(ReflectionKind.Variable);

const layerClasses = (project) =>
  project
    .getReflectionsByKind(ReflectionKind.Class)
    .filter(({ children }) => children?.some(({ name }) => name === 'computeOutputShape'));

const membersOfTables = (project) =>
  project
    .getReflectionsByKind(ReflectionKind.Property | ReflectionKind.Function | ReflectionKind.Method)
    .filter(({ parent }) => parent?.parent !== undefined && isTable(parent.parent));

/** Keeps only what is specific to a layer: its description and its arguments. */
function leaveConstructor(project, layer) {
  for (const child of [...layer.children]) {
    if (!child.kindOf(ReflectionKind.Constructor)) project.removeReflection(child);
    else for (const each of [child, ...child.signatures]) delete each.overwrites;
  }
  delete layer.extendedTypes;
}

/** The compiler lists a hundred names where the source has `keyof ActivationArgs`. */
function nameNames(project) {
  const args = project.getChildByName('index.ActivationArgs');
  const act = project.getChildByName('index.act');
  const [name] = act.signatures.at(-1).typeParameters;
  const reference = ReferenceType.createResolvedReference(args.name, args, project);
  name.type = new TypeOperatorType(reference, 'keyof');
}

function linkToPage(reflection) {
  const entry = entriesByName.get(reflection.name.toLowerCase());
  if (entry === undefined) return;
  const { name, parameters } = entry;
  const link = `[Formula, parameters and example of ${name}](../../../activations/${name}.md)`;
  const signatures = reflection.signatures ?? reflection.type?.declaration?.signatures ?? [];
  const isOfCatalogue = signatures.some(({ parameters = [] }) =>
    parameters.some(({ type }) => type?.name === 'CatalogueLayerArgs'),
  );
  const text =
    isOfCatalogue && Object.keys(parameters).length > 0
      ? `${link}. A parameter is a number, or [says how it is learned](../interfaces/LearnedArgs.md).`
      : link;
  for (const each of reflection.signatures ?? [reflection]) {
    each.comment?.summary.push({ kind: 'text', text: `\n\n${text}` });
  }
}

/** The overloads of a function share one docstring, which is repeated for each; only the first is kept. */
function sayOnce(project) {
  const functions = ReflectionKind.Function | ReflectionKind.Method;
  for (const { signatures = [] } of project.getReflectionsByKind(functions)) {
    const said = new Set();
    for (const signature of signatures) {
      const text = JSON.stringify(signature.comment?.summary);
      if (said.has(text)) delete signature.comment;
      said.add(text);
    }
  }
}

/** The first line of a layer links to its arguments, and the return value is the layer. */
const withoutArguments = (contents) =>
  contents.replaceAll(/^#### (Parameters|Returns)\n[\s\S]*?(?=^##|(?![\s\S]))/gm, '');

/** Groups the members of `ops` or `layers`, each a section of the page, by the families of the catalogue. */
function inFamilies(contents) {
  const [beginning, ...sections] = contents.split(/^(?=### )/m);
  const familyOf = new Map(
    [...byFamily()].flatMap(([family, members]) =>
      members.map(({ name }) => [name.toLowerCase(), family]),
    ),
  );
  const families = new Map([...byFamily().keys(), OTHERS].map((family) => [family, []]));
  for (const section of sections) {
    const [, name] = /^### (\w+)/.exec(section);
    families.get(familyOf.get(name.toLowerCase()) ?? OTHERS).push(section);
  }
  return [
    beginning.replace(/^## Type Declaration\n+/m, ''),
    ...[...families].flatMap(([family, members]) =>
      members.length > 0 ? [`## ${family}\n\n`, ...members] : [],
    ),
  ].join('');
}

function meaningOf({ name, parent }, activations) {
  const camel = camelCase(name);
  if (camel !== name) return `\`${camel}\` in Keras's spelling.`;
  const [, weight, ending] = /^(\w+?)(Initializer|Regularizer|Constraint)$/.exec(name) ?? [];
  if (weight !== undefined) return ENDINGS[ending](weight);
  if (!['ops', 'layers'].includes(parent?.parent?.name)) return undefined;
  const about = activations.get(name) ?? activations.get(name.toLowerCase());
  return about && [about.text, about.source && `Source: ${about.source}`].join('\n\n').trim();
}
