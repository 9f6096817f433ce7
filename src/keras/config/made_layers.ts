import { isRegisteredByUser } from './identity.js';
import { CustomReference } from './made_by_user.js';
import type { Serialized } from './serialized.js';

/** The layers that can be made, among those of a model. Most layers of a large model differ by their names only. */
export class MadeLayers {
  /** For each class, the arguments without the name, as JSON. */
  private readonly byClass = new Map<string, Set<string>>();

  /**
   * Tries to make a layer, unless another one with the same arguments was made.
   *
   * @param tryToMake Says whether it can be made.
   */
  add({ class_name, config }: Serialized, tryToMake: () => boolean): void {
    const ofClass = this.byClass.get(class_name) ?? new Set();
    this.byClass.set(class_name, ofClass);
    const key = JSON.stringify(config).replace(`"name":${JSON.stringify(config.name)}`, '');
    if (!ofClass.has(key) && tryToMake()) ofClass.add(key);
  }

  /** Whether one is of a class of the user. */
  get hasClassOfUser(): boolean {
    const isOfUser = (name: string) =>
      name === CustomReference.className || isRegisteredByUser(name);
    return [...this.byClass.keys()].some(isOfUser);
  }

  /** Whether a weight of one has a constraint. */
  get hasConstraint(): boolean {
    const has = (key: string) => key.includes('_constraint":{');
    return [...this.byClass.values()].some((keys) => [...keys].some(has));
  }
}
