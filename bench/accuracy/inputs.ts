import { type Expression, traverse } from '../../src/formula/expression.js';

// The inputs at which errors are measured: floats of all exponents, more of them where activations bend, and all
// neighbours of the points where a formula changes or an exponential saturates.

/** A prime, so that the last bits vary. */
const STRIDE = 6151;

const NEIGHBOURS = 200;

/** The inputs at which eˣ, its reciprocal, tanh and sigmoid saturate. */
const EDGES = [
  0, 1e-45, 1.17549435e-38, 0.34657359, 8.6643398, 9.01, 17.33, 87.33655, 88.72284, 103.97208,
  3.4028235e38,
];

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

function floatOf(pattern: number): number {
  bits[0] = pattern;
  return float[0];
}

function patternOf(value: number): number {
  float[0] = value;
  return bits[0];
}

export function inputsFor(formula: Expression): Float32Array {
  const inputs: number[] = [];
  for (let pattern = 0; pattern < 2 ** 32; pattern += STRIDE) inputs.push(floatOf(pattern));
  for (let i = -(2 ** 18); i <= 2 ** 18; i++) inputs.push((i + 0.37) * (25 / 2 ** 18));
  const edges = new Set(
    [...EDGES, ...constantsOf(formula)].map((edge) => Math.fround(Math.abs(edge))),
  );
  for (const edge of edges) {
    for (let step = -NEIGHBOURS; step <= NEIGHBOURS; step++) {
      const pattern = patternOf(edge) + step;
      if (pattern >= 0 && pattern < 0x7f800000) inputs.push(floatOf(pattern), -floatOf(pattern));
    }
  }
  return Float32Array.from(inputs).filter(Number.isFinite);
}

function constantsOf(formula: Expression): number[] {
  const constants: number[] = [];
  traverse<void>(formula, (node) => {
    if (node.kind === 'constant') constants.push(node.value);
  });
  return constants;
}
