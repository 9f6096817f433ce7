import type * as tf from '@tensorflow/tfjs';
import { camelCase } from '../../arguments/case.js';
import { show } from '../../arguments/show.js';
import { isOfKeras, nameOfClass } from './identity.js';
import { Scope } from './made_by_user.js';
import { isRegistered } from './registry.js';
import { isObject, isSerialized, nameOf, type Serialized } from './serialized.js';
import { isOfTfjs } from './version.js';

// Finds the classes and functions of the user that a file refers to by name.

/**
 * A custom function: an activation, an initializer, a regularizer or a constraint, or the function of a `Lambda`
 * layer.
 */
// biome-ignore lint/suspicious/noExplicitAny: it is called with what its place in the model gives it.
export type CustomFunction = (...args: any[]) => tf.Tensor | tf.Tensor[];

/** A custom class: a layer, an initializer, a regularizer or a constraint. */
// biome-ignore lint/suspicious/noExplicitAny: a class takes the arguments that its Python class saved.
export type CustomClass = new (config: any) => tf.serialization.Serializable;

/** A custom class or function. */
export type CustomObject = CustomClass | CustomFunction;

/**
 * Custom classes and functions, under the names that Keras saved: `My>Gate` or `Gate`, `my_swish`, the name of a
 * `Lambda` layer, or `<lambda>`. Under that name, an object can give a function for each layer, by the layer's name
 * or place.
 */
export type CustomObjects = Readonly<
  Record<string, CustomObject | Readonly<Record<string, CustomObject>>>
>;

/** A custom object, and the name that it is saved under. */
interface Found {
  readonly object: CustomObject;
  readonly name: string;
}

/** The place of an object in a file. */
export interface Site {
  /** `model/layers/7`. */
  readonly place: string;
  /** The name of the layer. */
  readonly layer: string;
}

const LAMBDA = '<lambda>';

/** The custom objects that were passed for a file. */
export class GivenObjects {
  private readonly scope = new Scope();
  private readonly isEmpty: boolean;

  /** @param version The version of Keras that saved the file. */
  constructor(
    private readonly objects: CustomObjects,
    private readonly version: string,
  ) {
    const entries = Object.entries(objects);
    for (const [name, object] of entries) checkObject(name, object);
    this.isEmpty = entries.length === 0;
  }

  /** Keeps the objects alive as long as the topology of the model, which refers to them. */
  keepWith(topology: object): void {
    this.scope.keepWith(topology);
  }

  /** The number of references to custom objects that were made. */
  get references(): number {
    return this.scope.size;
  }

  /** Whether a custom object was passed for a layer. */
  hasLayer(layer: Serialized, place: string): boolean {
    return this.findLayer(layer, place) !== undefined;
  }

  /** A custom layer in the form that tfjs reads; `undefined` if the layer is not custom. */
  layer(source: Serialized, place: string, config: Serialized['config']): Serialized | undefined {
    const found = this.findLayer(source, place);
    return found && this.scope.reference(found.object, found.name, 'layer', config);
  }

  /** A custom activation, initializer, regularizer or constraint in the form that tfjs reads. */
  argument(key: string, value: unknown, site: Site): Serialized | undefined {
    if (this.isEmpty) return undefined;
    const role = /(activation|initializer|regularizer|constraint)$/.exec(key)?.[0];
    if (role === undefined) return undefined;
    const found = isLambda(value)
      ? this.lambda({ ...site, layer: key === role ? site.layer : `${site.layer}.${key}` })
      : this.byName(...this.namesOfArgument(value));
    if (found === undefined) return undefined;
    const config = isSerialized(value) ? value.config : {};
    return this.scope.reference(found.object, found.name, role, config);
  }

  /**
   * Tells the user what to do if a name belongs to Keras and to a custom object, and the file does not say which one
   * it means.
   */
  problemOf(source: Serialized): string | undefined {
    const { class_name, module } = source;
    if (!Object.hasOwn(this.objects, class_name)) return undefined;
    if (module !== undefined || !isRegistered(class_name) || isOfTfjs(this.version))
      return undefined;
    return (
      `has the class name '${class_name}' of Keras, and the file does not say whether it is Keras's class or yours: ` +
      'remove it from customObjects, or register your class with Keras under a package and save again'
    );
  }

  /**
   * The same for an activation. Since 2.13, Keras saves a custom function as an object, and only its own functions by
   * name.
   */
  problemOfActivation(value: unknown): string | undefined {
    if (typeof value !== 'string' || !Object.hasOwn(this.objects, value)) return undefined;
    if (!isKnownName(value) || isOfTfjs(this.version) || /^(2\.1[3-9]|3)\./.test(this.version)) {
      return undefined;
    }
    return (
      `has the activation '${value}', and the file does not say whether it is Keras's function or yours: ` +
      'remove it from customObjects, or rename your function in Keras and save again'
    );
  }

  private findLayer(source: Serialized, place: string): Found | undefined {
    if (this.isEmpty) return undefined;
    if (source.class_name === 'Lambda') return this.lambdaLayer(source, place);
    if (isKnown(source)) return undefined;
    return this.byName(...namesOfClass(source));
  }

  private lambdaLayer({ config, ...layer }: Serialized, place: string): Found | undefined {
    const site = { place, layer: nameOf({ config, ...layer }) };
    const { function: saved } = config;
    const ofTfjs = isObject(saved) && typeof saved.name === 'string' ? [saved.name] : [];
    return (
      this.byName(...ofTfjs, site.layer, ...this.placeOf(site), ...this.namesOfArgument(saved)) ??
      this.ofSite(this.objects[LAMBDA], site)
    );
  }

  private lambda(site: Site): Found | undefined {
    const given = Object.hasOwn(this.objects, LAMBDA) ? this.objects[LAMBDA] : undefined;
    return typeof given === 'function' ? { object: given, name: LAMBDA } : this.ofSite(given, site);
  }

  private ofSite(given: CustomObjects[string] | undefined, site: Site): Found | undefined {
    if (typeof given !== 'object') return undefined;
    const key = [...this.placeOf(site), site.layer].find((each) => Object.hasOwn(given, each));
    return key === undefined ? undefined : { object: given[key], name: LAMBDA };
  }

  /** tfjs saves a model with places that differ from those in the file that it was loaded from. */
  private placeOf({ place }: Site): readonly string[] {
    return isOfTfjs(this.version) ? [] : [place];
  }

  /** The names of a function or an object that is an argument; empty if it belongs to Keras. */
  private namesOfArgument(value: unknown): string[] {
    if (typeof value === 'string') {
      if (isKnownName(value)) return [];
      // tfjs saves names in snake case.
      const changed = Object.keys(this.objects).filter((name) => snakeOfTfjs(name) === value);
      return [...withBareName(value), ...changed];
    }
    if (!isObject(value)) return [];
    const { class_name, config, registered_name } = value;
    if (class_name === 'function' && typeof config === 'string') {
      const registered = typeof registered_name === 'string' ? [registered_name] : [];
      return [...registered.filter((name) => name !== 'function'), config].flatMap(withBareName);
    }
    return isSerialized(value) && !isKnown(value) ? namesOfClass(value) : [];
  }

  /** The first of these names that a custom object was passed for. */
  private byName(...names: readonly string[]): Found | undefined {
    for (const name of names) {
      const object = Object.hasOwn(this.objects, name) ? this.objects[name] : undefined;
      if (typeof object === 'function') return { object, name: distinct(names[0]) };
    }
    return undefined;
  }
}

/** A name that is not the name of a Keras class: without a package, a class belongs to `Custom`, as in Keras. */
function distinct(name: string): string {
  return isRegistered(name) ? `Custom>${name}` : name;
}

/** The names of a class, the most specific first. */
function namesOfClass(source: Serialized): string[] {
  const { class_name } = source;
  return [...new Set([nameOfClass(source), class_name])].flatMap(withBareName);
}

function withBareName(name: string): string[] {
  return name.includes('>') ? [name, name.replace(/^.*>/, '')] : [name];
}

/** A name as tfjs saves it. */
function snakeOfTfjs(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Whether tfjs or this package has an object with this name. */
function isKnownName(name: string): boolean {
  return isRegistered(name) || isRegistered(camelCase(name));
}

/** Whether it is an object of Keras that tfjs or this package has too. For others, the user may pass an object. */
function isKnown(source: Serialized): boolean {
  return isOfKeras(source) && isRegistered(source.class_name);
}

/** Whether it is an anonymous function, whose bytecode Keras saves. */
function isLambda(value: unknown): boolean {
  if (value === LAMBDA) return true;
  if (!isObject(value)) return false;
  return value.class_name === '__lambda__' || Array.isArray(value.value);
}

function checkObject(name: string, object: CustomObjects[string]): void {
  const given = typeof object === 'object' && object !== null ? Object.values(object) : [object];
  if (given.every((each) => typeof each === 'function')) return;
  throw new TypeError(
    `customObjects['${name}'] must be a class, a function, or an object with a function for each layer. ` +
      `Received: ${show(object)}`,
  );
}
