import type * as tf from '@tensorflow/tfjs';
import { wgsl } from './shaders/languages.js';
import { LANES, printNumber } from './shaders/print.js';
import { gatheredVariables, printRow, printStep, type RowFormulas } from './shaders/rows.js';
import { type Components, type Program, type WebgpuBackend, WORKGROUP } from './webgpu.js';

/** How many items one invocation gathers by itself: elements, or fours of them. */
const LONGEST_PART = 256;

const TYPES: Readonly<Record<Components, string>> = { 1: 'f32', 4: 'vec4<f32>' };

/** Runs a kernel over the rows of tensors of one shape, along its last axis. */
export function runRowsOnWebgpu(
  formulas: RowFormulas,
  inputs: readonly tf.Tensor[],
  backend: WebgpuBackend,
): tf.TensorInfo {
  const { shape, size } = inputs[0];
  const length = shape[shape.length - 1];
  const components = length % 4 === 0 ? 4 : 1;
  const flat = inputs.map(({ dataId, dtype }) => ({ dataId, dtype, shape: [size] }));
  const run = (program: Program, inputs: readonly tf.TensorInfo[], counts: readonly number[]) => {
    const uniforms = counts.map((count) => ({ type: 'int32' as const, data: [count] }));
    return backend.runWebGPUProgram(program, inputs, 'float32', uniforms);
  };

  let items = length / components;
  let gathered: tf.TensorInfo | undefined;
  do {
    const parts = Math.ceil(items / LONGEST_PART);
    const count = (size / length) * parts;
    const before = gathered;
    gathered = before
      ? run(partsProgram(formulas, count), [before], [count, parts, items])
      : run(elementsProgram(formulas, count, components), flat, [count, parts, items]);
    if (before) backend.disposeData(before.dataId);
    items = parts;
  } while (items > 1);

  const program = resultProgram(formulas, size, components);
  const output = run(program, [...flat, gathered], [length / components]);
  backend.disposeData(gathered.dataId);
  return { ...output, shape };
}

/** Gathers from elements, one or four at a time; four have a lane each, and the lanes are joined. */
function elementsProgram(formulas: RowFormulas, count: number, components: Components): Program {
  const { withElement, withPart } = printRow(formulas, wgsl);
  const variables = gatheredVariables(formulas);
  const tensors = formulas.tensors.map((_, i) => `T${i}`);
  const lanes = components === 4 ? LANES : [''];
  const add = printStep('add', variables, lanes, (lane) => tensors.map((_, i) => `t${i}${lane}`));
  const read = tensors.map((tensor, i) => `let t${i} = ${TYPES[components]}(${tensor}[at]);`);
  const join = printStep('join', variables, ['.x'], () =>
    variables.map((variable) => `${variable}[lane]`),
  );
  const joinLanes = `for (var lane = 1; lane < 4; lane++) {\n      ${join}\n    }`;
  return gatherProgram(formulas, count, {
    tensors,
    components,
    functions: components === 4 ? `${withElement}\n${withPart}` : withElement,
    step: [...read, add].join('\n      '),
    end: components === 4 ? joinLanes : '',
  });
}

/** Gathers from what parts of the rows have gathered. */
function partsProgram(formulas: RowFormulas, count: number): Program {
  const variables = gatheredVariables(formulas);
  const part = variables.map((_, i) => `T0[at * ${variables.length} + ${i}]`);
  return gatherProgram(formulas, count, {
    tensors: ['T0'],
    components: 1,
    functions: printRow(formulas, wgsl).withPart,
    step: printStep('join', variables, [''], () => part),
    end: '',
  });
}

/**
 * Gathers along the rows, each in `parts`. Neighbouring invocations read from neighbouring places: one
 * takes the first item, the next the second, and so on until all begin again.
 */
function gatherProgram(
  { gathered }: RowFormulas,
  count: number,
  {
    tensors,
    components,
    functions,
    step,
    end,
  }: {
    tensors: readonly string[];
    components: Components;
    functions: string;
    /** What is done for the item `at`, and after the last of them. */
    step: string;
    end: string;
  },
): Program {
  const type = TYPES[components];
  const lane = components === 4 ? '.x' : '';
  const start = gathered.map(({ start }, i) => {
    return `var g${i} = ${type}(${printNumber(start, wgsl)}); var n${i} = g${i};`;
  });
  const store = gathered.map((_, i) => {
    return `setOutputAtIndex(index * ${gathered.length} + ${i}, g${i}${lane});`;
  });
  const code = `${functions}
fn main(index : i32) {
  if (index < uniforms.count) {
    let row = index / uniforms.parts;
    ${start.join('\n    ')}
    for (var i = index % uniforms.parts; i < uniforms.items; i += uniforms.parts) {
      let at = row * uniforms.items + i;
      ${step}
    }
    ${end}
    ${store.join('\n    ')}
  }
}`;
  return {
    ...common(code, count),
    variableNames: tensors,
    outputShape: [count * gathered.length],
    outputComponent: 1,
    variableComponents: tensors.map(() => components),
    uniforms: 'count : i32, parts : i32, items : i32,',
  };
}

/** Computes the result from the elements and from what each row has gathered. */
function resultProgram(formulas: RowFormulas, size: number, components: Components): Program {
  const { result } = printRow(formulas, wgsl);
  const variables = gatheredVariables(formulas);
  const names = formulas.tensors.map((_, i) => `T${i}`);
  const read = names.map((name, i) => `    let t${i} = ${TYPES[components]}(${name}[index]);`);
  const gathered = variables.map(
    (variable, i) => `    let ${variable} = G[row * ${variables.length} + ${i}];`,
  );
  const call = (lane: string) => {
    const args = [...names.map((_, i) => `t${i}${lane}`), ...variables];
    return `formula(${args.join(', ')})`;
  };
  const code = `${result}
fn main(index : i32) {
  if (index < uniforms.size) {
    let row = index / uniforms.items;
${[...read, ...gathered].join('\n')}
    setOutputAtIndex(index, ${components === 4 ? wgsl.vector(LANES.map(call)) : call('')});
  }
}`;
  return {
    ...common(code, size / components),
    variableNames: [...names, 'G'],
    outputShape: [size],
    outputComponent: components,
    variableComponents: [...names.map(() => components), 1],
    size: true,
    uniforms: 'items : i32,',
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
