import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import ts from 'typescript';
import { catalogue } from '../../playground/src/catalogue.js';
import {
  type Curve,
  catalogueCurve,
  expressionOf,
  typedCurve,
} from '../../playground/src/curve.js';
import {
  canLearn,
  DIALECTS,
  type Dialect,
  programOf,
  USAGES,
} from '../../playground/src/kernels/usage.js';
import { defineFunctions } from '../../src/catalogue/functions.js';
import { evaluate } from '../../src/formula/evaluate.js';
import * as taa from '../../src/index.js';

const packageName = JSON.parse(readFileSync('package.json', 'utf8')).name as string;

beforeAll(async () => {
  tf.enableProdMode(); // This disables tfjs's advice on other backends.
  await tf.setBackend('cpu');
  defineFunctions();
});

/** The units of the layer before the activation. */
const UNITS = 16;

const X = [-3, -2, -1, 0, 1, 2, 3];

/** A curve whose parameters are not the defaults. */
function changed(curve: Curve): Curve {
  const values = Object.entries(curve.parameters).map(([key, value]) => {
    return [key, Number.isFinite(value) ? value + 0.25 : 6];
  });
  return { ...curve, parameters: Object.fromEntries(values) };
}

const byDefault = Object.keys(catalogue).map(catalogueCurve);
const curves = [
  ...byDefault,
  ...byDefault.filter(({ parameters }) => Object.keys(parameters).length > 0).map(changed),
  ...['x * sigmoid(x)', 'x * sigmoid(beta * x)', 'a * mish(x) + name', 'formula * x'].map((text) =>
    typedCurve(text),
  ),
  typedCurve('low * max(x, 0) + middle * tanh(x) + high * expm1(min(x, 0)) + longer_name'),
];

const programs = curves.flatMap((curve) =>
  USAGES.flatMap((usage) =>
    (Object.keys(DIALECTS) as Dialect[]).flatMap((dialect) =>
      [false, true].map((areLearned) => ({
        curve,
        usage,
        areLearned,
        dialect,
        text: programOf(curve, { usage, areLearned, dialect }),
      })),
    ),
  ),
);

/** The result of a program in JavaScript: a model, or only its output. */
function run(text: string): { model?: tf.Sequential; printed?: tf.Tensor } {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const body = outputText.includes('const model') ? `${outputText}\nreturn model;` : outputText;
  const modules: Readonly<Record<string, object>> = { '@tensorflow/tfjs': tf, [packageName]: taa };
  const print = jest.spyOn(tf.Tensor.prototype, 'print').mockImplementation();
  const log = jest.spyOn(console, 'log').mockImplementation();
  try {
    const model = new Function('require', 'exports', body)((name: string) => modules[name], {});
    return { model, printed: print.mock.contexts[0] as tf.Tensor | undefined };
  } finally {
    print.mockRestore();
    log.mockRestore();
  }
}

/** The values that the activation of a program computes for X. */
function valuesOf(text: string): number[] {
  const { model, printed } = run(text);
  if (printed !== undefined) return [...printed.dataSync()];
  const [, layer] = (model as tf.Sequential).layers;
  if (layer.getClassName() === 'Dense') layer.setWeights([tf.eye(UNITS), tf.zeros([UNITS])]);
  const inputs = tf.tensor2d(X.map((x) => Array.from({ length: UNITS }, () => x)));
  const outputs = layer.apply(inputs) as tf.Tensor2D;
  return outputs.arraySync().map(([value]) => value);
}

for (const [usage, title] of Object.entries({
  layer: 'as a layer',
  activation: 'by its name',
  op: 'on tensors',
})) {
  test(`the programs that use an activation ${title} run and compute its values, to 2e-6`, () => {
    const own = programs.filter((each) => each.usage === usage);
    expect(own.length).toBeGreaterThan(2 * Object.keys(catalogue).length);
    for (const { curve, text } of own.filter(({ dialect }) => dialect === 'javascript')) {
      // A name can be defined only once.
      const name = `mine${definitions++}`;
      const values = valuesOf(text.replace(/\bmine\b/g, name));
      const wrong = X.filter((x, i) => {
        const value = evaluate(expressionOf(curve), { x, ...curve.parameters });
        return !(Math.abs(values[i] - value) <= 2e-6 * Math.max(1, Math.abs(value)));
      });
      expect({ text, wrong }).toEqual({ text, wrong: [] });
    }
  });
}

let definitions = 0;

test('a learned parameter is a weight of the layer', () => {
  const learned = programs.filter(({ text, usage, areLearned }) => {
    return usage === 'layer' && areLearned && text.includes('tf.initializers');
  });
  expect(learned.length).toBeGreaterThan(10);
  for (const { curve, text } of learned) {
    const layer = run(text).model?.layers[1];
    const learnable = Object.values(curve.parameters).filter(Number.isFinite);
    expect(layer?.trainableWeights.length).toBe(learnable.length);
    expect(canLearn(curve)).toBe(true);
  }
});

test('the programs in JavaScript contain no TypeScript', () => {
  const problems = programs
    .filter(({ dialect }) => dialect === 'javascript')
    .flatMap(({ text }) => {
      const options = { compilerOptions: { allowJs: true }, fileName: 'program.js' };
      const { diagnostics } = ts.transpileModule(text, { ...options, reportDiagnostics: true });
      return (diagnostics ?? []).map(({ messageText }) => [messageText, text]);
    });
  expect(problems).toEqual([]);
});

test('the programs in TypeScript have no type errors', () => {
  const typed = programs.filter(({ dialect }) => dialect === 'typescript');
  const files = new Map(typed.map(({ text }, i) => [`${process.cwd()}/program${i}.ts`, text]));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    paths: { [packageName]: [`${process.cwd()}/src/index.ts`] },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path);
    if (text === undefined) return getSourceFile(path, ...rest);
    return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const problems = [...files.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) =>
        `${ts.flattenDiagnosticMessageText(messageText, '\n')}\n${files.get(path)}`,
    );
  });
  expect([...new Set(problems)]).toEqual([]);
}, 60000);
