import { type Expression, traverse } from '../../src/formula/expression.js';

/** The precedence of operators. An operand of lower precedence is put in parentheses. */
const CONDITIONAL = 1;
const COMPARED = 2;
const SUM = 3;
const PRODUCT = 4;
const POWER = 5;
const UNARY = 6;
const ATOM = 7;

interface Text {
  readonly text: string;
  readonly binds: number;
}

/** The expression as the text of a formula, which `parse` reads as the same expression. */
export function toText(expression: Expression): string {
  return traverse<Text>(expression, (node, args) => {
    switch (node.kind) {
      case 'constant':
        return printNumber(node.value);
      case 'variable':
        return { text: node.name, binds: ATOM };
      case 'operation':
        return print(node.op, args);
    }
  }).text;
}

/** The language has no names for infinity and NaN, which are written as divisions by 0. */
function printNumber(value: number): Text {
  if (Number.isNaN(value)) return { text: '0 / 0', binds: PRODUCT };
  if (!Number.isFinite(value)) return { text: `${value < 0 ? -1 : 1} / 0`, binds: PRODUCT };
  return { text: String(value), binds: value < 0 ? UNARY : ATOM };
}

function print(op: string, args: Text[]): Text {
  const part = (index: number, atLeast: number): string => {
    const { text, binds } = args[index];
    return binds < atLeast ? `(${text})` : text;
  };
  switch (op) {
    case '+':
      return { text: `${part(0, SUM)} + ${part(1, PRODUCT)}`, binds: SUM };
    case '-':
      return { text: `${part(0, SUM)} - ${part(1, PRODUCT)}`, binds: SUM };
    case '*':
      return { text: `${part(0, PRODUCT)} * ${part(1, POWER)}`, binds: PRODUCT };
    case '/':
      return { text: `${part(0, PRODUCT)} / ${part(1, POWER)}`, binds: PRODUCT };
    case '**':
      return { text: `${part(0, ATOM)} ** ${part(1, UNARY)}`, binds: POWER };
    case 'neg':
      return { text: `-${part(0, ATOM)}`, binds: UNARY };
    case '<':
    case '<=':
      return {
        text:
          `${part(0, COMPARED + 1)} ${op} ${part(1, COMPARED + 1)} ? ` +
          `${part(2, COMPARED)} : ${part(3, CONDITIONAL)}`,
        binds: CONDITIONAL,
      };
    default:
      return { text: `${op}(${args.map(({ text }) => text).join(', ')})`, binds: ATOM };
  }
}
