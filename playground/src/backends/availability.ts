import { hasSimd } from '../../../src/compilers/webassembly/target.js';
import { BACKENDS, type BackendName } from './backend.js';
import { rendererOfAdapter, rendererOfContext, softwareIn } from './software.js';

/** Whether this browser supports a backend. */
export interface Availability {
  readonly name: BackendName;
  /** Why it is not available. */
  readonly problem?: string;
  /** A feature that is missing, although the backend is available. */
  readonly note?: string;
}

type Check = () => Omit<Availability, 'name'> | Promise<Omit<Availability, 'name'>>;

const checks: Readonly<Record<BackendName, Check>> = {
  cpu: () =>
    compiles()
      ? withoutSimd()
      : { note: 'This browser has no WebAssembly, so this backend runs loops of JavaScript.' },
  wasm: () => {
    if (typeof WebAssembly === 'undefined') return { problem: 'This browser has no WebAssembly.' };
    return compiles()
      ? withoutSimd()
      : { problem: 'The content security policy of this page forbids WebAssembly.' };
  },
  webgl: () => {
    const canvas = document.createElement('canvas');
    const gl = canvas.getContext('webgl2');
    if (gl) return inSoftware(softwareIn(rendererOfContext(gl)));
    // A canvas that has returned one kind of context returns no other.
    return document.createElement('canvas').getContext('webgl')
      ? { note: 'This browser has only WebGL 1.' }
      : { problem: 'This browser has no WebGL, or it is turned off.' };
  },
  webgpu: async () => {
    if (!isSecureContext) return { problem: 'WebGPU needs a page on https or on localhost.' };
    if (navigator.gpu === undefined) return { problem: 'This browser has no WebGPU.' };
    const adapter = await navigator.gpu.requestAdapter().catch(() => null);
    if (!adapter) {
      return { problem: 'WebGPU finds no graphics card that it can use.' };
    }
    const software = softwareIn(rendererOfAdapter(adapter));
    return inSoftware(software ?? (adapter.info.isFallbackAdapter ? 'a fallback' : undefined));
  },
};

let asked: Promise<readonly Availability[]> | undefined;

/** The backends that this browser supports. They are tested only once. */
export function availableBackends(): Promise<readonly Availability[]> {
  asked ??= Promise.all(
    BACKENDS.map(async (name) => {
      try {
        return { name, ...(await checks[name]()) };
      } catch (error) {
        return { name, problem: (error as Error).message };
      }
    }),
  );
  return asked;
}

/** The smallest module: the magic number and the version. */
const EMPTY_MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

function compiles(): boolean {
  try {
    new WebAssembly.Module(EMPTY_MODULE);
    return true;
  } catch {
    return false;
  }
}

function withoutSimd(): { note?: string } {
  return hasSimd()
    ? {}
    : { note: 'This browser has no SIMD in WebAssembly, so this backend is slower.' };
}

function inSoftware(program?: string): { note?: string } {
  if (program === undefined) return {};
  return {
    note:
      `This browser has no graphics card to use. The processor does its work (${program}), ` +
      'so this backend is slower than WebAssembly here.',
  };
}
