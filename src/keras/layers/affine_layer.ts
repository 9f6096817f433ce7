import type { Config } from './keras_layer.js';

/** The arguments of a layer that multiplies what it has normalized by `gamma` and adds `beta`. */
export const AFFINE_ARGS: Config = { epsilon: 1e-3, center: true, scale: true };

/** Its weights, in the order in which Keras has them. */
export const AFFINE_WEIGHTS = {
  gamma: { initializer: 'ones' },
  beta: { initializer: 'zeros' },
} as const;

/** What such a layer takes. */
export interface AffineArgs {
  /** Is added to variances. Default 1e-3. */
  epsilon?: number;
  /** Whether `beta` is added. Default true. */
  center?: boolean;
  /** Whether it is multiplied by `gamma`. Default true. */
  scale?: boolean;
  /** Where `beta` begins. Default `'zeros'`. */
  betaInitializer?: unknown;
  /** Where `gamma` begins. Default `'ones'`. */
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
