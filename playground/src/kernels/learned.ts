import type { Signal } from '@preact/signals';
import { setting } from '../state.js';

/** Whether the parameters are learned: then they are inputs of the kernels and have gradients. */
export const learned: Signal<boolean> = setting<boolean>('weights', false);
