// The functions of TensorFlow that Keras 2 saves by name, converted to ops of `keras.ops`.

/** A parameter of a function of TensorFlow. */
export interface TfParameter {
  readonly name: string;
  /** The parameter of the op. */
  readonly ofOp: string;
  /** The default, if it differs from that of the op. */
  readonly byDefault?: unknown;
}

/** A function of TensorFlow, converted to an op. */
export interface TfFunction {
  readonly op: string;
  /** In the order of the function's parameters. */
  readonly parameters: readonly TfParameter[];
  /** The other parameters of the function, with the one value for which each has no effect. */
  readonly fixed: ReadonlyMap<string, unknown>;
}

/**
 * Each line contains the function with its parameters, and the op with the same parameters in the same order, or with
 * fewer. A value such as `axis=-1` is a default of the function that the op does not share. After `only`, other
 * parameters of the function with the value for which each has no effect.
 */
const TABLE = `
math.abs(x): absolute(x)
math.acos(x): arccos(x)
math.acosh(x): arccosh(x)
math.asin(x): arcsin(x)
math.asinh(x): arcsinh(x)
math.atan(x): arctan(x)
math.atanh(x): arctanh(x)
math.ceil(x): ceil(x)
math.cos(x): cos(x)
math.cosh(x): cosh(x)
math.erf(x): erf(x)
math.exp(x): exp(x)
math.expm1(x): expm1(x)
math.floor(x): floor(x)
math.is_finite(x): isfinite(x)
math.is_inf(x): isinf(x)
math.is_nan(x): isnan(x)
math.log(x): log(x)
math.log1p(x): log1p(x)
math.negative(x): negative(x)
math.reciprocal(x): reciprocal(x)
math.round(x): round(x)
math.rsqrt(x): rsqrt(x)
math.sign(x): sign(x)
math.sin(x): sin(x)
math.sinh(x): sinh(x)
math.sqrt(x): sqrt(x)
math.square(x): square(x)
math.tan(x): tan(x)
identity(input): copy(x)
stop_gradient(input): stop_gradient(x)
zeros_like(input): zeros_like(x) only dtype=null
ones_like(input): ones_like(x) only dtype=null
cast(x, dtype): cast(x, dtype)

nn.relu(features): relu(x)
nn.relu6(features): relu6(x)
nn.elu(features): elu(x)
nn.selu(features): selu(x)
nn.silu(features): silu(x) only beta=1
nn.gelu(features, approximate=false): gelu(x, approximate)
nn.leaky_relu(features, alpha=0.2): leaky_relu(x, negative_slope)
compat.v1.nn.crelu(features, axis=-1): crelu(x, axis)
nn.crelu(features, axis=-1): crelu(x, axis)
nn.softsign(features): softsign(x)
nn.softmax(logits, axis=-1): softmax(x, axis)
nn.log_softmax(logits, axis=-1): log_softmax(x, axis)
math.sigmoid(x): sigmoid(x)
math.log_sigmoid(x): log_sigmoid(x)
math.softplus(features): softplus(x)
math.tanh(x): tanh(x)

math.add(x, y): add(x1, x2)
__operators__.add(x, y): add(x1, x2)
math.subtract(x, y): subtract(x1, x2)
math.multiply(x, y): multiply(x1, x2)
math.divide(x, y): true_divide(x1, x2)
math.truediv(x, y): true_divide(x1, x2)
math.divide_no_nan(x, y): divide_no_nan(x1, x2)
math.floordiv(x, y): floor_divide(x1, x2)
compat.v1.floor_div(x, y): floor_divide(x1, x2)
math.floormod(x, y): mod(x1, x2)
math.pow(x, y): power(x1, x2)
math.maximum(x, y): maximum(x1, x2)
math.minimum(x, y): minimum(x1, x2)
math.atan2(y, x): arctan2(x1, x2)
math.squared_difference(x, y): squared_difference(x1, x2)
math.equal(x, y): equal(x1, x2)
math.not_equal(x, y): not_equal(x1, x2)
__operators__.eq(self, other): equal(x1, x2)
__operators__.ne(self, other): not_equal(x1, x2)
math.greater(x, y): greater(x1, x2)
math.greater_equal(x, y): greater_equal(x1, x2)
math.less(x, y): less(x1, x2)
math.less_equal(x, y): less_equal(x1, x2)
math.logical_and(x, y): logical_and(x1, x2)
math.logical_or(x, y): logical_or(x1, x2)
math.logical_xor(x, y): logical_xor(x1, x2)
math.logical_not(x): logical_not(x)
where(condition, x, y): where(condition, x1, x2)
clip_by_value(t, clip_value_min, clip_value_max): clip(x, x_min, x_max)

math.reduce_all(input_tensor, axis, keepdims): all(x, axis, keepdims)
math.reduce_any(input_tensor, axis, keepdims): any(x, axis, keepdims)
math.reduce_logsumexp(input_tensor, axis, keepdims): logsumexp(x, axis, keepdims)
math.reduce_max(input_tensor, axis, keepdims): max(x, axis, keepdims)
math.reduce_mean(input_tensor, axis, keepdims): mean(x, axis, keepdims)
math.reduce_min(input_tensor, axis, keepdims): min(x, axis, keepdims)
math.reduce_prod(input_tensor, axis, keepdims): prod(x, axis, keepdims)
math.reduce_std(input_tensor, axis, keepdims): std(x, axis, keepdims)
math.reduce_sum(input_tensor, axis, keepdims): sum(x, axis, keepdims)
math.reduce_variance(input_tensor, axis, keepdims): var(x, axis, keepdims)
math.argmax(input, axis): argmax(x, axis) only output_type=int64
math.argmin(input, axis): argmin(x, axis) only output_type=int64
math.cumsum(x, axis=0): cumsum(x, axis) only exclusive=false reverse=false
math.l2_normalize(x, axis, epsilon=1e-12): l2_normalize(x, axis, epsilon)
compat.v1.norm(tensor, ord, axis, keepdims): norm(x, ord, axis, keepdims)
norm(tensor, ord, axis, keepdims): norm(x, ord, axis, keepdims)

broadcast_to(input, shape): broadcast_to(x, shape)
concat(values, axis): concatenate(xs, axis)
expand_dims(input, axis): expand_dims(x, axis)
compat.v1.gather(params, indices, axis=0): take(x, indices, axis) only validate_indices=null batch_dims=0
gather(params, indices, axis=0): take(x, indices, axis) only validate_indices=null batch_dims=0
__operators__.getitem(tensor, slice_spec): get_item(x, key)
linalg.matmul(a, b, transpose_a, transpose_b): matmul(x1, x2, transpose_x1, transpose_x2)
math.add_n(inputs): add_n(xs)
one_hot(indices, depth, axis): one_hot(x, num_classes, axis) only on_value=null off_value=null dtype=null
compat.v1.pad(tensor, paddings, mode, constant_values): pad(x, pad_width, mode, constant_values)
pad(tensor, paddings, mode, constant_values): pad(x, pad_width, mode, constant_values)
repeat(input, repeats, axis): repeat(x, repeats, axis)
reshape(tensor, shape): reshape(x, newshape)
reverse(tensor, axis): flip(x, axis)
roll(input, shift, axis): roll(x, shift, axis)
split(value, num_or_size_splits, axis=0): split_sizes(x, sizes, axis) only num=null
squeeze(input, axis): squeeze(x, axis)
compat.v1.squeeze(input, axis): squeeze(x, axis) only squeeze_dims=null
stack(values, axis=0): stack(x, axis)
tile(input, multiples): tile(x, repeats)
compat.v1.transpose(a, perm): transpose(x, axes) only conjugate=false
transpose(a, perm): transpose(x, axes) only conjugate=false
unstack(value, num, axis=0): unstack(x, num, axis)
`;

function read(line: string): readonly [string, TfFunction] {
  const [, name, theirs, op, ours, fixed = ''] =
    /^(\S+)\((.*?)\): (\w+)\((.*?)\)(?: only (.*))?$/.exec(line) ?? [];
  const names = ours.split(', ');
  const parameters = theirs.split(', ').map((each, i): TfParameter => {
    const [name, value] = each.split('=');
    return { name, ofOp: names[i], ...(value !== undefined && { byDefault: JSON.parse(value) }) };
  });
  const pairs = fixed
    .split(' ')
    .filter(Boolean)
    .map((each) => each.split('='));
  return [
    name,
    { op, parameters, fixed: new Map(pairs.map(([key, value]) => [key, constant(value)])) },
  ];
}

function constant(text: string): unknown {
  return /^(null|true|false|-?[\d.e-]+)$/.test(text) ? JSON.parse(text) : text;
}

export const tfFunctions: ReadonlyMap<string, TfFunction> = new Map(
  TABLE.trim().split(/\n+/).map(read),
);
