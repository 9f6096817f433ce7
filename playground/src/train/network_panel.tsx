import { labelOf } from '../curve.js';
import { Chip } from '../ui/chip.js';
import { CheckField, NumberField, SelectField } from '../ui/fields.js';
import { OPTIMIZERS, type OptimizerName } from './network.js';
import {
  batchSize,
  compared,
  depth,
  isLearned,
  learnableOf,
  learningRate,
  optimizerName,
  RANGES,
  switchLearned,
  units,
} from './settings.js';

const NAMES: Readonly<Record<OptimizerName, string>> = {
  adam: 'Adam',
  rmsprop: 'RMSProp',
  sgd: 'SGD',
};

const wholes = [
  { label: 'Hidden layers', value: depth, range: RANGES.depth },
  { label: 'Units per layer', value: units, range: RANGES.units },
  { label: 'Batch size', value: batchSize, range: RANGES.batchSize },
];

/** The settings of the network and of its training. */
export function NetworkPanel() {
  return (
    <section class="panel stack" aria-labelledby="network-title">
      <h2 id="network-title">Network</h2>
      <div class="pairs">
        {wholes.map(({ label, value, range }) => (
          <NumberField
            key={label}
            label={label}
            value={value.value}
            step={1}
            onChange={(next) => (value.value = next)}
            range={range}
          />
        ))}
        <NumberField
          label="Learning rate"
          value={learningRate.value}
          onChange={(value) => (learningRate.value = value)}
          range={RANGES.learningRate}
        />
      </div>
      <SelectField
        label="Optimizer"
        value={optimizerName.value}
        onChange={(name) => (optimizerName.value = name)}
        options={OPTIMIZERS.map((value) => ({ value, label: NAMES[value] }))}
      />
      <LearnedFields />
    </section>
  );
}

/** The choice of the parameters that are learned. */
function LearnedFields() {
  const all = compared.value.flatMap((curve, place) =>
    learnableOf(curve).map((name) => ({ curve, place, name })),
  );
  if (all.length === 0) return null;
  return (
    <fieldset class="stack learned-fields">
      <legend>Learnable parameters</legend>
      {all.map(({ curve, place, name }) => (
        <div key={`${place}.${name}`} class="row">
          <Chip index={place} />
          <CheckField
            label={`${name} of ${labelOf(curve)}`}
            value={isLearned(place, name)}
            onChange={() => switchLearned(place, name)}
          />
        </div>
      ))}
    </fieldset>
  );
}
