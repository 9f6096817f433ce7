import { elementwiseActivations } from '../catalogue/catalogue.js';
import { gates } from '../catalogue/gated_units.js';
import { softmaxFamily } from '../catalogue/softmax_family.js';
import { type AxisOp, axisOp } from './axis_op.js';
import { type ElementwiseOp, elementwiseOp } from './elementwise_op.js';
import { type GatedOp, gatedOp } from './gated.js';
import { crelu, maxoutOp } from './grouped.js';
import { gumbelSoftmax } from './gumbel_softmax.js';
import { type SliceOp, sliceOp } from './slice_op.js';
import { softmaxWithSink } from './softmax_with_sink.js';

/** @inline */
type ElementwiseOps = {
  readonly [Name in keyof typeof elementwiseActivations]: ElementwiseOp<
    keyof (typeof elementwiseActivations)[Name]['parameters'] & string,
    WithoutDefault<(typeof elementwiseActivations)[Name]['parameters']>
  >;
};

/** @inline */
type WithoutDefault<Parameters> = {
  [Name in keyof Parameters]: Parameters[Name] extends { default: number } ? never : Name;
}[keyof Parameters] &
  string;

/** @inline */
type AxisOps = {
  readonly [Name in keyof typeof gates]: GatedOp<keyof (typeof gates)[Name]['parameters'] & string>;
} & {
  /** The positive part followed by the negative part along an axis. */
  readonly crelu: AxisOp;
};

/** @inline */
type SliceOps = { readonly [Name in keyof typeof softmaxFamily]: SliceOp };

function mapEntries<Value, Result>(
  entries: Readonly<Record<string, Value>>,
  map: (name: string, value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, value]) => [name, map(name, value)]),
  );
}

/** The activations of the catalogue as functions on tensors: `ops.mish(x)`, `ops.softmax(x, 1)`. */
export const ops = {
  ...mapEntries(elementwiseActivations, elementwiseOp),
  ...mapEntries(softmaxFamily, sliceOp),
  ...mapEntries(gates, gatedOp),
  crelu: axisOp('crelu', crelu),
  maxout: maxoutOp,
  softmaxWithSink,
  gumbelSoftmax,
} as ElementwiseOps &
  SliceOps &
  AxisOps & {
    /** The largest of the elements of an axis that are `numUnits` apart: `ops.maxout(x, 2)`. */
    readonly maxout: typeof maxoutOp;
    /** Softmax with an additional entry, whose share is not returned: `ops.softmaxWithSink(x, sink, axis, mask)`. */
    readonly softmaxWithSink: typeof softmaxWithSink;
    /** A sample from a categorical distribution: `ops.gumbelSoftmax(x, axis, { temperature: 0.5, hard: true })`. */
    readonly gumbelSoftmax: typeof gumbelSoftmax;
  };
