import * as tf from '@tensorflow/tfjs';

/** The number of blocks; with them, the model has as many layers as those that classify photographs. */
const BLOCKS = 11;

/** The files of a model of 388 layers: convolutions, each with a normalization and an activation, in branches that are joined. */
export async function artifactsOf(filters: number): Promise<tf.io.ModelArtifacts> {
  const convolved = (x: tf.SymbolicTensor, kernelSize: number) => {
    const { conv2d, batchNormalization, activation } = tf.layers;
    const args = { filters, kernelSize, padding: 'same', useBias: false } as const;
    return [
      conv2d(args),
      batchNormalization({ scale: false }),
      activation({ activation: 'relu' }),
    ].reduce((input, layer) => layer.apply(input) as tf.SymbolicTensor, x);
  };
  /** A convolution for each of the kernel sizes. */
  const inTurn = (x: tf.SymbolicTensor, ...kernelSizes: number[]) =>
    kernelSizes.reduce(convolved, x);
  const input = tf.input({ shape: [32, 32, 3] });
  let x = input;
  for (let block = 0; block < BLOCKS; block++) {
    const pool = tf.layers.averagePooling2d({ poolSize: 3, strides: 1, padding: 'same' });
    const branches = [
      inTurn(x, 1),
      inTurn(x, 1, 3),
      inTurn(x, 1, 3, 3),
      inTurn(pool.apply(x) as tf.SymbolicTensor, 1),
    ];
    x = inTurn(tf.layers.concatenate().apply(branches) as tf.SymbolicTensor, 3, 3, 1, 3);
  }
  const pooled = tf.layers.globalAveragePooling2d({}).apply(x);
  const outputs = tf.layers.dense({ units: 10, activation: 'softmax' }).apply(pooled);
  const model = tf.model({ inputs: input, outputs: outputs as tf.SymbolicTensor });
  const artifacts = await new Promise<tf.io.ModelArtifacts>((resolve, reject) => {
    const handler = tf.io.withSaveHandler(async (saved) => {
      resolve(saved);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    });
    model.save(handler).catch(reject);
  });
  model.dispose();
  return artifacts;
}
