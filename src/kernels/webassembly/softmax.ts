import { parse } from '../../formula/parse.js';
import { expOfNonPositive } from '../known_sign.js';
import { softmaxGradientOfSlice } from '../slice_formulas.js';
import type { Code } from './assembler.js';
import { ColumnCode, VECTORS_A_LINE } from './column_code.js';
import type { SliceKernel } from './compiled_kernels.js';
import { lowerToInstructions } from './lower.js';
import { type Load, RowCode } from './row_code.js';
import type { Target } from './target.js';
import { VectorExpression } from './vector_expression.js';

/** Vectors that the search for the largest takes at a time, each with a running maximum of its own. */
const VECTORS_A_TURN = 4;
/** Vectors that are added one by one before their sum is added to that of the row, which takes longer. */
const VECTORS_A_BLOCK = 16;
const LEAST_FLOAT = -3.4028234663852886e38;

/**
 * A sum that also keeps what it has lost in rounding. A million floats added one by one may be off in the
 * third digit.
 *
 * Source: Kahan, Further remarks on reducing truncation errors, CACM 8 (1965).
 */
class Sum {
  private readonly lost: number;
  private readonly term: number;
  private readonly next: number;

  /** @param local What holds it. */
  constructor(
    private readonly code: Code,
    private readonly local: number,
  ) {
    this.lost = code.local('v128');
    this.term = code.local('v128');
    this.next = code.local('v128');
  }

  start(): void {
    this.code.v128(0).set(this.local);
    this.code.v128(0).set(this.lost);
  }

  /** Adds the vector that `push` leaves on the stack. */
  add(push: () => void): void {
    const { code, local, lost, term, next } = this;
    push();
    code.get(lost).emit('f32x4.sub').set(term);
    code.get(local).get(term).emit('f32x4.add').tee(next);
    code.get(local).emit('f32x4.sub').get(term).emit('f32x4.sub').set(lost);
    code.get(next).set(local);
  }
}

/** A power of e, of an element relative to the largest of its slice. */
const power = expOfNonPositive(parse('x - largest'));

const { gathered, result: gradientResult } = softmaxGradientOfSlice;
const [{ ofOne: gradientTerm, withElement: gradientSum }] = gathered;

/**
 * Softmax of each row: `run(rows, length, output, x)`.
 *
 * The largest element is at least that of the finite floats, so in a row of nothing but -Infinity
 * the differences are -Infinity and not NaN, and the powers 0. The sum of the powers is at least 1,
 * that of the largest, but for such a row, where it is 0 and taken for 1.
 */
function compileSoftmax(target: Target): Uint8Array<ArrayBuffer> {
  const code = new RowCode([false]);
  const x = 0;
  const powerOf = new VectorExpression(code, lowerToInstructions(power, target));
  const largests = Array.from({ length: VECTORS_A_TURN }, () => code.local('v128'));
  const [largest] = largests;
  const [powers, block, sums] = [code.local('v128'), code.local('v128'), code.local('v128')];
  const total = new Sum(code, sums);
  const sum = code.local('f32');
  const pushPower = (load: Load) =>
    powerOf.push((name) => {
      if (name === 'x') code.load(x, load);
      else code.get(largest);
    });

  code.rows(() => {
    for (const local of largests) code.v128(LEAST_FLOAT).set(local);
    const keepLargest = (load: Load) => (index: number) => {
      const local = largests[index];
      code.get(local).load(x, load, index).emit('f32x4.pmax').set(local);
    };
    code.pass(keepLargest('v128.load'), () => keepLargest('v128.load32_splat')(0), VECTORS_A_TURN);
    for (const local of largests.slice(1)) {
      code.get(largest).get(local).emit('f32x4.pmax').set(largest);
    }
    code.acrossLanes(largest, 'f32.max').emit('f32x4.splat').set(largest);

    total.start();
    code.v128(0).set(block);
    code.f32(0).set(sum);
    code.passInBlocks(
      VECTORS_A_BLOCK,
      () => {
        code.store(() => {
          pushPower('v128.load');
          code.tee(powers);
        });
        code.get(block).get(powers).emit('f32x4.add').set(block);
      },
      () => {
        total.add(() => code.get(block));
        code.v128(0).set(block);
      },
      () => {
        code.storeSingle(() => {
          pushPower('v128.load32_splat');
          code.tee(powers);
        });
        code.get(powers).emit('f32x4.extract_lane', 0).get(sum).emit('f32.add').set(sum);
      },
    );
    code.acrossLanes(sums, 'f32.add').get(sum).emit('f32.add').set(sum);

    code.f32(1).get(sum).f32(1).emit('f32.max').emit('f32.div').emit('f32x4.splat').set(sums);
    const pushShare = (load: Load) => () => {
      code.loadOutput(load).get(sums).emit('f32x4.mul');
    };
    code.pass(
      () => code.store(pushShare('v128.load')),
      () => code.storeSingle(pushShare('v128.load32_zero')),
    );
  });
  return code.module(target.sharedMemory);
}

/** The gradient of softmax, `y (dy - sum(dy y))` of each row: `run(rows, length, output, y, dy)`. */
function compileSoftmaxGradient(target: Target): Uint8Array<ArrayBuffer> {
  const code = new RowCode([false, false]);
  const [y, dy] = [0, 1];
  const term = new VectorExpression(code, lowerToInstructions(gradientTerm, target));
  const withTerm = new VectorExpression(code, lowerToInstructions(gradientSum, target));
  const result = new VectorExpression(code, lowerToInstructions(gradientResult, target));
  const [block, sums] = [code.local('v128'), code.local('v128')];
  const total = new Sum(code, sums);
  const read = (load: Load, sum: number) => (name: string) => {
    if (name === 'sum') code.get(sum);
    else code.load(name === 'y' ? y : dy, load);
  };

  code.rows(() => {
    total.start();
    code.v128(0).set(block);
    code.passInBlocks(
      VECTORS_A_BLOCK,
      () => {
        withTerm.push(read('v128.load', block));
        code.set(block);
      },
      () => {
        total.add(() => code.get(block));
        code.v128(0).set(block);
      },
      () => total.add(() => term.push(read('v128.load32_zero', sums))),
    );
    code.acrossLanes(sums, 'f32.add').emit('f32x4.splat').set(sums);
    code.pass(
      () => code.store(() => result.push(read('v128.load', sums))),
      () => code.storeSingle(() => result.push(read('v128.load32_zero', sums))),
    );
  });
  return code.module(target.sharedMemory);
}

/** One for each vector of slices that are computed side by side. */
const VECTORS = Array.from({ length: VECTORS_A_LINE }, (_, index) => index);

/** Softmax of slices that lie side by side: `run(outer, length, inner, output, x)`. */
function compileSoftmaxAcross(target: Target): Uint8Array<ArrayBuffer> {
  const code = new ColumnCode(1);
  const x = 0;
  const powerOf = new VectorExpression(code, lowerToInstructions(power, target));
  const largests = VECTORS.map(() => code.local('v128'));
  const sums = VECTORS.map(() => code.local('v128'));
  const totals = sums.map((sum) => new Sum(code, sum));
  const powers = code.local('v128');

  code.slices(({ vectors }) => {
    for (let index = 0; index < vectors; index++) {
      code.v128(LEAST_FLOAT).set(largests[index]);
      totals[index].start();
    }
    code.pass((index) => {
      code.get(largests[index]).load(x, index).emit('f32x4.pmax').set(largests[index]);
    });
    code.pass((index) => {
      const push = () => {
        powerOf.push((name) => {
          if (name === 'x') code.load(x, index);
          else code.get(largests[index]);
        });
        code.tee(powers);
      };
      code.store(push, index);
      totals[index].add(() => code.get(powers));
    });
    for (let index = 0; index < vectors; index++) {
      code.v128(1).get(sums[index]).v128(1).emit('f32x4.max').emit('f32x4.div').set(sums[index]);
    }
    code.pass((index) => {
      code.store(() => code.loadOutput(index).get(sums[index]).emit('f32x4.mul'), index);
    });
  });
  return code.module(target.sharedMemory);
}

/** The gradient of softmax of slices that lie side by side: `run(outer, length, inner, output, y, dy)`. */
function compileSoftmaxGradientAcross(target: Target): Uint8Array<ArrayBuffer> {
  const code = new ColumnCode(2);
  const [y, dy] = [0, 1];
  const term = new VectorExpression(code, lowerToInstructions(gradientTerm, target));
  const result = new VectorExpression(code, lowerToInstructions(gradientResult, target));
  const sums = VECTORS.map(() => code.local('v128'));
  const totals = sums.map((sum) => new Sum(code, sum));
  const read = (index: number) => (name: string) => {
    if (name === 'sum') code.get(sums[index]);
    else code.load(name === 'y' ? y : dy, index);
  };

  code.slices(({ vectors }) => {
    for (let index = 0; index < vectors; index++) totals[index].start();
    code.pass((index) => totals[index].add(() => term.push(read(index))));
    code.pass((index) => {
      code.store(() => result.push(read(index)), index);
    });
  });
  return code.module(target.sharedMemory);
}

export const softmaxKernel: SliceKernel = { along: compileSoftmax, across: compileSoftmaxAcross };

export const softmaxGradientKernel: SliceKernel = {
  along: compileSoftmaxGradient,
  across: compileSoftmaxGradientAcross,
};
