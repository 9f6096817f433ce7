import type { BackendName } from './backends.js';
import { geometricMean } from './measure.js';
import type { Direction, LayerResult, Result, Run } from './results.js';

/** The size for which the goals are set. */
export const MILLION = 1e6;

export function ofKind<K extends Result['kind']>(run: Run, kind: K) {
  return run.results.filter((result): result is Extract<Result, { kind: K }> => {
    return result.kind === kind;
  });
}

/** The speed relative to tfjs. */
export function ratio({ ours, stock }: Pick<LayerResult, 'ours' | 'stock'>): number | undefined {
  return ours.timing && stock.timing && stock.timing.median / ours.timing.median;
}

/** The layers of one backend, size and direction that tfjs has, too, with their ratios. */
export function ratios(
  run: Run,
  backend: BackendName,
  size: number,
  direction?: Direction,
): { layer: string; direction: Direction; ratio: number }[] {
  return ofKind(run, 'layer').flatMap((result) => {
    const value = ratio(result);
    const isAsked =
      result.backend === backend &&
      result.size === size &&
      (direction === undefined || result.direction === direction);
    const { layer } = result;
    return isAsked && value !== undefined
      ? [{ layer, direction: result.direction, ratio: value }]
      : [];
  });
}

/** The measures for which goals are set, for one backend. */
export interface Summary {
  readonly backend: BackendName;
  /** Forward and backward, over a million floats. */
  readonly geometricMean?: number;
  readonly smallest?: { layer: string; ratio: number };
  /** The time of LeakyReLU forward over a million floats, divided by the time to copy them. */
  readonly leakyReLUToMemcpy?: number;
  /** Over all directions, at a thousand floats. */
  readonly smallestAtThousand?: { layer: string; direction: Direction; ratio: number };
}

export function summaries(run: Run): Summary[] {
  const names = [...new Set(ofKind(run, 'layer').map(({ backend }) => backend))];
  return names.map((backend) => {
    const atMillion = ratios(run, backend, MILLION, 'forward + backward');
    const leaky = ofKind(run, 'layer').find(
      (result) =>
        result.backend === backend &&
        result.size === MILLION &&
        result.layer === 'LeakyReLU' &&
        result.direction === 'forward',
    );
    return {
      backend,
      geometricMean: atMillion.length > 0 ? geometricMean(atMillion.map(ratioOf)) : undefined,
      smallest: smallest(atMillion),
      leakyReLUToMemcpy:
        leaky?.ours.timing && leaky.memcpy && leaky.ours.timing.median / leaky.memcpy.median,
      smallestAtThousand: smallest(ratios(run, backend, 1e3)),
    };
  });
}

const ratioOf = ({ ratio }: { ratio: number }) => ratio;

function smallest<R extends { ratio: number }>(results: readonly R[]): R | undefined {
  return [...results].sort((a, b) => a.ratio - b.ratio)[0];
}
