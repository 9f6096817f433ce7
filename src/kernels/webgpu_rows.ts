import type * as tf from '@tensorflow/tfjs';
import { wgsl } from './shaders/languages.js';
import { printNumber } from './shaders/print.js';
import { gatheredVariables, printRow, printStep, type RowFormulas } from './shaders/rows.js';
import { type Components, type Program, type WebgpuBackend, WORKGROUP } from './webgpu.js';

/** How many items one invocation gathers by itself: elements, or fours of them. */
const LONGEST_PART = 256;

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
      ? run(gatherProgram(formulas, count, 'part'), [before], [count, parts, items])
      : run(gatherProgram(formulas, count, components), flat, [count, parts, items]);
    if (before) backend.disposeData(before.dataId);
    items = parts;
  } while (items > 1);

  const program = resultProgram(formulas, size, components);
  const output = run(program, [...flat, gathered], [length / components]);
  backend.disposeData(gathered.dataId);
  return { ...output, shape };
}

/**
 * Gathers along the rows; an invocation takes every so-manieth item of its row, so that neighbours
 * read from neighbouring places.
 *
 * @param item What is gathered: one element, four, or what another part has gathered.
 */
function gatherProgram(formulas: RowFormulas, count: number, item: Components | 'part'): Program {
  const { withElement, withPart } = printRow(formulas, wgsl);
  const variables = gatheredVariables(formulas);
  const names = item === 'part' ? ['T0'] : formulas.tensors.map((_, i) => `T${i}`);
  const isVector = item === 4;
  const type = isVector ? 'vec4<f32>' : 'f32';
  const start = variables.map((variable, i) => {
    const value = `${type}(${printNumber(formulas.gathered[i].start, wgsl)})`;
    return `    var ${variable} = ${value}; var n${i} = ${variable};`;
  });
  const step =
    item === 'part'
      ? printStep('join', variables, [''], () =>
          variables.map((_, i) => `T0[at * ${variables.length} + ${i}]`),
        )
      : printStep('add', variables, isVector ? LANES : [''], (lane) =>
          names.map((_, i) => `t${i}${lane}`),
        );
  const read = item === 'part' ? [] : names.map((name, i) => `let t${i} = ${type}(${name}[at]);`);
  const first = isVector ? LANES[0] : '';
  const joinLanes = `for (var lane = 1; lane < 4; lane++) {
      ${printStep('join', variables, [first], () => variables.map((variable) => `${variable}[lane]`))}
    }`;
  const store = variables.map(
    (variable, i) => `setOutputAtIndex(index * ${variables.length} + ${i}, ${variable}${first});`,
  );
  const code = `${item === 'part' ? '' : withElement}
${isVector || item === 'part' ? withPart : ''}
fn main(index : i32) {
  if (index < uniforms.count) {
    let row = index / uniforms.parts;
${start.join('\n')}
    for (var i = index % uniforms.parts; i < uniforms.items; i += uniforms.parts) {
      let at = row * uniforms.items + i;
      ${read.join('\n')}
      ${step}
    }
    ${isVector ? joinLanes : ''}
    ${store.join('\n')}
  }
}`;
  return {
    ...common(code, count),
    variableNames: names,
    outputShape: [count * variables.length],
    outputComponent: 1,
    variableComponents: names.map(() => (isVector ? 4 : 1)),
    uniforms: 'count : i32, parts : i32, items : i32,',
  };
}

/** Computes the result from the elements and from what each row has gathered. */
function resultProgram(formulas: RowFormulas, size: number, components: Components): Program {
  const { result } = printRow(formulas, wgsl);
  const variables = gatheredVariables(formulas);
  const names = formulas.tensors.map((_, i) => `T${i}`);
  const type = components === 4 ? 'vec4<f32>' : 'f32';
  const read = names.map((name, i) => `    let t${i} = ${type}(${name}[index]);`);
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

const LANES = ['.x', '.y', '.z', '.w'];

function common(code: string, invocations: number) {
  return {
    shaderKey: code,
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(invocations / WORKGROUP), 1, 1],
    workgroupSize: [WORKGROUP, 1, 1],
    getUserCode: () => code,
  } as const;
}
