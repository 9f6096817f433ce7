import {
  constant,
  countUses,
  type Expression,
  isConditional,
  traverse,
  variablesOf,
} from '../../src/formula/expression.js';

/** The precedence of notations. An operand of lower precedence is put in parentheses. */
const CASES = 1;
const SUM = 2;
const PRODUCT = 3;
const POWER = 4;
const ATOM = 5;

interface Tex {
  readonly text: string;
  readonly binds: number;
  /** The lines of a conditional, so that a conditional in the last branch of another adds its lines. */
  readonly cases?: readonly string[];
}

/** Names that are written as Greek letters. */
export const GREEK: ReadonlySet<string> = new Set(
  (
    'alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi rho sigma tau phi chi ' +
    'psi omega'
  ).split(' '),
);

/** Letters that replace repeated parts, which are defined after `where`. */
const LETTERS = ['u', 'v', 'w', 'p', 'q', 'r', 's', 't', 'h', 'k', 'm', 'n'];

/** A repeated part with at least this many signs is replaced by a letter; a name counts as one sign. */
const LONG = 8;

/**
 * The expression as TeX in math mode, for KaTeX, MathJax and `math` blocks on GitHub. Words are written as
 * mathematics, `expm1(x)` as `e^{x} - 1`, a number with at most six digits or as a known root, a 1 or 0 that depends
 * on a comparison as the comparison in brackets, and a long repeated part as a letter that is defined below.
 *
 * @param left The left-hand side of the equation as TeX, if there is one.
 */
export function toTex(expression: Expression, left?: string): string {
  const uses = countUses(expression);
  const taken = variablesOf(expression);
  const letters = LETTERS.filter((letter) => !taken.includes(letter));
  const named: string[] = [];
  const { text } = traverse<Tex>(expression, (node, args) => {
    const tex = texOf(node, args);
    const isNamed = node.kind === 'operation' && (uses.get(node) ?? 0) > 1 && isLong(tex.text);
    const letter = isNamed ? letters.shift() : undefined;
    if (letter === undefined) return tex;
    named.push(`${letter} &= ${tex.text}`);
    return atom(letter);
  });
  const whole = left === undefined ? text : `${left} = ${text}`;
  if (named.length === 0) return whole;
  const where = `\\begin{aligned} ${named.join(' \\\\ ')} \\end{aligned}`;
  return `\\begin{aligned} & ${whole} \\\\ & \\text{where}\\quad ${where} \\end{aligned}`;
}

function isLong(text: string): boolean {
  const visible = text
    .replaceAll(/\\mathrm\{[^}]*\}/g, '#')
    .replaceAll(/\\(left|right|,)|[{} ]/g, '')
    .replaceAll(/\\\w+/g, '#');
  return visible.length >= LONG;
}

function texOf(node: Expression, args: readonly Tex[]): Tex {
  switch (node.kind) {
    case 'constant':
      return number(node.value);
    case 'variable':
      return atom(name(node.name));
    case 'operation': {
      const { op } = node;
      if (!isConditional(node)) return notations[op]?.(args) ?? call(`\\mathrm{${op}}`)(args);
      const test = `${args[0].text} ${op === '<' ? '<' : '\\le'} ${args[1].text}`;
      const [, , ifTrue, ifFalse] = node.args;
      if (ifTrue === ONE && ifFalse === ZERO) return atom(`\\left[${test}\\right]`);
      return conditional(test, args[2], args[3]);
    }
  }
}

const ZERO = constant(0);
const ONE = constant(1);

const atom = (text: string): Tex => ({ text, binds: ATOM });

/** Numbers that are written symbolically. */
const KNOWN: readonly (readonly [value: number, text: string])[] = [
  [Math.PI, '\\pi'],
  [Math.E, 'e'],
  [Math.SQRT2, '\\sqrt{2}'],
  [Math.SQRT1_2, '\\frac{1}{\\sqrt{2}}'],
  [2 / Math.sqrt(Math.PI), '\\frac{2}{\\sqrt{\\pi}}'],
  [1 / Math.sqrt(2 * Math.PI), '\\frac{1}{\\sqrt{2 \\pi}}'],
  [Math.sqrt(2 / Math.PI), '\\sqrt{\\frac{2}{\\pi}}'],
  [2 * Math.sqrt(2 / Math.PI), '2 \\, \\sqrt{\\frac{2}{\\pi}}'],
];

function number(value: number): Tex {
  const [, known] = KNOWN.find(([each]) => Math.abs(Math.abs(value) / each - 1) < 1e-14) ?? [];
  if (known !== undefined) return { text: value < 0 ? `-${known}` : known, binds: PRODUCT };
  const binds = value < 0 ? PRODUCT : ATOM;
  if (Number.isNaN(value)) return atom('\\mathrm{NaN}');
  if (!Number.isFinite(value)) return { text: value < 0 ? '-\\infty' : '\\infty', binds };
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(6));
  if (value === 0 || (size >= 1e-4 && size < 1e5)) return { text: String(rounded), binds };
  const [digits, exponent] = rounded.toExponential().split('e');
  const power = `10^{${Number(exponent)}}`;
  if (Math.abs(Number(digits)) !== 1) return { text: `${digits} \\cdot ${power}`, binds: PRODUCT };
  return { text: digits.replace('1', power), binds: value < 0 ? PRODUCT : POWER };
}

/** `alpha` is a letter, `dy1` has an index, and other words are upright. */
function name(text: string): string {
  const [, word, index] = /^(.*?)_?(\d*)$/.exec(text) as RegExpExecArray;
  const letter = GREEK.has(word)
    ? `\\${word}`
    : word.length === 1
      ? word
      : `\\mathrm{${word.replaceAll('_', '\\_')}}`;
  return index === '' ? letter : `${letter}_{${index}}`;
}

function part({ text, binds }: Tex, atLeast: number): string {
  return binds < atLeast ? `\\left(${text}\\right)` : text;
}

const sum = (text: string): Tex => ({ text, binds: SUM });
const raised = (text: string): Tex => ({ text, binds: POWER });

function call(functionName: string) {
  return (args: readonly Tex[]): Tex =>
    atom(`${functionName}\\left(${args.map(({ text }) => text).join(', ')}\\right)`);
}

/** The right operand of an operator: a leading sign needs parentheses. */
function behind(operand: Tex, atLeast: number): string {
  return part(operand, operand.text.startsWith('-') ? ATOM + 1 : atLeast);
}

const notations: Readonly<Record<string, (args: readonly Tex[]) => Tex>> = {
  '+': ([a, b]) => sum(`${part(a, SUM)} + ${behind(b, SUM)}`),
  '-': ([a, b]) => sum(`${part(a, SUM)} - ${behind(b, PRODUCT)}`),
  '*': ([a, b]) => {
    const [left, right] = [part(a, PRODUCT), behind(b, PRODUCT)];
    return { text: `${left} ${/^[\d.]/.test(right) ? '\\cdot' : '\\,'} ${right}`, binds: PRODUCT };
  },
  '/': ([a, b]) => ({ text: `\\frac{${a.text}}{${b.text}}`, binds: PRODUCT }),
  '**': ([a, n]) =>
    n.text === '0.5' ? atom(`\\sqrt{${a.text}}`) : raised(`${part(a, ATOM)}^{${n.text}}`),
  neg: ([a]) => ({ text: `-${behind(a, PRODUCT)}`, binds: PRODUCT }),
  abs: ([a]) => atom(`\\left|${a.text}\\right|`),
  sqrt: ([a]) => atom(`\\sqrt{${a.text}}`),
  exp: ([a]) => raised(`e^{${a.text}}`),
  expm1: ([a]) => sum(`e^{${a.text}} - 1`),
  log: call('\\ln'),
  log1p: ([a]) => call('\\ln')([sum(`1 + ${behind(a, SUM)}`)]),
  softplus: ([a]) => call('\\ln')([sum(`1 + e^{${a.text}}`)]),
  sigmoid: call('\\sigma'),
  tanh: call('\\tanh'),
  sin: call('\\sin'),
  cos: call('\\cos'),
  min: call('\\min'),
  max: call('\\max'),
};

function conditional(test: string, ifTrue: Tex, ifFalse: Tex): Tex {
  const others = ifFalse.cases ?? [`${ifFalse.text} & \\text{otherwise}`];
  const cases = [`${ifTrue.text} & ${test}`, ...others];
  return {
    text: `\\begin{cases} ${cases.join(' \\\\ ')} \\end{cases}`,
    binds: CASES,
    cases,
  };
}
