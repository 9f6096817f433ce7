import { format } from '../format.js';
import { Chip } from '../ui/chip.js';
import type { Point } from './data_sets.js';
import { PlaneCanvas } from './plane_canvas.js';
import type { Shown } from './trainer.js';

/** A network with its decision regions and its results. */
export function ModelCard({
  place,
  shown,
  points,
  isCompanion,
  onRemove,
}: {
  readonly place: number;
  readonly shown: Shown;
  /** Whether it is shown for comparison. */
  readonly isCompanion: boolean;
  readonly points: readonly Point[];
  readonly onRemove?: () => void;
}) {
  const { label, loss = Number.NaN, accuracy = Number.NaN, outputs, stepsPerSecond } = shown;
  const rate = stepsPerSecond === undefined ? '–' : stepsPerSecond.toFixed(0);
  return (
    <section class="panel model" aria-label={label}>
      <header class="model-head">
        <h2>
          <Chip index={place}>{label}</Chip>
        </h2>
        {isCompanion && <p class="companion quiet">for comparison</p>}
        {onRemove && (
          <button
            type="button"
            class="icon plain"
            aria-label={`Remove ${label}`}
            onClick={onRemove}
          >
            ×
          </button>
        )}
      </header>
      <PlaneCanvas
        class="plane"
        points={points}
        outputs={outputs}
        role="img"
        aria-label={
          `Decision regions of ${label}: ${percent(accuracy)} of ${points.length} points ` +
          'are classified correctly'
        }
      />
      <dl class="numbers">
        <div>
          <dt>Loss</dt>
          <dd>
            <data value={String(loss)} class="loss">
              {outputs === undefined || points.length === 0 ? '–' : format(loss)}
            </data>
          </dd>
        </div>
        <div>
          <dt>Accuracy</dt>
          <dd>{percent(accuracy)}</dd>
        </div>
        <div>
          <dt>Steps / s</dt>
          <dd>{rate}</dd>
        </div>
      </dl>
      {shown.problem && <p class="error">{shown.problem}</p>}
    </section>
  );
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}
