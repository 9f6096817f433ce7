import type { TensorHandle } from './backend.js';
import { type Extent, WEIGHTS } from './costs.js';
import type { OpRun } from './op_run.js';

/** A call of an op. The slots of a sequence are its operands, then the results of its calls, in order. */
export interface OpCall {
  readonly op: string;
  /** The slots that it reads. */
  readonly inputs: readonly number[];
  /** The slots of results that no later call reads. */
  readonly frees: readonly number[];
}

/** The calls of ops that compute a formula. */
export class OpSequence implements Extent {
  readonly ops: number;
  readonly work: number;

  /**
   * @param operands Names of variables, and numbers.
   * @param result The slot of the result.
   */
  constructor(
    private readonly operands: readonly (string | number)[],
    private readonly calls: readonly OpCall[],
    private readonly result: number,
  ) {
    this.ops = calls.length;
    this.work = calls.reduce((work, { op }) => work + (WEIGHTS[op] ?? 1), 0);
  }

  run(ops: OpRun, read: (name: string) => TensorHandle): TensorHandle {
    const slots = this.operands.map((operand) =>
      typeof operand === 'number' ? ops.number(operand) : read(operand),
    );
    for (const { op, inputs, frees } of this.calls) {
      const handles = inputs.map((slot) => slots[slot]);
      slots.push(ops.execute(op, handles));
      for (const slot of frees) ops.free(slots[slot]);
    }
    return slots[this.result];
  }
}
