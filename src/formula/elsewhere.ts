// What people write who come from JavaScript, Python, PyTorch or mathematics, and how it is written here.

/** A row for each: what is written elsewhere, separated by spaces, and what helps then. */
type Rows = readonly (readonly [written: string, help: string])[];

function table(rows: Rows): ReadonlyMap<string, string> {
  return new Map(
    rows.flatMap(([written, help]) => written.split(' ').map((each) => [each, help] as const)),
  );
}

const CONDITIONAL = 'A conditional is written a < b ? t : f';
const MINUS = 'A minus is written -';
const POWER = 'A power is written x ** 2, and e ** x is exp(x)';
export const BOTH =
  "'a and b' is written as a conditional inside another: a < b ? (c < d ? t : f) : f";
const EITHER = "'a or b' is written as a conditional inside another: a < b ? t : (c < d ? t : f)";

/** What is no token of the language, and how its meaning is written. A sentence each. */
export const tokensElsewhere = table([
  ['^ ² ³ ⁿ', POWER],
  ['&& & and', BOTH],
  ['|| or', EITHER],
  ['|', `The absolute value is written abs(x). ${EITHER}`],
  ['! not', "'not' exchanges the branches: a < b ? f : t"],
  ['== === is', 'Equality is written abs(a - b) <= 0 ? t : f'],
  ['!= !== <> ≠', 'Inequality is written abs(a - b) <= 0 ? f : t'],
  ['≤ =<', 'It is written <='],
  ['≥', 'It is written >='],
  ['if else elif then', CONDITIONAL],
  ['= => lambda def function return', 'A formula is only the expression, such as x * sigmoid(x)'],
  [',', 'A comma separates the arguments of a call. A decimal point is written 0.5'],
  [';', 'A formula is one expression, without ;'],
  ['− – —', MINUS],
  ['× · ⋅ ∗', 'A product is written a * b'],
  ['÷', 'A quotient is written a / b'],
  ['√', 'A square root is written sqrt(x)'],
  ['π', 'It is written pi'],
  ['∞ Infinity infinity inf NaN nan', 'A formula can only have finite numbers'],
]);

/** Functions that the language does not have, and what is written instead. */
export const functionsElsewhere = table([
  ['pow power', 'x ** 2, or exp(n * log(x)) where the exponent is not a constant multiple of 1/2'],
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
