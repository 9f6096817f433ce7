import { isObject, isSerialized, type Serialized } from '../config/serialized.js';
import { ELLIPSIS } from '../graph/calls.js';

// Before TensorFlow 2.4, Keras saved an operation on tensors as a node of the TensorFlow graph, a
// `TensorFlowOpLayer`.

/** A node, as an op of `keras.ops`. */
interface GraphOp {
  readonly op: string;
  /** The parameters of its inputs, in order; `...` means all inputs up to the last ones. */
  readonly inputs: readonly string[];
  /** The parameters of its attributes. */
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * Each line contains the node with the parameters of its inputs and, after a semicolon, of its attributes, and then
 * the op. Attributes that are not in the line must have the values after `only`.
 */
const TABLE = `
Abs(x): absolute
Acos(x): arccos
Acosh(x): arccosh
Asin(x): arcsin
Asinh(x): arcsinh
Atan(x): arctan
Ceil(x): ceil
Cos(x): cos
Cosh(x): cosh
Elu(x): elu
Erf(x): erf
Exp(x): exp
Expm1(x): expm1
Floor(x): floor
Identity(x): copy
IsFinite(x): isfinite
IsInf(x): isinf
IsNan(x): isnan
LeakyRelu(x; alpha=negative_slope): leaky_relu
Log(x): log
Log1p(x): log1p
LogSoftmax(x): log_softmax
LogicalNot(x): logical_not
Neg(x): negative
OnesLike(x): ones_like
Reciprocal(x): reciprocal
Relu(x): relu
Relu6(x): relu6
Round(x): round
Rsqrt(x): rsqrt
Selu(x): selu
Sigmoid(x): sigmoid
Sign(x): sign
Sin(x): sin
Sinh(x): sinh
Softmax(x): softmax
Softplus(x): softplus
Softsign(x): softsign
Sqrt(x): sqrt
Square(x): square
StopGradient(x): stop_gradient
Tan(x): tan
Tanh(x): tanh
ZerosLike(x): zeros_like

Add(x1, x2): add
AddV2(x1, x2): add
Atan2(x1, x2): arctan2
DivNoNan(x1, x2): divide_no_nan
Equal(x1, x2): equal
FloorDiv(x1, x2): floor_divide
FloorMod(x1, x2): mod
Greater(x1, x2): greater
GreaterEqual(x1, x2): greater_equal
Less(x1, x2): less
LessEqual(x1, x2): less_equal
LogicalAnd(x1, x2): logical_and
LogicalOr(x1, x2): logical_or
Maximum(x1, x2): maximum
Minimum(x1, x2): minimum
Mul(x1, x2): multiply
NotEqual(x1, x2): not_equal
Pow(x1, x2): power
RealDiv(x1, x2): true_divide
SquaredDifference(x1, x2): squared_difference
Sub(x1, x2): subtract
AddN(xs...): add_n
ClipByValue(x, x_min, x_max): clip
Select(condition, x1, x2): where
SelectV2(condition, x1, x2): where

All(x, axis; keep_dims=keepdims): all
Any(x, axis; keep_dims=keepdims): any
ArgMax(x, axis): argmax
ArgMin(x, axis): argmin
Cumsum(x, axis): cumsum
Max(x, axis; keep_dims=keepdims): max
Mean(x, axis; keep_dims=keepdims): mean
Min(x, axis; keep_dims=keepdims): min
Prod(x, axis; keep_dims=keepdims): prod
Sum(x, axis; keep_dims=keepdims): sum

BatchMatMul(x1, x2; adj_x=transpose_x1 adj_y=transpose_x2): matmul
BatchMatMulV2(x1, x2; adj_x=transpose_x1 adj_y=transpose_x2): matmul
BroadcastTo(x, shape): broadcast_to
Cast(x; DstT=dtype): cast
ConcatV2(xs..., axis): concatenate
ExpandDims(x, axis): expand_dims
GatherV2(x, indices, axis): take
MatMul(x1, x2; transpose_a=transpose_x1 transpose_b=transpose_x2): matmul
MirrorPad(x, pad_width; mode=mode): pad
Pack(x...; axis=axis): stack
Pad(x, pad_width): pad
PadV2(x, pad_width, constant_values): pad
Reshape(x, newshape): reshape
ReverseV2(x, axis): flip
Split(axis, x; num_split=indices_or_sections): split
SplitV(x, sizes, axis): split_sizes
Squeeze(x; squeeze_dims=axis): squeeze
StridedSlice(x, begin, end, strides; begin_mask=begin_mask end_mask=end_mask ellipsis_mask=ellipsis_mask new_axis_mask=new_axis_mask shrink_axis_mask=shrink_axis_mask): get_item
Tile(x, repeats): tile
Transpose(x, axes): transpose
Unpack(x; axis=axis num=num): unstack
`;

/** Attributes that do not affect the values: types, and the number of inputs. */
const SAYS_NOTHING =
  /^(T\w*|N|Index|SrcT|output_type|Truncate|num_split|num|incompatible_shape_error)$/;

function read(line: string): readonly [string, GraphOp] {
  const [, name, inputs, attributes = '', op] =
    /^(\w+)\((.*?)(?:; (.*))?\): (\w+)$/.exec(line) ?? [];
  const pairs = attributes.split(' ').filter(Boolean);
  return [
    name,
    {
      op,
      inputs: inputs.split(', '),
      attributes: new Map(pairs.map((each) => each.split('=') as [string, string])),
    },
  ];
}

const graphOps: ReadonlyMap<string, GraphOp> = new Map(TABLE.trim().split(/\n+/).map(read));

/**
 * The op of a `TensorFlowOpLayer` with its arguments.
 *
 * @param tensors The tensors that it was called on.
 * @returns The op, or a message if a part is not supported.
 */
export function readGraphOp(
  { node_def: node, constants = {} }: Serialized['config'],
  tensors: readonly unknown[],
): { readonly op: string; readonly given: Readonly<Record<string, unknown>> } | string {
  if (!isObject(node) || !isObject(constants)) {
    return 'is a graph node in the format of TensorFlow 2.0: save the model again with TensorFlow 2.1 or later';
  }
  const name = String(node.op);
  const row = graphOps.get(name);
  if (row === undefined)
    return `is the TensorFlow op ${name}, which is not supported: use a layer instead`;
  const attributes = isObject(node.attr) ? node.attr : {};
  const given = asInputs(row.inputs, withConstants(tensors, constants));
  for (const [key, value] of Object.entries(attributes)) {
    const attribute = decoded(value);
    const parameter = row.attributes.get(key);
    const isEmpty = Array.isArray(attribute) && attribute.length === 0;
    if (parameter !== undefined && !isEmpty) given[parameter] = attribute;
    else if (parameter === undefined && !isNothing(key, attribute)) {
      return `is the TensorFlow op ${name} with ${key}=${JSON.stringify(attribute)}, which is not supported`;
    }
  }
  return name === 'StridedSlice' ? { op: row.op, given: asKey(given) } : { op: row.op, given };
}

function isNothing(key: string, value: unknown): boolean {
  return SAYS_NOTHING.test(key) || value === false || value === 0;
}

/** Inserts the constants among the inputs, at the positions that they are saved under. */
function withConstants(
  tensors: readonly unknown[],
  constants: Readonly<Record<string, unknown>>,
): unknown[] {
  const rest = [...tensors];
  const count = rest.length + Object.keys(constants).length;
  return Array.from({ length: count }, (_, i) =>
    i in constants ? constantOf(constants[i]) : rest.shift(),
  );
}

/** A NumPy array is saved as a list, or as an object that contains the list. */
function constantOf(value: unknown): unknown {
  return isSerialized(value) && value.class_name === '__numpy__' ? value.config.value : value;
}

function asInputs(names: readonly string[], inputs: readonly unknown[]): Record<string, unknown> {
  const [first, ...others] = names;
  if (!first.endsWith('...')) {
    return Object.fromEntries(names.map((name, i) => [name, inputs[i]]));
  }
  const end = inputs.length - others.length;
  return {
    [first.slice(0, -'...'.length)]: inputs.slice(0, end),
    ...Object.fromEntries(others.map((name, i) => [name, inputs[end + i]])),
  };
}

/** The value of an attribute: `{b: true}`, `{i: '2'}`, `{type: 'DT_FLOAT'}`, `{list: {i: ['1']}}`. */
function decoded(attribute: unknown): unknown {
  if (!isObject(attribute)) return attribute;
  const [[kind, value] = []] = Object.entries(attribute);
  if (kind === 'i') return Number(value);
  if (kind === 's') return atob(String(value));
  if (kind === 'type')
    return value === 'DT_FLOAT' ? 'float32' : String(value).slice(3).toLowerCase();
  if (kind !== 'list') return value;
  const [[ofEach, list] = []] = Object.entries(isObject(value) ? value : {});
  return Array.isArray(list) ? list.map((each) => decoded({ [String(ofEach)]: each })) : [];
}

/** Converts a slice of a graph to the form of Python's `x[...]`. */
function asKey({ x, begin, end, strides, ...masks }: Record<string, unknown>) {
  const has = (mask: string, i: number) => ((Number(masks[mask] ?? 0) >> i) & 1) === 1;
  const at = (list: unknown, i: number) => [list].flat()[i];
  const key = [strides].flat().map((step, i) => {
    if (has('ellipsis_mask', i)) return ELLIPSIS;
    if (has('new_axis_mask', i)) return null;
    if (has('shrink_axis_mask', i)) return at(begin, i);
    const start = has('begin_mask', i) ? null : at(begin, i);
    const stop = has('end_mask', i) ? null : at(end, i);
    return { start, stop, step };
  });
  return { x, key };
}
