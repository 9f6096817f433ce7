import type * as tf from '@tensorflow/tfjs';
import { wgsl } from '../../compilers/shaders/languages.js';
import { LANES, printNumber } from '../../compilers/shaders/print.js';
import {
  elementsOf,
  gatheredVariables,
  MOST_STEPS,
  printSlice,
  printStep,
} from '../../compilers/shaders/slices.js';
import { type Newton, numbersOf, PLACE, type SliceFormulas } from '../../formula/slice_formulas.js';
import type { SliceRunner } from '../../kernels/backend.js';
import type { WebgpuBackend } from './backend.js';
import { type Components, type Program, runProgram, WORKGROUP } from './programs.js';

/** How many items one invocation gathers by itself. */
const LONGEST_PART = 256;

/**
 * What one invocation takes at a time: an element, or a vector of four that are neighbours in memory,
 * which are of one slice, `along` it, or of four, `across` them.
 */
type Item = 'element' | 'along' | 'across';

/** `undefined` where a shader of it does not compile. */
export const slices: SliceRunner<WebgpuBackend> = (
  formulas,
  { outer, length, inner },
  inputs,
  backend,
) => {
  const { shape, size } = inputs[0];
  const item = itemOf(length, inner);
  const itemsOfSlice = item === 'along' ? length / 4 : length;
  const across = item === 'across' ? inner / 4 : inner;
  const flat = inputs.map(({ dataId, dtype }) => ({ dataId, dtype, shape: [size] }));
  const run = (program: Program, inputs: readonly tf.TensorInfo[], counts: readonly number[]) => {
    const uniforms = counts.map((count) => ({ type: 'int32' as const, data: [count] }));
    return runProgram(program, inputs, uniforms, backend);
  };

  let items = itemsOfSlice;
  let gathered: tf.TensorInfo | undefined;
  do {
    const parts = Math.ceil(items / LONGEST_PART);
    const count = outer * parts * across;
    const before = gathered;
    gathered = run(
      before ? partsProgram(formulas, count, item) : elementsProgram(formulas, count, item),
      before ? [before] : flat,
      [across, items, parts, count],
    );
    if (before) backend.disposeData(before.dataId);
    if (!gathered) return undefined;
    items = parts;
  } while (items > 1);

  if (formulas.newton) {
    const before = gathered;
    const count = outer * across;
    const program = newtonProgram(formulas, formulas.newton, count, item);
    const block = Math.ceil(Math.sqrt(itemsOfSlice));
    gathered = run(program, [...flat, before], [across, itemsOfSlice, block, count]);
    backend.disposeData(before.dataId);
    if (!gathered) return undefined;
  }

  const program = resultProgram(formulas, size, item);
  const output = run(program, [...flat, gathered], [across, itemsOfSlice]);
  backend.disposeData(gathered.dataId);
  return output && { ...output, shape };
};

function itemOf(length: number, inner: number): Item {
  if (inner % 4 === 0) return 'across';
  return inner === 1 && length % 4 === 0 ? 'along' : 'element';
}

const TYPES: Readonly<Record<Components, string>> = { 1: 'f32', 4: 'vec4<f32>' };

/** Gathers from elements; of a vector along a slice the lanes gather for themselves and are joined. */
function elementsProgram(formulas: SliceFormulas, count: number, item: Item): Program {
  const { withElement, withPart } = printSlice(formulas, wgsl);
  const variables = gatheredVariables(formulas.gathered);
  const components = item === 'element' ? 1 : 4;
  const elements = elementsOf(formulas);
  const add = printStep('add', variables, lanesOf(components), (lane) =>
    elements.map((_, i) => `t${i}${lane}`),
  );
  const join = printStep('join', variables, ['.x'], () =>
    variables.map((variable) => `${variable}[lane]`),
  );
  return gatherProgram(formulas, count, {
    tensors: formulas.tensors.map((_, i) => `T${i}`),
    components,
    functions: item === 'along' ? `${withElement}\n${withPart}` : withElement,
    step: `${read(formulas, 'place * uniforms.across + column', 'i', item)}\n      ${add}`,
    end: item === 'along' ? `for (var lane = 1; lane < 4; lane++) {\n      ${join}\n    }` : '',
    isJoined: item === 'along',
  });
}

/** Variables: what an element is, or each of the four of a vector. */
function read(formulas: SliceFormulas, index: string, itemOfSlice: string, item: Item): string {
  const type = TYPES[item === 'element' ? 1 : 4];
  const places = item === 'along' ? ' * 4.0 + vec4(0.0, 1.0, 2.0, 3.0)' : '';
  const reads = elementsOf(formulas).map((name, i) => {
    const place = `${type}(f32(${itemOfSlice}))${places}`;
    return `let t${i} = ${name === PLACE ? place : `${type}(T${i}[${index}])`};`;
  });
  return reads.join(' ');
}

/** Runs Newton's method for each slice, of which the other number is gathered. One invocation goes along a slice, or four. */
function newtonProgram(
  formulas: SliceFormulas,
  { from, gathered }: Newton,
  count: number,
  item: Item,
): Program {
  const variables = gatheredVariables(gathered);
  const numbers = numbersOf(formulas).map((_, i) => `number${i}`);
  const [known, iterate] = numbers;
  const components = item === 'element' ? 1 : 4;
  const ofSlices = item === 'across' ? 4 : 1;
  const [type, sliceType] = [TYPES[components], TYPES[ofSlices]];
  const elements = elementsOf(formulas);
  const add = printStep('add', variables, lanesOf(components), (lane) => [
    ...elements.map((_, i) => `t${i}${lane}`),
    ...numbers.map((number) => (item === 'across' ? number + lane : number)),
  ]);
  const each = (statement: (variable: string, i: number) => string) =>
    variables.map(statement).join(' ');
  const total = (lane: string) =>
    variables.map((_, i) => (item === 'along' ? `dot(sum${i}, vec4<f32>(1.0))` : `sum${i}${lane}`));
  const step = lanesOf(ofSlices).map((lane) => {
    const args = [...numbers.map((number) => number + lane), ...total(lane)];
    return `next${lane} = iterate(${args.join(', ')});`;
  });
  const code = `${printSlice(formulas, wgsl).newton}
fn main(index : i32) {
  if (index < uniforms.count) {
    let column = index % uniforms.across;
    let slice = index / uniforms.across;
    let ${known} = G[index];
    var ${iterate} = ${sliceType}(${printNumber(from, wgsl)});
    var next = ${iterate};
    for (var step = 0; step < ${MOST_STEPS}; step++) {
      ${each((_, i) => `var sum${i} = ${type}(0.0);`)}
      for (var first = 0; first < uniforms.items; first += uniforms.block) {
        ${each((variable, i) => `var ${variable} = ${type}(0.0); var n${i} = ${variable};`)}
        for (var i = first; i < min(first + uniforms.block, uniforms.items); i++) {
          ${read(formulas, '(slice * uniforms.items + i) * uniforms.across + column', 'i', item)}
          ${add}
        }
        ${each((variable, i) => `sum${i} += ${variable};`)}
      }
      ${step.join('\n      ')}
      let hasIncreased = any(${iterate} < next);
      ${iterate} = next;
      if (!hasIncreased) { break; }
    }
    ${numbers.map((number, i) => `setOutputAtIndex(${placeOfNumber('slice', i, 2)}, ${number});`).join('\n    ')}
  }
}`;
  return {
    ...common(code, count),
    variableNames: [...formulas.tensors.map((_, i) => `T${i}`), 'G'],
    outputShape: [count * numbers.length * ofSlices],
    outputComponent: ofSlices,
    variableComponents: [...formulas.tensors.map(() => components), ofSlices],
    uniforms: 'across : i32, items : i32, block : i32, count : i32,',
  };
}

/** Gathers from what parts of the slices have gathered. */
function partsProgram(formulas: SliceFormulas, count: number, item: Item): Program {
  const variables = gatheredVariables(formulas.gathered);
  const components = item === 'across' ? 4 : 1;
  const read = variables.map((_, i) => {
    return `let p${i} = T0[${placeOfNumber('place', i, variables.length)}];`;
  });
  const join = printStep('join', variables, lanesOf(components), (lane) =>
    variables.map((_, i) => `p${i}${lane}`),
  );
  return gatherProgram(formulas, count, {
    tensors: ['T0'],
    components,
    functions: printSlice(formulas, wgsl).withPart,
    step: [...read, join].join('\n      '),
    end: '',
    isJoined: false,
  });
}

function lanesOf(components: Components): readonly string[] {
  return components === 4 ? LANES : [''];
}

/** Where a number is, of so many of a slice or of a part: those of neighbouring slices are neighbours. */
function placeOfNumber(part: string, i: number, numbers: number): string {
  return `(${part} * ${numbers} + ${i}) * uniforms.across + column`;
}

/**
 * Gathers along the slices, each in `parts`. Neighbouring invocations read from neighbouring places:
 * of the parts of a slice one takes the first item, the next the second, and so on until all begin
 * again.
 */
function gatherProgram(
  formulas: SliceFormulas,
  count: number,
  {
    tensors,
    components,
    functions,
    step,
    end,
    isJoined,
  }: {
    tensors: readonly string[];
    components: Components;
    functions: string;
    /** What is done for the item at `place` in its column, and after the last of them. */
    step: string;
    end: string;
    /** Whether of a vector only the first lane is left. */
    isJoined: boolean;
  },
): Program {
  const { gathered } = formulas;
  const type = TYPES[components];
  const start = gathered.map(({ start }, i) => {
    return `var g${i} = ${type}(${printNumber(start, wgsl)}); var n${i} = g${i};`;
  });
  const store = gathered.map((_, i) => {
    const place = placeOfNumber('part', i, gathered.length);
    return `setOutputAtIndex(${place}, g${i}${isJoined ? '.x' : ''});`;
  });
  const code = `${functions}
fn main(index : i32) {
  if (index < uniforms.count) {
    let column = index % uniforms.across;
    let part = index / uniforms.across;
    let first = part / uniforms.parts * uniforms.items;
    ${start.join('\n    ')}
    for (var i = part % uniforms.parts; i < uniforms.items; i += uniforms.parts) {
      let place = first + i;
      ${step}
    }
    ${end}
    ${store.join('\n    ')}
  }
}`;
  const outputComponent = isJoined ? 1 : components;
  return {
    ...common(code, count),
    variableNames: tensors,
    outputShape: [count * gathered.length * outputComponent],
    outputComponent,
    variableComponents: tensors.map(() => components),
    uniforms: 'across : i32, items : i32, parts : i32, count : i32,',
  };
}

/** Computes the result from the elements and from the numbers of each slice. */
function resultProgram(formulas: SliceFormulas, size: number, item: Item): Program {
  const components = item === 'element' ? 1 : 4;
  const elements = elementsOf(formulas);
  const numbers = numbersOf(formulas);
  const readNumbers = numbers.map((_, i) => {
    return `let g${i} = G[${placeOfNumber('slice', i, numbers.length)}];`;
  });
  const values = lanesOf(components).map((lane) => {
    const ofSlice = item === 'across' ? lane : '';
    const args = [
      ...elements.map((_, i) => `t${i}${lane}`),
      ...numbers.map((_, i) => `g${i}${ofSlice}`),
    ];
    return `formula(${args.join(', ')})`;
  });
  const code = `${printSlice(formulas, wgsl).result}
fn main(index : i32) {
  if (index < uniforms.size) {
    let column = index % uniforms.across;
    let row = index / uniforms.across;
    let slice = row / uniforms.items;
    ${read(formulas, 'index', 'row - slice * uniforms.items', item)}
    ${readNumbers.join('\n    ')}
    setOutputAtIndex(index, ${components === 4 ? wgsl.vector(values) : values[0]});
  }
}`;
  return {
    ...common(code, size / components),
    variableNames: [...formulas.tensors.map((_, i) => `T${i}`), 'G'],
    outputShape: [size],
    outputComponent: components,
    variableComponents: [...formulas.tensors.map(() => components), item === 'across' ? 4 : 1],
    size: true,
    uniforms: 'across : i32, items : i32,',
  };
}

function common(code: string, invocations: number) {
  return {
    shaderKey: code,
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(invocations / WORKGROUP), 1, 1],
    workgroupSize: [WORKGROUP, 1, 1],
    getUserCode: () => code,
  } as const;
}
