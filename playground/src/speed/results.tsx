import { geometricMean } from '../../../bench/measure.js';
import { format } from '../format.js';
import type { Direction, Row, Side } from './protocol.js';

/** The speed relative to tfjs; `undefined` if one of the two has no time. */
export function timesFaster({ ours, stock }: Row): number | undefined {
  if (ours.milliseconds === undefined || stock.milliseconds === undefined) return undefined;
  return stock.milliseconds / ours.milliseconds;
}

function threeDigits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function timesText(ratio: number): string {
  return ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(2);
}

/** The measured times of one direction: a table whose last column is a chart. */
export function Results({
  rows,
  direction,
}: {
  readonly rows: readonly Row[];
  readonly direction: Direction;
}) {
  const shown = rows.filter((row) => row.direction === direction);
  const ratios = shown.flatMap((row) => timesFaster(row) ?? []);
  const [least, most] = [Math.min(1, ...ratios), Math.max(2, ...ratios)];
  const place = (ratio: number) => Math.log(ratio / least) / Math.log(most / least);
  return (
    <>
      {ratios.length > 1 && <Summary ratios={ratios} />}
      <table class="times">
        <caption class="hidden">Milliseconds, {direction}, and how many times faster</caption>
        <thead>
          <tr>
            <th scope="col">Activation</th>
            <th scope="col" class="number">
              this package, ms
            </th>
            <th scope="col" class="number">
              tfjs, ms
            </th>
            <th scope="col" class="number">
              times faster
            </th>
            <td class="bar-column" aria-hidden="true">
              on a logarithmic scale
            </td>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => {
            const ratio = timesFaster(row);
            return (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                <td class="number">
                  <Time side={row.ours} />
                </td>
                <td class="number">
                  <Time side={row.stock} />
                </td>
                <td class="number ratio">{ratio === undefined ? '–' : `${timesText(ratio)}×`}</td>
                <td class="bar-column" aria-hidden="true">
                  {ratio !== undefined && <Bar from={place(1)} to={place(ratio)} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Problems rows={shown} />
      <Checked rows={shown} />
    </>
  );
}

function Summary({ ratios }: { readonly ratios: readonly number[] }) {
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return (
    <p class="summary">
      <strong>{timesText(geometricMean(ratios))} times faster</strong> than tfjs: the geometric
      mean, from {timesText(least)} to {timesText(most)}.
    </p>
  );
}

function Time({ side: { milliseconds, problem } }: { readonly side: Side }) {
  if (milliseconds !== undefined) return <>{threeDigits(milliseconds)}</>;
  return <span class="error">{problem?.startsWith('wrong') ? 'wrong' : 'error'}</span>;
}

function Bar({ from, to }: { readonly from: number; readonly to: number }) {
  const percent = (part: number) => `${100 * part}%`;
  return (
    <div class="track">
      <div
        class={to < from ? 'bar-of-ratio slower' : 'bar-of-ratio'}
        style={{ left: percent(Math.min(from, to)), width: percent(Math.abs(to - from)) }}
      />
      <div class="one" style={{ left: percent(from) }} />
    </div>
  );
}

/** The cases without a time, with the reasons. */
function Problems({ rows }: { readonly rows: readonly Row[] }) {
  const problems = rows.flatMap(({ name, ours, stock }) => [
    ...(ours.problem ? [`${name} in this package: ${ours.problem}`] : []),
    ...(stock.problem ? [`${name} in tfjs: ${stock.problem}`] : []),
  ]);
  if (problems.length === 0) return null;
  return (
    <ul class="problems">
      {problems.map((problem) => (
        <li key={problem}>{problem}</li>
      ))}
    </ul>
  );
}

/** Reports whether the results are correct. */
function Checked({ rows }: { readonly rows: readonly Row[] }) {
  const errors = (of: 'ours' | 'stock') => rows.flatMap((row) => row[of].error ?? []);
  const [ours, stock] = [errors('ours'), errors('stock')];
  if (ours.length === 0) return null;
  const largest = (values: readonly number[]) => format(Math.max(0, ...values), 2);
  const wrong = rows.filter(({ ours }) => ours.problem);
  return (
    <p class="quiet checked">
      {wrong.length === 0
        ? `All ${ours.length} results of this package are correct. `
        : `Not correct in this package: ${wrong.map(({ name }) => name).join(', ')}. `}
      Each result is compared with float64 at 2,000 inputs before it is timed. The largest
      difference is {largest(ours)} in this package and {largest(stock)} in tfjs.
    </p>
  );
}
