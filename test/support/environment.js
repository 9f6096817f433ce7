import { TestEnvironment } from 'jest-environment-node';
import { runInNode } from './run_in_node.js';

/**
 * Jest gives each test file a separate realm. tfjs tests values with `instanceof Float32Array`, and native code
 * creates them in the outer realm, so both realms must have the same classes.
 */
const shared = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'Float32Array',
  'Float64Array',
  'Int32Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint32Array',
  'WebAssembly',
];

export default class SharedRealmEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global.runInNode = runInNode;
    for (const name of shared) this.global[name] = globalThis[name];
  }
}
