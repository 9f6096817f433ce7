import type { Signal } from '@preact/signals';
import { setting } from '../state.js';
import { type BackendName, isBackend } from './backend.js';

/** Small networks train fastest on WebAssembly: a graphics card would mostly wait for orders. */
export const backend: Signal<BackendName> = setting<BackendName>('backend', 'wasm', isBackend);
