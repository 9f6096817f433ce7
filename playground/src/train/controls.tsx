import { BackendSelect } from '../backends/backend_select.js';
import { backend } from '../backends/chosen.js';
import { catalogue } from '../catalogue.js';
import { catalogueCurve } from '../curve.js';
import { MOST_CURVES } from '../link.js';
import { curves } from '../state.js';
import { compared, points } from './settings.js';
import type { Trainer } from './trainer.js';

/** What starts and stops the training, and where it runs. */
export function Controls({ trainer, onReset }: { trainer: Trainer; onReset(): void }) {
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
        <AddCurve />
        <BackendSelect value={backend.value} onChoose={(name) => (backend.value = name)} />
      </div>
    </section>
  );
}

/** Puts an entry of the catalogue beside the others. */
function AddCurve() {
  if (compared.value.length >= MOST_CURVES) return null;
  const names = Object.keys(catalogue);
  return (
    <label>
      <span class="hidden">Compare with another activation</span>
      <select
        value=""
        onChange={({ currentTarget }) => {
          curves.value = [...compared.value, catalogueCurve(currentTarget.value)];
          currentTarget.value = '';
        }}
      >
        <option value="" disabled>
          Compare with…
        </option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
