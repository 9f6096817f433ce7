import type { Parameter } from '../arguments/parameters.js';

// A gated unit splits its input into two halves along an axis and multiplies one half by a function of the other, the
// gate. The axis is half as long in the output.

/** A gated unit: a formula in one half, `x`, the other half, `gate`, and the parameters. */
export interface GatedUnit {
  readonly formula: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/**
 * Which half is the gate: the first, the second, or the elements at even positions, with the other half at odd
 * positions.
 */
export type GatePlace = 'first' | 'second' | 'interleaved';

export const GATE_PLACES: readonly GatePlace[] = ['first', 'second', 'interleaved'];

const ungiven = {};

/** The gated units. */
export const gates = {
  /**
   * Gated linear unit: one half of the input times the sigmoid of the other.
   *
   * Source: Dauphin, Fan, Auli, Grangier 2017, Language modeling with gated convolutional networks,
   * arXiv:1612.08083.
   */
  glu: { formula: 'x * sigmoid(gate)', parameters: ungiven },
  /**
   * One half of the input times the other, without an activation in between.
   *
   * Source: Mnih, Hinton 2007, Three new graphical models for statistical language modelling;
   * Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202.
   */
  bilinear: { formula: 'x * gate', parameters: ungiven },
  /**
   * One half of the input times the rectifier of the other.
   *
   * Source: Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202.
   */
  reglu: { formula: 'x * relu(gate)', parameters: ungiven },
  /**
   * One half of the input times the GELU of the other.
   *
   * Source: Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202.
   */
  geglu: { formula: 'x * gelu(gate)', parameters: ungiven },
  /**
   * One half of the input times the SiLU of the other.
   *
   * Source: Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202.
   */
  swiglu: { formula: 'x * silu(gate)', parameters: ungiven },
  /**
   * SwiGLU with bounds, which suit low precision: the gate is at most `limit`, and the other half is clipped to
   * `[-limit, limit]` and then shifted by `shift`. The gate becomes `gate * sigmoid(alpha * gate)`. With `alpha`
   * 1.702 and `shift` 1 it is the unit of gpt-oss, whose weights are interleaved; with `alpha` 1, `shift` 0 and
   * another `limit`, that of DeepSeek-V4.
   *
   * Source: OpenAI 2025, gpt-oss-120b and gpt-oss-20b model card, arXiv:2508.10925; `transformers.models.gpt_oss`,
   * `transformers.models.deepseek_v4`.
   */
  clampedSwiglu: {
    formula:
      '(max(-limit, min(limit, x)) + shift) * (alpha * gate <= -100 ? 0 : ' +
      'min(limit, gate) * sigmoid(alpha * min(limit, gate)))',
    parameters: {
      limit: { default: 7, above: 0 },
      alpha: { default: 1.702, above: 0 },
      shift: { default: 1 },
    },
  },
} as const satisfies Readonly<Record<string, GatedUnit>>;
