import { points } from './settings.js';

/** Of the legend, below a chart. */
const LEGEND_HEIGHT = 27;

/** What stands in the place of a chart of steps that has no line yet. */
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
