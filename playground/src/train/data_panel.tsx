import { batch } from '@preact/signals';
import { NumberField, SelectField, SliderField } from '../ui/fields.js';
import { DrawingBoard } from './drawing_board.js';
import { MOST_OWN_POINTS, writePoints } from './own_points.js';
import { PlaneCanvas } from './plane_canvas.js';
import {
  count,
  DATA_NAMES,
  type DataName,
  dataName,
  noise,
  ownPoints,
  points,
  RANGES,
  seed,
} from './settings.js';

const NAMES: Readonly<Record<DataName, string>> = {
  spiral: 'Spiral',
  moons: 'Moons',
  circles: 'Circles',
  own: 'Your own points',
};

/** The choice of the points for the training. */
export function DataPanel() {
  const isOwn = dataName.value === 'own';
  return (
    <section class="panel stack" aria-labelledby="data-title">
      <h2 id="data-title">Data</h2>
      <SelectField
        label="Data set"
        value={dataName.value}
        onChange={(name) => (dataName.value = name)}
        options={DATA_NAMES.map((value) => ({ value, label: NAMES[value] }))}
      />
      {isOwn ? <DrawingBoard /> : <Made />}
    </section>
  );
}

function Made() {
  const edit = () =>
    batch(() => {
      ownPoints.value = writePoints(points.value.slice(0, MOST_OWN_POINTS));
      dataName.value = 'own';
    });
  return (
    <>
      <PlaneCanvas
        class="plane"
        points={points.value}
        role="img"
        aria-label={`${points.value.length} points: ${NAMES[dataName.value]}`}
      />
      <SliderField
        label="Points"
        value={count.value}
        onChange={(value) => (count.value = value)}
        min={RANGES.count.min}
        max={RANGES.count.max}
        step={10}
        range={RANGES.count}
      />
      <SliderField
        label="Noise"
        value={noise.value}
        onChange={(value) => (noise.value = value)}
        min={RANGES.noise.min}
        max={RANGES.noise.max}
        step={0.05}
        range={RANGES.noise}
      />
      <div class="seed">
        <NumberField
          label="Seed"
          value={seed.value}
          step={1}
          onChange={(value) => (seed.value = value)}
          range={RANGES.seed}
        />
        <button type="button" class="small at-end" onClick={edit}>
          Edit these points
        </button>
      </div>
    </>
  );
}
