/** The backends of tfjs for browsers. */
export const BACKENDS = ['cpu', 'wasm', 'webgl', 'webgpu'] as const;

export type BackendName = (typeof BACKENDS)[number];

export const BACKEND_LABELS: Readonly<Record<BackendName, string>> = {
  cpu: 'CPU',
  wasm: 'WebAssembly',
  webgl: 'WebGL',
  webgpu: 'WebGPU',
};

export function isBackend(name: string): name is BackendName {
  return (BACKENDS as readonly string[]).includes(name);
}
