/** Node supports Relaxed SIMD from version 22 on, and before that with a flag. */
const RELAXED_SIMD = '--experimental-wasm-relaxed-simd';
const hasFlag = Number(process.versions.node.split('.')[0]) < 22;

/** The backends measured in Node, each in a separate process with these flags. */
const ofNode = {
  cpu: [],
  wasm: [],
  ...(hasFlag && { 'wasm with relaxed SIMD': [RELAXED_SIMD] }),
  tensorflow: [],
} as const satisfies Record<string, readonly string[]>;

/** The backends measured in a browser, each in a separate page. */
const ofPages = ['webgl', 'webgpu'] as const;

export type NodeBackend = keyof typeof ofNode;
export type PageBackend = (typeof ofPages)[number];
export type BackendName = NodeBackend | PageBackend;

/** All backends, including the variants that run on this machine. */
export const backendNames = [...Object.keys(ofNode), ...ofPages] as readonly BackendName[];

export function isOfPages(backend: BackendName): backend is PageBackend {
  return (ofPages as readonly string[]).includes(backend);
}

export function isWasm(backend: BackendName): boolean {
  return backend.startsWith('wasm');
}

export function flagsOf(backend: NodeBackend): readonly string[] {
  return ofNode[backend] ?? [];
}
