import { useState } from 'preact/hooks';
import { type Curve, spokenLabelOf } from '../curve.js';
import { derived, functionOf, ORDERS, valuesAt } from '../derivatives.js';
import { format } from '../format.js';
import { curves, view } from '../state.js';
import { Chip } from '../ui/chip.js';
import type { View } from '../view.js';

/** The number of steps between the rows of the table. */
const STEPS = 10;
/** The number of points at which the minimum and the maximum are searched. */
const SAMPLES = 400;

/**
 * The content of the plots for those who cannot see them: a sentence for each curve, and a table of values.
 */
export function InWords() {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="panel" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Description and table of values</summary>
      {isOpen && <Words />}
    </details>
  );
}

function Words() {
  const { min, max } = view.value;
  const places = Array.from({ length: STEPS + 1 }, (_, i) => min + ((max - min) * i) / STEPS);
  return (
    <>
      <ul class="summaries">
        {curves.value.map((curve, i) => (
          <li key={i}>
            <Chip index={i} isFaded={curve.draft !== undefined} /> {summaryOf(curve, view.value)}
          </li>
        ))}
      </ul>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: an element that scrolls must be reachable by keyboard. */}
      <section class="scroll" tabIndex={0} aria-label="Table of values">
        <table>
          <caption class="hidden">Values, slopes and curvatures of the curves</caption>
          <thead>
            <tr>
              <th scope="col" class="number">
                x
              </th>
              {curves.value.flatMap((curve, i) =>
                ORDERS.map((sign) => (
                  <th key={`${i} ${sign}`} scope="col" class="number">
                    <Chip index={i} />
                    <span class="hidden">{spokenLabelOf(curve)}: </span> {sign}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {places.map((x) => (
              <tr key={x}>
                <th scope="row" class="number">
                  {format(x)}
                </th>
                {curves.value.flatMap((curve, i) =>
                  valuesAt(curve, x).map((value, order) => (
                    <td key={`${i} ${ORDERS[order]}`} class="number">
                      {format(value)}
                    </td>
                  )),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

/** The minimum and the maximum in the view with their places, and the value and slope at 0. */
function summaryOf(curve: Curve, { min, max }: View): string {
  const value = functionOf(derived(curve, 0), curve.parameters);
  const points = Array.from({ length: SAMPLES + 1 }, (_, i) => {
    const x = min + ((max - min) * i) / SAMPLES;
    return { x, y: value(x) };
  }).filter(({ y }) => !Number.isNaN(y));
  const label = spokenLabelOf(curve);
  if (points.length === 0)
    return `${label} has no value for x from ${format(min)} to ${format(max)}.`;
  const least = points.reduce((a, b) => (b.y < a.y ? b : a));
  const most = points.reduce((a, b) => (b.y > a.y ? b : a));
  const [at, slope] = valuesAt(curve, 0);
  return (
    `${label}: for x from ${format(min)} to ${format(max)}, the minimum is ${format(least.y, 3)} at x = ` +
    `${format(least.x, 3)}, and the maximum is ${format(most.y, 3)} at x = ${format(most.x, 3)}. ` +
    `At x = 0 the value is ${format(at)} and the slope is ${format(slope)}.`
  );
}
