/** Augmentations of images that are not trained here, and change nothing outside of training. */
export const UNTRAINED_AUGMENTATIONS = [
  ...['RandomHeight', 'RandomShear', 'RandomPerspective', 'RandomElasticTransform'],
  ...['RandomHue', 'RandomSaturation', 'RandomColorJitter', 'RandomColorDegeneration'],
  ...['RandomGrayscale', 'RandomInvert', 'RandomPosterization', 'RandomSharpness'],
  ...['RandomGaussianBlur', 'RandomErasing', 'RandAugment', 'AugMix'],
];
