import { parse } from '../../formula/parse.js';
import { Code } from './assembler.js';
import { lowerToInstructions } from './lower.js';
import { VectorExpression } from './vector_expression.js';

const FLOAT_BYTES = 4;
const VECTOR_BYTES = 16;

/** A function over rows of equal length: `run(rows, length, output, ...inputs)`. */
class RowCode extends Code {
  readonly output = 2;
  readonly firstInput = 3;
  /** Where the row and the element begin, in bytes. */
  private readonly row = this.local('i32');
  private readonly offset = this.local('i32');
  private readonly ends = {
    rows: this.local('i32'),
    vectors: this.local('i32'),
    row: this.local('i32'),
  };

  constructor(inputs: number) {
    super(['i32', 'i32', 'i32', ...Array(inputs).fill('i32' as const)]);
  }

  /** Calls `body` to emit what is done for each row. */
  rows(body: () => void): void {
    const [rows, length] = [0, 1];
    const { row, ends } = this;
    this.get(rows).get(length).emit('i32.mul').i32(FLOAT_BYTES).emit('i32.mul').set(ends.rows);
    // The end of a row is the start of the next, so `while` steps by nothing of its own.
    this.while(row, ends.rows, 0, () => {
      this.get(length).i32(FLOAT_BYTES).emit('i32.mul').get(row).emit('i32.add').set(ends.row);
      this.get(length).i32(-4).emit('i32.and').i32(FLOAT_BYTES).emit('i32.mul');
      this.get(row).emit('i32.add').set(ends.vectors);
      body();
      this.get(ends.row).set(row);
    });
  }

  /** One pass over the row: `vector` for each four elements, `single` for each that is left. */
  pass(vector: () => void, single: () => void): void {
    const { row, offset, ends } = this;
    this.get(row).set(offset);
    this.while(offset, ends.vectors, VECTOR_BYTES, vector);
    this.while(offset, ends.row, FLOAT_BYTES, single);
  }

  /** The address of the element in the array that begins at the local `array`. */
  at(array: number): this {
    return this.address(array, this.offset);
  }
}

/**
 * Softmax of each row: `run(rows, length, output, x)`.
 *
 * The largest element is at least that of the finite floats, so in a row of nothing but -Infinity
 * the differences are -Infinity and not NaN, and the powers 0. The sum of the powers is at least 1,
 * that of the largest, but for such a row, where it is 0 and taken for 1.
 */
export function compileSoftmax(sharedMemory: boolean): Uint8Array<ArrayBuffer> {
  const code = new RowCode(1);
  const x = code.firstInput;
  const power = new VectorExpression(
    code,
    lowerToInstructions(parse('exp(x - largest)'), new Set()),
  );
  const [largests, powers, sums] = [code.local('v128'), code.local('v128'), code.local('v128')];
  const [largest, sum] = [code.local('f32'), code.local('f32')];
  const pushPower = (load: 'v128.load' | 'v128.load32_splat') =>
    power.push((name) => {
      if (name === 'x') code.at(x).memory(load);
      else code.get(largests);
    });

  code.rows(() => {
    code.v128(-3.4028234663852886e38).set(largests);
    code.pass(
      () => code.get(largests).at(x).memory('v128.load').emit('f32x4.pmax').set(largests),
      () => code.get(largests).at(x).memory('v128.load32_splat').emit('f32x4.pmax').set(largests),
    );
    code.acrossLanes(largests, 'f32.max').tee(largest).emit('f32x4.splat').set(largests);

    code.v128(0).set(sums);
    code.f32(0).set(sum);
    code.pass(
      () => {
        code.at(code.output);
        pushPower('v128.load');
        code.tee(powers).memory('v128.store');
        code.get(sums).get(powers).emit('f32x4.add').set(sums);
      },
      () => {
        code.at(code.output);
        pushPower('v128.load32_splat');
        code.tee(powers).memory('v128.store32_lane').lane(0);
        code.get(powers).emit('f32x4.extract_lane', 0).get(sum).emit('f32.add').set(sum);
      },
    );
    code.acrossLanes(sums, 'f32.add').get(sum).emit('f32.add').set(sum);

    code.f32(1).get(sum).f32(1).emit('f32.max').emit('f32.div').emit('f32x4.splat').set(sums);
    code.pass(
      () => {
        code.at(code.output).at(code.output).memory('v128.load');
        code.get(sums).emit('f32x4.mul').memory('v128.store');
      },
      () => {
        code.at(code.output).at(code.output).memory('v128.load32_splat');
        code.get(sums).emit('f32x4.mul').memory('v128.store32_lane').lane(0);
      },
    );
  });
  return code.module(sharedMemory);
}

/** The gradient of softmax, `y (dy - sum(dy y))` of each row: `run(rows, length, output, y, dy)`. */
export function compileSoftmaxGradient(sharedMemory: boolean): Uint8Array<ArrayBuffer> {
  const code = new RowCode(2);
  const [y, dy] = [code.firstInput, code.firstInput + 1];
  const product = new VectorExpression(code, parse('y * dy'));
  const result = new VectorExpression(code, parse('y * (dy - sum)'));
  const sums = code.local('v128');
  const sum = code.local('f32');
  const read = (load: 'v128.load' | 'v128.load32_zero') => (name: string) => {
    if (name === 'sum') code.get(sums);
    else code.at(name === 'y' ? y : dy).memory(load);
  };

  code.rows(() => {
    code.v128(0).set(sums);
    const addProduct = (load: 'v128.load' | 'v128.load32_zero') => () => {
      code.get(sums);
      product.push(read(load));
      code.emit('f32x4.add').set(sums);
    };
    code.pass(addProduct('v128.load'), addProduct('v128.load32_zero'));
    code.acrossLanes(sums, 'f32.add').tee(sum).emit('f32x4.splat').set(sums);
    code.pass(
      () => {
        code.at(code.output);
        result.push(read('v128.load'));
        code.memory('v128.store');
      },
      () => {
        code.at(code.output);
        result.push(read('v128.load32_zero'));
        code.memory('v128.store32_lane').lane(0);
      },
    );
  });
  return code.module(sharedMemory);
}
