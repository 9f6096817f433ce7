import { useEffect, useState } from 'preact/hooks';
import { BACKEND_LABELS } from '../backends/backend.js';
import { BackendSelect } from '../backends/backend_select.js';
import { backend } from '../backends/chosen.js';
import { curves, setting } from '../state.js';
import { SelectField } from '../ui/fields.js';
import { Notice } from '../ui/notice.js';
import { Tabs } from '../ui/tabs.js';
import { Measurement } from './measurement.js';
import { Compared, Outlook } from './outlook.js';
import { DIRECTIONS, type Direction, SETS, type SetName } from './protocol.js';
import { Results } from './results.js';
import './speed.css';

const SIZES = [10_000, 100_000, 1_000_000, 4_000_000];
/** The milliseconds for each pair. */
const BUDGET = 300;

const size = setting<number>('size', 1_000_000, (value) => SIZES.includes(value));
const set = setting<SetName>('set', 'curves', (value) => Object.hasOwn(SETS, value));

/** Measures the time of activations on this machine, compared with those of tfjs. */
export default function SpeedPage() {
  const [measurement, setMeasurement] = useState<Measurement>();
  const [direction, setDirection] = useState<Direction>('forward + backward');
  useEffect(() => () => measurement?.cancel(), [measurement]);
  const isRunning = measurement?.state.value === 'running';
  const start = () =>
    setMeasurement(
      new Measurement({
        backend: backend.value,
        size: size.value,
        set: set.value,
        curves: curves.value,
        budget: BUDGET,
      }),
    );
  return (
    <>
      <div class="intro">
        <h1>Speed</h1>
        <p class="quiet">
          How fast is an activation on this machine? This package and tfjs compute each one in turn.
        </p>
      </div>
      <div class="speed stack">
        <section class="panel stack" aria-label="Measurement">
          <div class="order">
            <SelectField
              label="Activations"
              value={set.value}
              onChange={(value) => (set.value = value)}
              options={Object.entries(SETS).map(([value, label]) => ({
                value: value as SetName,
                label,
              }))}
            />
            <SelectField
              label="Elements"
              value={String(size.value)}
              onChange={(value) => (size.value = Number(value))}
              options={SIZES.map((each) => ({
                value: String(each),
                label: each.toLocaleString('en'),
              }))}
            />
            <BackendSelect value={backend.value} onChoose={(name) => (backend.value = name)} />
            <button
              type="button"
              class={isRunning ? 'start' : 'primary start'}
              onClick={() => (isRunning ? measurement.cancel() : start())}
            >
              {isRunning ? 'Cancel' : 'Measure'}
            </button>
          </div>
          {measurement && <Progress measurement={measurement} />}
        </section>
        {measurement === undefined && <Outlook set={set.value} size={size.value} budget={BUDGET} />}
        {measurement && measurement.rows.value.length > 0 && (
          <section class="panel stack" aria-label="Results">
            <div class="conditions">
              <Conditions measurement={measurement} />
              <Compared set={measurement.order.set} />
            </div>
            <Tabs
              label="Direction"
              tabs={DIRECTIONS.map((key) => ({ key, label: key }))}
              current={direction}
              onChange={setDirection}
            >
              <Results rows={measurement.rows.value} direction={direction} />
            </Tabs>
          </section>
        )}
      </div>
    </>
  );
}

function Progress({ measurement }: { readonly measurement: Measurement }) {
  const state = measurement.state.value;
  const { name, done, total } = measurement.progress.value;
  const count = measurement.rows.value.length;
  return (
    <>
      {state === 'running' && (
        <label class="progress">
          <span>{name}</span>
          <progress max={total} value={done} />
        </label>
      )}
      {state === 'failed' && <Notice>{measurement.problem.value}</Notice>}
      <p class={state === 'cancelled' ? 'quiet' : 'hidden'} role="status">
        {state === 'running' && 'Measuring'}
        {state === 'done' && `Measured: ${count} results`}
        {state === 'cancelled' && `Cancelled after ${count} results.`}
      </p>
    </>
  );
}

/** The device and the size of the measurement. */
function Conditions({ measurement: { order, renderer } }: { readonly measurement: Measurement }) {
  const on = renderer.value;
  return (
    <>
      <p>
        {order.size.toLocaleString('en')} numbers on{' '}
        <strong>{BACKEND_LABELS[order.backend]}</strong>
        {on && `: ${on.name}`}
      </p>
      {on?.isSoftware && (
        <p class="quiet">
          This is a software renderer: the processor does the work of a graphics card. On a graphics
          card, the times are different.
        </p>
      )}
    </>
  );
}
