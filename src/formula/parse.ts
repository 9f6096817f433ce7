import jsep from 'jsep';
import { didYouMean } from '../arguments/did_you_mean.js';
import { show } from '../arguments/show.js';
import { BOTH, functionsElsewhere, tokensElsewhere } from './elsewhere.js';
import {
  apply,
  constant,
  countUses,
  type Expression,
  power,
  select,
  substitute,
  traverse,
  variable,
  variablesOf,
} from './expression.js';
import { toText } from './print.js';
import { constants, functionWords, type Word, words } from './words.js';

/** A formula that cannot be read. `position` is the character, from 0, where the fault is. */
export class FormulaError extends Error {
  override readonly name = 'FormulaError';

  constructor(
    problem: string,
    readonly formula: string,
    readonly position: number,
  ) {
    super(`${problem}\n  ${formula.replace(/\s/g, ' ')}\n  ${' '.repeat(position)}^`);
  }
}

/** Long enough for any activation, short enough that no text can exhaust the parser's stack. */
const LONGEST_FORMULA = 2000;

/** Powers are multiplied out, so an exponent is small; halves are square roots. */
const LARGEST_EXPONENT = 64;

/**
 * Compilers go down a formula as deep as it is, with each word as deep as what it is rewritten into, and the
 * engine's stack has an end: a tanh in a tanh, a hundred times, is well before it.
 */
const DEEPEST = 1200;
const DEPTH_OF_WORDS: Readonly<Partial<Record<string, number>>> = {
  ...{ tanh: 10, sigmoid: 7, softplus: 8, exp: 6, expm1: 6, log: 5, log1p: 6 },
  ...{ sin: 8, cos: 8, erf: 6, erfc: 6, '**': 4 },
};

/** In words. Functions that call others, twice each, may double with each of them. */
const LARGEST = 20000;

const sizes = new WeakMap<Expression, number>();

function sizeOf(expression: Expression): number {
  let size = sizes.get(expression);
  if (size === undefined) {
    size = countUses(expression).size;
    sizes.set(expression, size);
  }
  return size;
}

function depthOf(expression: Expression): number {
  return traverse<number>(expression, (node, args) => {
    const own = node.kind === 'operation' ? (DEPTH_OF_WORDS[node.op] ?? 1) : 0;
    return own + Math.max(0, ...args);
  });
}

/** How many texts are kept parsed, the last ones that were asked for: with each go its compiled kernels. */
const MOST_PARSED = 200;

const parsed = new Map<string, Expression>();

/**
 * Reads a formula.
 *
 * The language: numbers, `pi`, `e`, variables, `+ - * /`, `**` with a constant exponent that is a
 * multiple of 1/2, unary `-`, parentheses, calls of the words in `words.ts`, and conditionals
 * `a < b ? t : f` with `<`, `<=`, `>` or `>=`.
 *
 * @param scope Functions that it may call besides, before others of the same name.
 * @throws {FormulaError} That names the fault, its place, and what was expected.
 */
export function parse(formula: string, scope?: Scope): Expression {
  if (scope !== undefined) return new Reader(formula, scope).read();
  let expression = parsed.get(formula);
  if (expression === undefined) {
    expression = new Reader(formula).read();
    if (parsed.size >= MOST_PARSED) parsed.delete(parsed.keys().next().value as string);
  } else {
    parsed.delete(formula);
  }
  parsed.set(formula, expression);
  return expression;
}

/** Functions by their names, each an expression in `x` alone. */
export type Scope = ReadonlyMap<string, Expression>;

/** A function as it was typed. */
export interface FunctionSource {
  readonly name: string;
  /** In `x` and in the parameters. */
  readonly formula: string;
  readonly parameters: Readonly<Record<string, number>>;
}

/** The functions as expressions; each may call those before it. */
export function scopeOf(sources: readonly FunctionSource[]): Scope {
  const scope = new Map<string, Expression>();
  let size = 0;
  for (const { name, formula, parameters } of sources) {
    const expression = substitute(parse(formula, scope), parameters);
    refuseOthers(name, expression);
    size += sizeOf(expression);
    if (size > LARGEST)
      throw new Error(`The functions of a formula are too large. Received: ${name}`);
    scope.set(name, expression);
  }
  return scope;
}

/** Functions of `x` that formulas may call, besides the words. */
const functions = new Map<string, Expression>();
const sources = new Map<string, FunctionSource>();

/**
 * Makes an expression in `x` a function that formulas may call: after `silu` is defined to be `x * sigmoid(x)`,
 * `silu(2 * x)` means `2 * x * sigmoid(2 * x)`. To say the same again changes nothing.
 *
 * @param source What a formula that calls it is saved with; none for what every copy of the package defines.
 * @throws When it reads more than `x`, and when the name has a meaning already.
 */
export function defineFunction(
  name: string,
  expression: Expression,
  source?: FunctionSource,
): void {
  refuseOthers(name, expression);
  const known = functions.get(name);
  if (known === expression) return;
  if (known !== undefined || isWord(name) || Object.hasOwn(constants, name) || name === 'x') {
    throw new Error(`The name of a function must be new. Received: ${name}`);
  }
  functions.set(name, expression);
  if (source) sources.set(name, source);
}

function refuseOthers(name: string, expression: Expression): void {
  const others = variablesOf(expression).filter((variable) => variable !== 'x');
  if (others.length === 0) return;
  throw new Error(
    `A function is a formula in x alone. Received: ${name}, which reads ${others.join(', ')}`,
  );
}

/** The functions that a formula calls, and those that they call, which not every copy of the package has. */
export function sourcesOf(formula: string): FunctionSource[] {
  const found = new Set<FunctionSource>();
  const visit = (text: string): void => {
    const reader = new Reader(text);
    reader.read();
    for (const name of reader.called) {
      const source = sources.get(name);
      if (source === undefined || found.has(source)) continue;
      visit(source.formula);
      found.add(source); // Behind those that it calls itself.
    }
  };
  visit(formula);
  return [...found];
}

function isWord(name: string): name is Word {
  return functionWords.includes(name as Word);
}

function isFunction(name: string): boolean {
  return isWord(name) || functions.has(name);
}

/** Whether the name is that of a number, or `x`. */
function isValue(name: string): boolean {
  return name === 'x' || Object.hasOwn(constants, name);
}

function needsArguments(name: string): string {
  return `'${name}' is a function. Expected: ${name}(…)`;
}

type Node = jsep.Expression;

/** What is used of jsep's parser class, which its typings leave out. */
interface JsepParser {
  readonly expr: string;
  readonly char: string;
  readonly code: number;
  index: number;
  parse(): Node;
  gobbleSpaces(): void;
  gobbleExpression(): Node | undefined;
  gobbleExpressions(closing?: number): Node[];
  gobbleBinaryOp(): string | false;
  gobbleToken(): Node | undefined;
  gobbleTokenProperty(node: Node): Node;
  gobbleNumericLiteral(): Node;
  gobbleStringLiteral(): Node;
  gobbleArray(): Node;
  gobbleIdentifier(): Node;
  throwError(description: string): never;
}

/** Extended and not configured: what this parser refuses stays allowed to jsep's other users. */
const { Jsep } = jsep as unknown as { Jsep: new (text: string) => JsepParser };

const [OPEN, CLOSE, COMMA] = ['(', ')', ','].map((letter) => letter.charCodeAt(0));

const OPERATORS = ['+', '-', '*', '/', '**', '<', '<=', '>', '>='];
const COMPARISONS = OPERATORS.slice(5);

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const NAME = /[A-Za-z]\w*/y;
/** What an error quotes: a word, or signs that are one operator elsewhere. */
const TOKEN = /\w+|[&|=!<>]+|./suy;
/** `Math.` and `tf.nn.` of a name, and whether that is called. */
const PREFIXED = /(?:\.\w+)*\.(\w+)\s*(\(?)/y;

/** A formula of more words is no help in an error. */
const LARGEST_QUOTE = 30;

const OPERAND = 'a number, a name or a call';
const OPERATOR = 'an operator';

/**
 * jsep's parser for this language: it marks where each token began, knows no lists of expressions,
 * properties and strings, refuses `-x ** 2`, as JavaScript does, and puts its errors under what is wrong.
 */
class FormulaParser extends Jsep {
  readonly starts = new Map<Node, number>();
  /** The operand before the index. */
  private last = { start: 0, text: '' };

  override gobbleSpaces(): void {
    while (/\s/.test(this.char)) this.index++;
  }

  override gobbleToken(): Node | undefined {
    this.gobbleSpaces();
    const start = this.index;
    if (/[+!~]/.test(this.char)) this.unexpected(OPERAND);
    const node = super.gobbleToken();
    if (node) {
      const text = this.expr.slice(start, this.index);
      if (!text.startsWith('-')) this.last = { start, text };
      else if (/^\s*\*\*/.test(this.expr.slice(this.index))) {
        this.refuse('Unclear power of a negative. Expected (-a) ** n or -(a ** n)', start);
      }
      if (!this.starts.has(node)) this.starts.set(node, start);
    }
    return node;
  }

  override gobbleExpressions(closing?: number): Node[] {
    const node = this.gobbleExpression();
    this.gobbleSpaces();
    const isInside = closing !== undefined;
    if (!node && (isInside || this.char !== '')) this.unexpected(OPERAND);
    if (isInside ? this.code !== closing : this.char !== '') {
      this.unexpectedAfterOperand(isInside ? `${OPERATOR} or ')'` : OPERATOR);
    }
    return node ? [node] : [];
  }

  override gobbleBinaryOp(): string | false {
    this.gobbleSpaces();
    const start = this.index;
    const operator = super.gobbleBinaryOp();
    if (operator && !OPERATORS.includes(operator)) {
      this.index = start;
      this.unexpected(`one of: ${OPERATORS.join(' ')}`);
    }
    return operator;
  }

  override gobbleNumericLiteral(): Node {
    const raw = this.textOf(NUMBER);
    if (raw === '') this.unexpected(OPERAND);
    this.index += raw.length;
    return { type: 'Literal', value: Number(raw), raw };
  }

  override gobbleIdentifier(): Node {
    const name = this.textOf(NAME);
    if (name === '') this.unexpected(OPERAND);
    this.index += name.length;
    return { type: 'Identifier', name };
  }

  override gobbleStringLiteral(): Node {
    return this.unexpected(OPERAND);
  }

  override gobbleArray(): Node {
    return this.unexpected(OPERAND);
  }

  /** `pi(…)`, `e(…)` and `x(…)` are no calls: what is meant is a product. */
  override gobbleTokenProperty(node: Node): Node {
    this.gobbleSpaces();
    const { type, name } = node;
    if (this.code !== OPEN || type !== 'Identifier' || isValue(name as string)) return node;
    this.index++;
    return { type: 'CallExpression', callee: node, arguments: this.callArguments() };
  }

  private callArguments(): Node[] {
    const args: Node[] = [];
    for (;;) {
      const arg = this.gobbleExpression();
      if (!arg) this.unexpected(OPERAND);
      args.push(arg);
      this.gobbleSpaces();
      if (this.code !== COMMA && this.code !== CLOSE)
        this.unexpectedAfterOperand(`${OPERATOR}, a comma or ')'`);
      if (this.expr.charCodeAt(this.index++) === CLOSE) return args;
    }
  }

  /** What jsep itself finds is that an operand is missing, or the second half of a conditional. */
  override throwError(description: string): never {
    return description === 'Expected :'
      ? this.unexpectedAfterOperand(`${OPERATOR} or ':'`)
      : this.unexpected(OPERAND);
  }

  private unexpected(expected: string): never {
    const token = this.textOf(TOKEN);
    const isName = /^[$_\u0080-\uffff]/.test(token);
    const help =
      tokensElsewhere.get(token) ??
      (isName
        ? 'A name is made of the letters a to z, digits and _, and begins with a letter'
        : `Expected ${expected}`);
    return this.refuse(`Unexpected ${token === '' ? 'end of formula' : `'${token}'`}. ${help}`);
  }

  /** What follows an operand, and is no operator: the operand may be what is wrong. */
  private unexpectedAfterOperand(expected: string): never {
    const { start, text } = this.last;
    const token = this.textOf(TOKEN);
    if (token === '.') this.refusePrefix();
    if (/^[\w(]/.test(token) && !tokensElsewhere.has(token)) {
      const name = text.trim();
      if (isFunction(name)) this.refuse(needsArguments(name), start);
      if (tokensElsewhere.has(name.replace(/\W.*/s, ''))) {
        this.index = start;
      } else {
        const factors = [name, token].map((factor) => factor.replace(/\(.*/s, '(…)'));
        this.unexpected(`${expected}, such as ${factors.join(' * ')}`);
      }
    }
    return this.unexpected(expected);
  }

  /** `Math.exp(x)` and `np.pi`. */
  private refusePrefix(): void {
    PREFIXED.lastIndex = this.index;
    const [, name = '', open] = PREFIXED.exec(this.expr) ?? [];
    const own = Object.keys(constants).find((each) => each === name.toLowerCase());
    const known = isFunction(name) ? `${name}(…)` : undefined;
    const expected = open ? (functionsElsewhere.get(name) ?? known) : own;
    if (expected !== undefined) {
      this.refuse(`Unexpected '.'. Names have no prefix. Expected: ${expected}`);
    }
  }

  private refuse(problem: string, position = this.index): never {
    throw new FormulaError(problem, this.expr, position);
  }

  /** What matches at the index. */
  private textOf(pattern: RegExp): string {
    pattern.lastIndex = this.index;
    return pattern.exec(this.expr)?.[0] ?? '';
  }
}

class Reader {
  private readonly parser: FormulaParser;
  /** The functions that it calls. */
  readonly called = new Set<string>();
  /** How many words all of them have. */
  private size = 0;

  constructor(
    private readonly formula: string,
    private readonly scope?: Scope,
  ) {
    if (typeof formula !== 'string') {
      throw new TypeError(`A formula must be a string. Received: ${show(formula)}`);
    }
    if (formula.length > LONGEST_FORMULA) {
      throw new FormulaError(
        `A formula has at most ${LONGEST_FORMULA} characters. Received: ${formula.length}`,
        `${formula.slice(0, 40)}…`,
        0,
      );
    }
    this.parser = new FormulaParser(formula);
  }

  read(): Expression {
    try {
      const expression = this.expression(this.parser.parse());
      if (depthOf(expression) > DEEPEST) throw new RangeError();
      return expression;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new FormulaError('The formula is nested too deeply', this.formula, 0);
    }
  }

  private expression(node: Node): Expression {
    switch (node.type) {
      case 'Literal':
        return this.literal(node as jsep.Literal);
      case 'Identifier':
        return this.identifier(node as jsep.Identifier);
      case 'UnaryExpression':
        return this.unary(node as jsep.UnaryExpression);
      case 'BinaryExpression':
        return this.binary(node as jsep.BinaryExpression);
      case 'ConditionalExpression':
        return this.conditional(node as jsep.ConditionalExpression);
      case 'CallExpression':
        return this.call(node as jsep.CallExpression);
      case 'Compound':
        return this.fail(node, 'The formula is empty');
      default:
        return this.unexpected(node);
    }
  }

  private literal(node: jsep.Literal): Expression {
    if (typeof node.value !== 'number' || !Number.isFinite(node.value)) {
      return this.fail(node, `Expected a finite number. Received: ${node.raw}`);
    }
    return constant(node.value);
  }

  private identifier(node: jsep.Identifier): Expression {
    const { name } = node;
    if (Object.hasOwn(constants, name)) return constant(constants[name as keyof typeof constants]);
    if (isWord(name)) return this.fail(node, needsArguments(name));
    return variable(name);
  }

  private unary(node: jsep.UnaryExpression): Expression {
    if (node.operator !== '-') return this.unexpected(node);
    return apply('neg', [this.expression(node.argument)]);
  }

  private binary(node: jsep.BinaryExpression): Expression {
    const { operator, left, right } = node;
    if (operator === '**') return power(this.expression(left), this.exponent(right));
    if (isComparison(node)) {
      return this.fail(node, `A comparison stands only before '?': a ${operator} b ? t : f`);
    }
    return apply(operator as Word, [this.expression(left), this.expression(right)]);
  }

  private exponent(node: Node): number {
    const exponent = this.expression(node);
    if (
      exponent.kind !== 'constant' ||
      !Number.isInteger(2 * exponent.value) ||
      Math.abs(exponent.value) > LARGEST_EXPONENT
    ) {
      return this.fail(
        node,
        `An exponent is a constant multiple of 1/2, from -${LARGEST_EXPONENT} to ` +
          `${LARGEST_EXPONENT}. Other powers are written exp(n * log(x)), and e ** x is exp(x)`,
      );
    }
    return exponent.value;
  }

  private conditional(node: jsep.ConditionalExpression): Expression {
    const { operator, left, right } = node.test as jsep.BinaryExpression;
    if (!isComparison(node.test)) {
      return this.fail(node.test, "Expected a comparison before '?': one of < <= > >=");
    }
    if (isComparison(left)) {
      return this.fail(node.test, `Expected one comparison before '?'. ${BOTH}`);
    }
    const [a, b] = [this.expression(left), this.expression(right)];
    const [t, f] = [this.expression(node.consequent), this.expression(node.alternate)];
    const op = operator.endsWith('=') ? '<=' : '<';
    return operator.startsWith('<') ? select(op, a, b, t, f) : select(op, b, a, t, f);
  }

  private call(node: jsep.CallExpression): Expression {
    const { name } = node.callee as jsep.Identifier;
    const body = this.scope?.get(name) ?? functions.get(name);
    if (body === undefined && !isWord(name)) {
      return this.fail(node, `Unknown function '${name}'.${helpWithFunction(name)}`);
    }
    if (body) {
      this.called.add(name);
      this.size += sizeOf(body);
      if (this.size > LARGEST) this.fail(node, 'The formula is too large with all that it calls');
    }
    const args = node.arguments;
    const arity = body === undefined ? words[name as Word].length : 1;
    if (args.length !== arity) {
      return this.fail(node, `${name} takes ${arityOf(name, body)}. Received: ${args.length}`);
    }
    const values = args.map((arg) => this.expression(arg));
    return body ? substitute(body, { x: values[0] }) : apply(name as Word, values);
  }

  /** What jsep reads and the language does not have, such as `this`. */
  private unexpected(node: Node): never {
    const [text] = /^(\w+|.)/s.exec(this.formula.slice(this.positionOf(node))) ?? [''];
    return this.fail(node, `Unexpected '${text}'. Expected ${OPERAND}`);
  }

  private fail(node: Node, problem: string): never {
    throw new FormulaError(problem, this.formula, this.positionOf(node));
  }

  /** The start of the node: a token's own, or that of its leftmost part. */
  private positionOf(node: Node): number {
    const own = this.parser.starts.get(node);
    if (own !== undefined) return own;
    const leftmost = (node.left ?? node.test ?? node.callee) as Node | undefined;
    return leftmost ? this.positionOf(leftmost) : 0;
  }
}

function isComparison({ operator }: Node): boolean {
  return COMPARISONS.includes(operator as string);
}

/** What is meant by a function that there is not; if nobody knows, those that there are. */
function helpWithFunction(name: string): string {
  const instead = functionsElsewhere.get(name);
  if (instead !== undefined) return ` Expected: ${instead}`;
  const token = tokensElsewhere.get(name);
  if (token !== undefined) return ` ${token}`;
  const others = functions.size > 0 ? ', or the name of an activation' : '';
  return (
    didYouMean(name, [...functionWords, ...functions.keys()]) ||
    ` Expected one of: ${functionWords.join(', ')}${others}`
  );
}

/** What is meant by a name that has no value, ready to stand in an error; nothing if nobody knows. */
export function helpWithName(name: string, known: readonly string[]): string {
  const help = isFunction(name) ? needsArguments(name) : tokensElsewhere.get(name);
  return help === undefined
    ? didYouMean(name, ['x', ...known, ...Object.keys(constants)])
    : ` ${help}.`;
}

/** How many arguments a function takes, and what to write in place of an activation with parameters. */
function arityOf(name: string, body?: Expression): string {
  if (body === undefined) {
    return words[name as Word].length === 1 ? '1 argument' : `2 arguments, ${name}(a, b)`;
  }
  const size = traverse<number>(body, (_, sizes) => sizes.reduce((sum, each) => sum + each, 1));
  const instead = size <= LARGEST_QUOTE ? `: ${toText(body)}` : '';
  return (
    '1 argument: inside a formula, parameters have their defaults. ' +
    `For others, write the formula instead${instead}`
  );
}
