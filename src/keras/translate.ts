import { show } from '../arguments/show.js';
import { takeActivation } from './config/activation.js';
import { type CustomObjects, GivenObjects } from './config/custom_objects.js';
import { problemOfUser } from './config/identity.js';
import { layerOfKeras1, withoutFirstMerge } from './config/keras1.js';
import { type Context, translateLayer } from './config/layer.js';
import { GIVEN_MASK, layerClass, MERGED_MASK, ZERO_OUTPUT } from './config/layer_classes.js';
import type { ModelFacts } from './config/own_class.js';
import { layerOfPackage } from './config/packages.js';
import { type Problem, Problems } from './config/problems.js';
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
import {
  isKeras1,
  isKeras3,
  isStandaloneBefore24,
  masksSoftmaxOutput,
  mergesByAny,
  savesFunctional,
} from './config/version.js';
import { callsOf } from './graph/calls.js';
import { functional } from './graph/functional.js';
import { type Inputs, inputsOf } from './graph/inputs.js';
import {
  callOfLayer,
  outputsOf,
  ruleOfUser,
  sequencesOf,
  zeroedOutput,
} from './graph/mask_rules.js';
import {
  type Call,
  callAmong,
  callInTurn,
  callOfModel,
  checkMasks,
  endKerasMask,
  inputOf,
} from './graph/masks.js';
import { sequential } from './graph/sequential.js';
import type { Named, Part, Takes, TranslatedLayer, TranslatedModel } from './graph/translated.js';
import { Op } from './layers/op.js';
import { factsOf } from './model_facts.js';
import { isOp, type TranslatedOp, translateOp } from './ops/read.js';

// What Keras writes of a model, in the words of Keras 2 that tfjs reads.

/** Where a layer is, in the source and in tfjs's model. */
interface Where {
  readonly place: string;
  /** The names of the models that hold it, and its own, in the source. */
  readonly path: readonly string[];
  /** The same in tfjs's model, where no two layers may share a name, without the outermost. */
  readonly translatedPath: readonly string[];
  /** The path of its weights in a `.keras` file: `layers/dense_1`; empty for the model itself. */
  readonly store: string;
}

/** A layer that is no model. */
export interface Leaf extends Where {
  readonly source: SerializedLayer;
  /** It is the activation of the layer at this place, as a layer behind that. */
  readonly isActivation?: true;
}

export interface Translation {
  readonly topology: Serialized;
  readonly leaves: readonly Leaf[];
  readonly problems: readonly Problem[];
  readonly given: GivenObjects;
}

/**
 * @param version The version of the Keras that saved the model.
 * @param customObjects The user's own classes and functions.
 */
export function translate(
  model: Serialized,
  version: string,
  customObjects: CustomObjects = {},
): Translation {
  return translateWith(model, version, customObjects, new Set());
}

/** @param ownMask The places of layers that tfjs would hand the mask of another layer. */
function translateWith(
  model: Serialized,
  version: string,
  customObjects: CustomObjects,
  ownMask: ReadonlySet<string>,
): Translation {
  const facts = factsOf(model, version);
  const translator = new Translator(
    version,
    facts,
    new GivenObjects(customObjects, version),
    ownMask,
  );
  const { topology, call } = translator.model(model, {
    place: 'model',
    path: [nameOf(model)],
    translatedPath: [],
    store: '',
  });
  const { leaves } = translator;
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
    ? translateWith(model, version, customObjects, stale)
    : { topology, leaves, problems, given: translator.given };
}

const HANDED =
  'is handed a mask by tfjs that its input does not carry: split the model before it, or leave out mask_zero and Masking';

class Translator implements Context {
  readonly leaves: Leaf[] = [];
  readonly problems = new Problems();
  /** The names that are taken, and how many more layers have asked for each. */
  private readonly names = new Map<string, number>();

  constructor(
    readonly version: string,
    readonly facts: ModelFacts,
    readonly given: GivenObjects,
    private readonly ownMask: ReadonlySet<string>,
  ) {}

  model(given: Serialized, where: Where): { readonly topology: Serialized; readonly call: Call } {
    const model = isKeras1(this.version) ? withoutFirstMerge(given) : given;
    const problem = this.problems.reporter(where.place, model);
    const layers = layersOf(model);
    if (layers === undefined) {
      problem(`has no list of layers. Received: ${Object.keys(model.config).join(', ')}`);
      return { topology: model, call: callInTurn([]) };
    }
    if (this.isDefinedByCode(model)) {
      problem('is a model that is defined by code, which is not saved with it');
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
   * @param counts How many layers of each class came before it in the model that holds it.
   */
  private layer(
    written: SerializedLayer,
    index: number,
    counts: Map<string, number>,
    holder: Where,
  ): TranslatedLayer {
    const place = `${holder.place}/layers/${index}`;
    const given = layerOfPackage(written);
    const name = nameOf(given);
    const freeName = this.freeName(tensorName(name || snakeName(given.class_name)));
    const { pythonName = given.class_name } = layerClass(given.class_name);
    const where = {
      place,
      path: [...holder.path, name],
      translatedPath: [...holder.translatedPath, freeName],
      store: `${holder.store}/layers/${numberedName(pythonName, counts)}`.replace(/^\//, ''),
    };
    const problem = this.problems.reporter(where.place, given);
    const source = speaksOfKeras1(given, this.version)
      ? layerOfKeras1(given, this.version, problem)
      : given;
    if (typeof (source.config.name ?? source.name ?? '') !== 'string') {
      problem(`has a name that is no text: ${show(source.config.name)}`);
    }
    const calls = callsOf(source, problem);
    if (isOp(source, isKeras3(this.version)) && !this.given.hasLayer(source, place)) {
      const op = translateOp(source, calls, problem);
      return this.op({ name, source, problem, freeName }, op, where.place);
    }
    const inputs = inputsOf(source, calls, this.version, problem);
    const [rest, activation] = takeActivation(source);
    const called = {
      ...rest,
      config: { ...rest.config, ...inputs.config, ...this.unmasked(where.place) },
    };
    const model = layersOf(source) ? this.model(source, where) : undefined;
    const { before, behind } = this.around(source, inputs, where.place);
    if (activation) behind.push(part(activation, 'activation'));
    const made = (each: PartSource): Part => {
      const name = this.freeName(`${freeName}_${each.kind}`);
      if (each.source === activation) {
        const translatedPath = [...holder.translatedPath, name];
        this.leaves.push({ ...where, source, translatedPath, isActivation: true });
      }
      return {
        layer: named(translateLayer(each.source, where.place, this), name),
        takes: each.takes,
      };
    };
    const leaf = () => this.leaf(called, { ...where, source });
    const translated =
      model?.topology ?? (isInTrainingMode(source) ? inTrainingMode(leaf()) : leaf());
    const callOf = (each: Serialized) => callOfLayer(each, place, problem);
    const callOfPart = ({ source, takes }: PartSource) => ({ call: callOf(source), takes });
    const own = callOfLayer(called, place, problem, ruleOfUser(translated));
    return {
      ...{ name, source, problem, nodes: inputs.nodes, hasMask: inputs.hasMask },
      before: before.map(made),
      layer: named(translated, freeName),
      outputs: outputsOf(source),
      behind: behind.map(made),
      call: callAmong(
        before.map(callOfPart),
        withoutKerasMask(inputs, model ? callOfModel(model.call) : own),
        behind.map(callOfPart),
        inputs.hasMask,
      ),
    };
  }

  /** The inputs of a layer whose masks do not count, if there are any. */
  private unmasked(place: string): Serialized['config'] {
    const prefix = inputOf(place, '');
    const noted = [...this.ownMask].filter((each) => each.startsWith(prefix));
    return noted.length > 0 ? { unmasked: noted.map((each) => each.slice(prefix.length)) } : {};
  }

  /** What stands around a layer, for what Keras does there with masks. */
  private around(source: Serialized, { hasMask, nodes }: Inputs, place: string) {
    const before: PartSource[] = [];
    const behind: PartSource[] = [];
    if (hasMask && source.class_name === 'Softmax') {
      before.push(part(opOf('mask_logits', ['x', 'mask']), 'logits', 'mask'));
      if (masksSoftmaxOutput(this.version)) {
        behind.push(part(opOf('multiply', ['x1', 'x2']), 'masked', 'mask'));
      }
    } else if (hasMask || this.ownMask.has(place)) {
      before.push(part({ class_name: GIVEN_MASK, config: {} }, 'mask', 'mask'));
    }
    const zeroed = this.facts.hasMasks
      ? zeroedOutput(
          source,
          nodes.some(({ length }) => length > (hasMask ? 2 : 1)),
          this.version,
        )
      : undefined;
    if (zeroed) {
      const config = { sequences: sequencesOf(source), at: zeroed };
      behind.push(part({ class_name: ZERO_OUTPUT, config }, 'zeroed'));
    }
    if (this.facts.hasMasks && layerClass(source.class_name).mask === 'merges') {
      const config = { rule: mergesByAny(this.version) ? 'any' : 'all' };
      behind.push(part({ class_name: MERGED_MASK, config }, 'merged', 'inputs'));
    }
    return { before, behind };
  }

  private op(
    {
      freeName,
      ...rest
    }: Pick<TranslatedLayer, 'name' | 'source' | 'problem'> & { freeName: string },
    { class_name, config, nodes }: TranslatedOp,
    place: string,
  ): TranslatedLayer {
    const layer = { class_name, config: { name: freeName, ...config }, module: 'keras.layers' };
    const call = callOfLayer(layer, place, rest.problem);
    return {
      ...{ ...rest, nodes, hasMask: false, before: [], outputs: 1, behind: [] },
      layer: named(translateLayer(layer, place, this), freeName),
      call: callInTurn([call, endKerasMask]),
    };
  }

  /** @param layer What is translated of the source of the leaf. */
  private leaf(layer: SerializedLayer, leaf: Leaf): Serialized {
    this.leaves.push(leaf);
    return translateLayer(layer, leaf.place, this);
  }

  /** tfjs finds weights by the names of layers, whichever models hold these. */
  private freeName(name: string): string {
    const count = this.names.get(name);
    this.names.set(name, (count ?? 0) + 1);
    return count === undefined ? name : this.freeName(`${name}_${count}`);
  }
}

function named(layer: Serialized, name: string): Named {
  return { ...layer, name, config: { ...layer.config, name } };
}

/** Keras 2 saves a `Merge` as it was in Keras 1. */
function speaksOfKeras1({ class_name }: Serialized, version: string): boolean {
  return isKeras1(version) || (class_name === 'Merge' && isStandaloneBefore24(version));
}

/** A layer that is to stand before or behind another one. */
interface PartSource {
  readonly source: Serialized;
  /** What it is, in its name. */
  readonly kind: string;
  readonly takes?: Takes;
}

function part(source: Serialized, kind: string, takes?: Takes): PartSource {
  return { source, kind, takes };
}

function opOf(op: string, tensors: readonly string[]): Serialized {
  return { class_name: Op.className, config: { op, tensors } };
}

/** In Keras 3, a call says that it has no mask. */
function withoutKerasMask({ saysNoMask }: Inputs, call: Call): Call {
  if (!saysNoMask) return call;
  return ([first, ...others], run) => call([{ ...first, keras: null }, ...others], run);
}
