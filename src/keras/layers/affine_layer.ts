import type { Config } from './keras_layer.js';

/** The arguments of a layer that normalizes, multiplies by `gamma` and adds `beta`. */
export const AFFINE_ARGS: Config = { epsilon: 1e-3, center: true, scale: true };

/** The weights of such a layer, in Keras's order. */
export const AFFINE_WEIGHTS = {
  gamma: { initializer: 'ones' },
  beta: { initializer: 'zeros' },
} as const;

/** The arguments of such a layer. */
export interface AffineArgs {
  /** Added to variances. Default 1e-3. */
  epsilon?: number;
  /** Whether `beta` is added. Default true. */
  center?: boolean;
  /** Whether the result is multiplied by `gamma`. Default true. */
  scale?: boolean;
  /** The initializer of `beta`. Default `'zeros'`. */
  betaInitializer?: unknown;
  /** The initializer of `gamma`. Default `'ones'`. */
  gammaInitializer?: unknown;
  /** The regularizer of `beta`. Default none. */
  betaRegularizer?: unknown;
  /** The regularizer of `gamma`. Default none. */
  gammaRegularizer?: unknown;
  /** The constraint of `beta`. Default none. */
  betaConstraint?: unknown;
  /** The constraint of `gamma`. Default none. */
  gammaConstraint?: unknown;
}
