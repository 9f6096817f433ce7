import { shapesOf } from '../../layers/weights.js';
import type { Problem } from '../config/problems.js';
import type { SavedWeight } from '../files/saved_model.js';
import { haveShapes, misplaced, type Owner, type Slot, savedShapes } from './slots.js';

/** The assignment of the weights of a file to layers. */
export interface Matching {
  /** The saved weight for each weight of tfjs's model. */
  readonly assigned: ReadonlyMap<Slot, SavedWeight>;
  readonly problems: readonly Problem[];
}

/** Assigns lists of saved weights to their owners, one weight after the other. */
export function assignLists(
  lists: readonly (readonly [Owner, readonly SavedWeight[]])[],
  unused: readonly SavedWeight[] = [],
): Matching {
  return {
    assigned: new Map(
      lists.flatMap(([{ slots }, saved]) => slots.map((slot, i) => [slot, saved[i]] as const)),
    ),
    problems: [
      ...lists.flatMap(([owner, saved]) => problemsOf(owner, saved)),
      ...unusedProblem(unused),
    ],
  };
}

function problemsOf(
  { name, className, place, slots }: Owner,
  saved: readonly SavedWeight[],
): Problem[] {
  const problem = (message: string): Problem[] => [
    { place, layer: `layer '${name}' (${className})`, message },
  ];
  if (!haveShapes(slots, saved)) {
    return problem(
      `must have weights of shapes ${shapesOf(savedShapes(slots))}. Received: ${shapesOf(saved)}`,
    );
  }
  const wrong = misplaced(slots, saved);
  if (wrong === undefined) return [];
  return problem(`must have the weight ${wrong.slot.name} where the file has ${wrong.weight.name}`);
}

function unusedProblem(unused: readonly SavedWeight[]): Problem[] {
  if (unused.length === 0) return [];
  const names = unused.map(({ name }) => name);
  const some = names.length > MANY ? [...names.slice(0, MANY), '…'] : names;
  return [
    {
      place: 'model',
      layer: 'the model',
      message: `has no layer for these weights in the file: ${some.join(', ')}`,
    },
  ];
}

const MANY = 8;
