/** The differences between the languages of shaders, which all resemble C. */
export interface ShaderLanguage {
  readonly name: string;
  /** The head of a function from floats to a float. */
  head(name: string, parameters: readonly string[]): string;
  /** A local variable that is set once. */
  local(name: string, value: string): string;
  /** The types of a float, and of a vector of four. */
  readonly types: Readonly<Record<1 | 4, string>>;
  /** The keyword that declares an integer variable. */
  readonly integer: string;
  /** Declares a variable. */
  variable(type: string, name: string, value: string): string;
  /** The value of a uniform. */
  uniform(name: string): string;
  // Uniforms of tfjs: a compiler may replace a literal NaN or infinity by anything.
  readonly infinity: string;
  readonly nan: string;
  /** The words that are an expression of the language. Words that are missing must be lowered. */
  readonly operations: Readonly<Record<string, (...args: string[]) => string>>;
}

const infix = (operator: string) => (a: string, b: string) => `(${a} ${operator} ${b})`;

const call = (name: string) => (a: string) => `${name}(${a})`;

const common = {
  '+': infix('+'),
  '-': infix('-'),
  '*': infix('*'),
  '/': infix('/'),
  neg: (a: string) => `(-${a})`,
  abs: call('abs'),
  sqrt: call('sqrt'),
  floor: call('floor'),
  // For NaN, these may return any number.
  nativeMax: (a: string, b: string) => `max(${a}, ${b})`,
  nativeLog: call('log'),
};

const conditional = (operator: string) => (a: string, b: string, ifTrue: string, ifFalse: string) =>
  `(${a} ${operator} ${b} ? ${ifTrue} : ${ifFalse})`;

/** GLSL ES 1.00, of WebGL 1. */
export const glsl100: ShaderLanguage = {
  name: 'GLSL ES 1.00',
  head: (name, parameters) => {
    const floats = parameters.map((parameter) => `float ${parameter}`);
    return `float ${name}(${floats.join(', ')})`;
  },
  local: (name, value) => `float ${name} = ${value};`,
  types: { 1: 'float', 4: 'vec4' },
  integer: 'int',
  variable: (type, name, value) => `${type} ${name} = ${value};`,
  uniform: (name) => name,
  infinity: 'INFINITY',
  nan: 'NAN',
  operations: {
    ...common,
    '<': conditional('<'),
    '<=': conditional('<='),
    twoTo: call('exp2'),
  },
};

/** GLSL ES 3.00, of WebGL 2, in which a float can be written by its bits. */
export const glsl300: ShaderLanguage = {
  ...glsl100,
  name: 'GLSL ES 3.00',
  infinity: 'uintBitsToFloat(0x7f800000u)',
  operations: {
    ...glsl100.operations,
    twoTo: (n) => `intBitsToFloat((int(${n}) + 127) << 23)`,
  },
};

const selection = (operator: string) => (a: string, b: string, ifTrue: string, ifFalse: string) =>
  `select(${ifFalse}, ${ifTrue}, ${a} ${operator} ${b})`;

/** WGSL, of WebGPU. */
export const wgsl: ShaderLanguage = {
  name: 'WGSL',
  head: (name, parameters) => {
    const floats = parameters.map((parameter) => `${parameter} : f32`);
    return `fn ${name}(${floats.join(', ')}) -> f32`;
  },
  local: (name, value) => `let ${name} = ${value};`,
  types: { 1: 'f32', 4: 'vec4<f32>' },
  integer: 'var',
  variable: (_, name, value) => `var ${name} = ${value};`,
  uniform: (name) => `uniforms.${name}`,
  infinity: 'uniforms.INFINITY',
  nan: 'uniforms.NAN',
  operations: {
    ...common,
    '<': selection('<'),
    '<=': selection('<='),
    twoTo: (n) => `bitcast<f32>((i32(${n}) + 127) << 23u)`,
  },
};
