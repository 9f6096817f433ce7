import { useSignalEffect } from '@preact/signals';
import type { HTMLAttributes } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { colorNow, isDark } from '../scheme.js';
import { view } from '../state.js';
import { DASHES } from '../ui/dashes.js';
import { axisNow, usePlot } from '../ui/use_plot.js';
import { possible } from '../view.js';
import { cursor, moveCursor } from './cursor.js';
import { clip, heightOf } from './height.js';

/** A shorter drag, in pixels, counts as a click. */
const DRAG = 6;

/** The opacity of a faded line. */
const FADED = 0.3;

interface PlotProps {
  readonly xs: readonly number[];
  /** The values by curve. */
  readonly series: readonly (readonly (number | null)[])[];
  /** Whether each curve is faded. */
  readonly faded: readonly boolean[];
  readonly height: number;
  /** The attributes of the element that contains the plot. */
  readonly attributes: HTMLAttributes<HTMLDivElement>;
}

/** The curves over the view. All plots share the cursor, and a drag zooms. */
export function Plot({ xs, series, faded, height, attributes }: PlotProps) {
  const range = heightOf(series);
  const shown = useRef(range);
  shown.current = range;
  const data = [xs, ...series.map((values) => clip(values, range))] as uPlot.AlignedData;
  const { element, plot } = usePlot({
    height,
    data,
    optionsNow: () => optionsFor(series.length, () => shown.current),
    madeOf: [series.length],
    onMade: (own) => {
      showCursor(own);
      return listen(own);
    },
    onSized: showCursor,
  });

  useEffect(() => {
    if (plot.current === null) return;
    for (const [i, isFaded] of faded.entries()) {
      plot.current.series[i + 1].alpha = isFaded ? FADED : 1;
    }
    plot.current.setData(data);
    showCursor(plot.current);
  }, [xs, series, faded.join(), isDark.value]);

  useSignalEffect(() => {
    cursor.value;
    if (plot.current) showCursor(plot.current);
  });

  return <div {...attributes} ref={element} />;
}

function showCursor(plot: uPlot): void {
  plot.setCursor({ left: plot.valToPos(cursor.peek(), 'x'), top: 0 }, false);
}

function optionsFor(
  curves: number,
  shown: () => { min: number; max: number },
): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = axisNow();
  const origin = colorNow('--axis');
  return {
    legend: { show: false },
    padding: [8, 10, 0, 0],
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: DRAG },
      points: { size: 8, width: 2, fill: colorNow('--surface') },
    },
    scales: {
      x: { time: false, range: () => [view.peek().min, view.peek().max] },
      y: { range: () => [shown().min, shown().max] },
    },
    axes: [
      { ...axis, size: 28, space: 56 },
      { ...axis, size: 56, space: 28 },
    ],
    series: [
      {},
      ...Array.from({ length: curves }, (_, i) => ({
        stroke: colorNow(`--curve-${i + 1}`),
        width: 2.25,
        dash: [...DASHES[i]],
        points: { show: false },
        paths: pathOf,
      })),
    ],
    hooks: {
      drawAxes: [(plot) => drawOrigin(plot, origin)],
      setSelect: [select],
    },
  };
}

/**
 * A line through the points, with a gap at null of any width: the gaps of uPlot are at least a pixel wide.
 */
function pathOf(plot: uPlot, series: number): uPlot.Series.Paths {
  const stroke = new Path2D();
  let isDown = false;
  plot.data[series].forEach((value, i) => {
    if (value === null || value === undefined) {
      isDown = false;
      return;
    }
    const x = plot.valToPos(plot.data[0][i], 'x', true);
    const y = plot.valToPos(value, 'y', true);
    if (isDown) stroke.lineTo(x, y);
    else stroke.moveTo(x, y);
    isDown = true;
  });
  return { stroke };
}

/** The lines x = 0 and y = 0. */
function drawOrigin(plot: uPlot, color: string): void {
  const { ctx, bbox } = plot;
  const { min, max } = plot.scales.y;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.beginPath();
  const x = Math.round(plot.valToPos(0, 'x', true));
  if (x >= bbox.left && x <= bbox.left + bbox.width) {
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  if (min !== undefined && max !== undefined && min <= 0 && max >= 0) {
    const y = Math.round(plot.valToPos(0, 'y', true));
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
  }
  ctx.stroke();
  ctx.restore();
}

function select(plot: uPlot): void {
  const { left, width } = plot.select;
  if (width < DRAG) return;
  const [min, max] = [left, left + width].map((place) => plot.posToVal(place, 'x'));
  view.value = possible(view.peek(), { min, max });
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

/** Moves the cursor of all plots with the mouse or a finger. When the mouse leaves, the cursor stays. */
function listen(plot: uPlot): () => void {
  const onMove = ({ clientX }: PointerEvent) => {
    const { left, width } = plot.over.getBoundingClientRect();
    const place = Math.min(width, Math.max(0, clientX - left));
    moveCursor(plot.posToVal(place, 'x'));
  };
  const onLeave = () => showCursor(plot);
  const events = ['pointerdown', 'pointermove'] as const;
  for (const event of events) plot.over.addEventListener(event, onMove);
  plot.over.addEventListener('mouseleave', onLeave);
  return () => {
    for (const event of events) plot.over.removeEventListener(event, onMove);
    plot.over.removeEventListener('mouseleave', onLeave);
  };
}
