import { NOTHING, number, section, table, times } from './markdown.js';
import { geometricMean, type Timing } from './measure.js';
import { reportModels } from './models/report.js';
import type { LayerResult, Measured, Run, SliceResult } from './results.js';
import { MILLION, ofKind, ratio, summaries } from './summary.js';

// Formats the results as Markdown. A time is the median of interleaved rounds, followed by the quartiles.

const BY_PROCESSORS = ' Times are processor times, because other programs ran at the same time.';

/** The report on a run. */
export function report(run: Run): string {
  const versions = Object.entries(run.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${run.date}, ${run.machine}; ${versions.join(', ')}.${run.processorTime ? BY_PROCESSORS : ''}`,
    ...run.problems.map((problem) => `**${problem}**`),
    reportModels(run),
    section('Against tfjs', summary(run)),
    ...backendsOf(run).map((backend) =>
      section(`A million floats on ${backend}`, atMillion(run, backend)),
    ),
    section('Softmax of a million floats', inSlices(run, 'softmax', 'slices')),
    section('The softmax family, in rows of 1,000', inSlices(run, 'relative', 'activation')),
    section('The catalogue', inSlices(run, 'catalogue', 'activation')),
    section('Times faster than tfjs, by size', bySize(run)),
    section('The first call', firstCalls(run)),
    section('Against other systems', peers(run)),
    section('Size', sizes(run)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function sizes(run: Run): string {
  const rows = Object.entries(run.sizes).map(([name, size]) => [name, (size / 1000).toFixed(1)]);
  if (rows.length === 0) return '';
  return `Bundled without tfjs, minified, gzipped.\n\n${table(['', 'kB'], rows)}`;
}

function backendsOf(run: Run) {
  return [...new Set(run.results.map(({ backend }) => backend))];
}

function milliseconds(timing: Timing | undefined): string {
  if (timing === undefined) return NOTHING;
  const { median, low, high } = timing;
  return `${number(median)} (${number(low)} to ${number(high)})`;
}

function measured({ timing, problem, inexact }: Measured): string {
  if (timing === undefined) return problem ?? NOTHING;
  const time = milliseconds(timing);
  return inexact === undefined ? time : `${time}, inexact by ${inexact.toExponential(0)}`;
}

function megabytes({ peakBytes }: Measured): string {
  return peakBytes === undefined ? NOTHING : (peakBytes / 1e6).toFixed(1);
}

function error({ error }: Measured): string {
  return error === undefined ? NOTHING : error.toExponential(1);
}

/**
 * The number of kernels, and on a graphics card, where a kernel may launch several programs, the number of programs.
 */
function kernels({ kernels, launches }: Measured): string {
  if (kernels === undefined) return NOTHING;
  return launches === undefined || launches === kernels ? `${kernels}` : `${kernels} (${launches})`;
}

function summary(run: Run): string {
  return table(
    [
      'backend',
      'forward + backward, a million floats: geometric mean',
      'smallest',
      'LeakyReLU forward ÷ memcpy',
      'smallest at a thousand floats',
    ],
    summaries(run).map((each) => [
      each.backend,
      times(each.geometricMean),
      each.smallest ? `${times(each.smallest.ratio)} ${each.smallest.layer}` : NOTHING,
      each.leakyReLUToMemcpy?.toFixed(2) ?? NOTHING,
      each.smallestAtThousand
        ? `${times(each.smallestAtThousand.ratio)} ${each.smallestAtThousand.layer}, ` +
          each.smallestAtThousand.direction
        : NOTHING,
    ]),
  );
}

const COMPARED = ['', 'ms', 'tfjs, ms', 'times faster', 'kernels', 'tfjs, kernels'];

/** The cells for these heads. */
function compared(result: LayerResult | SliceResult): string[] {
  return [
    result.direction,
    measured(result.ours),
    measured(result.stock),
    times(ratio(result)),
    kernels(result.ours),
    kernels(result.stock),
  ];
}

function atMillion(run: Run, backend: string): string {
  const results = ofKind(run, 'layer').filter(
    (result) => result.backend === backend && result.size === MILLION,
  );
  return table(
    ['layer', ...COMPARED, 'peak MB', 'tfjs, peak MB', 'memcpy, ms'],
    results.map((result) => [
      result.layer,
      ...compared(result),
      megabytes(result.ours),
      megabytes(result.stock),
      milliseconds(result.memcpy),
    ]),
  );
}

function inSlices(run: Run, kind: SliceResult['kind'], what: string): string {
  const results = ofKind(run, kind);
  const body = table(
    ['backend', what, ...COMPARED, 'largest error', 'tfjs, largest error'],
    results.map((result) => [
      result.backend,
      result.layer,
      ...compared(result),
      error(result.ours),
      error(result.stock),
    ]),
  );
  if (body === '') return '';
  const means = backendsOf(run).map((backend) => {
    const ratios = results.flatMap((result) => {
      const value = result.direction === 'forward' ? undefined : ratio(result);
      return result.backend === backend && value !== undefined ? [value] : [];
    });
    return `${times(ratios.length > 0 ? geometricMean(ratios) : undefined)} on ${backend}`;
  });
  return (
    `${body}\n\nGeometric means, forward + backward: ${means.join(', ')}. Where tfjs has no such layer, ` +
    'it is represented by the shortest composition of its ops that computes the same numbers.'
  );
}

function bySize(run: Run): string {
  const results = ofKind(run, 'layer');
  const sizes = [...new Set(results.map(({ size }) => size))].sort((a, b) => a - b);
  const rows = new Map<string, LayerResult[]>();
  for (const result of results) {
    const key = [result.backend, result.layer, result.direction].join('|');
    rows.set(key, [...(rows.get(key) ?? []), result]);
  }
  const cell = (result: LayerResult | undefined) => {
    if (result?.ours.timing === undefined) return result?.ours.problem ?? NOTHING;
    return `${times(ratio(result))} (${number(result.ours.timing.median)})`;
  };
  const body = table(
    ['backend', 'layer', '', ...sizes.map((size) => size.toLocaleString('en'))],
    [...rows].map(([key, results]) => [
      ...key.split('|'),
      ...sizes.map((size) => cell(results.find((result) => result.size === size))),
    ]),
  );
  return body && `${body}\n\nMilliseconds of this package in parentheses.`;
}

function firstCalls(run: Run): string {
  return table(
    ['backend', 'layer', 'ms', 'tfjs, ms'],
    ofKind(run, 'first call').map(({ backend, layer, ours, stock }) => [
      backend,
      layer,
      number(ours),
      stock === undefined ? NOTHING : number(stock),
    ]),
  );
}

function peers(run: Run): string {
  const results = ofKind(run, 'peer');
  const body = table(
    [
      'backend',
      'forward',
      'ms',
      'XLA, ms',
      'relative to XLA',
      'ms, interleaved',
      'onnxruntime-web, ms',
      'times faster',
    ],
    results.map(({ backend, activation, ours, interleaved }) => {
      const xla = run.xla[activation];
      return [
        backend,
        activation,
        milliseconds(ours),
        xla === undefined ? NOTHING : number(xla),
        times(ours.median / xla),
        milliseconds(interleaved?.ours),
        milliseconds(interleaved?.onnxruntime),
        times(interleaved && interleaved.onnxruntime.median / interleaved.ours.median),
      ];
    }),
  );
  if (body === '') return '';
  const means = backendsOf(run).flatMap((backend) => {
    const shares = results.flatMap(({ backend: name, activation, ours }) =>
      name === backend && activation in run.xla ? [ours.median / run.xla[activation]] : [],
    );
    return shares.length > 0 ? [`${times(geometricMean(shares))} on ${backend}`] : [];
  });
  const mean = means.length > 0 ? ` Geometric mean of XLA’s times: ${means.join(', ')}.` : '';
  return (
    `${body}\n\nA million floats on one thread, in rows of 100. JAX’s XLA is native code. Interleaved rounds alternate with ` +
    `those of onnxruntime-web, which copies input and output in every call.${mean}`
  );
}
