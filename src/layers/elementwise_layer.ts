import type * as tf from '@tensorflow/tfjs';
import {
  type Activation,
  type Parameter,
  type Specialised,
  specialise,
} from '../activations/activation.js';
import { readParameter } from '../activations/parameters.js';
import { elementwise } from '../kernels/elementwise.js';
import { ActivationLayer } from './activation_layer.js';
import { sortArguments } from './arguments.js';

/** The layer of an elementwise activation: its arguments are the activation's parameters. */
export abstract class ElementwiseLayer<Name extends string = string> extends ActivationLayer {
  private readonly specialised: Specialised;
  protected readonly parameters: Readonly<Record<Name, number>>;

  /** @param defaults Those of the layer, where they are not those of the activation. */
  constructor(
    activation: Activation<Name>,
    args: object = {},
    defaults: Readonly<Partial<Record<string, number>>> = {},
  ) {
    const layerClass = new.target.className;
    const parameters = Object.entries<Parameter>(activation.parameters);
    const names = parameters.map(([name, { also = [] }]) => [name, also] as const);
    const { layer, own } = sortArguments(layerClass, args, Object.fromEntries(names));
    const values = parameters.map(([name, parameter]) => {
      const value = own[name] && readParameter(`a ${layerClass} layer`, parameter, own[name]);
      return [name, value ?? defaults[name] ?? (parameter.default as number)] as const;
    });
    super(layer);
    this.parameters = Object.fromEntries(values) as Record<Name, number>;
    this.specialised = specialise(activation, this.parameters);
  }

  protected override activate(x: tf.Tensor): tf.Tensor {
    const { formula, parameters } = this.specialised;
    return elementwise(formula, x, parameters);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = super.getConfig();
    for (const [name, value] of Object.entries<number>(this.parameters)) {
      config[name] = value === Infinity ? null : value;
    }
    return config;
  }
}
