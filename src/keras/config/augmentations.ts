/** Image augmentations that are not supported in training, and do nothing outside of training. */
export const UNTRAINED_AUGMENTATIONS = [
  ...['RandomHeight', 'RandomShear', 'RandomPerspective', 'RandomElasticTransform'],
  ...['RandomHue', 'RandomSaturation', 'RandomColorJitter', 'RandomColorDegeneration'],
  ...['RandomGrayscale', 'RandomInvert', 'RandomPosterization', 'RandomSharpness'],
  ...['RandomGaussianBlur', 'RandomErasing', 'RandAugment', 'AugMix'],
];
