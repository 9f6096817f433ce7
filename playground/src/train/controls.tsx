import { BackendSelect } from '../backends/backend_select.js';
import { backend } from '../backends/chosen.js';
import { Compare } from './compare.js';
import { points } from './settings.js';
import type { Trainer } from './trainer.js';

/** The controls that start and stop the training, and choose the backend. */
export function Controls({
  trainer,
  word,
  onReset,
}: {
  readonly trainer: Trainer;
  /** What has happened to the training while another page was shown. */
  readonly word: string;
  readonly onReset: () => void;
}) {
  const isRunning = trainer.isRunning.value;
  const isReady = trainer.shown.value.length > 0 && points.value.length > 0;
  // The step changes more often than a frame is drawn.
  const step = trainer.step.peek();
  return (
    <section class="panel controls" aria-label="Training">
      <div class="row">
        <button
          type="button"
          class="primary start"
          disabled={!isReady}
          onClick={() => (isRunning ? trainer.pause() : void trainer.start())}
        >
          {isRunning ? 'Pause' : 'Start'}
        </button>
        <button
          type="button"
          disabled={isRunning || !isReady}
          onClick={() => void trainer.stepOnce()}
        >
          Step
        </button>
        <button type="button" onClick={onReset}>
          Reset
        </button>
        <p class="steps">
          Step <data value={String(step)}>{step.toLocaleString('en')}</data>
        </p>
      </div>
      <div class="row choices">
        <Compare />
        <BackendSelect value={backend.value} onChoose={(name) => (backend.value = name)} />
      </div>
      <p class={word === '' ? 'hidden' : 'quiet small-text word'} role="status">
        {word}
      </p>
    </section>
  );
}
