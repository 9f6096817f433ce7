import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import type { CustomClass, CustomFunction, CustomObject } from './custom_objects.js';
import { FunctionLayer } from './function_layer.js';
import { isObject, type Serialized } from './serialized.js';

// Custom objects in the topology of a model. tfjs finds each class by its name in one table, which all models share.
// So the topology contains a single class for all of them, `CustomObject`, and numbers that identify the object.

type Config = tf.serialization.ConfigDict;

interface Entry {
  readonly object: CustomObject;
  /** The name that it is saved under. */
  readonly name: string;
  /** Its role: `layer`, `activation`, `constraint` and so on. */
  readonly role: string;
}

/** They live as long as the topologies that refer to them. */
const scopes = new Map<number, WeakRef<Scope>>();
const ended = new FinalizationRegistry<number>((id) => scopes.delete(id));
const kept = new WeakMap<object, Scope>();
let made = 0;

/** The custom objects in the topology of one model. */
export class Scope {
  private readonly id = ++made;
  private readonly entries: Entry[] = [];

  constructor() {
    scopes.set(this.id, new WeakRef(this));
    ended.register(this, this.id);
  }

  get size(): number {
    return this.entries.length;
  }

  keepWith(topology: object): void {
    kept.set(topology, this);
  }

  reference(
    object: CustomObject,
    name: string,
    role: string,
    config: Serialized['config'],
  ): Serialized {
    const index = this.entries.push({ object, name, role }) - 1;
    const key = { scope: this.id, index };
    return { class_name: CustomReference.className, config: { ...config, custom_object: key } };
  }

  make(index: number, config: Config): tf.serialization.Serializable {
    const { object, name, role } = this.entries[index];
    if (isClass(object)) {
      if (role === 'activation')
        throw new Error(`'${name}' is a class, but an activation must be a function`);
      return withNameOf(construct(object, config), name, config);
    }
    return role === 'layer'
      ? new FunctionLayer(object, name, config)
      : new FunctionObject(object, name);
  }
}

/** Represents a custom object in a topology. */
export class CustomReference extends tf.serialization.Serializable {
  static readonly className: string = 'CustomObject';

  static override fromConfig<T extends tf.serialization.Serializable>(
    _: tf.serialization.SerializableConstructor<T>,
    { customObject, customObjects, ...config }: Config,
  ): T {
    const { scope, index } = isObject(customObject) ? customObject : {};
    const found = scopes.get(Number(scope))?.deref();
    if (found) return found.make(Number(index), config) as T;
    throw new Error(
      `The customObjects of this model no longer exist: load it again. Received: ${show(customObject)}`,
    );
  }

  getConfig(): Config {
    return {};
  }
}

tf.serialization.registerClass(CustomReference);

/** A class has methods; a function has none. */
function isClass(object: CustomObject): object is CustomClass {
  const methods: unknown = object.prototype;
  return isObject(methods) && ['getConfig', 'getClassName', 'apply'].some((key) => key in methods);
}

function construct(object: CustomClass, config: Config): tf.serialization.Serializable {
  const { fromConfig } = object as Partial<typeof tf.serialization.Serializable>;
  return fromConfig ? fromConfig.call(object, object as never, config) : new object(config);
}

/** An object that is saved under the name in the file, with all arguments in the file. */
function withNameOf<T extends tf.serialization.Serializable>(
  object: T,
  name: string,
  config: Config,
): T {
  const getConfig = object.getConfig?.bind(object);
  return Object.defineProperties(object, {
    getClassName: { value: () => name },
    getConfig: { value: () => ({ ...config, ...getConfig?.() }) },
  });
}

/** A function as an activation, an initializer, a regularizer or a constraint. */
class FunctionObject extends tf.serialization.Serializable {
  static readonly className = 'FunctionObject';

  constructor(
    private readonly compute: CustomFunction,
    private readonly name: string,
  ) {
    super();
  }

  apply(...args: unknown[]): tf.Tensor {
    return tf.tidy(() => this.compute(...args) as tf.Tensor);
  }

  override getClassName(): string {
    return this.name;
  }

  getConfig(): Config {
    return {};
  }
}
