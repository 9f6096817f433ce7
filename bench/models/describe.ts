import type * as tf from '@tensorflow/tfjs';

/** A network in a form that other systems can build, too: its layers in sequence. */
export interface Description {
  readonly layers: readonly {
    readonly className: string;
    readonly config: object;
    readonly weights: readonly {
      readonly shape: readonly number[];
      readonly values: Float32Array;
    }[];
  }[];
  /** The shapes of the input `x` and the output `y`. */
  readonly shapes: { readonly x: readonly number[]; readonly y: readonly number[] };
}

/** `undefined` if the layers are not in sequence. */
export async function describe(
  model: tf.LayersModel,
  shapes: Description['shapes'],
): Promise<Description | undefined> {
  if (model.getClassName() !== 'Sequential') return undefined;
  const layers = model.layers.map(async (layer) => ({
    className: layer.getClassName(),
    config: layer.getConfig(),
    weights: await Promise.all(
      layer.getWeights().map(async (weight) => ({
        shape: weight.shape,
        values: (await weight.data()) as Float32Array,
      })),
    ),
  }));
  return { layers: await Promise.all(layers), shapes };
}
