import * as tf from '@tensorflow/tfjs';
import { type CustomObjects, check, fromKeras } from '../../src/keras/index.js';
import '../../src/keras/layers/index.js'; // The classes that models load on demand.
import '../../src/keras/ops/read.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { expectValues } from '../support/values.js';

// The user's own classes and functions, in models that Keras 2.15 and Keras 3.15 saved.

interface Numbers {
  readonly shape: number[];
  readonly values: number[];
}

/** x * scale + offset, with a weight that does not learn among those that do. */
class Gate extends tf.layers.Layer {
  static readonly className: string = 'Gate';
  private readonly factor: number;
  private offset!: tf.LayerVariable;
  private scale!: tf.LayerVariable;
  private count!: tf.LayerVariable;

  constructor(args: { factor?: number }) {
    super(args as object);
    this.factor = args.factor ?? 1;
  }

  override build(shape: tf.Shape): void {
    const size = [shape.at(-1) as number];
    this.scale = this.addWeight('scale', size, 'float32', tf.initializers.ones());
    this.count = this.addWeight('count', [], 'float32', tf.initializers.zeros(), undefined, false);
    this.offset = this.addWeight('offset', size, 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat();
    return tf.tidy(() => {
      const scaled = x.mul(this.factor).mul(this.scale.read());
      return scaled.add(this.offset.read()).add(this.count.read());
    });
  }
}

class Twice extends tf.layers.Layer {
  static readonly className = 'Twice';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul(2, [inputs].flat()[0]);
  }
}

class Positive extends tf.serialization.Serializable {
  static readonly className = 'Positive';

  apply(w: tf.Tensor): tf.Tensor {
    return tf.abs(w);
  }

  getConfig() {
    return {};
  }
}

class Squares extends tf.serialization.Serializable {
  static readonly className = 'Squares';
  private readonly strength: number;

  constructor({ strength }: { strength: number }) {
    super();
    this.strength = strength;
  }

  apply(w: tf.Tensor): tf.Tensor {
    return tf.tidy(() => w.square().sum().mul(this.strength));
  }

  getConfig() {
    return { strength: this.strength };
  }
}

const halves = (shape: tf.Shape) => tf.fill(shape as number[], 0.5);
const swish = (x: tf.Tensor) => x.mul(x.tanh());
const thrice = (x: tf.Tensor, { by = 3 }) => x.mul(by as number);

const objects = {
  gate: { 'My>Gate': Gate },
  bare: { Bare: Gate, bare_swish: (x: tf.Tensor) => x.mul(3) },
  same_name: { 'My>Dense': Twice },
  parts: { 'My>Positive': Positive, 'My>Squares': Squares, 'My>Halves': halves },
  graph: { Gate, my_swish: swish },
  lambdas: { '<lambda>': { twice: (x: tf.Tensor) => x.mul(2), 'model/layers/2': tf.neg } },
  lambda_layers: {
    first: (x: tf.Tensor2D) => x.slice([0, 0], [-1, 2]),
    thrice_layer: thrice,
    product: ([x, y]: tf.Tensor[]) => x.mul(y),
  },
} satisfies Record<string, CustomObjects>;

type Name = keyof typeof objects;

const names = Object.keys(objects) as Name[];
const files = ['keras2', 'keras3'].flatMap((keras) =>
  names.flatMap((name) =>
    ['keras', 'h5'].map((ending) => [`${keras}/${name}.${ending}`, name] as const),
  ),
);

const pathOf = (file: string) => fixture(`keras/custom_objects/${file}`);

async function expected(file: string) {
  const json = await readFixture(`keras/custom_objects/${file.replace(/\.\w+$/, '.json')}`);
  return JSON.parse(new TextDecoder().decode(json)) as {
    readonly x: Numbers[];
    readonly y: Numbers[];
    readonly losses?: number[];
  };
}

const load = (source: Parameters<typeof fromKeras>[0], customObjects?: CustomObjects) =>
  tf.loadLayersModel(fromKeras(source, { customObjects }));

async function expectOutputs(model: tf.LayersModel, file: string): Promise<void> {
  const { x, y } = await expected(file);
  const inputs = x.map(({ values, shape }) => tf.tensor(values, shape));
  const outputs = [model.predict(inputs)].flat();
  expect(outputs.map(({ shape }) => shape)).toEqual(y.map(({ shape }) => shape));
  for (const [i, { values }] of y.entries()) {
    await expectValues(outputs[i], values, { ulp: 0, absolute: 1e-5 });
  }
}

const registeredNames = () =>
  Object.keys(tf.serialization.SerializationMap.getMap().classNameMap).sort();

test.each(files)('%s has the outputs that Keras computed, to 1e-5', async (file, name) => {
  const before = registeredNames();
  await expectOutputs(await load(pathOf(file), objects[name]), file);
  expect(registeredNames()).toEqual(before);
});

test.each(files)('%s, saved by tfjs, loads again with the same objects', async (file, name) => {
  const model = await load(pathOf(file), objects[name]);
  let saved: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  const topology = JSON.parse(JSON.stringify(saved.modelTopology));
  const again = { load: async () => ({ ...saved, modelTopology: topology }) };
  if (name === 'lambdas') {
    // The place of a layer is another one in what tfjs saves.
    await expect(load(again, objects.lambdas)).rejects.toThrow("'<lambda>'");
    const byName = { '<lambda>': { ...objects.lambdas['<lambda>'], negative: tf.neg } };
    await expectOutputs(await load(again, byName), file);
  } else {
    await expectOutputs(await load(again, objects[name]), file);
  }
});

test.each(files.filter(([, name]) => ['gate', 'parts'].includes(name)))(
  '%s has the losses of Keras in five steps of SGD, to 1e-4',
  async (file, name) => {
    const { x, y, losses = [] } = await expected(file);
    const model = await load(pathOf(file), objects[name]);
    model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
    const [input, target] = [tf.tensor(x[0].values, x[0].shape), tf.zeros(y[0].shape)];
    const received: number[] = [];
    for (const _ of losses) received.push((await model.trainOnBatch(input, target)) as number);
    expect(losses).toHaveLength(5);
    await expectValues(received, losses, { ulp: 0, absolute: 1e-4 });
  },
);

test.each(files)('%s without its objects is refused, and nothing is registered', async (file) => {
  await import('../../src/keras/layers/index.js'); // An unknown class may be one of these.
  const before = registeredNames();
  await expect(load(pathOf(file))).rejects.toThrow('The model cannot be translated:');
  expect(registeredNames()).toEqual(before);
});

test('two models have two objects under one name', async () => {
  const other = class extends Gate {
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.zerosLike([inputs].flat()[0]);
    }
  };
  const path = pathOf('keras3/gate.keras');
  const [model, different] = await Promise.all([
    load(path, objects.gate),
    load(path, { 'My>Gate': other }),
  ]);
  await expectOutputs(model, 'keras3/gate.json');
  const zeros = different.predict(tf.ones([1, 3])) as tf.Tensor;
  await expectValues(zeros, [0, 0]);
});

test('a class that tf.serialization knows goes on to load by itself', async () => {
  class Registered extends Gate {
    static override readonly className = 'My>Gate';

    override getConfig() {
      return { ...super.getConfig(), factor: 0 };
    }
  }
  tf.serialization.registerClass(Registered);
  try {
    await expectOutputs(await load(pathOf('keras3/gate.keras')), 'keras3/gate.json');
  } finally {
    delete tf.serialization.SerializationMap.getMap().classNameMap['My>Gate'];
  }
});

test.each([
  ['keras3/same_name.keras', { Dense: Twice }],
  ['keras2/same_name.keras', { Dense: Twice }],
])(
  'in %s, an object named as a class of Keras is only what the file says is its own',
  async (file, given) => {
    const model = await load(pathOf(file), given);
    await expectOutputs(model, file);
  },
);

test('where the file does not say whose class it is, an object named as a class of Keras is refused', async () => {
  await expect(load(pathOf('keras2/gate.h5'), { ...objects.gate, Dense: Twice })).rejects.toThrow(
    "has the class name 'Dense' of Keras, and the file does not say whether",
  );
});

test.each([
  ['2.4.0', "has the activation 'relu', and the file does not say whether it is Keras's function"],
  ['2.15.0', undefined],
  ['3.15.1', undefined],
])(
  'in a file of Keras %s, an activation with a name of Keras is its own, or refused',
  async (version, reason) => {
    const layers = [
      { class_name: 'InputLayer', config: { name: 'x', batch_input_shape: [null, 2] } },
      { class_name: 'Activation', config: { name: 'it', trainable: true, activation: 'relu' } },
    ];
    const config = { class_name: 'Sequential', config: { name: 'm', layers } };
    const source = {
      load: async () => ({ modelTopology: { keras_version: version, model_config: config } }),
    };
    const loading = load(source, { relu: tf.neg });
    if (reason) await expect(loading).rejects.toThrow(reason);
    else await expectValues((await loading).predict(tf.tensor([[-1, 2]])) as tf.Tensor, [0, 2]);
  },
);

test('an object that is no class and no function is refused', async () => {
  const given = { Gate: 'Gate' } as unknown as CustomObjects;
  await expect(load(pathOf('keras3/gate.keras'), given)).rejects.toThrow(
    'customObjects[\'Gate\'] must be a class, a function, or an object with a function for each layer. Received: "Gate"',
  );
});

test('a class cannot be an activation', async () => {
  await expect(load(pathOf('keras3/bare.keras'), { Bare: Gate, bare_swish: Gate })).rejects.toThrow(
    "'bare_swish' is a class, but an activation must be a function",
  );
});

test('a function that fails is named with its layer', async () => {
  const given = { ...objects.lambda_layers, first: (x: tf.Tensor) => x.reshape([7, 11]) };
  await expect(load(pathOf('keras3/lambda_layers.keras'), given)).rejects.toThrow(
    "The function of the layer 'first' fails for a tensor of shape [null,3]:",
  );
});

test('check takes the same objects', async () => {
  const path = pathOf('keras3/gate.keras');
  const rows = await check(path, { customObjects: objects.gate });
  expect(rows.flatMap(({ problems }) => problems)).toEqual([]);
  const [row] = (await check(path)).filter(({ className }) => className === 'Gate');
  expect(row.problems[0]).toContain("customObjects: { 'My>Gate': … }");
});

test.each(
  ['keras2', 'keras3'].flatMap((keras) =>
    ['own_sequential', 'own_functional', 'in_sequential'].flatMap((name) =>
      ['keras', 'h5'].map((ending) => `${keras}/${name}.${ending}`),
    ),
  ),
)('%s, a subclass of a model, is not taken for one of Keras', async (file) => {
  await expect(load(pathOf(file))).rejects.toThrow('is a model that is defined by code');
});
