import type * as tf from '@tensorflow/tfjs';
import type { SliceRunner } from './runner.js';
import { wgsl } from './shaders/languages.js';
import { LANES, printNumber } from './shaders/print.js';
import { gatheredVariables, printSlice, printStep } from './shaders/slices.js';
import type { SliceFormulas } from './slice_formulas.js';
import { type Components, type Program, type WebgpuBackend, WORKGROUP } from './webgpu.js';

/** How many items one invocation gathers by itself. */
const LONGEST_PART = 256;

/**
 * What one invocation takes at a time: an element, or a vector of four that are neighbours in memory,
 * which are of one slice, `along` it, or of four, `across` them.
 */
type Item = 'element' | 'along' | 'across';

/** Runs a kernel over slices. */
export const runSlicesOnWebgpu: SliceRunner<SliceFormulas, WebgpuBackend> = (
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
    return backend.runWebGPUProgram(program, inputs, 'float32', uniforms);
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
    items = parts;
  } while (items > 1);

  const program = resultProgram(formulas, size, item);
  const output = run(program, [...flat, gathered], [across, itemsOfSlice]);
  backend.disposeData(gathered.dataId);
  return { ...output, shape };
};

function itemOf(length: number, inner: number): Item {
  if (inner % 4 === 0) return 'across';
  return inner === 1 && length % 4 === 0 ? 'along' : 'element';
}

const TYPES: Readonly<Record<Components, string>> = { 1: 'f32', 4: 'vec4<f32>' };

/** Gathers from elements; of a vector along a slice the lanes gather for themselves and are joined. */
function elementsProgram(formulas: SliceFormulas, count: number, item: Item): Program {
  const { withElement, withPart } = printSlice(formulas, wgsl);
  const variables = gatheredVariables(formulas);
  const components = item === 'element' ? 1 : 4;
  const tensors = formulas.tensors.map((_, i) => `T${i}`);
  const read = tensors.map((tensor, i) => {
    return `let t${i} = ${TYPES[components]}(${tensor}[place * uniforms.across + column]);`;
  });
  const add = printStep('add', variables, lanesOf(components), (lane) =>
    tensors.map((_, i) => `t${i}${lane}`),
  );
  const join = printStep('join', variables, ['.x'], () =>
    variables.map((variable) => `${variable}[lane]`),
  );
  return gatherProgram(formulas, count, {
    tensors,
    components,
    functions: item === 'along' ? `${withElement}\n${withPart}` : withElement,
    step: [...read, add].join('\n      '),
    end: item === 'along' ? `for (var lane = 1; lane < 4; lane++) {\n      ${join}\n    }` : '',
    isJoined: item === 'along',
  });
}

/** Gathers from what parts of the slices have gathered. */
function partsProgram(formulas: SliceFormulas, count: number, item: Item): Program {
  const variables = gatheredVariables(formulas);
  const components = item === 'across' ? 4 : 1;
  const read = variables.map((_, i) => `let p${i} = T0[${placeOfGathered('place', i, formulas)}];`);
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

/** Where a number is that was gathered: those of one part of neighbouring slices are neighbours. */
function placeOfGathered(part: string, i: number, { gathered }: SliceFormulas): string {
  return `(${part} * ${gathered.length} + ${i}) * uniforms.across + column`;
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
    const place = placeOfGathered('part', i, formulas);
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

/** Computes the result from the elements and from what each slice has gathered. */
function resultProgram(formulas: SliceFormulas, size: number, item: Item): Program {
  const { result } = printSlice(formulas, wgsl);
  const variables = gatheredVariables(formulas);
  const components = item === 'element' ? 1 : 4;
  const tensors = formulas.tensors.map((_, i) => `T${i}`);
  const read = tensors.map((tensor, i) => `let t${i} = ${TYPES[components]}(${tensor}[index]);`);
  const gathered = variables.map(
    (variable, i) => `let ${variable} = G[${placeOfGathered('slice', i, formulas)}];`,
  );
  const values = lanesOf(components).map((lane) => {
    const ofSlice = item === 'across' ? lane : '';
    const elements = tensors.map((_, i) => `t${i}${lane}`);
    return `formula(${[...elements, ...variables.map((each) => each + ofSlice)].join(', ')})`;
  });
  const code = `${result}
fn main(index : i32) {
  if (index < uniforms.size) {
    let column = index % uniforms.across;
    let slice = index / uniforms.across / uniforms.items;
    ${[...read, ...gathered].join('\n    ')}
    setOutputAtIndex(index, ${components === 4 ? wgsl.vector(values) : values[0]});
  }
}`;
  return {
    ...common(code, size / components),
    variableNames: [...tensors, 'G'],
    outputShape: [size],
    outputComponent: components,
    variableComponents: [...tensors.map(() => components), item === 'across' ? 4 : 1],
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
