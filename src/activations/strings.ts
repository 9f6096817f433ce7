import * as tf from '@tensorflow/tfjs';
import { type SnakeCase, snakeCase } from './names.js';
import { sliceOp } from './slice_op.js';
import { softmaxFamily } from './softmax_family.js';

type Name = keyof typeof softmaxFamily;

/** What `activation: '…'` may say, as tfjs spells it and as Keras does. */
export type ActivationName = Name | SnakeCase<Name>;

const names = (Object.keys(softmaxFamily) as Name[]).flatMap((name) =>
  [...new Set([name, snakeCase(name)])].map((spelling) => [spelling, name] as const),
);

/** The classes by which tfjs finds an activation. It writes their names into models in snake case. */
export const activationClasses = names.map(
  ([spelling, name]) =>
    class extends tf.serialization.Serializable {
      static readonly className = spelling;

      readonly apply = sliceOp(name);

      override getConfig(): tf.serialization.ConfigDict {
        return {};
      }
    },
);

type Identifier = Parameters<typeof tf.layers.activation>[0]['activation'];

/**
 * The name of an activation, for the `activation` of any layer of tfjs, whose types know only its own:
 * `tf.layers.dense({units: 8, activation: act('sparsemax')})`.
 *
 * @throws When there is no activation of that name.
 */
export function act(name: ActivationName): Identifier {
  const known = names.map(([spelling]) => spelling);
  if (known.includes(name)) return name as Identifier;
  throw new Error(`Unknown activation. Expected one of: ${known.join(', ')}. Received: ${name}`);
}
