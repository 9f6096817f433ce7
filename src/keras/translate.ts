import { show } from '../arguments/show.js';
import { takeActivation } from './config/activation.js';
import { takeActivityRegularizer } from './config/activity.js';
import { withoutCudnn } from './config/cudnn.js';
import { type CustomObjects, GivenObjects } from './config/custom_objects.js';
import { problemOfUser } from './config/identity.js';
import { type Context, translateLayer } from './config/layer.js';
import { layerClass } from './config/layer_classes.js';
import { MadeLayers } from './config/made_layers.js';
import type { ModelFacts } from './config/own_class.js';
import { layerOfPackage } from './config/packages.js';
import { type Problem, Problems, type Report } from './config/problems.js';
import { isScalarInput, withAxis } from './config/scalar_inputs.js';
import {
  layersOf,
  nameOf,
  numberedName,
  type Serialized,
  type SerializedLayer,
  snakeName,
} from './config/serialized.js';
import { tensorName } from './config/tensor_name.js';
import { inTrainingMode, isInTrainingMode } from './config/training_mode.js';
import { isKeras1, isKeras3, savesFunctional } from './config/version.js';
import { around, type PartSource, partOf } from './graph/around.js';
import { callsOf } from './graph/calls.js';
import { functional } from './graph/functional.js';
import { type Inputs, inputsOf } from './graph/inputs.js';
import { callOfLayer, outputsOf, ruleOfUser } from './graph/mask_rules.js';
import {
  type Call,
  callAmong,
  callInTurn,
  callOfModel,
  checkMasks,
  endKerasMask,
  inputOf,
  madeWhenRun,
} from './graph/masks.js';
import { sequential } from './graph/sequential.js';
import type { Named, Part, TranslatedLayer, TranslatedModel } from './graph/translated.js';
import type { Parts } from './load_parts.js';
import { isOp } from './ops/is_op.js';
import type { TranslatedOp } from './ops/read.js';

// Translates the config of a Keras model to the config of Keras 2 that tfjs reads.

/** The location of a layer in the source and in tfjs's model. */
interface Where {
  readonly place: string;
  /** The names of the models that contain the layer, and its own name, in the source. */
  readonly path: readonly string[];
  /** The same in tfjs's model without the outermost name; no two layers of that model may have the same name. */
  readonly translatedPath: readonly string[];
  /** The path of its weights in a `.keras` file: `layers/dense_1`; empty for the outermost model. */
  readonly store: string;
}

/** A layer that is not a model. */
export interface Leaf extends Where {
  readonly source: SerializedLayer;
  /** It is the activation of the layer at this place, added as a layer after it. */
  readonly isActivation?: true;
}

export interface Translation {
  readonly topology: Serialized;
  readonly leaves: readonly Leaf[];
  readonly ops: readonly Leaf[];
  readonly problems: readonly Problem[];
  readonly given: GivenObjects;
  readonly made: MadeLayers;
  readonly parts: Parts;
}

/**
 * @param version The version of Keras that saved the model.
 * @param customObjects The custom classes and functions.
 */
export function translate(
  model: Serialized,
  version: string,
  facts: ModelFacts,
  parts: Parts,
  customObjects: CustomObjects = {},
): Translation {
  return translateWith(model, version, facts, parts, customObjects, new Set());
}

/** @param ownMask The places of layers to which tfjs would pass the mask of another layer. */
function translateWith(
  model: Serialized,
  version: string,
  facts: ModelFacts,
  parts: Parts,
  customObjects: CustomObjects,
  ownMask: ReadonlySet<string>,
): Translation {
  const translator = new Translator(
    version,
    facts,
    parts,
    new GivenObjects(customObjects, version),
    ownMask,
  );
  const { topology, call } = translator.model(model, {
    place: 'model',
    path: [nameOf(model)],
    translatedPath: [],
    store: '',
  });
  const { leaves, ops, given, made } = translator;
  const problems = translator.problems.all;
  const stale = new Set(ownMask);
  // Only a model without problems can be run.
  if (facts.hasMasks && problems.length === 0) {
    checkMasks(call, version, (place, problem) => {
      if (ownMask.has(place)) problem(HANDED);
      stale.add(place);
    });
  }
  return stale.size > ownMask.size
    ? translateWith(model, version, facts, parts, customObjects, stale)
    : { topology, leaves, ops, problems, given, made, parts };
}

const HANDED =
  'receives a mask in tfjs that its input does not carry: split the model before it, or remove mask_zero and Masking';

class Translator implements Context {
  readonly leaves: Leaf[] = [];
  /** The functions that are called on tensors. */
  readonly ops: Leaf[] = [];
  readonly problems = new Problems();
  readonly made = new MadeLayers();
  private readonly byKind = new Map<string, Serialized>();
  /** The names in use, and how many more layers have requested each. */
  private readonly names = new Map<string, number>();

  constructor(
    readonly version: string,
    readonly facts: ModelFacts,
    private readonly parts: Parts,
    readonly given: GivenObjects,
    private readonly ownMask: ReadonlySet<string>,
  ) {}

  model(given: Serialized, where: Where): { readonly topology: Serialized; readonly call: Call } {
    const { keras1 } = this.parts;
    const model = (isKeras1(this.version) && keras1?.withoutFirstMerge(given)) || given;
    const problem = this.problems.reporter(where.place, model);
    const layers = layersOf(model);
    if (layers === undefined) {
      problem(`has no list of layers. Received: ${Object.keys(model.config).join(', ')}`);
      return { topology: model, call: callInTurn([]) };
    }
    if (this.isDefinedByCode(model)) {
      problem('is a model that is defined by code, which is not saved in the file');
    }
    const counts = new Map<string, number>();
    const translated = layers.map((layer, i) => this.layer(layer, i, counts, where));
    const class_name = model.class_name === 'Model' ? 'Functional' : model.class_name;
    const { config, call }: TranslatedModel =
      class_name === 'Sequential'
        ? sequential(translated, model)
        : functional(translated, model, this.version, problem);
    const { name = snakeName(class_name), trainable = true } = model.config;
    return {
      topology: { class_name, config: { name: tensorName(String(name)), trainable, ...config } },
      call,
    };
  }

  private isDefinedByCode(model: Serialized): boolean {
    const { class_name } = model;
    if (class_name === 'Model' && savesFunctional(this.version)) return true;
    const isKnown = ['Sequential', 'Functional', 'Model'].includes(class_name);
    return !isKnown || problemOfUser(model) !== undefined;
  }

  /**
   * A layer of a model, which may itself be a model.
   *
   * @param counts How many layers of each class precede it in the model that contains it.
   */
  private layer(
    written: SerializedLayer,
    index: number,
    counts: Map<string, number>,
    holder: Where,
  ): TranslatedLayer {
    const place = `${holder.place}/layers/${index}`;
    const given = layerOfPackage(written);
    const problem = this.problems.reporter(place, given);
    const source = this.inWordsOfKeras2(given, problem);
    const where = this.within(holder, place, given, counts);
    const calls = callsOf(source, problem);
    const layer = { name: nameOf(given), source, problem };
    const { translateOp } = this.parts;
    return translateOp &&
      isOp(source, isKeras3(this.version)) &&
      !this.given.hasLayer(source, place)
      ? this.op(layer, translateOp(source, calls, problem), where)
      : this.called(layer, inputsOf(source, calls, this.version, problem), where);
  }

  private inWordsOfKeras2(given: SerializedLayer, problem: Report): SerializedLayer {
    const { keras1 } = this.parts;
    const source = withoutCudnn(keras1?.inWordsOfKeras2(given, this.version, problem) ?? given);
    const name = source.config.name ?? source.name ?? '';
    if (typeof name !== 'string') problem(`has a name that is not a string: ${show(name)}`);
    return source;
  }

  private within(
    holder: Where,
    place: string,
    layer: SerializedLayer,
    counts: Map<string, number>,
  ): Where {
    const { class_name } = layer;
    const name = nameOf(layer);
    const { pythonName = class_name } = layerClass(class_name);
    const inHolder = `layers/${numberedName(pythonName, counts)}`;
    const freeName = this.freeName(tensorName(name || snakeName(class_name)));
    return {
      place,
      path: [...holder.path, name],
      translatedPath: [...holder.translatedPath, freeName],
      store: holder.store === '' ? inHolder : `${holder.store}/${inHolder}`,
    };
  }

  /** A layer that is not an op, with the layers around it. */
  private called(layer: Introduced, inputs: Inputs, where: Where): TranslatedLayer {
    const { name, source, problem } = layer;
    const { place } = where;
    // An input of a model that is a layer may have any shape.
    const isScalar = isScalarInput(source) && where.translatedPath.length === 1;
    const [input, withoutAxis] = isScalar ? withAxis(source) : [source];
    const [unregularized, regularization] = takeActivityRegularizer(input, problem);
    const [rest, activation] = takeActivation(unregularized);
    const called = withArgumentsOf(rest, { ...inputs.config, ...this.unmasked(place) });
    const model = layersOf(source) ? this.model(source, where) : undefined;
    const translated = model?.topology ?? this.leaf(called, { ...where, source });
    const { before, behind } = around(source, inputs, {
      ...{ version: this.version, facts: this.facts, hasStaleMask: this.ownMask.has(place) },
    });
    if (withoutAxis) behind.push(partOf(withoutAxis, 'scalar'));
    if (activation) behind.push(partOf(activation, 'activation'));
    if (regularization) behind.push(partOf(regularization, 'activity'));
    const parts = (sources: readonly PartSource[]) =>
      sources.map((each) => this.part(each, each.source === activation, source, where));
    const callsOfParts = (sources: readonly PartSource[]) =>
      sources.map(({ source, takes }) => ({ call: callOfLayer(source, place, problem), takes }));
    const makeCall = () => {
      const call = model
        ? callOfModel(model.call)
        : callOfLayer(called, place, problem, ruleOfUser(translated));
      return callAmong(
        callsOfParts(before),
        this.isWithoutMask(inputs) ? withoutKerasMask(call) : call,
        callsOfParts(behind),
        inputs.hasMask,
      );
    };
    return {
      name,
      source,
      problem,
      nodes: inputs.nodes,
      hasMask: inputs.hasMask,
      before: parts(before),
      layer: named(translated, nameIn(where)),
      outputs: outputsOf(source),
      behind: parts(behind),
      call: madeWhenRun(makeCall),
    };
  }

  /** Only in a model without inner models does a call in Keras 3 determine the mask. */
  private isWithoutMask({ saysNoMask, hasNoMask }: Inputs): boolean {
    return hasNoMask || (saysNoMask && !this.facts.hasModels);
  }

  private part(
    { source, kind, takes }: PartSource,
    isActivation: boolean,
    layer: SerializedLayer,
    where: Where,
  ): Part {
    const name = this.freeName(`${nameIn(where)}_${kind}`);
    if (isActivation) {
      const translatedPath = [...where.translatedPath.slice(0, -1), name];
      this.leaves.push({ ...where, source: layer, translatedPath, isActivation });
    }
    return { layer: named(this.translated(source, where.place), name), takes };
  }

  /** The inputs of a layer whose masks are ignored, if there are any. */
  private unmasked(place: string): Serialized['config'] {
    const prefix = inputOf(place, '');
    const noted = [...this.ownMask].filter((each) => each.startsWith(prefix));
    return noted.length > 0 ? { unmasked: noted.map((each) => each.slice(prefix.length)) } : {};
  }

  private op(
    layer: Introduced,
    { class_name, config, nodes }: TranslatedOp,
    where: Where,
  ): TranslatedLayer {
    this.ops.push({ ...where, source: layer.source });
    const name = nameIn(where);
    const source = { class_name, config: { name, ...config }, module: 'keras.layers' };
    return {
      ...{ ...layer, nodes, hasMask: false, before: [], outputs: 1, behind: [] },
      layer: named(this.translated(source, where.place), name),
      call: madeWhenRun(() =>
        callInTurn([callOfLayer(source, where.place, layer.problem), endKerasMask]),
      ),
    };
  }

  /** @param layer The translated source of the leaf. */
  private leaf(layer: SerializedLayer, leaf: Leaf): Serialized {
    this.leaves.push(leaf);
    const translated = this.translated(layer, leaf.place);
    return isInTrainingMode(leaf.source) ? inTrainingMode(translated) : translated;
  }

  /** The translation of a layer, under its own name or under that of another layer of its kind. */
  private translated(layer: Serialized, place: string): Serialized {
    const { byKind, facts, given, problems } = this;
    if (given.hasLayer(layer, place)) return translateLayer(layer, place, this);
    const kind = facts.kinds.of(layer);
    const known = byKind.get(kind);
    if (known) return known;
    const count = () => problems.all.length + given.references;
    const before = count();
    const translated = translateLayer(layer, place, this);
    // Each layer reports its own problems, and a custom object may be that of one layer.
    if (count() === before) byKind.set(kind, translated);
    return translated;
  }

  /** tfjs finds weights by the names of layers, regardless of the models that contain them. */
  private freeName(name: string): string {
    const count = this.names.get(name);
    this.names.set(name, (count ?? 0) + 1);
    return count === undefined ? name : this.freeName(`${name}_${count}`);
  }
}

/** The properties of a layer that are known before it is translated. */
type Introduced = Pick<TranslatedLayer, 'name' | 'source' | 'problem'>;

function withArgumentsOf(layer: SerializedLayer, added: Serialized['config']): SerializedLayer {
  const hasNone = Object.keys(added).length === 0;
  return hasNone ? layer : { ...layer, config: { ...layer.config, ...added } };
}

/** The name of the layer in tfjs's model. */
function nameIn({ translatedPath }: Where): string {
  return translatedPath.at(-1) as string;
}

function named(layer: Serialized, name: string): Named {
  const { config } = layer;
  return { ...layer, name, config: config.name === name ? config : { ...config, name } };
}

/** The same call with a first input that has no mask in Keras. */
function withoutKerasMask(call: Call): Call {
  return ([first, ...others], run) => call([{ ...first, keras: null }, ...others], run);
}
