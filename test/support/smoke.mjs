// The first steps of a user, with the given package, tfjs and backend: trains a model, saves it, loads it and
// compares the predictions. Returns the classes of the loaded layers, the difference of the predictions, the number
// of kernels that an activation runs, and the warnings.

export async function smoke(tf, { layers, ops }, backend = 'cpu') {
  const warnings = [];
  console.warn = (text) => warnings.push(text);
  tf.env().set('PROD', true);
  await tf.setBackend(backend);
  const model = tf.sequential({
    layers: [
      // Random numbers may all be positive, and then the slope of prelu is not trained.
      tf.layers.dense({
        ...{ units: 4, inputShape: [3], activation: 'mish' },
        kernelInitializer: 'ones',
      }),
      layers.prelu(),
      layers.leakyReLU({ alpha: 0.1 }),
      layers.formula({ formula: 'x * sigmoid(beta * x)', beta: { initializer: 'ones' } }),
      layers.mish(),
      layers.softmax(),
    ],
  });
  model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
  const x = tf.tensor2d([-1, 0, -1, 2, -3, 4], [2, 3]);
  const y = tf.tensor2d([1, 0, 0, 0, 0, 0, 0, 1], [2, 4]);
  const weights = async () => Promise.all(model.getWeights().map((weight) => weight.data()));
  const before = (await weights()).map((values) => values.slice());
  await model.fit(x, y, { epochs: 3, verbose: 0 });
  const after = await weights();
  const trained = after.filter((values, i) => values.some((value, j) => value !== before[i][j]));

  let saved;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return {};
    }),
  );
  const copy = await tf.loadLayersModel({ load: async () => saved });
  const [ours, theirs] = await Promise.all([model, copy].map((each) => each.predict(x).data()));
  const mish = ops.mish([1]);
  const { kernelNames } = await tf.profile(() => ops.mish([1]));
  return {
    classes: copy.layers.map((layer) => layer.getClassName()).join(),
    trained: trained.length,
    difference: Math.max(...ours.map((value, i) => Math.abs(value - theirs[i]))),
    mish: (await mish.data())[0],
    kernels: kernelNames.length,
    warnings,
  };
}
