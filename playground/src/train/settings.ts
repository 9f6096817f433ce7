import { batch, computed, type ReadonlySignal, type Signal } from '@preact/signals';
import { type Curve, catalogueCurve, labelOf, parameterOf, parametersOf } from '../curve.js';
import { curves, setting } from '../state.js';
import { DATA_SETS, type DataSetName, makePoints, type Point } from './data_sets.js';
import { OPTIMIZERS, type OptimizerName, type TrainedActivation } from './network.js';
import { readPoints } from './own_points.js';

// What is trained, on what and how. The link keeps it.

const isOneOf =
  <T extends string>(all: readonly T[]) =>
  (value: T) =>
    all.includes(value);
export const isWhole = (min: number, max: number) => (value: number) =>
  Number.isInteger(value) && value >= min && value <= max;
export const isBetween = (min: number, max: number) => (value: number) =>
  value >= min && value <= max;

export type DataName = DataSetName | 'own';

export const DATA_NAMES: readonly DataName[] = [...DATA_SETS, 'own'];

/** The least and the greatest value. */
type Limits = readonly [number, number];

export const LIMITS = {
  count: [10, 1000],
  noise: [0, 2],
  seed: [0, 9999],
  depth: [1, 6],
  units: [1, 64],
  batchSize: [1, 1000],
  learningRate: [1e-5, 10],
} as const satisfies Readonly<Record<string, Limits>>;

export const dataName: Signal<DataName> = setting<DataName>('data', 'spiral', isOneOf(DATA_NAMES));
export const count = setting<number>('points', 300, isWhole(...LIMITS.count));
export const noise = setting<number>('noise', 0.2, isBetween(...LIMITS.noise));
export const ownPoints = setting<string>('own', '');

export const seed = setting<number>('seed', 1, isWhole(...LIMITS.seed));
export const depth = setting<number>('layers', 2, isWhole(...LIMITS.depth));
export const units = setting<number>('units', 16, isWhole(...LIMITS.units));
export const batchSize = setting<number>('batch', 32, isWhole(...LIMITS.batchSize));
export const optimizerName: Signal<OptimizerName> = setting<OptimizerName>(
  'optimizer',
  'adam',
  isOneOf(OPTIMIZERS),
);
export const learningRate = setting<number>('rate', 0.01, isBetween(...LIMITS.learningRate));

export const points: ReadonlySignal<readonly Point[]> = computed(() =>
  dataName.value === 'own'
    ? readPoints(ownPoints.value)
    : makePoints(dataName.value, { count: count.value, noise: noise.value, seed: seed.value }),
);

/** What one curve is compared with. */
const COMPANION = 'relu';
const COMPANION_OF_COMPANION = 'mish';

/** Whether there is to be one. */
const hasCompanion = setting<boolean>('companion', true);

/** What is trained beside a single curve, for comparison; it is none of the curves of the link. */
const companion: ReadonlySignal<Curve | undefined> = computed(() => {
  const [first, ...rest] = curves.value;
  if (rest.length > 0 || !hasCompanion.value) return undefined;
  return catalogueCurve(first.name === COMPANION ? COMPANION_OF_COMPANION : COMPANION);
});

export const compared: ReadonlySignal<readonly Curve[]> = computed(() =>
  companion.value ? [...curves.value, companion.value] : curves.value,
);

export function isCompanion(place: number): boolean {
  return place >= curves.value.length;
}

/** All but a single curve of the link. */
export function canTakeAway(place: number): boolean {
  return isCompanion(place) || curves.value.length > 1;
}

/** Takes one away; another does not come by itself in place of it. */
export function takeAway(place: number): void {
  batch(() => {
    if (compared.peek().length === 2) hasCompanion.value = false;
    if (!isCompanion(place)) curves.value = curves.value.filter((_, i) => i !== place);
  });
}

/** Parameters that are not as by default, each as the place of its curve, a dot and its name. */
const switched = setting<string>('learnt', '');

/** What has no default in the catalogue is meant to be learnt. */
function isLearntByDefault(curve: Curve, parameter: string): boolean {
  return parameterOf(curve, parameter).default === undefined;
}

export function isLearnt(place: number, parameter: string): boolean {
  const isSwitched = switched.value.split(',').includes(`${place}.${parameter}`);
  return isLearntByDefault(compared.value[place], parameter) !== isSwitched;
}

export function switchLearnt(place: number, parameter: string): void {
  const key = `${place}.${parameter}`;
  const keys = switched.value.split(',').filter((each) => each !== '');
  const others = keys.filter((each) => each !== key);
  switched.value = (others.length < keys.length ? others : [...keys, key]).join(',');
}

/** The parameters of a curve that can be learnt; an infinite one cannot. */
export function learnableOf(curve: Curve): readonly string[] {
  return parametersOf(curve).filter((name) => Number.isFinite(curve.parameters[name]));
}

export const activations: ReadonlySignal<readonly TrainedActivation[]> = computed(() =>
  compared.value.map((curve, place) => ({
    label: labelOf(curve),
    formula: curve.formula,
    parameters: curve.parameters,
    learnt: learnableOf(curve)
      .filter((name) => isLearnt(place, name))
      .map((name) => ({ name, min: parameterOf(curve, name).min })),
  })),
);
