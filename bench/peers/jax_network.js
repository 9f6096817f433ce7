// Networks of layers in sequence in jax-js. Each task is one compiled function.

import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';

await init('wasm');
defaultDevice('wasm');

// A function consumes its arguments, except those passed as `.ref`.

const activations = {
  linear: (x) => x,
  elu: (x) => nn.elu(x),
  gelu: (x) => nn.gelu(x, { approximate: false }),
  gelu_new: (x) => nn.gelu(x),
  hardSigmoid: (x) => np.clip(x.mul(0.2).add(0.5), 0, 1),
  mish: (x) => nn.mish(x),
  relu6: (x) => nn.relu6(x),
  selu: (x) => nn.selu(x),
  sigmoid: (x) => nn.sigmoid(x),
  softplus: (x) => nn.softplus(x),
  softsign: (x) => nn.softSign(x),
  swish: (x) => nn.silu(x),
  tanh: (x) => np.tanh(x),
};

const layers = {
  InputLayer: (x) => x,
  Dense: (x, { activation }, [kernel, bias]) =>
    activations[activation](np.dot(x, kernel).add(bias)),
  Shift: (x, _, [shift]) => x.add(shift),
  LeakyReLU: (x, { alpha }) => nn.leakyRelu(x, alpha),
  PReLU: (x, _, [alpha]) => np.where(np.greater(x.ref, 0), x.ref, alpha.mul(x)),
  ELU: (x, { alpha }) => nn.elu(x, alpha),
  ThresholdedReLU: (x, { theta }) => np.where(np.greater(x.ref, theta), x, 0),
  Softmax: (x, { axis }) => nn.softmax(x, axis),
  ReLU: (x, { maxValue }) => (maxValue == null ? nn.relu(x) : nn.relu6(x)),
  Activation: (x, { activation }) => activations[activation](x),
};

/** The defaults of tfjs's Adam, apart from the learning rate. */
const [RATE, BETA1, BETA2, EPSILON] = [1e-5, 0.9, 0.999, 1e-7];

/** `power1` and `power2` are the betas to the power of the step number. */
const update = ({ value, mean, square, power1, power2 }, slope) => {
  const newMean = mean.mul(BETA1).add(slope.ref.mul(1 - BETA1));
  const newSquare = square.mul(BETA2).add(np.square(slope).mul(1 - BETA2));
  const unbiased = (sum, power) => sum.ref.div(power.ref.neg().add(1));
  const deviation = np.sqrt(unbiased(newSquare, power2)).add(EPSILON);
  const step = unbiased(newMean, power1).div(deviation);
  return {
    value: value.sub(step.mul(RATE)),
    ...{ mean: newMean, square: newSquare },
    ...{ power1: power1.mul(BETA1), power2: power2.mul(BETA2) },
  };
};

/** `jit` duplicates each value that is used twice, so that 20 layers of PReLU would take minutes and gigabytes. */
const MOST_LAYERS = 8;

/**
 * A call that computes a task of the network; `undefined` if the network has too many layers, or a layer that is not
 * in the table.
 *
 * @param y The target of a training step.
 */
export function prepareNetwork({ layers: described, shapes }, task, x, y) {
  const isKnown = described.every(({ className }) => className in layers);
  if (!isKnown || described.length > MOST_LAYERS) return undefined;
  const array = (values, shape) => np.array(Float32Array.from(values)).reshape(shape);
  const inputs = array(x, shapes.x);
  const weights = described.map(({ weights }) =>
    weights.map((each) => array(each.values, each.shape)),
  );
  const predict = (weights, x) =>
    described.reduce((x, { className, config }, i) => layers[className](x, config, weights[i]), x);
  if (task === 'predict') {
    const compiled = jit(predict);
    return async () => await compiled(tree.ref(weights), inputs.ref).data();
  }
  const targets = array(y, shapes.y);
  const loss = (weights, x, y) => np.mean(np.square(predict(weights, x).sub(y)));
  const train = jit((states, x, y) => {
    const values = states.map((layer) => layer.map(({ value }) => value.ref));
    const [cost, slopes] = valueAndGrad(loss)(values, x, y);
    const next = states.map((layer, i) => layer.map((state, j) => update(state, slopes[i][j])));
    return [cost, next];
  });
  const zeros = (value) => np.zeros(value.shape);
  let states = weights.map((layer) =>
    layer.map((value) => ({
      ...{ value, mean: zeros(value), square: zeros(value) },
      ...{ power1: np.array(BETA1), power2: np.array(BETA2) },
    })),
  );
  return async () => {
    const [cost, next] = train(states, inputs.ref, targets.ref);
    states = next;
    return cost.data();
  };
}
