import type { Signal } from '@preact/signals';
import { setting } from '../state.js';
import { type BackendName, isBackend } from './backend.js';

/** Small networks are trained fastest on WebAssembly: a graphics card would mostly be idle. */
export const backend: Signal<BackendName> = setting<BackendName>('backend', 'wasm', isBackend);
