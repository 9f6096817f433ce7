import * as tf from '@tensorflow/tfjs';
import { LeakyReLU, layers, register } from '../../src/index.js';

const { classNameMap } = tf.serialization.SerializationMap.getMap();

/** A layer of the user with any name. */
function userLayer(className: string, Base = tf.layers.Layer) {
  return class extends (Base as typeof tf.layers.Layer) {
    static className = className;
  };
}

/** An activation of the user. */
function userActivation(className: string) {
  return class extends tf.serialization.Serializable {
    static readonly className = className;
    apply(x: tf.Tensor): tf.Tensor {
      return tf.mul(x, 2);
    }
    getConfig() {
      return {};
    }
  };
}

/** The warnings of `run`, after which tfjs's table of classes is restored. */
function warningsOf(run: () => void): string[] {
  const before = { ...classNameMap };
  const { warn } = console;
  const warnings: string[] = [];
  console.warn = (text: string) => warnings.push(text);
  try {
    run();
  } finally {
    console.warn = warn;
    Object.assign(classNameMap, before);
  }
  return warnings;
}

test('it keeps layers and activations of the user, with a single warning for all', () => {
  const users = [userLayer('Mish'), userLayer('Snake', LeakyReLU as never), userActivation('mish')];
  const warnings = warningsOf(() => {
    for (const each of users) tf.serialization.registerClass(each as typeof LeakyReLU);
    register();
    register();
    for (const each of users) expect(classNameMap[each.className][0]).toBe(each);
  });
  expect(warnings).toEqual([
    expect.stringMatching(
      /does not register (Mish, Snake|Snake, Mish), mish, because other classes are already registered/,
    ),
  ]);
});

test('it keeps an activation of the user that has the same name as one of tfjs', () => {
  const activation = userActivation('swish');
  const warnings = warningsOf(() => {
    tf.serialization.registerClass(activation as never);
    register();
    expect(classNameMap.swish[0]).toBe(activation);
  });
  expect(warnings).toEqual([expect.stringContaining('does not register swish, because')]);
});

test.each(['ELU', 'LeakyReLU', 'PReLU', 'ReLU', 'Softmax', 'ThresholdedReLU'])(
  'it always registers the name %s of Keras, without a warning',
  (name) => {
    const [ours] = classNameMap[name];
    const warnings = warningsOf(() => {
      tf.serialization.registerClass(userLayer(name) as never);
      register();
      expect(classNameMap[name][0]).toBe(ours);
    });
    expect(warnings).toEqual([]);
  },
);

test('it replaces the classes of tfjs, and those of another copy of this package', () => {
  const stock = [tf.layers.leakyReLU().constructor, tf.layers.reLU().constructor];
  const copy = userLayer('Mish');
  Object.defineProperty(copy, Symbol.for('tfjs-advanced-activations'), { value: true });
  const warnings = warningsOf(() => {
    for (const each of [...stock, copy]) tf.serialization.registerClass(each as typeof LeakyReLU);
    register();
    expect(classNameMap.LeakyReLU[0]).toBe(LeakyReLU);
    expect(classNameMap.ReLU[0]).toBe(layers.reLU().constructor);
    expect(classNameMap.Mish[0]).toBe(layers.mish().constructor);
  });
  expect(warnings).toEqual([]);
});

test('it does not change the names that tfjs gives to layers', () => {
  const number = () => Number(/\d+$/.exec(tf.layers.leakyReLU().name)?.[0]);
  const before = number();
  register();
  expect(number()).toBe(before + 1);
});
