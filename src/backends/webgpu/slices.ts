import type * as tf from '@tensorflow/tfjs';
import { wgsl } from '../../compilers/shaders/languages.js';
import { LANES } from '../../compilers/shaders/print.js';
import {
  declareElements,
  type Lanes,
  type Pass,
  printPasses,
  printResult,
  resultPass,
  type SliceShader,
} from '../../compilers/shaders/slices.js';
import { numbersOf, type SliceFormulas } from '../../formula/slice_formulas.js';
import type { Preparer, SliceKernel } from '../../kernels/backend.js';
import type { Slices } from '../../kernels/slices.js';
import { unlessSmall } from '../host/small.js';
import type { WebgpuBackend } from './backend.js';
import { type Components, type Input, programOf, runProgram } from './programs.js';

/** A run returns `undefined` if one of its shaders does not compile. */
export const slices: Preparer<SliceKernel, WebgpuBackend> = unlessSmall(
  ({ slices }) => slices,
  (kernel, backend) => (inputs) => launch(kernel, inputs, backend),
);

function launch(
  { formulas, slices, shape }: SliceKernel,
  inputs: readonly tf.Tensor[],
  backend: WebgpuBackend,
): tf.TensorInfo | undefined {
  const [{ size }] = inputs;
  const lanes = lanesOf(slices);
  const shader = shaderOf(formulas, lanes);
  const [components, slicesOfItem] = [lanes.flat().length, lanes.length] as Components[];
  const itemsOfSlice = slices.length / lanes[0].length;
  const across = slices.inner / slicesOfItem;

  const tensors = inputs.map(({ dataId, dtype }, i) => {
    return { name: `T${i}`, components, tensor: { dataId, dtype, shape: [size] } };
  });
  /** Runs a pass, and disposes of the numbers that it reads. */
  const run = (
    { code, readsTensors, items, parts, share, numbers: stored }: Pass,
    numbers?: tf.TensorInfo,
    outputComponents = slicesOfItem,
  ) => {
    const over: (Input & { tensor: tf.TensorInfo })[] = readsTensors ? [...tensors] : [];
    if (numbers) over.push({ name: 'N', components: slicesOfItem, tensor: numbers });
    const count = slices.outer * parts * across;
    const counts = Object.entries({ across, items, parts, share, count });
    const names = counts.map(([name]) => `${name} : i32,`);
    const program = programOf(code, over, names, {
      size: count * stored * outputComponents,
      components: outputComponents,
      invocations: count,
    });
    const output = runProgram(
      program,
      over.map(({ tensor }) => tensor),
      counts.map(([, count]) => ({ type: 'int32', data: [count] })),
      backend,
    );
    if (numbers) backend.disposeData(numbers.dataId);
    return output;
  };

  let numbers: tf.TensorInfo | undefined;
  for (const pass of printPasses(formulas, shader, itemsOfSlice)) {
    numbers = run(pass, numbers);
    if (!numbers) return undefined;
  }
  const result = resultPass(resultCode(formulas, shader), itemsOfSlice);
  const output = run(result, numbers, components);
  return output && { ...output, shape };
}

/** An item is a float, or a vector of adjacent elements in memory, which belong to one slice or to four. */
function lanesOf({ length, inner }: Slices): Lanes {
  if (inner % 4 === 0) return LANES.map((lane) => [lane]);
  return inner === 1 && length % 4 === 0 ? [LANES] : [['']];
}

/**
 * Adjacent invocations read from adjacent addresses: the parts of a slice take its items in turn, the first part the
 * first item, the next part the second, and so on.
 */
function shaderOf(formulas: SliceFormulas, lanes: Lanes): SliceShader {
  const language = wgsl;
  const number = (index: number) => `number${index}`;
  const type = language.types[lanes.length as Components];
  /** The position of a number of a slice or of a part: numbers of adjacent slices are adjacent. */
  const place = (part: string, index: number, count: number) =>
    `((${part}) * ${count} + ${index}) * uniforms.across + column`;
  const declareNumbers = (count: number, stored: number, part = 'slice') => {
    const declarations = Array.from({ length: count }, (_, i) => {
      const value = i < stored ? `N[${place(part, i, stored)}]` : `${type}(0.0)`;
      return language.variable(type, number(i), value);
    });
    return declarations.join(' ');
  };
  const loop = (...statements: readonly string[]) =>
    `for (var i = begin; i < end; i += uniforms.parts) {
      ${statements.join('\n      ')}
    }`;
  const itemOfSlice = 'slice * uniforms.items + i';
  return {
    language,
    lanes,
    main: (statements) => `fn main(index : i32) {
  if (index < uniforms.count) {
    let column = index % uniforms.across;
    let part = index / uniforms.across;
    let slice = part / uniforms.parts;
    var begin = part % uniforms.parts;
    var end = uniforms.items;
    ${statements.join('\n    ')}
  }
}`,
    forItems: (statements) => {
      const at = `(${itemOfSlice}) * uniforms.across + column`;
      const elements = declareElements(formulas, { language, lanes }, readAt(at, lanes), 'i');
      return loop(elements, statements(lanes.flat()));
    },
    forParts: (statements) => {
      const { length } = formulas.gathered;
      return loop(declareNumbers(length, length, itemOfSlice), statements);
    },
    number: (index, slice) => number(index) + (lanes.length === 4 ? LANES[slice] : ''),
    declareNumbers,
    storeNumbers: (count) =>
      Array.from(
        { length: count },
        (_, i) => `setOutputAtIndex(${place('part', i, count)}, ${number(i)});`,
      ).join(' '),
  };
}

/** A tensor that was cast from integers still contains integers in the buffer. */
function readAt(index: string, lanes: Lanes): (tensor: number) => string {
  return (tensor) => `${wgsl.types[lanes.flat().length as Components]}(T${tensor}[${index}])`;
}

/** Computes the result from the elements and from the numbers of each slice. */
function resultCode(formulas: SliceFormulas, shader: SliceShader): string {
  const { formula, value } = printResult(formulas, shader);
  const { length } = numbersOf(formulas);
  const main = shader.main([
    shader.declareNumbers(length, length),
    declareElements(formulas, shader, readAt('index', shader.lanes), 'begin'),
    `setOutputAtIndex(index, ${value});`,
  ]);
  return `${formula}\n${main}`;
}
