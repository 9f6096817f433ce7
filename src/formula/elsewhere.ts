// Notations of JavaScript, Python, PyTorch and mathematics, and how to write them here.

/** A row for each notation: how it is written elsewhere, separated by spaces, and a hint. */
type Rows = readonly (readonly [written: string, help: string])[];

function table(rows: Rows): ReadonlyMap<string, string> {
  return new Map(
    rows.flatMap(([written, help]) => written.split(' ').map((each) => [each, help] as const)),
  );
}

const CONDITIONAL = 'Write a conditional as a < b ? t : f';
const MINUS = 'Write minus as -';
const POWER = 'Write a power as x ** 2, and e ** x as exp(x)';
export const BOTH = "Write 'a and b' as nested conditionals: a < b ? (c < d ? t : f) : f";
const EITHER = "Write 'a or b' as nested conditionals: a < b ? t : (c < d ? t : f)";

/** Tokens that the language does not have, and how to write their meaning. A sentence each. */
export const tokensElsewhere = table([
  ['^ ² ³ ⁿ', POWER],
  ['&& & and', BOTH],
  ['|| or', EITHER],
  ['|', `Write an absolute value as abs(x). ${EITHER}`],
  ['! not', "Swap the branches instead of 'not': a < b ? f : t"],
  ['== === is', 'Write equality as abs(a - b) <= 0 ? t : f'],
  ['!= !== <> ≠', 'Write inequality as abs(a - b) <= 0 ? f : t'],
  ['≤ =<', 'Write <='],
  ['≥', 'Write >='],
  ['if else elif then', CONDITIONAL],
  ['= => lambda def function return', 'A formula is only the expression, such as x * sigmoid(x)'],
  [',', 'A comma separates the arguments of a call. Write decimals as 0.5'],
  [';', 'A formula is one expression, without ;'],
  ['− – —', MINUS],
  ['× · ⋅ ∗', 'Write a product as a * b'],
  ['÷', 'Write a quotient as a / b'],
  ['√', 'Write a square root as sqrt(x)'],
  ['π', 'Write pi'],
  ['∞ Infinity infinity inf NaN nan', 'A formula can contain only finite numbers'],
]);

/** Functions that the language does not have, and their replacements. */
export const functionsElsewhere = table([
  ['pow power', 'x ** 2, or exp(n * log(x)) if the exponent is not a constant multiple of 1/2'],
  ['ln', 'log(x)'],
  ['log2', 'log(x) / log(2)'],
  ['log10', 'log(x) / log(10)'],
  ['exp2', 'exp(x * log(2))'],
  ['clip clamp clip_by_value clipByValue', 'min(high, max(low, x))'],
  ['maximum', 'max(a, b)'],
  ['minimum', 'min(a, b)'],
  ['square sqr', 'x ** 2'],
  ['rsqrt', '1 / sqrt(x)'],
  ['reciprocal', '1 / x'],
  ['absolute fabs', 'abs(x)'],
  ['sgn', 'sign(x)'],
  ['logistic', 'sigmoid(x)'],
  ['tan', 'sin(x) / cos(x)'],
  ['sinh', '(exp(x) - exp(-x)) / 2'],
  ['cosh', '(exp(x) + exp(-x)) / 2'],
  ['where select if', 'a < b ? t : f'],
  ['step heaviside', 'x < 0 ? 0 : 1'],
  ['prelu', 'x <= 0 ? alpha * x : x'],
  ['threshold', 'x <= threshold ? value : x'],
  ['softmax log_softmax logSoftmax', 'a layer, layers.softmax(): it reads more than one element'],
]);
