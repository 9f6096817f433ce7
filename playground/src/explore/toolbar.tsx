import type { ComponentChildren } from 'preact';
import { format } from '../format.js';
import { view } from '../state.js';
import { NumberField } from '../ui/fields.js';
import type { NumberRange } from '../ui/number_range.js';
import { DEFAULT_VIEW, FARTHEST, isView, panned, zoomed } from '../view.js';
import { cursor } from './cursor.js';

const ZOOM = 1.5;

/** Zooms the view in around the cursor, or out. */
export function zoom(nearer: boolean): void {
  view.value = zoomed(view.peek(), nearer ? 1 / ZOOM : ZOOM, cursor.peek());
}

export function pan(part: number): void {
  view.value = panned(view.peek(), part);
}

export function resetView(): void {
  view.value = DEFAULT_VIEW;
}

/** The controls that change the view of the plots. */
export function Toolbar({ children }: { readonly children: ComponentChildren }) {
  const { min, max } = view.value;
  const set = (next: { min: number; max: number }) => {
    view.value = next;
  };
  return (
    <div class="toolbar">
      <fieldset class="row" aria-label="View">
        <Icon label="Zoom in" text="+" onClick={() => zoom(true)} />
        <Icon label="Zoom out" text="−" onClick={() => zoom(false)} />
        <Icon label="Move left" text="←" onClick={() => pan(-0.25)} />
        <Icon label="Move right" text="→" onClick={() => pan(0.25)} />
        <button type="button" onClick={resetView}>
          Reset
        </button>
      </fieldset>
      <div class="row range">
        <NumberField
          label="x from"
          value={min}
          range={fromRange(max)}
          onChange={(value) => set({ min: value, max })}
        />
        <NumberField
          label="to"
          value={max}
          range={toRange(min)}
          onChange={(value) => set({ min, max: value })}
        />
      </div>
      <fieldset class="row" aria-label="Show">
        {children}
      </fieldset>
    </div>
  );
}

function fromRange(max: number): NumberRange {
  return {
    hint: '',
    expected: `a number from ${format(-FARTHEST, 7)} to less than ${format(max)}`,
    accepts: (min) => isView({ min, max }),
  };
}

function toRange(min: number): NumberRange {
  return {
    hint: '',
    expected: `a number greater than ${format(min)}, up to ${format(FARTHEST, 7)}`,
    accepts: (max) => isView({ min, max }),
  };
}

function Icon({
  label,
  text,
  onClick,
}: {
  readonly label: string;
  readonly text: string;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" class="icon" aria-label={label} title={label} onClick={onClick}>
      {text}
    </button>
  );
}
