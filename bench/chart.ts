import type { TopLevelSpec } from 'vega-lite';
import { picture } from '../scripts/picture.js';
import type { Theme } from '../scripts/themes.js';
import type { Run } from './results.js';
import { MILLION, ratios, summaries } from './summary.js';

/** A bar for each layer and a group for each backend: the speed relative to tfjs, forward and backward. */
export async function chart(run: Run, { text, grid, lines }: Theme): Promise<string> {
  const values = summaries(run).flatMap(({ backend }) =>
    ratios(run, backend, MILLION, 'forward + backward').map((each) => ({ backend, ...each })),
  );
  const layers = [...new Set(values.map(({ layer }) => layer))];
  const x = { field: 'ratio', type: 'quantitative', scale: { type: 'log' } } as const;
  const y = { field: 'layer', type: 'nominal', sort: layers, title: null } as const;
  const spec: TopLevelSpec = {
    title: {
      text: 'Times faster than tfjs, forward + backward, a million floats',
      anchor: 'start',
      fontSize: 15,
      offset: 12,
      color: text,
    },
    background: 'transparent',
    padding: 12,
    data: { values },
    facet: {
      field: 'backend',
      sort: [...new Set(values.map(({ backend }) => backend))],
      title: null,
      header: { labelFontSize: 13, labelFontWeight: 'bold', labelColor: text },
    },
    columns: 3,
    spec: {
      width: 190,
      height: { step: 24 },
      layer: [
        {
          mark: { type: 'bar', color: lines.value, height: 15 },
          encoding: {
            x: { ...x, title: null, axis: { values: [1, 10, 100], grid: true } },
            x2: { datum: 1 },
            y,
          },
        },
        {
          mark: { type: 'text', align: 'left', dx: 4, color: text },
          encoding: { x, y, text: { field: 'ratio', format: '.2~r' } },
        },
      ],
    },
    config: {
      view: { stroke: null },
      axis: { domain: false, tickSize: 0, labelPadding: 6, labelColor: text, gridColor: grid },
    },
  };
  return picture(spec);
}
