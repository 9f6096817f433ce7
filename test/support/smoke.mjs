// What a user does first, with the package and the tfjs that are given: trains a model, saves it, loads it and
// compares. Gives the classes of the loaded layers, and by how much its predictions differ.

export async function smoke(tf, { layers, ops }) {
  tf.env().set('PROD', true);
  await tf.setBackend('cpu');
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [3], activation: 'mish' }),
      layers.prelu(),
      layers.leakyReLU({ alpha: 0.1 }),
      layers.formula({ formula: 'x * sigmoid(beta * x)', beta: { initializer: 'ones' } }),
      layers.mish(),
      layers.softmax(),
    ],
  });
  model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
  const x = tf.tensor2d([-1, 0, 1, 2, -3, 4], [2, 3]);
  const y = tf.tensor2d([1, 0, 0, 0, 0, 0, 0, 1], [2, 4]);
  const before = model.getWeights().map((weight) => weight.dataSync().slice());
  await model.fit(x, y, { epochs: 3, verbose: 0 });
  const trained = model.getWeights().filter((weight, i) => {
    return weight.dataSync().some((value, j) => value !== before[i][j]);
  });

  let saved;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return {};
    }),
  );
  const copy = await tf.loadLayersModel({ load: async () => saved });
  const [ours, theirs] = [model, copy].map((each) => each.predict(x).dataSync());
  return {
    classes: copy.layers.map((layer) => layer.getClassName()).join(),
    trained: trained.length,
    difference: Math.max(...ours.map((value, i) => Math.abs(value - theirs[i]))),
    mish: ops.mish([1]).dataSync()[0],
  };
}
