import { type System, systems } from '../systems.js';
import { type Entry, entries } from './entries.js';
import { layerOf } from './layers.js';
import { code } from './markdown.js';

type Ours = System['activations'][string];

/** The counterpart in this package of an activation of another system, and its notation. */
export function counterpart(ours: Ours): { entry: Entry; text: string } {
  const [name, args] = typeof ours === 'string' ? [ours] : ours;
  const entry = entries.find((each) => each.name === name || layerOf(each).key === name);
  if (entry === undefined) throw new Error(`scripts/systems.ts contains an unknown name: ${name}`);
  const called = name.includes('.') ? name : `ops.${name}`;
  return { entry, text: code(args === undefined ? called : `${called}(${args})`) };
}

/** The names of an activation in other systems: each system with its names. */
export function namesElsewhere(entry: Entry): (readonly [system: string, names: string])[] {
  return systems.flatMap(({ name, activations }) => {
    const theirs = Object.entries(activations).flatMap(([theirs, ours]) => {
      const here = counterpart(ours);
      if (here.entry !== entry) return [];
      return [typeof ours === 'string' ? code(theirs) : `${code(theirs)}, here ${here.text}`];
    });
    return theirs.length > 0 ? [[name, theirs.join(', ')] as const] : [];
  });
}
