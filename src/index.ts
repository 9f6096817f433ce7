import './backends/cpu/index.js';
import './backends/tensorflow/index.js';
import './backends/wasm/index.js';
import './backends/webgl/index.js';
import './backends/webgpu/index.js';

export * from './core.js';
