import { show } from '../arguments/show.js';
import { BOTH, tokensElsewhere } from './elsewhere.js';
import {
  apply,
  constant,
  type Expression,
  power,
  select,
  substitute,
  traverse,
  variable,
} from './expression.js';
import { functionNamed, isFunction, isValue, LARGEST, type Scope, sizeOf } from './functions.js';
import {
  arityOf,
  helpWithFunction,
  helpWithToken,
  needsArguments,
  withoutPrefix,
} from './hints.js';
import { constants, isConstant, isWord, type Word, words } from './words.js';

/** A formula that cannot be parsed. `position` is the index of the character, from 0, where the fault is. */
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

/**
 * The number of formulas, the most recently used, that are kept parsed. With a formula, its compiled kernels are
 * released too.
 */
const MOST_PARSED = 200;

const parsed = new Map<string, Expression>();

/**
 * Parses a formula.
 *
 * The language: numbers, `pi`, `e`, variables, `+ - * /`, `**` with a constant exponent that is a multiple of 1/2,
 * unary `-`, parentheses, calls of the words in `words.ts`, and conditionals `a < b ? t : f` with `<`, `<=`, `>` or
 * `>=`.
 *
 * @param scope Additional functions that it may call; they take precedence over others with the same name.
 * @throws {FormulaError} That names the fault, its position, and what was expected.
 */
export function parse(formula: string, scope?: Scope): Expression {
  if (scope !== undefined) return new Parser(formula, scope).formula();
  let expression = parsed.get(formula);
  if (expression === undefined) {
    expression = new Parser(formula).formula();
    if (parsed.size >= MOST_PARSED) parsed.delete(parsed.keys().next().value as string);
  } else {
    parsed.delete(formula);
  }
  parsed.set(formula, expression);
  return expression;
}

/** The names of the functions that a formula calls, in the order of the text. */
export function functionsCalledBy(formula: string): ReadonlySet<string> {
  const parser = new Parser(formula);
  parser.formula();
  return parser.called;
}

/** Long enough for any activation, short enough that no text can exhaust the parser's stack. */
const LONGEST_FORMULA = 2000;

/**
 * The compile time of shaders grows with the square of the depth: beyond this depth it is minutes. A word without a
 * processor instruction counts as some of the operations that it is rewritten into.
 */
const DEEPEST = 1200;
const DEPTH_OF_WORD = 10;
const INSTRUCTIONS = /^(abs|min|max|sign|sqrt)$/;

/** Powers are multiplied out, so an exponent is small; halves are square roots. */
const LARGEST_EXPONENT = 64;

/** The precedence of each operator. */
const BINDS: Readonly<Record<string, number>> = {
  ...{ '+': 2, '-': 2, '*': 3, '/': 3, '**': 4 },
  ...{ '<': 1, '<=': 1, '>': 1, '>=': 1 },
};

/** An operator of this language or of others. */
const OPERATION = /\*\*|<<|>>>?|[<>]=?|[=!]==?|&&?|\|\|?|\?\?|[-+*/%^]/y;
/** A JavaScript literal; those that are not numbers are refused. */
const LITERAL = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|(?:true|false|null)(?!\w)/y;
const NAME = /(?!this\b)[A-Za-z]\w*/y;
/** The text that an error quotes: a word, or characters that are one operator in other languages. */
const TOKEN = /\w+|[&|=!<>]+|./suy;
/** The prefix of a name, such as `Math.` and `tf.nn.`, and whether the name is called. */
const PREFIXED = /(?:\.\w+)*\.(\w+)\s*(\(?)/y;

const OPERAND = 'a number, a name or a call';
const OPERATOR = 'an operator';

function depthOf(expression: Expression): number {
  return traverse<number>(expression, (node, depths) => {
    if (node.kind !== 'operation') return 0;
    const isRewritten = isWord(node.op) && !INSTRUCTIONS.test(node.op);
    return (isRewritten ? DEPTH_OF_WORD : 1) + Math.max(...depths);
  });
}

/**
 * A parsed part and its position. Its meaning is evaluated after everything is parsed, so that syntax errors are
 * reported first.
 */
type Term = Value | Comparison;

interface Place {
  /** The position of the character at which its faults are shown. */
  readonly start: number;
  /** Whether it is one operand, such as a call or an expression in parentheses, not several with operators. */
  readonly isOperand: boolean;
}

interface Value extends Place {
  /** @throws {FormulaError} When it has no meaning. */
  readonly meaning: () => Expression;
  /** The name that is called, if a call follows. */
  readonly name?: string;
}

/** It has no value: it is allowed only before `?`. */
interface Comparison extends Place {
  readonly operator: string;
  readonly left: Term;
  readonly right: Term;
}

function isComparison(term: Term): term is Comparison {
  return 'operator' in term;
}

/**
 * A Pratt parser: an operand, then operators as long as their precedence is high enough, each with its right operand.
 */
class Parser {
  /** The functions that it calls. */
  readonly called = new Set<string>();
  /** The number of nodes of these functions. */
  private size = 0;
  /** The character that is read next. */
  private index = 0;
  /** The last operand, which may be the fault if no operator follows. */
  private last = { start: 0, text: '' };

  constructor(
    private readonly text: string,
    private readonly scope?: Scope,
  ) {
    if (typeof text !== 'string') {
      throw new TypeError(`A formula must be a string. Received: ${show(text)}`);
    }
    if (text.length > LONGEST_FORMULA) {
      throw new FormulaError(
        `A formula must have at most ${LONGEST_FORMULA} characters. Received: ${text.length}`,
        `${text.slice(0, 40)}…`,
        0,
      );
    }
  }

  formula(): Expression {
    try {
      if (this.next() === '') this.fail('The formula is empty', 0);
      const term = this.expression();
      if (this.next() !== '') this.failAfterOperand(OPERATOR);
      const expression = this.valueOf(term);
      if (depthOf(expression) > DEEPEST) throw new RangeError();
      return expression;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new FormulaError('The formula is nested too deeply', this.text, 0);
    }
  }

  /** `a < b ? t : f`, or an expression that may precede `?`. */
  private expression(): Term {
    const test = this.operation();
    if (!this.accept('?')) return test;
    const ifTrue = this.expression();
    this.expect(':');
    const ifFalse = this.expression();
    const meaning = () => this.conditional(test, ifTrue, ifFalse);
    return { start: test.start, isOperand: false, meaning };
  }

  /** Operands and the operators between them that have at least this precedence. */
  private operation(least = 0): Term {
    let left = this.operand();
    for (;;) {
      const operator = this.operator();
      const binds = BINDS[operator];
      if (!(binds >= least)) return left;
      this.index += operator.length;
      const right = this.operation(operator === '**' ? binds : binds + 1);
      left = this.applied(operator, left, right);
    }
  }

  /** The operator that comes next; empty if there is none. */
  private operator(): string {
    this.next();
    const operator = this.match(OPERATION);
    if (operator !== '' && !Object.hasOwn(BINDS, operator)) {
      this.unexpected(`one of: ${Object.keys(BINDS).join(' ')}`);
    }
    return operator;
  }

  private applied(operator: string, left: Term, right: Term): Term {
    const place = { start: left.start, isOperand: false };
    if (/[<>]/.test(operator)) return { ...place, operator, left, right };
    return {
      ...place,
      meaning: () =>
        operator === '**'
          ? power(this.valueOf(left), this.exponent(right))
          : apply(operator as Word, [this.valueOf(left), this.valueOf(right)]),
    };
  }

  /** An operand, with the minus signs before it. */
  private operand(): Term {
    this.next();
    const start = this.index;
    if (this.accept('-')) {
      const operand = this.operand();
      if (this.operator() === '**') {
        this.fail('Ambiguous power of a negative. Expected (-a) ** n or -(a ** n)', start);
      }
      return { start, isOperand: true, meaning: () => apply('neg', [this.valueOf(operand)]) };
    }
    const term = this.call(this.accept('(') ? this.group(start) : this.atom(start), start);
    this.last = { start, text: this.text.slice(start, this.index).trim() };
    return term;
  }

  private group(start: number): Term {
    const term = this.expression();
    this.expect(')');
    return term.isOperand ? term : { ...term, start, isOperand: true };
  }

  private atom(start: number): Term {
    const literal = this.read(LITERAL);
    if (literal !== '') {
      return { start, isOperand: true, meaning: () => this.number(literal, start) };
    }
    const name = this.read(NAME);
    if (name === '') this.unexpected(OPERAND);
    return { start, isOperand: true, meaning: () => this.named(name, start), name };
  }

  /** A call, if arguments follow. `pi(…)`, `e(…)` and `x(…)` are not calls: products are meant. */
  private call(callee: Term, start: number): Term {
    if (isComparison(callee)) return callee;
    const { name } = callee;
    if (name === undefined || isValue(name) || !this.accept('(')) return callee;
    const args: Term[] = [];
    do args.push(this.expression());
    while (this.accept(','));
    this.expect(')', `${OPERATOR}, a comma or ')'`);
    return { start, isOperand: true, meaning: () => this.result(name, args, start) };
  }

  private valueOf(term: Term): Expression {
    if (!isComparison(term)) return term.meaning();
    const { operator, start } = term;
    return this.fail(`A comparison is allowed only before '?': a ${operator} b ? t : f`, start);
  }

  private number(literal: string, start: number): Expression {
    const value = Number(literal);
    if (Number.isFinite(value)) return constant(value);
    return this.fail(`Expected a finite number. Received: ${literal}`, start);
  }

  private named(name: string, start: number): Expression {
    if (isConstant(name)) return constant(constants[name]);
    return isWord(name) ? this.fail(needsArguments(name), start) : variable(name);
  }

  private exponent(term: Term): number {
    const exponent = this.valueOf(term);
    if (
      exponent.kind !== 'constant' ||
      !Number.isInteger(2 * exponent.value) ||
      Math.abs(exponent.value) > LARGEST_EXPONENT
    ) {
      return this.fail(
        `An exponent must be a constant multiple of 1/2, from -${LARGEST_EXPONENT} to ` +
          `${LARGEST_EXPONENT}. Write other powers as exp(n * log(x)), and e ** x as exp(x)`,
        term.start,
      );
    }
    return exponent.value;
  }

  private conditional(test: Term, ifTrue: Term, ifFalse: Term): Expression {
    if (!isComparison(test)) {
      return this.fail("Expected a comparison before '?': one of < <= > >=", test.start);
    }
    if (isComparison(test.left)) {
      return this.fail(`Expected one comparison before '?'. ${BOTH}`, test.start);
    }
    const [a, b, t, f] = [test.left, test.right, ifTrue, ifFalse].map((term) => this.valueOf(term));
    const op = test.operator.endsWith('=') ? '<=' : '<';
    return test.operator.startsWith('<') ? select(op, a, b, t, f) : select(op, b, a, t, f);
  }

  private result(name: string, args: readonly Term[], start: number): Expression {
    const defined = this.scope?.get(name) ?? functionNamed(name);
    if (defined !== undefined) {
      this.called.add(name);
      this.size += sizeOf(defined.meaning);
      if (this.size > LARGEST)
        this.fail('The formula and the functions that it calls are too large', start);
    } else if (!isWord(name)) {
      this.fail(`Unknown function '${name}'.${helpWithFunction(name)}`, start);
    }
    if (args.length !== (defined ? 1 : words[name as Word].length)) {
      this.fail(`${name} takes ${arityOf(name, defined)}. Received: ${args.length}`, start);
    }
    const values = args.map((arg) => this.valueOf(arg));
    return defined ? substitute(defined.meaning, { x: values[0] }) : apply(name as Word, values);
  }

  /** The next character after white space. */
  private next(): string {
    while (/\s/.test(this.text.charAt(this.index))) this.index++;
    return this.text.charAt(this.index);
  }

  /** Consumes the sign if it is next. */
  private accept(sign: string): boolean {
    const isNext = this.next() === sign;
    if (isNext) this.index++;
    return isNext;
  }

  /** Consumes the sign, which must follow an operand. */
  private expect(sign: string, expected = `${OPERATOR} or '${sign}'`): void {
    if (!this.accept(sign)) this.failAfterOperand(expected);
  }

  /** The match of a pattern at the index. */
  private match(pattern: RegExp): string {
    pattern.lastIndex = this.index;
    return pattern.exec(this.text)?.[0] ?? '';
  }

  private read(pattern: RegExp): string {
    const text = this.match(pattern);
    this.index += text.length;
    return text;
  }

  private unexpected(expected: string): never {
    const token = this.match(TOKEN);
    const what = token === '' ? 'end of formula' : `'${token}'`;
    return this.fail(`Unexpected ${what}. ${helpWithToken(token, expected)}`);
  }

  /** Fails because no operator follows an operand; the operand itself may be the fault. */
  private failAfterOperand(expected: string): never {
    const { start, text } = this.last;
    const token = this.match(TOKEN);
    if (token === '.') this.failAtPrefix();
    if (!/^[\w(]/.test(token) || tokensElsewhere.has(token)) return this.unexpected(expected);
    if (isFunction(text)) return this.fail(needsArguments(text), start);
    if (tokensElsewhere.has(text.replace(/\W.*/s, ''))) {
      this.index = start;
      return this.unexpected(expected);
    }
    const factors = [text, token].map((factor) => factor.replace(/\(.*/s, '(…)'));
    return this.unexpected(`${expected}, such as ${factors.join(' * ')}`);
  }

  /** `Math.exp(x)` and `np.pi`. */
  private failAtPrefix(): void {
    PREFIXED.lastIndex = this.index;
    const [, name = '', open] = PREFIXED.exec(this.text) ?? [];
    const expected = withoutPrefix(name, open === '(');
    if (expected === undefined) return;
    this.fail(`Unexpected '.'. Names have no prefix. Expected: ${expected}`);
  }

  private fail(problem: string, position = this.index): never {
    throw new FormulaError(problem, this.text, position);
  }
}
