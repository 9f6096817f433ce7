/**
 * A minimal assembler for the kernels: the instructions, under their names in the specification, and a module with
 * one function over an imported memory.
 *
 * Source: WebAssembly Core Specification 3.0, chapter 5, Binary Format.
 */

export const FLOAT_BYTES = 4;
export const VECTOR_BYTES = 4 * FLOAT_BYTES;

const SIMD_PREFIX = 0xfd;
/** The type of a block that leaves nothing on the stack. */
const NO_RESULT = 0x40;

/** The opcodes. */
const instructions = {
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  br_if: 0x0d,
  drop: 0x1a,
  select: 0x1b,
  'local.get': 0x20,
  'local.set': 0x21,
  'local.tee': 0x22,
  'i32.load8_u': 0x2d,
  'memory.size': 0x3f,
  'i32.const': 0x41,
  'f32.const': 0x43,
  'i32.lt_u': 0x49,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'i32.and': 0x71,
  'i32.or': 0x72,
  'i32.shr_u': 0x76,
  'f32.add': 0x92,
  'f32.min': 0x96,
  'f32.max': 0x97,
  'v128.load': 0x00,
  'v128.load32_splat': 0x09,
  'v128.store': 0x0b,
  'v128.const': 0x0c,
  'f32x4.splat': 0x13,
  'f32x4.extract_lane': 0x1f,
  'f32x4.lt': 0x43,
  'f32x4.le': 0x45,
  'v128.and': 0x4e,
  'v128.andnot': 0x4f,
  'v128.or': 0x50,
  'v128.xor': 0x51,
  'v128.bitselect': 0x52,
  'v128.any_true': 0x53,
  'v128.store32_lane': 0x5a,
  'f32x4.floor': 0x68,
  'i32x4.shl': 0xab,
  'i32x4.shr_s': 0xac,
  'i32x4.sub': 0xb1,
  'f32x4.abs': 0xe0,
  'f32x4.neg': 0xe1,
  'f32x4.sqrt': 0xe3,
  'f32x4.add': 0xe4,
  'f32x4.sub': 0xe5,
  'f32x4.mul': 0xe6,
  'f32x4.div': 0xe7,
  'f32x4.min': 0xe8,
  'f32x4.max': 0xe9,
  'f32x4.pmin': 0xea,
  'f32x4.pmax': 0xeb,
  'f32x4.convert_i32x4_s': 0xfa,
  'f32x4.relaxed_madd': 0x105,
  'f32x4.relaxed_nmadd': 0x106,
} as const;

export type Instruction = keyof typeof instructions;

const valueType = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

export type ValueType = keyof typeof valueType;

/** An unsigned integer in LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest !== 0);
  return bytes;
}

/** A signed 32-bit integer in LEB128. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && byte < 0x40) || (rest === -1 && byte >= 0x40)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}

function float(value: number): number[] {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [...bytes];
}

/** Alignment 2⁰ and an offset in bytes. Tensors may not be aligned to 16 bytes. */
function memoryOperand(distance: number): number[] {
  return [0, ...unsigned(distance)];
}

/** A function body under construction, and the locals that it declares. */
export class Code {
  private readonly bytes: number[] = [];
  private readonly locals: ValueType[] = [];

  constructor(private readonly parameters: readonly ValueType[]) {}

  /** A new local variable. */
  local(type: ValueType): number {
    this.locals.push(type);
    return this.parameters.length + this.locals.length - 1;
  }

  /** An instruction with its immediate operands, already encoded. */
  emit(instruction: Instruction, ...immediates: number[]): this {
    const opcode = instructions[instruction];
    if (/x4|v128/.test(instruction)) this.bytes.push(SIMD_PREFIX, ...unsigned(opcode));
    else this.bytes.push(opcode);
    this.bytes.push(...immediates);
    return this;
  }

  get(local: number): this {
    return this.emit('local.get', ...unsigned(local));
  }

  set(local: number): this {
    return this.emit('local.set', ...unsigned(local));
  }

  tee(local: number): this {
    return this.emit('local.tee', ...unsigned(local));
  }

  i32(value: number): this {
    return this.emit('i32.const', ...signed(value));
  }

  f32(value: number): this {
    return this.emit('f32.const', ...float(value));
  }

  /** A vector of four floats, or of one float repeated four times. */
  v128(...values: [number] | [number, number, number, number]): this {
    const four = values.length === 1 ? Array<number>(4).fill(values[0]) : values;
    return this.emit('v128.const', ...four.flatMap(float));
  }

  /** Reads or writes at the address on the stack plus `distance` bytes. */
  memory(instruction: Instruction, distance = 0): this {
    return this.emit(instruction, ...memoryOperand(distance));
  }

  /** The lane index of a single-lane store, its last operand. */
  lane(index: number): this {
    this.bytes.push(index);
    return this;
  }

  /** The four lanes of the local `vector`, combined into one float. */
  acrossLanes(vector: number, combine: 'f32.add' | 'f32.max' | 'f32.min'): this {
    for (let lane = 0; lane < 4; lane++) {
      this.get(vector).emit('f32x4.extract_lane', lane);
      if (lane > 0) this.emit(combine);
    }
    return this;
  }

  /** The address in `pointer` and the offset in `offset`, added. */
  address(pointer: number, offset: number): this {
    return this.get(pointer).get(offset).emit('i32.add');
  }

  /**
   * Repeats `body` while the local `counter` is less than the local `end`, and increments it by a number or by the
   * value of a local.
   */
  while(counter: number, end: number, step: number | { local: number }, body: () => void): this {
    this.get(counter).get(end).emit('i32.lt_u').emit('if', NO_RESULT).emit('loop', NO_RESULT);
    body();
    this.get(counter);
    if (typeof step === 'number') this.i32(step);
    else this.get(step.local);
    this.emit('i32.add').tee(counter);
    return this.get(end).emit('i32.lt_u').emit('br_if', 0).emit('end').emit('end');
  }

  /** Repeats `body` while the integer that it leaves on the stack is not 0. */
  repeat(body: () => void): this {
    this.emit('loop', NO_RESULT);
    body();
    return this.emit('br_if', 0).emit('end');
  }

  /**
   * A module that exports this code as the function `run`.
   *
   * @param sharedMemory Whether the memory that it imports, `env.memory`, is shared by threads.
   */
  module(sharedMemory: boolean): Uint8Array<ArrayBuffer> {
    const types = this.parameters.map((type) => valueType[type]);
    const locals = this.locals.map((type) => [1, valueType[type]]);
    const body = [...vector(locals), ...this.bytes, instructions.end];
    // Any memory fits these limits; a shared one must be imported with a maximum.
    const limits = sharedMemory ? [0x03, 0, ...unsigned(65536)] : [0x00, 0];
    return new Uint8Array([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
      ...section(1, vector([[0x60, ...unsigned(types.length), ...types, 0]])),
      ...section(2, vector([[...name('env'), ...name('memory'), 0x02, ...limits]])),
      ...section(3, vector([[0]])),
      ...section(7, vector([[...name('run'), 0x00, 0]])),
      ...section(10, vector([[...unsigned(body.length), ...body]])),
    ]);
  }
}

function vector(items: readonly number[][]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return vector([...text].map((letter) => [letter.charCodeAt(0)]));
}
