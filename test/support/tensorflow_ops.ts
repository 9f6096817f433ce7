import * as tf from '@tensorflow/tfjs';

interface Binding {
  executeOp(op: string, ...rest: unknown[]): unknown;
}

/** Runs with an `executeOp` of TensorFlow that calls the given `executeOp`. TensorFlow's object is read-only. */
export function withExecuteOp(
  executeOp: (op: string, next: () => unknown) => unknown,
  run: () => void,
): void {
  const backend = tf.backend() as unknown as { binding: Binding };
  const { binding } = backend;
  backend.binding = Object.create(binding, {
    executeOp: {
      value: (op: string, ...rest: unknown[]) =>
        executeOp(op, () => binding.executeOp(op, ...rest)),
    },
  });
  try {
    run();
  } finally {
    backend.binding = binding;
  }
}

/** The names of the TensorFlow ops that run. */
export function opsOf(run: () => void): string[] {
  const names: string[] = [];
  withExecuteOp((op, next) => {
    names.push(op);
    return next();
  }, run);
  return names;
}
