import { type Activation, defaultsOf, specialise } from '../../src/catalogue/activation.js';
import { derivative } from '../../src/formula/derive.js';
import { type Expression, variablesOf } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';
import { withoutBounds } from '../mathematics/bounds.js';
import { tidy } from '../mathematics/simplify.js';
import { toTex } from '../mathematics/tex.js';
import { asWritten } from '../mathematics/textbook.js';
import type { Entry } from './entries.js';

/** An activation and its derivatives as TeX. */
export interface Definition {
  readonly value: string;
  /** The value with all parameters at their defaults, if that is simpler. */
  readonly byDefault?: string;
  readonly derivatives: readonly string[];
}

/** Activations whose result depends on several elements; i and j are indices in a slice. */
const OVER_SLICES: Readonly<Record<string, Definition>> = {
  softmax: {
    value: String.raw`y_i = \frac{e^{x_i}}{\sum_j e^{x_j}}`,
    derivatives: [
      String.raw`\frac{\partial y_i}{\partial x_j} = y_i \left(\left[i = j\right] - y_j\right)`,
    ],
  },
  softmax1: {
    value: String.raw`y_i = \frac{e^{x_i}}{1 + \sum_j e^{x_j}}`,
    derivatives: [
      String.raw`\frac{\partial y_i}{\partial x_j} = y_i \left(\left[i = j\right] - y_j\right)`,
    ],
  },
  softmin: {
    value: String.raw`y_i = \frac{e^{-x_i}}{\sum_j e^{-x_j}}`,
    derivatives: [
      String.raw`\frac{\partial y_i}{\partial x_j} = y_i \left(y_j - \left[i = j\right]\right)`,
    ],
  },
  logSoftmax: {
    value: String.raw`y_i = x_i - \ln \sum_j e^{x_j}`,
    derivatives: [String.raw`\frac{\partial y_i}{\partial x_j} = \left[i = j\right] - e^{y_j}`],
  },
  sparsemax: {
    value: String.raw`y_i = \max\left(x_i - \tau, 0\right) \quad\text{with}\quad \sum_i y_i = 1`,
    derivatives: [
      String.raw`\frac{\partial y_i}{\partial x_j} = \begin{cases} ` +
        String.raw`\left[i = j\right] - \frac{1}{n} & y_i > 0,\; y_j > 0 \\ 0 & \text{otherwise} ` +
        String.raw`\end{cases} \quad\text{where } n \text{ entries are positive}`,
    ],
  },
  entmax15: {
    value: String.raw`y_i = \max\left(\tfrac{1}{2} x_i - \tau, 0\right)^2 \quad\text{with}\quad \sum_i y_i = 1`,
    derivatives: [
      String.raw`\frac{\partial y_i}{\partial x_j} = \sqrt{y_i} \left[i = j\right] - ` +
        String.raw`\frac{\sqrt{y_i} \sqrt{y_j}}{\sum_k \sqrt{y_k}}`,
    ],
  },
  softmaxWithSink: {
    value: String.raw`y_i = \frac{e^{x_i}}{e^s + \sum_j e^{x_j}} \quad\text{where } s \text{ is the sink}`,
    derivatives: [
      String.raw`\frac{\partial y_i}{\partial x_j} = y_i \left(\left[i = j\right] - y_j\right)`,
      String.raw`\frac{\partial y_i}{\partial s} = -y_i \left(1 - \sum_j y_j\right)`,
    ],
  },
  gumbelSoftmax: {
    value:
      String.raw`y_i = \frac{e^{\left(x_i + g_i\right) / t}}{\sum_j e^{\left(x_j + g_j\right) / t}} \quad\text{with}\quad ` +
      String.raw`g_i = -\ln\left(-\ln u_i\right)`,
    derivatives: [
      String.raw`\frac{\partial y_i}{\partial x_j} = \frac{1}{t} \, y_i \left(\left[i = j\right] - y_j\right)`,
    ],
  },
  hardmax: {
    value: String.raw`y_i = \left[i = \min\left\{k : x_k = \max_j x_j\right\}\right]`,
    derivatives: [String.raw`\frac{\partial y_i}{\partial x_j} = 0`],
  },
  crelu: {
    value: String.raw`y = \left(\max\left(x, 0\right),\; \max\left(-x, 0\right)\right)`,
    derivatives: [
      String.raw`\frac{\mathrm{d} y}{\mathrm{d} x} = ` +
        String.raw`\left(\left[x > 0\right],\; -\left[x < 0\right]\right)`,
    ],
  },
  maxout: {
    value: String.raw`y_k = \max_j x_{k + j \, n} \quad\text{with}\quad n = \mathrm{numUnits}`,
    derivatives: [
      String.raw`\frac{\partial y_k}{\partial x_{k + j \, n}} = \left[x_{k + j \, n} = y_k\right]`,
    ],
  },
};

export function definitionOf(entry: Entry): Definition {
  const { name, formula } = entry;
  if (formula === undefined) return OVER_SLICES[name];
  const expression = tidy(asWritten(parse(formula)));
  const variables = variablesOf(expression);
  const others = variables.filter((each) => each !== 'x');
  const derivatives = ['x', ...others].map((by) => {
    const left =
      others.length === 0
        ? `f'\\left(x\\right)`
        : `\\frac{\\partial f}{\\partial ${toTex(parse(by))}}`;
    return toTex(tidy(derivative(expression, by)), left);
  });
  const args = variables.includes('gate') ? 'x, \\mathrm{gate}' : 'x';
  const left = `f\\left(${args}\\right)`;
  const byDefault = simplestOf({ formula, parameters: entry.parameters });
  return {
    value: toTex(expression, left),
    byDefault: byDefault && toTex(byDefault, left),
    derivatives,
  };
}

/** The formula with all parameters at their defaults, if that is simpler. */
function simplestOf(activation: Activation): Expression | undefined {
  const defaults = defaultsOf(activation);
  if (defaults === undefined || Object.keys(defaults).length === 0) return undefined;
  const { formula, parameters } = specialise(activation.formula, defaults);
  if (Object.keys(parameters).length > 0 || formula === parse(activation.formula)) return undefined;
  return tidy(asWritten(formula));
}

/** The explanations of signs that are not generally known. */
export function signsOf(tex: string): string[] {
  const meanings: readonly [string, string][] = [
    ['\\sigma', '$\\sigma(x) = 1 / (1 + e^{-x})$ is the sigmoid'],
    ['{erfc}', '$\\mathrm{erfc}$ is the complementary error function'],
    ['{erf}', '$\\mathrm{erf}$ is the error function'],
    [
      '/ t}',
      '$t$ is the temperature, and $u_i$ is drawn uniformly from 0 to 1 in training; otherwise $g_i$ is 0',
    ],
    ['{sign}', '$\\mathrm{sign}$ is -1, 0 or 1'],
    ['\\left[', 'brackets are 1 if the condition in them holds, and 0 otherwise'],
  ];
  return meanings.flatMap(([sign, meaning]) => (tex.includes(sign) ? [meaning] : []));
}

/** Whether the formula has bounds that the mathematics omits. */
export function hasBounds({ formula }: Entry): boolean {
  if (formula === undefined) return false;
  const expression = parse(formula);
  return withoutBounds(expression) !== expression;
}
