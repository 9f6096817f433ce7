import { show } from '../arguments/show.js';
import { leakyRelu } from '../catalogue/rectifiers.js';
import type { CheckedLayer } from './check.js';
import { compared } from './compared.js';
import { isActivationKey } from './config/activation.js';
import { isOfUser } from './config/identity.js';
import { layerClasses, nameHere } from './config/layer_classes.js';
import { type ModelFacts, neededClass, serializedIn } from './config/own_class.js';
import { propertiesOf } from './config/registry.js';
import { isSerialized, type Serialized } from './config/serialized.js';
import { isKeras3 } from './config/version.js';
import { readModel } from './files/read.js';
import type { KerasSource } from './files/source.js';
import { loadKeras1, loadParts } from './load_parts.js';
import { factsOf } from './model_facts.js';
import type { FromKerasOptions } from './options.js';
import { type Leaf, translate } from './translate.js';

/** Implements {@link check}. This file is imported on demand. */
export async function checkedLayers(
  source: KerasSource,
  { customObjects }: FromKerasOptions,
): Promise<CheckedLayer[]> {
  const { model: saved, version, weights } = await readModel(source);
  const keras1 = await loadKeras1(version, weights);
  const model = keras1?.withSharedAxes(saved, version, weights) ?? saved;
  const facts = factsOf(model, version, keras1);
  const parts = await loadParts(facts, keras1, customObjects);
  const { leaves, ops, problems } = translate(model, version, facts, parts, customObjects);
  const row = ({ place, path, source }: Leaf) => ({
    place,
    layer: path.at(-1) as string,
    className: source.class_name,
    problems: problems.flatMap((problem) => (problem.place === place ? [problem.message] : [])),
  });
  const layers = leaves.filter(({ isActivation }) => !isActivation);
  const ofLayers = layers.map((leaf) => ({
    ...row(leaf),
    activation: activationOf(leaf.source),
    compared: isOfUser(leaf.source) ? [] : (compared[nameHere(leaf.source.class_name)] ?? []),
    stock: [...missingInTfjs(leaf.source, facts), ...stockWould(leaf.source, isKeras3(version))],
  }));
  const ofOps = ops.map((leaf) => ({
    ...row(leaf),
    ...{ activation: '', compared: [], stock: ['cannot load it'] },
  }));
  const rows = [...ofLayers, ...ofOps].sort((a, b) => inOrder.compare(a.place, b.place));
  const ofModels = problems.filter(({ place }) => !rows.some((row) => row.place === place));
  return [
    ...ofModels.map(({ place, layer, message }) => ({
      ...{ place, layer, className: '', activation: '' },
      ...{ problems: [message], compared: [], stock: [] },
    })),
    ...rows,
  ];
}

/** Compares places by their numbers: `model/layers/10` follows `model/layers/9`. */
const inOrder = new Intl.Collator('en', { numeric: true });

function activationOf({ config: { activation } }: Serialized): string {
  if (typeof activation === 'string') return activation;
  return isSerialized(activation) ? activation.class_name : '';
}

/** The activations that tfjs 4.22 has. */
const STOCK_ACTIVATIONS =
  'linear elu gelu gelu_new hard_sigmoid log_softmax mish relu relu6 selu sigmoid softmax softplus softsign ' +
  'swish tanh';

/** The classes of a layer, and of those inside it, that are not tfjs's own. */
function missingInTfjs(layer: Serialized, facts: ModelFacts): string[] {
  const all = serializedIn(layer).filter((each) => !isOfUser(each));
  const said = all.flatMap((each) => {
    const { class_name } = each;
    if (propertiesOf(nameHere(class_name))) return [`has no ${class_name}`];
    return layerClasses.has(class_name) && neededClass(each, facts) !== undefined
      ? [`throws or computes something else for ${class_name} with these arguments`]
      : [];
  });
  return [...new Set(said)];
}

/** Which arguments of a layer tfjs without this package would ignore or refuse. */
function stockWould({ class_name, config }: Serialized, ofKeras3: boolean): string[] {
  const said: string[] = [];
  const { negative_slope: slope, threshold = 0, alpha = 1, axis = -1 } = config;
  if (class_name === 'LeakyReLU' && slope !== undefined) {
    said.push(`uses slope ${leakyRelu.layerDefaults.alpha}`);
  }
  if (class_name === 'ReLU' && Number(slope ?? 0) !== 0) said.push('ignores negative_slope');
  if (class_name === 'ReLU' && Number(threshold) !== 0) said.push('ignores threshold');
  if (class_name === 'ELU' && alpha !== 1) said.push(`throws for alpha=${show(alpha)}`);
  if (class_name === 'ThresholdedReLU') said.push('cannot train it');
  if (class_name === 'Softmax' && axis !== -1) said.push(`throws for axis=${show(axis)}`);
  for (const [key, value] of Object.entries(config)) {
    if (isActivationKey(key) && typeof value === 'string') {
      if (!STOCK_ACTIVATIONS.split(' ').includes(value)) said.push(`has no ${key} '${value}'`);
      if (ofKeras3 && value === 'hard_sigmoid')
        said.push(`computes a different ${key} hard_sigmoid`);
    }
    if (key.endsWith('_constraint') && isSerialized(value))
      said.push(`ignores the ${key} in training`);
    if (key.endsWith('_regularizer') && isSerialized(value) && value.class_name !== 'L1L2') {
      said.push(`has no ${key} ${value.class_name}`);
    }
  }
  return said;
}
