import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { format } from '../format.js';
import { colorNow } from '../scheme.js';
import { axisNow, usePlot } from '../ui/use_plot.js';

export interface Line {
  readonly label: string;
  /** The colour as a variable of the style sheet. */
  readonly color: string;
  /** The lengths of the strokes and gaps. */
  readonly dash?: readonly number[];
  readonly values: readonly (number | null)[];
}

/** The chart of a growing line is not redrawn with every new point. */
const MILLISECONDS = 200;

/** Lines over common x values, with the values under the mouse below the chart. */
export function LineChart({
  label,
  x,
  lines,
  height,
  isLogarithmic = false,
  isHistory = false,
}: {
  /** A description for those who cannot see the chart. */
  readonly label: string;
  readonly x: { readonly label: string; readonly values: readonly number[] };
  readonly lines: readonly Line[];
  readonly height: number;
  readonly isLogarithmic?: boolean;
  /** Whether the last values are the current ones, which are shown when the mouse is elsewhere. */
  readonly isHistory?: boolean;
}) {
  const data = [x.values, ...lines.map(({ values }) => values)] as uPlot.AlignedData;
  const look = JSON.stringify(lines.map(({ label, color, dash }) => [label, color, dash]));
  const { element, plot } = usePlot({
    height,
    data,
    optionsNow: () => optionsFor(x.label, lines, { isLogarithmic, isHistory }),
    madeOf: [look, x.label, isLogarithmic, isHistory],
  });

  const latest = useRef(data);
  latest.current = data;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      plot.current?.setData(latest.current);
    }, MILLISECONDS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  return <div class="line-chart" role="img" aria-label={label} ref={element} />;
}

function optionsFor(
  x: string,
  lines: readonly Line[],
  { isLogarithmic, isHistory }: { isLogarithmic: boolean; isHistory: boolean },
): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = axisNow();
  const filter = isLogarithmic ? { filter: powersOfTen } : {};
  const value = ({ data }: uPlot, under: number | null, series: number, at: number | null) => {
    const value = at === null ? data[series].at(-1) : under;
    return value == null ? '–' : format(value);
  };
  return {
    padding: [8, 18, 0, 0],
    legend: {
      live: isHistory,
      markers: {
        width: 0,
        fill: ({ series }, i) => sampleOf(colorNow(lines[i - 1].color), series[i].dash),
      },
    },
    hooks: {
      // When the mouse is elsewhere, the values are the latest, and the heading shows the step.
      setLegend: [
        ({ root, cursor }) => root.classList.toggle('is-latest', isHistory && cursor.idx == null),
      ],
    },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { time: false },
      y: isLogarithmic ? { distr: 3 } : { range: { min: { pad: 0.1 }, max: { pad: 0.1 } } },
    },
    axes: [
      { ...axis, size: 28, space: 60 },
      {
        ...axis,
        grid: { ...axis.grid, ...filter },
        ticks: { ...axis.ticks, ...filter },
        size: 56,
        space: 28,
      },
    ],
    series: [
      { label: x, value },
      ...lines.map(({ label, color, dash }) => ({
        label,
        value,
        stroke: colorNow(color),
        width: 2,
        dash: dash && [...dash],
        points: { show: false },
      })),
    ],
  };
}

/** A piece of a line, as a CSS background. */
function sampleOf(color: string, dash: readonly number[] = []): string {
  if (dash.length === 0) return color;
  let end = 0;
  const parts = dash.map((length, i) => {
    const start = end;
    end += length;
    return `${i % 2 === 0 ? color : 'transparent'} ${start}px ${end}px`;
  });
  return `repeating-linear-gradient(to right, ${parts.join(', ')})`;
}

function powersOfTen(_: uPlot, splits: readonly number[]): (number | null)[] {
  return splits.map((value) =>
    Number.isInteger(Number(Math.log10(value).toFixed(9))) ? value : null,
  );
}
