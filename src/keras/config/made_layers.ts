import { isRegisteredByUser } from './identity.js';
import { CustomReference } from './made_by_user.js';
import type { Serialized } from './serialized.js';

/** What the layers of a model have, including the layers inside of others. */
export class MadeLayers {
  private readonly classes = new Set<string>();
  /** Whether a weight of one of the layers has a constraint. */
  hasConstraint = false;

  add({ class_name, config }: Serialized): void {
    this.classes.add(class_name);
    this.hasConstraint ||= JSON.stringify(config).includes('_constraint":{');
  }

  /** Whether one of the layers has a custom class. */
  get hasClassOfUser(): boolean {
    const isOfUser = (name: string) =>
      name === CustomReference.className || isRegisteredByUser(name);
    return [...this.classes].some(isOfUser);
  }
}
