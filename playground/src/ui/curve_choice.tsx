import { labelOf } from '../curve.js';
import { curves, selected } from '../state.js';
import { Chip } from './chip.js';

/** The choice of the curve that a page shows. */
export function CurveChoice() {
  if (curves.value.length === 1) return null;
  return (
    <fieldset class="choice" aria-label="Curve">
      {curves.value.map((curve, i) => (
        <label key={i}>
          <input
            type="radio"
            name="curve"
            checked={i === Math.min(selected.value, curves.value.length - 1)}
            onChange={() => {
              selected.value = i;
            }}
          />
          <Chip index={i}>{labelOf(curve)}</Chip>
        </label>
      ))}
    </fieldset>
  );
}
