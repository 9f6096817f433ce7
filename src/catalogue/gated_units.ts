// A gated unit takes its input in two halves along an axis: the first is multiplied by a function of the
// second, its gate. Half of the axis is left.

/** The gated units, formulas in the first half, `x`, and in the second, `gate`. */
export const gates = {
  /**
   * Gated linear unit: one half of the input times the sigmoid of the other.
   *
   * Source: Dauphin, Fan, Auli, Grangier 2017, Language modeling with gated convolutional networks,
   * arXiv:1612.08083.
   */
  glu: 'x * sigmoid(gate)',
  /**
   * One half of the input times the other, without an activation in between.
   *
   * Source: Mnih, Hinton 2007, Three new graphical models for statistical language modelling;
   * Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202.
   */
  bilinear: 'x * gate',
  /**
   * One half of the input times the rectifier of the other.
   *
   * Source: Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202.
   */
  reglu: 'x * relu(gate)',
  /**
   * One half of the input times the GELU of the other.
   *
   * Source: Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202.
   */
  geglu: 'x * gelu(gate)',
  /**
   * One half of the input times the SiLU of the other.
   *
   * Source: Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202.
   */
  swiglu: 'x * silu(gate)',
} as const satisfies Readonly<Record<string, string>>;
