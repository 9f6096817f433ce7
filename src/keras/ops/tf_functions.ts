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
 * parameters of the function with the value for which each has no effect. A parameter `_` is none of the function: its
 * value is an argument of the op.
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
math.erfc(x): erfc(x)
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
math.rint(x): round(x)
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
zeros_like(input, dtype): zeros_like(x, dtype)
ones_like(input, dtype): ones_like(x, dtype)
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
math.multiply_no_nan(x, y): multiply_no_nan(x1, x2)
math.squared_difference(x, y): squared_difference(x1, x2)
math.xdivy(x, y): xdivy(x1, x2)
math.xlogy(x, y): xlogy(x1, x2)
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
math.cumprod(x, axis=0): cumprod(x, axis) only exclusive=false reverse=false
math.cumsum(x, axis=0, exclusive, reverse): cumsum(x, axis, exclusive, reverse)
math.count_nonzero(input, axis): count_nonzero(x, axis) only keepdims=null dtype=int64
math.reduce_euclidean_norm(input_tensor, axis, keepdims): reduce_euclidean_norm(x, axis, keepdims)
math.top_k(input, k=1, sorted): top_k(x, k, sorted)
argsort(values, axis=-1): argsort(x, axis) only direction=ASCENDING stable=false
sort(values, axis=-1, direction): sort(x, axis, direction)
nn.moments(x, axes, keepdims): moments(x, axes, keepdims) only shift=null
math.l2_normalize(x, axis, epsilon=1e-12): l2_normalize(x, axis, epsilon)
compat.v1.norm(tensor, ord, axis, keepdims): norm(x, ord, axis, keepdims)
norm(tensor, ord, axis, keepdims): norm(x, ord, axis, keepdims)

broadcast_to(input, shape): broadcast_to(x, shape)
concat(values, axis): concatenate(xs, axis)
expand_dims(input, axis): expand_dims(x, axis)
compat.v1.gather(params, indices, axis, batch_dims): gather(x, indices, axis, batch_dims) only validate_indices=null
gather(params, indices, axis, batch_dims): gather(x, indices, axis, batch_dims) only validate_indices=null
compat.v1.gather_nd(params, indices, batch_dims): gather_nd(x, indices, batch_dims)
gather_nd(params, indices, batch_dims): gather_nd(x, indices, batch_dims)
__operators__.getitem(tensor, slice_spec): get_item(x, key)
linalg.band_part(input, num_lower, num_upper): matrix_band_part(x, lower, upper)
linalg.cross(a, b): cross(x1, x2)
linalg.diag_part(input, _=-2, __=-1): diagonal(x, axis1, axis2) only k=0 padding_value=0 align=RIGHT_LEFT
linalg.matmul(a, b, transpose_a, transpose_b): matmul(x1, x2, transpose_x1, transpose_x2) only adjoint_a=false adjoint_b=false a_is_sparse=false b_is_sparse=false output_type=null grad_a=false grad_b=false
linalg.matvec(a, b, transpose_a): matvec(x1, x2, transpose_x1) only adjoint_a=false a_is_sparse=false b_is_sparse=false
linalg.trace(x, _=-2, __=-1): trace(x, axis1, axis2)
tensordot(a, b, axes): tensordot(x1, x2, axes)
math.add_n(inputs): add_n(xs)
one_hot(indices, depth, axis, on_value, off_value, dtype): one_hot(x, num_classes, axis, on_value, off_value, dtype)
compat.v1.pad(tensor, paddings, mode, constant_values): pad(x, pad_width, mode, constant_values)
pad(tensor, paddings, mode, constant_values): pad(x, pad_width, mode, constant_values)
repeat(input, repeats, axis): repeat(x, repeats, axis)
reshape(tensor, shape): reshape(x, newshape)
reverse(tensor, axis): flip(x, axis)
roll(input, shift, axis): roll(x, shift, axis)
sequence_mask(lengths, maxlen, dtype): sequence_mask(x, maxlen, dtype)
slice(input_, begin, size): slice(x, start, size)
split(value, num_or_size_splits, axis=0): split_sizes(x, sizes, axis) only num=null
squeeze(input, axis): squeeze(x, axis)
compat.v1.squeeze(input, axis): squeeze(x, axis) only squeeze_dims=null
stack(values, axis=0): stack(x, axis)
tile(input, multiples): tile(x, repeats)
compat.v1.transpose(a, perm): transpose(x, axes) only conjugate=false
transpose(a, perm): transpose(x, axes) only conjugate=false
unstack(value, num, axis=0): unstack(x, num, axis)

nn.avg_pool(input, ksize, strides, padding, data_format): average_pool(x, pool_size, strides, padding, data_format)
nn.avg_pool1d(input, ksize, strides, padding, data_format): average_pool(x, pool_size, strides, padding, data_format)
nn.avg_pool2d(input, ksize, strides, padding, data_format): average_pool(x, pool_size, strides, padding, data_format)
nn.batch_normalization(x, mean, variance, offset, scale, variance_epsilon): batch_norm(x, mean, variance, offset, scale, epsilon)
nn.bias_add(value, bias, data_format): bias_add(x, bias, data_format)
compat.v1.nn.conv1d(value, filters, stride, padding, data_format, dilations): conv(x, kernel, strides, padding, data_format, dilation_rate) only use_cudnn_on_gpu=true
compat.v1.nn.conv2d(input, filter, strides, padding, data_format, dilations): conv(x, kernel, strides, padding, data_format, dilation_rate) only use_cudnn_on_gpu=true filters=null
nn.convolution(input, filters, strides, padding, data_format, dilations): conv(x, kernel, strides, padding, data_format, dilation_rate)
nn.depth_to_space(input, block_size, data_format): depth_to_space(x, block_size, data_format)
compat.v1.nn.depthwise_conv2d(input, filter, strides, padding, data_format, dilations): depthwise_conv(x, kernel, strides, padding, data_format, dilation_rate) only rate=null
nn.local_response_normalization(input, depth_radius, bias, alpha, beta): local_response_normalization(x, depth_radius, bias, alpha, beta)
nn.max_pool(input, ksize, strides, padding, data_format): max_pool(x, pool_size, strides, padding, data_format)
nn.max_pool1d(input, ksize, strides, padding, data_format): max_pool(x, pool_size, strides, padding, data_format)
nn.max_pool2d(input, ksize, strides, padding, data_format): max_pool(x, pool_size, strides, padding, data_format)
nn.space_to_depth(input, block_size, data_format): space_to_depth(x, block_size, data_format)
image.extract_patches(images, sizes, strides, rates, padding): extract_patches(x, size, strides, dilation_rate, padding)
image.flip_left_right(image, _=-2): flip(x, axis)
image.flip_up_down(image, _=-3): flip(x, axis)
image.resize(images, size, method, antialias): resize(x, size, interpolation, antialias) only preserve_aspect_ratio=false
image.rgb_to_grayscale(images): rgb_to_grayscale(x)
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
