import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { format } from '../format.js';
import { colorNow, isDark } from '../scheme.js';

const FONT = '12px ui-sans-serif, system-ui, sans-serif';

interface PlotOptions {
  readonly height: number;
  readonly data: uPlot.AlignedData;
  readonly optionsNow: () => Omit<uPlot.Options, 'width' | 'height'>;
  /** If one of these or the colour scheme changes, the plot is created again. */
  readonly madeOf: readonly unknown[];
  /** Called with a new plot; the function that it returns is called before the plot is removed. */
  readonly onMade?: (plot: uPlot) => () => void;
  readonly onSized?: (plot: uPlot) => void;
}

/** A plot with the width of its element. */
export function usePlot({ height, data, optionsNow, madeOf, onMade, onSized }: PlotOptions) {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  useEffect(() => {
    const parent = element.current as HTMLDivElement;
    const own = new uPlot({ ...optionsNow(), width: parent.clientWidth, height }, data, parent);
    plot.current = own;
    const forget = onMade?.(own);
    const observer = new ResizeObserver(() => {
      own.setSize({ width: parent.clientWidth, height });
      onSized?.(own);
    });
    observer.observe(parent);
    return () => {
      observer.disconnect();
      forget?.();
      own.destroy();
      plot.current = null;
    };
  }, [...madeOf, height, isDark.value]);
  return { element, plot };
}

/** The properties that all axes share, in the colours of the scheme. */
export function axisNow() {
  const [grid, text] = ['--grid', '--quiet'].map(colorNow);
  return {
    stroke: text,
    font: FONT,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1, size: 4 },
    values: (_: uPlot, splits: (number | null)[]) =>
      splits.map((value) => (value === null ? '' : format(value))),
  };
}
