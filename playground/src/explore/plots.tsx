import { useEffect, useMemo, useRef } from 'preact/hooks';
import { labelOf, spokenLabelOf } from '../curve.js';
import { ORDERS, valuesAt } from '../derivatives.js';
import { format } from '../format.js';
import { matching } from '../media.js';
import { curves, setting, view } from '../state.js';
import { Chip } from '../ui/chip.js';
import { CheckField } from '../ui/fields.js';
import { zoomed } from '../view.js';
import { cursor, moveCursor } from './cursor.js';
import { Plot } from './plot.js';
import { sample } from './sample.js';
import { pan, resetView, Toolbar, zoom } from './toolbar.js';

/** About one sample for each pixel. */
const SAMPLES = 800;

const TITLES = ['Value', 'Slope', 'Curvature'] as const;
const HEIGHTS = [300, 170, 170] as const;

const slopes = [setting<boolean>('slope', true), setting<boolean>('curvature', true)] as const;

/** Whether the device has a touch screen instead of a mouse. */
const isTouched = matching('(pointer: coarse)');

const WHEEL = 1.002;

/** The curves and their derivatives, one plot above the other, with the values at the cursor. */
export function Plots() {
  // An invalid draft does not change the lines.
  const lines = JSON.stringify(
    curves.value.map(({ formula, parameters }) => [formula, parameters]),
  );
  const samples = useMemo(() => sample(curves.value, view.value, SAMPLES), [lines, view.value]);
  const values = curves.value.map((curve) => valuesAt(curve, cursor.value));
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    const plots = element.current as HTMLElement;
    plots.addEventListener('wheel', onWheel, { passive: false });
    plots.addEventListener('click', onClick);
    plots.addEventListener('dblclick', onDoubleClick);
    return () => {
      plots.removeEventListener('wheel', onWheel);
      plots.removeEventListener('click', onClick);
      plots.removeEventListener('dblclick', onDoubleClick);
    };
  }, []);
  const isShown = (order: number) => order === 0 || slopes[order - 1].value;
  const description = curves.value
    .map((curve, i) => {
      const spoken = values[i].map((value) => format(value)).join(', ');
      return `${spokenLabelOf(curve)}: ${spoken}`;
    })
    .join('; ');
  const faded = curves.value.map(({ draft }) => draft !== undefined);
  return (
    <section class="panel plots" aria-label="Plots" ref={element}>
      <Toolbar>
        <CheckField label="f′" value={slopes[0].value} onChange={(is) => (slopes[0].value = is)} />
        <CheckField label="f″" value={slopes[1].value} onChange={(is) => (slopes[1].value = is)} />
      </Toolbar>
      <ul class="names" aria-label="Curves">
        {curves.value.map((curve, i) => (
          <li key={i}>
            <Chip index={i} isFaded={faded[i]}>
              {labelOf(curve)}
            </Chip>
          </li>
        ))}
      </ul>
      {ORDERS.map(
        (sign, order) =>
          isShown(order) && (
            <figure key={sign}>
              <figcaption>
                <span class="of">
                  <span class="sign">{sign}</span> {TITLES[order]}
                </span>
                <span class="values">
                  {order === 0 && <span class="at">x = {format(cursor.value)}</span>}
                  {values.map((each, i) => (
                    <Chip key={i} index={i} isFaded={faded[i]}>
                      {format(each[order])}
                    </Chip>
                  ))}
                </span>
              </figcaption>
              <div class="frame">
                <Plot
                  xs={samples.xs}
                  series={samples.ys[order]}
                  faded={faded}
                  height={HEIGHTS[order]}
                  attributes={
                    order === 0
                      ? {
                          class: 'plot',
                          role: 'slider',
                          tabIndex: 0,
                          'aria-label': 'Cursor on the plots',
                          'aria-valuemin': view.value.min,
                          'aria-valuemax': view.value.max,
                          'aria-valuenow': cursor.value,
                          'aria-valuetext': `x ${format(cursor.value)}. ${description}`,
                          'aria-describedby': 'plot-keys',
                          onKeyDown,
                        }
                      : { class: 'plot', 'aria-hidden': true }
                  }
                />
                <Unseen series={samples.ys[order]} />
              </div>
            </figure>
          ),
      )}
      <p class="quiet keys" id="plot-keys">
        {isTouched.value ? (
          <>
            Touch a plot to see the values there. The buttons above zoom around that place, move the
            view and reset it.
          </>
        ) : (
          <>
            Drag across a plot to zoom in. Turn the wheel with <kbd>Ctrl</kbd> to zoom around the
            cursor; after a click on a plot, the wheel alone zooms. Double-click to reset the view.
            Keys: <kbd>←</kbd> <kbd>→</kbd> move the cursor, <kbd>+</kbd> <kbd>−</kbd> zoom,{' '}
            <kbd>Shift</kbd> with an arrow moves the view, <kbd>0</kbd> resets it.
          </>
        )}
      </p>
    </section>
  );
}

/** The names of curves without a visible point, shown over a plot. */
function Unseen({ series }: { readonly series: readonly (readonly (number | null)[])[] }) {
  const unseen = series.flatMap((values, i) => (values.every((y) => y === null) ? [i] : []));
  if (unseen.length === 0) return null;
  return (
    <p class="unseen">
      {unseen.map((i) => (
        <Chip key={i} index={i} />
      ))}
      no finite value in view
    </p>
  );
}

const isOnPlot = ({ target }: Event): boolean => (target as HTMLElement).closest('.plot') !== null;

/** The element that receives the keys, for all plots. */
function sliderIn(plots: EventTarget | null): HTMLElement | null {
  return (plots as HTMLElement).querySelector('[role="slider"]');
}

function onClick(event: MouseEvent): void {
  if (isOnPlot(event)) sliderIn(event.currentTarget)?.focus({ preventScroll: true });
}

function onDoubleClick(event: MouseEvent): void {
  if (isOnPlot(event)) resetView();
}

/** The wheel alone scrolls the page until the plots have the focus. */
function onWheel(event: WheelEvent): void {
  const hasFocus = sliderIn(event.currentTarget) === document.activeElement;
  if (!isOnPlot(event) || !(event.ctrlKey || hasFocus)) return;
  event.preventDefault();
  view.value = zoomed(view.peek(), WHEEL ** event.deltaY, cursor.peek());
}

function onKeyDown(event: KeyboardEvent): void {
  const action = actionOf(event);
  if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
}

function actionOf({ key, shiftKey }: KeyboardEvent): (() => void) | undefined {
  const { min, max } = view.peek();
  const move = (part: number) => () => moveCursor(cursor.peek() + part * (max - min));
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return shiftKey ? () => pan(-0.1) : move(-0.01);
    case 'ArrowRight':
    case 'ArrowUp':
      return shiftKey ? () => pan(0.1) : move(0.01);
    case 'PageDown':
      return move(-0.1);
    case 'PageUp':
      return move(0.1);
    case 'Home':
      return () => moveCursor(min);
    case 'End':
      return () => moveCursor(max);
    case '+':
    case '=':
      return () => zoom(true);
    case '-':
      return () => zoom(false);
    case '0':
      return resetView;
    default:
      return undefined;
  }
}
