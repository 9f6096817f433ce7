// The error function and its complement, which JavaScript lacks, to the precision of float64.

const SQRT_PI = Math.sqrt(Math.PI);

/** The integral of the normal distribution: 2/√π ∫ e^(-t²) dt from 0 to `x`. */
export function erf(x: number): number {
  const size = Math.abs(x);
  return size < FAR ? Math.sign(x) * series(size) : Math.sign(x) * (1 - fraction(size));
}

/** 1 - erf x, with the digits that the difference would lose. */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  return x < FAR ? 1 - series(x) : fraction(x);
}

const FAR = 2;

/** 2/√π e^(-x²) x (1 + 2x²/3 (1 + 2x²/5 (…))): all terms are positive, so none cancels another. */
function series(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; term > sum * Number.EPSILON; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / SQRT_PI) * Math.exp(-x * x) * sum;
}

/** Laplace's continued fraction, e^(-x²) / √π / (x + ½ / (x + 1 / (x + 3/2 / (x + …)))), evaluated from the end. */
function fraction(x: number): number {
  if (x === Infinity) return 0;
  let rest = x;
  for (let n = TERMS; n > 0; n--) rest = x + n / 2 / rest;
  return Math.exp(-x * x) / SQRT_PI / rest;
}

/** From x = 2 on, this many terms are enough. */
const TERMS = 100;
