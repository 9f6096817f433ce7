import { cpus } from 'node:os';
import type { Accuracy, Derivative } from './measure.js';

const TITLES = { 0: 'value', 1: 'slope', 2: 'curvature' } as const;

/** The accuracies as tables, one a backend. */
export function report(results: ReadonlyMap<string, readonly Accuracy[]>): string {
  const sections = [...results].map(([backend, accuracies]) => section(backend, accuracies));
  return `# Accuracy

Made by \`npm run accuracy -- --save\` on ${new Date().toISOString().slice(0, 10)} (${cpus()[0].model}; webgl and webgpu in software).

Each activation is compared with a separate implementation in float64 (\`bench/accuracy/\`), with its default parameters, or usual
ones if it has none. *Slope* is the first derivative, *curvature* the second. Up to ${inputs(results)} float32 inputs are tried: numbers of
every exponent, more of them between -25 and 25, and the neighbours of each place where a formula changes or an exponential
overflows or underflows.

A cell shows the largest absolute error and the input where it occurs. Errors of at most 4 ulp (units in the last place: the
distance between neighbouring float32 numbers) are not counted; if there are no others, the cell says ≤ 4 ulp. The percentage is
the share of results that are the nearest float32. Errors above 1e-7 of value and slope, and above 5e-7 of curvature, are bold.
The waves of snake and sine end at 1e5, where neighbouring floats are 0.008 apart. TensorFlow and the shaders treat subnormal
numbers as 0, so these are left out there.

${sections.join('\n\n')}
`;
}

function inputs(results: ReadonlyMap<string, readonly Accuracy[]>): string {
  const most = Math.max(...[...results.values()].flat().map((each) => each.inputs));
  return most.toLocaleString('en');
}

function section(backend: string, accuracies: readonly Accuracy[]): string {
  const orders = [...new Set(accuracies.map(({ order }) => order))];
  const names = [...new Set(accuracies.map(({ name }) => name))];
  const rows = names.map((name) => {
    const cells = orders.map((order) => {
      const found = accuracies.find((each) => each.name === name && each.order === order);
      return found ? cell(found) : '';
    });
    return `| \`${name}\` | ${cells.join(' | ')} |`;
  });
  const head = ['', ...orders.map((order) => TITLES[order])].join(' | ');
  return [
    `## ${backend}`,
    '',
    `|${head} |`,
    `|${' --- |'.repeat(orders.length + 1)}`,
    ...rows,
  ].join('\n');
}

/** Beyond it an error is bold. */
const WANTED: Readonly<Record<Derivative, number>> = { 0: 1e-7, 1: 1e-7, 2: 5e-7 };

function cell({ order, inputs, absolute, absoluteAt, rounded, broken }: Accuracy): string {
  const share = `${((100 * rounded) / inputs).toFixed(rounded === inputs ? 0 : 1)} %`;
  const text = absolute === 0 ? '≤ 4 ulp' : `${absolute.toExponential(1)} at ${short(absoluteAt)}`;
  const shown = absolute > WANTED[order] ? `**${text}**` : text;
  return `${shown}, ${share}${broken > 0 ? `, **${broken} NaN or infinite**` : ''}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
