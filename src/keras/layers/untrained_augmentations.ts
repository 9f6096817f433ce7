import type * as tf from '@tensorflow/tfjs';
import { camelCase } from '../../arguments/case.js';
import { isLayerKey } from '../../layers/arguments.js';
import { bareName } from '../config/class_name.js';
import { Augmentation } from './augmentation.js';
import type { Config } from './keras_layer.js';

// Augmentations that are supported only outside of training, where they return the images unchanged.

const NAMES = [
  'Keras>RandomWidth', // The layer of tfjs fails.
  ...['RandomHeight', 'RandomShear', 'RandomPerspective', 'RandomElasticTransform'],
  ...['RandomHue', 'RandomSaturation', 'RandomColorJitter', 'RandomColorDegeneration'],
  ...['RandomGrayscale', 'RandomInvert', 'RandomPosterization', 'RandomSharpness'],
  ...['RandomGaussianBlur', 'RandomErasing', 'RandAugment', 'AugMix'],
];

/** Its arguments are kept for the config, whatever they are. */
abstract class UntrainedAugmentation extends Augmentation {
  constructor(args: Config = {}) {
    const keys = Object.keys(args).map(camelCase);
    const own = keys.filter((key) => !isLayerKey(key));
    super(args, Object.fromEntries(own.map((key) => [key, null])));
  }

  protected override augment(): tf.Tensor {
    throw new Error(
      `${this.name} (${bareName(this.getClassName())}) augments images in training, which is not supported. Expected: ` +
        'a model without this layer, trained on images that were augmented beforehand',
    );
  }
}

/** The augmentations that are not supported in training, with their class names. */
export const untrainedAugmentations: readonly object[] = NAMES.map(
  (name) =>
    class extends UntrainedAugmentation {
      static override className = name;
    },
);
