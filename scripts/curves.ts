import type { Config, TopLevelSpec } from 'vega-lite';
import { type Drawing, drawingOf } from './document/drawings.js';
import type { Entry } from './document/entries.js';
import { pieces } from './document/points.js';
import { shortPicture } from './picture.js';
import type { Theme } from './themes.js';

/** The x axis goes from -LIMIT to LIMIT. */
const LIMIT = 4;
const [WIDTH, HEIGHT] = [300, 190];

/** An activation and its slope. */
export function curve(entry: Entry, theme: Theme): Promise<string> {
  const drawing = drawingOf(entry);
  const [low, high] = rangeOf(drawing);
  // An eighth of a pixel.
  const values = points(drawing, LIMIT, (0.12 * (high - low)) / HEIGHT);
  const spec: TopLevelSpec = {
    width: WIDTH,
    height: HEIGHT,
    background: 'transparent',
    // All pictures have the same size, whatever their labels.
    autosize: 'none',
    padding: { left: 34, right: 10, top: 30, bottom: 24 },
    data: { values },
    ...line(drawing, theme, LIMIT, [low, high], { orient: 'top', title: null, offset: 4 }),
    config: look(theme),
  };
  return shortPicture(spec);
}

const SMALL = { limit: 4, size: 88, columns: 9 };

/** All activations in one picture, in a grid with the same scale. */
export function gallery(entries: readonly Entry[], theme: Theme): Promise<string> {
  const { limit, size, columns } = SMALL;
  const drawings = entries.map((entry) => ({ entry, drawing: drawingOf(entry) }));
  const values = drawings.flatMap(({ entry: { name }, drawing }) =>
    points(drawing, limit, (0.08 * 2 * limit) / size).map((point) => ({ ...point, name })),
  );
  const zero = { type: 'rule', color: theme.zero, strokeWidth: 0.7 } as const;
  const spec: TopLevelSpec = {
    background: 'transparent',
    padding: 6,
    data: { values },
    facet: {
      field: 'name',
      sort: entries.map(({ name }) => name),
      title: null,
      header: { labelFontSize: 11, labelColor: theme.text, labelPadding: 3 },
    },
    columns,
    spacing: { row: 32, column: 14 },
    bounds: 'flush',
    spec: {
      width: size,
      height: size,
      layer: [
        { data: { values: [{}] }, mark: zero, encoding: { x: { datum: 0 } } },
        { data: { values: [{}] }, mark: zero, encoding: { y: { datum: 0 } } },
        line(
          { lines: drawings.flatMap(({ drawing }) => drawing.lines) },
          theme,
          limit,
          [-limit, limit],
          null,
        ),
      ],
    },
    config: { ...look(theme), axis: { disable: true } },
  };
  return shortPicture(spec);
}

function line(
  { lines }: Pick<Drawing, 'lines'>,
  theme: Theme,
  limit: number,
  range: readonly [number, number],
  legend: object | null,
) {
  const domain = [...new Set(lines.map(({ role }) => role))];
  const scale = { domain, range: domain.map((role) => theme.lines[role]) };
  const quantitative = { type: 'quantitative', title: null } as const;
  const nominal = { type: 'nominal' } as const;
  return {
    mark: { type: 'line', clip: true, strokeCap: 'round', strokeJoin: 'round' } as const,
    encoding: {
      x: { ...quantitative, field: 'x', scale: { domain: [-limit, limit] } },
      y: { ...quantitative, field: 'y', scale: { domain: [...range], nice: false } },
      detail: { ...nominal, field: 'piece' },
      color: { ...nominal, field: 'role', scale, legend },
      strokeWidth: {
        condition: { test: "datum.role === 'value'", value: 2.5 },
        value: 1.5,
      },
    },
  };
}

/** The points of the lines in the order in which they are drawn: the value is on top. */
function points({ lines }: Drawing, limit: number, tolerance: number) {
  return [...lines]
    .reverse()
    .flatMap(({ role, of }, i) =>
      pieces(of, limit, tolerance).flatMap((piece, j) =>
        piece.map(([x, y]) => ({ role, piece: `${i} ${j}`, x: round(x), y: round(y) })),
      ),
    );
}

const round = (value: number): number => Math.round(value * 1e3) / 1e3;

/** From the minimum to the maximum that is drawn, with a margin, but no farther than the range of x. */
function rangeOf({ lines }: Drawing): [number, number] {
  const ys = lines.flatMap(({ of }) => pieces(of, LIMIT, 0.01).flat()).map(([, y]) => y);
  const [low, high] = [Math.max(Math.min(...ys, 0), -LIMIT), Math.min(Math.max(...ys, 0), LIMIT)];
  const air = 0.06 * (high - low);
  return [low - air, high + air];
}

function look(theme: Theme): Config {
  return {
    font: 'system-ui, sans-serif',
    aria: false,
    view: { stroke: null },
    axis: {
      domain: false,
      ticks: false,
      tickCount: 5,
      labelColor: theme.text,
      labelFontSize: 11,
      labelPadding: 6,
      gridWidth: 1,
      gridColor: {
        condition: { test: 'datum.value === 0', value: theme.zero },
        value: theme.grid,
      },
    },
    axisY: { format: '~g' },
    legend: {
      labelColor: theme.text,
      labelFontSize: 12,
      symbolType: 'stroke',
      symbolStrokeWidth: 2.5,
      symbolSize: 160,
      columnPadding: 16,
    },
  };
}
