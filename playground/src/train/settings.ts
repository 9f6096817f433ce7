import { batch, computed, type ReadonlySignal, type Signal } from '@preact/signals';
import { type Curve, catalogueCurve, labelOf, parameterOf, parametersOf } from '../curve.js';
import { curves, setting } from '../state.js';
import { between, type Interval, type NumberRange, whole } from '../ui/number_range.js';
import { DATA_SETS, type DataSetName, makePoints, type Point } from './data_sets.js';
import { OPTIMIZERS, type OptimizerName, type TrainedActivation } from './network.js';
import { readPoints } from './own_points.js';

// The settings of the training, which are part of the link.

const isOneOf =
  <T extends string>(all: readonly T[]) =>
  (value: T) =>
    all.includes(value);

/** A number in the link, which must be in the range of its field. */
function numberSetting(key: string, byDefault: number, { accepts, expected }: NumberRange) {
  return setting<number>(key, byDefault, accepts, expected);
}

export type DataName = DataSetName | 'own';

export const DATA_NAMES: readonly DataName[] = [...DATA_SETS, 'own'];

export const RANGES = {
  count: whole(10, 1000),
  noise: between(0, 2),
  seed: whole(0, 9999),
  depth: whole(1, 6),
  units: whole(1, 64),
  batchSize: whole(1, 1000),
  learningRate: between(1e-5, 10),
} as const satisfies Readonly<Record<string, Interval>>;

export const dataName: Signal<DataName> = setting<DataName>('data', 'spiral', isOneOf(DATA_NAMES));
export const count = numberSetting('points', 300, RANGES.count);
export const noise = numberSetting('noise', 0.2, RANGES.noise);
export const ownPoints = setting<string>('own', '');

export const seed = numberSetting('seed', 1, RANGES.seed);
export const depth = numberSetting('layers', 2, RANGES.depth);
export const units = numberSetting('units', 16, RANGES.units);
export const batchSize = numberSetting('batch', 32, RANGES.batchSize);
export const optimizerName: Signal<OptimizerName> = setting<OptimizerName>(
  'optimizer',
  'adam',
  isOneOf(OPTIMIZERS),
);
export const learningRate = numberSetting('rate', 0.01, RANGES.learningRate);

export const points: ReadonlySignal<readonly Point[]> = computed(() =>
  dataName.value === 'own'
    ? readPoints(ownPoints.value)
    : makePoints(dataName.value, { count: count.value, noise: noise.value, seed: seed.value }),
);

/** The activation with which a single curve is compared. */
const COMPANION = 'relu';
const COMPANION_OF_COMPANION = 'mish';

/** Whether there is a companion. */
const hasCompanion = setting<boolean>('companion', true);

/** The activation that is trained beside a single curve, for comparison. It is not a curve of the link. */
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

/** Whether the activation can be removed: all except a single curve of the link. */
export function canTakeAway(place: number): boolean {
  return isCompanion(place) || curves.value.length > 1;
}

/** Removes an activation. No companion takes its place. */
export function takeAway(place: number): void {
  batch(() => {
    if (compared.peek().length === 2) hasCompanion.value = false;
    if (!isCompanion(place)) curves.value = curves.value.filter((_, i) => i !== place);
  });
}

/** The parameters for which the default choice is changed, each as the index of its curve, a dot and its name. */
const switched = setting<string>('learned', '');

/** Parameters without a default in the catalogue are learned by default. */
function isLearnedByDefault(curve: Curve, parameter: string): boolean {
  return parameterOf(curve, parameter).default === undefined;
}

export function isLearned(place: number, parameter: string): boolean {
  const isSwitched = switched.value.split(',').includes(`${place}.${parameter}`);
  return isLearnedByDefault(compared.value[place], parameter) !== isSwitched;
}

export function switchLearned(place: number, parameter: string): void {
  const key = `${place}.${parameter}`;
  const keys = switched.value.split(',').filter((each) => each !== '');
  const others = keys.filter((each) => each !== key);
  switched.value = (others.length < keys.length ? others : [...keys, key]).join(',');
}

/** The parameters of a curve that can be learned; an infinite one cannot. */
export function learnableOf(curve: Curve): readonly string[] {
  return parametersOf(curve).filter((name) => Number.isFinite(curve.parameters[name]));
}

export const activations: ReadonlySignal<readonly TrainedActivation[]> = computed(() =>
  compared.value.map((curve, place) => ({
    label: labelOf(curve),
    formula: curve.formula,
    parameters: curve.parameters,
    learned: learnableOf(curve)
      .filter((name) => isLearned(place, name))
      .map((name) => ({ name, min: parameterOf(curve, name).min })),
  })),
);
