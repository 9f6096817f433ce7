import type { TopLevelSpec } from 'vega-lite';
import { type Activation, defaultsOf, withValues } from '../src/activations/activation.js';
import { elementwiseActivations } from '../src/activations/catalogue.js';
import { derivative } from '../src/formula/derive.js';
import { evaluator } from '../src/formula/evaluate.js';
import type { Expression } from '../src/formula/expression.js';
import { parse } from '../src/formula/parse.js';
import { picture } from './picture.js';

const LIMIT = 4;
const STEPS = 96;

/** Each elementwise activation from -4 to 4, and its slope, with its parameters at their defaults. */
export async function curves(): Promise<string> {
  const values = Object.entries<Activation>(elementwiseActivations).flatMap(([name, entry]) => {
    const defaults = defaultsOf(entry);
    return defaults ? [...points(name, parse(withValues(entry.formula, defaults)))] : [];
  });
  const spec: TopLevelSpec = {
    background: 'white',
    padding: 12,
    data: { values },
    facet: {
      field: 'name',
      sort: [...new Set(values.map(({ name }) => name))],
      title: null,
      header: { labelFontSize: 12, labelFontWeight: 'bold' },
    },
    columns: 6,
    spec: {
      width: 130,
      height: 130,
      mark: { type: 'line', strokeWidth: 2, clip: true },
      encoding: {
        x: { field: 'x', type: 'quantitative', title: null },
        y: { field: 'y', type: 'quantitative', title: null, scale: { domain: [-LIMIT, LIMIT] } },
        color: {
          field: 'of',
          sort: ['value', 'slope'],
          scale: { range: ['#2a6f97', '#e09f3e'] },
          legend: { title: null, orient: 'top' },
        },
        strokeDash: {
          field: 'of',
          sort: ['value', 'slope'],
          legend: { title: null, orient: 'top' },
        },
      },
    },
    config: { view: { stroke: null }, axis: { domain: false, tickSize: 0, tickCount: 3 } },
  };
  return picture(spec);
}

function* points(name: string, expression: Expression) {
  for (const [of, each] of [
    ['value', expression],
    ['slope', derivative(expression, 'x')],
  ] as const) {
    const evaluate = evaluator(each, ['x']);
    for (let i = 0; i <= STEPS; i++) {
      const x = (2 * LIMIT * i) / STEPS - LIMIT;
      yield { name, of, x, y: Math.round(1e3 * evaluate(x)) / 1e3 };
    }
  }
}
