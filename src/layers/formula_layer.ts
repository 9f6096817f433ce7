import * as tf from '@tensorflow/tfjs';
import type { Expression } from '../formula/expression.js';
import { elementwise } from '../kernels/elementwise.js';
import { ActivationLayer, shapeOfOne } from './activation_layer.js';
import type { LayerArgs } from './arguments.js';
import type { LearntParameter } from './learnt_parameter.js';

/** The layer of a formula, of which some parameters are weights and the others numbers. */
export abstract class FormulaLayer extends ActivationLayer {
  constructor(
    layer: LayerArgs,
    private readonly expression: Expression,
    protected readonly learnt: ReadonlyMap<string, LearntParameter>,
    private readonly scalars: Readonly<Record<string, number>> = {},
  ) {
    super(layer);
  }

  protected override whyNoActivation(): string | undefined {
    return this.learnt.size > 0 ? 'its weights would be neither trained nor saved' : undefined;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = shapeOfOne(inputShape, this);
    const pinned = [...this.learnt.values()].map((parameter) =>
      parameter.build(shape, this.name, (name, shape, initializer, regularizer) =>
        this.addWeight(name, shape, 'float32', initializer, regularizer, parameter.trainable),
      ),
    );
    if (pinned.length > 0) {
      const lengths = shape.map((_, axis) => pinned.find((each) => each[axis] != null)?.[axis]);
      this.inputSpec = [new tf.InputSpec({ shape: lengths.map((length) => length ?? null) })];
    }
    this.built = true;
  }

  protected override activate(x: tf.Tensor): tf.Tensor {
    const parameters: Record<string, number | tf.Tensor> = { ...this.scalars };
    for (const [name, parameter] of this.learnt) parameters[name] = parameter.read();
    return elementwise(this.expression, x, parameters);
  }
}
