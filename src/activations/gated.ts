import * as tf from '@tensorflow/tfjs';
import { type Given, type Names, readNamed, wrong } from '../arguments/by_name.js';
import { readParameters } from '../arguments/parameters.js';
import { show } from '../arguments/show.js';
import { specialise } from '../catalogue/activation.js';
import { GATE_PLACES, type GatedUnit, type GatePlace } from '../catalogue/gated_units.js';
import { parseOnce } from '../formula/parse_once.js';
import { elementwise } from '../kernels/elementwise.js';
import { axisOp } from './axis_op.js';

/** The options of a gated unit. */
export interface Gate {
  readonly place: GatePlace;
  readonly parameters: Readonly<Record<string, number>>;
}

/**
 * One half of the input along an axis times a function of the other half, the gate.
 *
 * @param x A tensor of rank 1 or more, or values that `tf.tensor` accepts.
 * @param axis The axis to halve. Default -1, the last.
 * @param options `gate`, which half is the gate: `'first'`, `'second'` (the default, as in PyTorch), or `'interleaved'` (the
 *   elements with even index); and the parameters of the unit, if it has any.
 * @returns A tensor whose axis is half as long.
 * @throws When the axis is out of range or has an odd length, and when an option is unknown or invalid.
 */
export type GatedOp<Name extends string = never> = <T extends tf.Tensor>(
  x: T | tf.TensorLike,
  axis?: number,
  options?: { readonly gate?: GatePlace } & { readonly [K in Name]?: number },
) => T;

/** The names of the options of a gated unit. */
export function namesOfGate({ parameters }: GatedUnit): Names {
  return { gate: {}, ...parameters };
}

export function readGate(owner: string, unit: GatedUnit, given: ReadonlyMap<string, Given>): Gate {
  const place = given.get('gate') ?? { key: 'gate', value: 'second' };
  if (!GATE_PLACES.includes(place.value as GatePlace)) {
    throw wrong(owner, place, `must be one of ${GATE_PLACES.join(', ')}`, Error);
  }
  return {
    place: place.value as GatePlace,
    parameters: readParameters(owner, unit.parameters, given),
  };
}

/**
 * The length of half an axis.
 *
 * @throws When it is odd.
 */
export function halfOf(owner: string, shape: readonly (number | null)[], axis: number): number {
  const length = shape[axis] as number;
  if (length % 2 === 0) return length / 2;
  throw new RangeError(
    `The axis of ${owner} must have an even length. ` +
      `Received: an input of shape ${show(shape)}, axis=${axis}`,
  );
}

/** Applies a gated unit along a nonnegative axis. */
export function gated(
  owner: string,
  { formula }: GatedUnit,
  x: tf.Tensor,
  axis: number,
  { place, parameters }: Gate,
): tf.Tensor {
  halfOf(owner, x.shape, axis);
  return tf.tidy(() => {
    const halves = place === 'interleaved' ? byTurns : inTwo;
    const [first, second] = halves(tf.cast(x, 'float32'), axis);
    const [half, gate] = place === 'second' ? [first, second] : [second, first];
    const run = specialise(parseOnce(formula), parameters);
    return elementwise(run.formula, half, { ...run.parameters, gate });
  });
}

function inTwo(x: tf.Tensor, axis: number): tf.Tensor[] {
  return tf.split(x, 2, axis);
}

/** The elements with even index, and those with odd index. Uses four axes, which all backends support. */
function byTurns(x: tf.Tensor, axis: number): tf.Tensor[] {
  const outer = tf.util.sizeFromShape(x.shape.slice(0, axis));
  const inner = tf.util.sizeFromShape(x.shape.slice(axis + 1));
  const half = x.shape[axis] / 2;
  const shape = x.shape.map((length, i) => (i === axis ? half : length));
  const pairs = tf.reshape(x, [outer, half, 2, inner]);
  return tf.split(pairs, 2, 2).map((each) => tf.reshape(each, shape));
}

/** One of the gated units as an op. */
export function gatedOp(name: string, unit: GatedUnit): GatedOp<string> {
  const names = namesOfGate(unit);
  return <T extends tf.Tensor>(x: T | tf.TensorLike, axis?: number, options?: object) => {
    const gate = readGate(name, unit, readNamed('option', name, options, names));
    return axisOp(name, (x, axis) => gated(name, unit, x, axis, gate))(x, axis);
  };
}
