import { points } from './settings.js';

/** The height of the legend below a chart. */
const LEGEND_HEIGHT = 27;

/** A hint in place of a chart that has no lines yet. */
export function Waiting({
  isRunning,
  height,
}: {
  readonly isRunning: boolean;
  readonly height: number;
}) {
  const word = isRunning ? 'The first steps…' : 'Press Start to train.';
  return (
    <p class="waiting quiet" style={{ minHeight: `${height + LEGEND_HEIGHT}px` }}>
      {points.value.length === 0 ? 'Draw points of both classes, then press Start.' : word}
    </p>
  );
}
