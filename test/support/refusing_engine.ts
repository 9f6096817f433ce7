// Simulates restrictions of WebAssembly engines, for the rest of a test file.

function replace(name: 'Module' | 'Memory', standIn: unknown): void {
  globalThis.WebAssembly = Object.create(WebAssembly, {
    [name]: { value: standIn, configurable: true },
  });
}

/** On the main thread, Chromium before 114, Samsung Internet and older WebViews accept 4,096 bytes. */
export function refuseModulesAbove(bytes: number): void {
  const { Module } = WebAssembly;
  replace(
    'Module',
    class extends Module {
      constructor(module: Uint8Array<ArrayBuffer>) {
        if (module.byteLength > bytes) {
          throw new RangeError('WebAssembly.Compile is disallowed on the main thread');
        }
        super(module);
      }
    },
  );
}

const PAGE_BYTES = 65536;

/** Simulates an engine that throws this error for every module. */
export function refuseModules(refuse: () => Error): void {
  replace(
    'Module',
    class {
      constructor() {
        throw refuse();
      }
    },
  );
}

/** Simulates a machine that cannot allocate more than this for one `WebAssembly.Memory`. */
export function refuseMemoryAbove(bytes: number): void {
  const { Memory } = WebAssembly;
  const check = (pages: number) => {
    if (pages * PAGE_BYTES > bytes) throw new RangeError('could not allocate memory');
  };
  replace(
    'Memory',
    class extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        check(descriptor.initial);
        super(descriptor);
      }

      override grow(pages: number): number {
        check(this.buffer.byteLength / PAGE_BYTES + pages);
        return super.grow(pages);
      }
    },
  );
}

/** The memories that are created from now on. */
export function watchMemories(): WeakRef<WebAssembly.Memory>[] {
  const { Memory } = WebAssembly;
  const made: WeakRef<WebAssembly.Memory>[] = [];
  replace(
    'Memory',
    class extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        made.push(new WeakRef(this));
      }
    },
  );
  return made;
}
