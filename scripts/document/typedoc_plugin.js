import { join } from 'node:path';
import { tsImport } from 'tsx/esm/api';
import { Comment, Converter, ReflectionKind } from 'typedoc';

const { docstrings } = await tsImport('./docstrings.ts', import.meta.url);

// Names that types compute have no docstring of their own. They follow from others, and so does what they mean:
// an op or a layer of the catalogue from the entry, the function of a layer from its class, an argument in snake case from that in camel case, and
// the arguments of a weight from their endings.

const ENDINGS = {
  Initializer: (weight) => `The initializer of \`${weight}\`, or its name.`,
  Regularizer: (weight) => `The regularizer of \`${weight}\`. Default none.`,
  Constraint: (weight) =>
    `The constraint of \`${weight}\`, applied after each training step. Default none.`,
};

const camelCase = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** @param {import('typedoc').Application} app */
export function load(app) {
  const src = join(import.meta.dirname, '../../src');
  const found = ['activations', 'catalogue', 'layers'].flatMap((room) => [
    ...docstrings(join(src, room)),
  ]);
  // A function of a layer is spelt as its class, but for capitals.
  const activations = new Map(
    found.flatMap(([name, about]) => [
      [name.toLowerCase(), about],
      [name, about],
    ]),
  );
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const kinds = ReflectionKind.Property | ReflectionKind.Function | ReflectionKind.Method;
    for (const reflection of project.getReflectionsByKind(kinds)) {
      const documented = [reflection, ...(reflection.signatures ?? [])];
      if (documented.some((each) => each.hasComment())) continue;
      const text = meaningOf(reflection, activations);
      if (text !== undefined) reflection.comment = new Comment([{ kind: 'text', text }]);
    }
  });
}

function meaningOf({ name, parent }, activations) {
  const camel = camelCase(name);
  if (camel !== name) return `\`${camel}\` in Keras's spelling.`;
  const [, weight, ending] = /^(\w+?)(Initializer|Regularizer|Constraint)$/.exec(name) ?? [];
  if (weight !== undefined) return ENDINGS[ending](weight);
  if (!['ops', 'layers'].includes(parent?.parent?.name)) return undefined;
  const about = activations.get(name) ?? activations.get(name.toLowerCase());
  return about && `${about.text}\n\nSource: ${about.source}`;
}
