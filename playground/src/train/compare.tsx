import { useRef, useState } from 'preact/hooks';
import { type Curve, catalogueCurve } from '../curve.js';
import { CataloguePicker } from '../explore/catalogue_picker.js';
import { MOST_CURVES } from '../link.js';
import { curves } from '../state.js';

/** Adds an activation of the catalogue to the comparison, or replaces the companion by it. */
export function Compare() {
  const [word, setWord] = useState('');
  const element = useRef<HTMLFieldSetElement>(null);
  const count = curves.value.length;
  const add = (name: string) => {
    const picked = catalogueCurve(name);
    if (curves.value.some((curve) => isSame(curve, picked))) {
      setWord(`${name} is already there.`);
      return;
    }
    setWord('');
    curves.value = [...curves.value, picked];
    // The button that has the focus disappears.
    if (curves.value.length === MOST_CURVES) element.current?.focus();
  };
  return (
    <fieldset
      class="row compare"
      aria-label="Compare with another activation"
      ref={element}
      tabIndex={-1}
    >
      {count < MOST_CURVES ? (
        <>
          <span class="quiet small-text">Compare with</span>
          <CataloguePicker index={count} onPick={add} />
        </>
      ) : (
        <span class="quiet small-text">At most {MOST_CURVES} activations</span>
      )}
      <span class="quiet small-text" role="status">
        {word}
      </span>
    </fieldset>
  );
}

function isSame(a: Curve, b: Curve): boolean {
  if (a.name !== b.name) return false;
  return Object.entries(a.parameters).every(([key, value]) => b.parameters[key] === value);
}
