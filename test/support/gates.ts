const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Computed from the series, for |x| up to 5. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** The definitions of the gated units, in float64. */
export const references = {
  glu: sigmoid,
  bilinear: (x: number) => x,
  reglu: (x: number) => Math.max(x, 0),
  geglu: (x: number) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  swiglu: (x: number) => x * sigmoid(x),
};
