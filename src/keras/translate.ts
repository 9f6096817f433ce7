import { show } from '../arguments/show.js';
import { takeActivation } from './config/activation.js';
import { problemOfUser } from './config/identity.js';
import { type Context, translateLayer } from './config/layer.js';
import { isOp, layerOfOp } from './config/ops.js';
import { type Problem, Problems } from './config/problems.js';
import {
  layersOf,
  nameOf,
  numberedName,
  type Serialized,
  type SerializedLayer,
  snakeName,
  unwrapped,
} from './config/serialized.js';
import { isKeras3, savesFunctional } from './config/version.js';
import { functional } from './graph/functional.js';
import { callOfLayer, makesMask } from './graph/mask_rules.js';
import { type Call, callInTurn, callOfModel, checkMasks, endKerasMask } from './graph/masks.js';
import { sequential } from './graph/sequential.js';
import type { Named, TranslatedLayer, TranslatedModel } from './graph/translated.js';

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
}

export interface Translation {
  readonly topology: Serialized;
  readonly leaves: readonly Leaf[];
  readonly problems: readonly Problem[];
}

/** @param version The version of the Keras that saved the model. */
export function translate(model: Serialized, version: string): Translation {
  const translator = new Translator(version);
  const { topology, call } = translator.model(model, {
    place: 'model',
    path: [nameOf(model)],
    translatedPath: [],
    store: '',
  });
  const { leaves } = translator;
  const problems = translator.problems.all;
  const hasMasks = leaves.some(({ source }) => makesMask(unwrapped(source).layer));
  // Only a model without problems can be run.
  if (hasMasks && problems.length === 0) checkMasks(call, version);
  return { topology, leaves, problems };
}

class Translator implements Context {
  readonly leaves: Leaf[] = [];
  readonly problems = new Problems();
  /** The names that are taken, and how many more layers have asked for each. */
  private readonly names = new Map<string, number>();

  constructor(readonly version: string) {}

  model(model: Serialized, where: Where): { readonly topology: Serialized; readonly call: Call } {
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
    return { topology: { class_name, config: { name, trainable, ...config } }, call };
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
    source: SerializedLayer,
    index: number,
    counts: Map<string, number>,
    holder: Where,
  ): TranslatedLayer {
    const isOfOp = isOp(source, isKeras3(this.version));
    const layer = (isOfOp && layerOfOp(source)) || source;
    const name = nameOf(layer);
    const freeName = this.freeName(name);
    const where = {
      place: `${holder.place}/layers/${index}`,
      path: [...holder.path, name],
      translatedPath: [...holder.translatedPath, freeName],
      store: `${holder.store}/layers/${numberedName(source.class_name, counts)}`.replace(/^\//, ''),
    };
    const problem = this.problems.reporter(where.place, layer);
    if (typeof (layer.config.name ?? layer.name ?? '') !== 'string') {
      problem(`has a name that is no text: ${show(layer.config.name)}`);
    }
    const [rest, activation] = takeActivation(layer);
    const model = layersOf(layer) ? this.model(layer, where) : undefined;
    return {
      ...{ name, source: layer, problem },
      layer: named(model?.topology ?? this.leaf(rest, where), freeName),
      activation: activation && this.activation(activation, where.place, `${freeName}_activation`),
      call: callInTurn([
        model ? callOfModel(model.call) : callOfLayer(rest, problem),
        ...(activation ? [callOfLayer(activation, problem)] : []),
        ...(isOfOp ? [endKerasMask] : []),
      ]),
    };
  }

  private leaf(source: SerializedLayer, where: Where): Serialized {
    this.leaves.push({ ...where, source });
    return translateLayer(source, where.place, this);
  }

  private activation(activation: Serialized, place: string, name: string): Named {
    return named(translateLayer(activation, place, this), this.freeName(name));
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
