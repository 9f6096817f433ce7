import * as tf from '@tensorflow/tfjs';
import { layers } from 'tfjs-advanced-activations';

// The critic of a WGAN-GP (Gulrajani et al. 2017): it learns the distance between two clouds of points, and a penalty
// keeps the norm of its gradient near 1. Training needs the gradient of that penalty, a gradient of a gradient. The
// activations of this package support it; the layer of tfjs throws.

/** The shift between the clouds; its length, 1, is their distance. */
const SHIFT = [0.6, 0.8];
const [STEPS, BATCH, PENALTY] = [300, 128, 10];

tf.env().set('PROD', true);
await tf.setBackend('cpu');

console.log('step  distance  norm of the gradient');
await train(critic(layers.leakyReLU));
try {
  await train(critic(tf.layers.leakyReLU));
} catch (error) {
  console.log(`with tf.layers.leakyReLU: ${(error as Error).message}`);
}

function critic(activation: (args: { alpha: number }) => tf.layers.Layer): tf.Sequential {
  const dense = (units: number, seed: number, inputShape?: number[]) =>
    tf.layers.dense({ units, inputShape, kernelInitializer: tf.initializers.heNormal({ seed }) });
  return tf.sequential({
    layers: [
      dense(32, 1, [2]),
      activation({ alpha: 0.2 }),
      dense(32, 2),
      activation({ alpha: 0.2 }),
      dense(1, 3),
    ],
  });
}

async function train(critic: tf.Sequential): Promise<void> {
  const optimizer = tf.train.adam(0.002, 0.5, 0.9);
  for (let step = 0; step <= STEPS; step++) {
    const { distance, norm } = trainOnce(critic, optimizer, 3 * step);
    if (step % 50 === 0) {
      const row = [(await distance.data())[0], (await norm.data())[0]];
      console.log(`${String(step).padStart(4)}  ${row.map((x) => x.toFixed(3)).join('     ')}`);
    }
    tf.dispose([distance, norm]);
  }
}

/** One training step; returns the values before it. */
function trainOnce(critic: tf.Sequential, optimizer: tf.Optimizer, seed: number) {
  return tf.tidy(() => {
    const cloud = (seed: number) => tf.randomNormal([BATCH, 2], 0, 1, 'float32', seed);
    const [real, fake] = [cloud(seed + 1).add(SHIFT), cloud(seed + 2)];
    const share = tf.randomUniform([BATCH, 1], 0, 1, 'float32', seed + 3);
    const between = real.mul(share).add(fake.mul(tf.sub(1, share)));

    const mark = (x: tf.Tensor) => critic.apply(x, { training: true }) as tf.Tensor;
    const said = () => tf.sub(mark(real).mean(), mark(fake).mean()) as tf.Scalar;
    const norms = () => tf.norm(tf.grad(mark)(between), 'euclidean', 1);

    const [distance, norm] = [said(), norms().mean()];
    optimizer.minimize(() => {
      // A distance d pulls the norm to 1 + d / (2 * PENALTY), here 1.05.
      const penalty = norms().sub(1).square().mean().mul(PENALTY);
      return penalty.sub(said()) as tf.Scalar;
    });
    return { distance, norm };
  });
}
