import { isRegisteredByUser } from './identity.js';
import { CustomReference } from './made_by_user.js';
import type { Serialized } from './serialized.js';

/** The layers of a model that can be created. Most layers of a large model differ only in their names. */
export class MadeLayers {
  /** For each class, the arguments without the name, as JSON. */
  private readonly byClass = new Map<string, Set<string>>();

  /**
   * Tries to create a layer, unless one with the same arguments was already created.
   *
   * @param tryToMake Returns whether it can be created.
   */
  add({ class_name, config }: Serialized, tryToMake: () => boolean): void {
    const ofClass = this.byClass.get(class_name) ?? new Set();
    this.byClass.set(class_name, ofClass);
    const key = JSON.stringify(config).replace(`"name":${JSON.stringify(config.name)}`, '');
    if (!ofClass.has(key) && tryToMake()) ofClass.add(key);
  }

  /** Whether one of the layers has a custom class. */
  get hasClassOfUser(): boolean {
    const isOfUser = (name: string) =>
      name === CustomReference.className || isRegisteredByUser(name);
    return [...this.byClass.keys()].some(isOfUser);
  }

  /** Whether a weight of one of the layers has a constraint. */
  get hasConstraint(): boolean {
    const has = (key: string) => key.includes('_constraint":{');
    return [...this.byClass.values()].some((keys) => [...keys].some(has));
  }
}
