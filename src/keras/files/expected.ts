export const EXPECTED =
  'Expected: a .keras, .h5 or model.json file that Keras or the converter wrote';
