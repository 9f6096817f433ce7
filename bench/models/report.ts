import { NOTHING, number, section, table, times } from '../markdown.js';
import {
  type Candidate,
  type LoadingResult,
  type NetworkResult,
  RUNS,
  type Run,
  TASKS,
  type Task,
} from '../results.js';
import { ofKind } from '../summary.js';
import {
  added,
  type Estimate,
  estimate,
  meanOf,
  nameOfNetwork,
  overProcesses,
  type Repeated,
  type Row,
  ratio,
  rows,
  sorted,
  time,
} from './compare.js';

// Formats the results of whole networks as Markdown.

type Result = Row['result'];

const isChain = ({ chain }: NetworkResult) => chain !== undefined;

/** The report on whole networks. */
export function reportModels(run: Run): string {
  const results = ofKind(run, 'network');
  const again = ofKind(run, 'network again');
  const [chains, networks] = [results.filter(isChain), results.filter((each) => !isChain(each))];
  const backends = backendsOf(results);
  const on = (backend: string, results: readonly Result[]) =>
    results.filter((result) => result.backend === backend);
  return [
    section('Whole models, compared with tfjs', summarize(networks, again, EXPLAINED)),
    section('Below 1.00', below(results, again)),
    section('Loading', loading(ofKind(run, 'loading'))),
    ...backends.map((backend) => section(`Networks on ${backend}`, details(on(backend, networks)))),
    section('Networks, compared with other systems', besidePeers(networks)),
    section('Layers of one activation', summarize(chains, again, EXPLAINED_CHAINS)),
    ...backends.flatMap((backend) =>
      TASKS.map((task) =>
        section(
          `Layers of one activation on ${backend}, ${task}`,
          chainsBesideTfjs(on(backend, chains).filter((result) => result.task === task)),
        ),
      ),
    ),
    ...backends.map((backend) =>
      section(
        `Layers of one activation on ${backend}, predict, times faster than other systems`,
        chainsBesidePeers(on(backend, chains)),
      ),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The same summary for README.md. */
export function summaryOfModels(run: Run): string {
  const networks = ofKind(run, 'network').filter((each) => !isChain(each));
  return summaryTable(networks, ofKind(run, 'network again'));
}

const EXPLAINED =
  'The time of a network with tfjs’s activations divided by that with the activations of this package: the geometric mean over ' +
  `the networks and activations below, and the smallest; for what is below 1, the median over ${RUNS} processes. ` +
  'Everything else in a network is tfjs. Its variants run in turn in ' +
  'one process, each for a short time, so that it finds the caches in the state that other work has left. A ratio is the median ' +
  'over all rounds; the interval after it is a 95 % confidence interval of the median. *limit* is the mean of the networks ' +
  'without any activations.';

const EXPLAINED_ADDED =
  'What activations add is the time in excess of the same network with identity activations.';

const EXPLAINED_CHAINS =
  'The same for networks that consist only of layers of one activation, each of which reads the output of the one before. ' +
  '`fuse` leaves them as they are.';

function summarize(
  results: readonly Result[],
  again: readonly Repeated[],
  explained: string,
): string {
  if (results.length === 0) return '';
  return [explained, summaryTable(results, again), noise(results)].filter(Boolean).join('\n\n');
}

function summaryTable(results: readonly Result[], again: readonly Repeated[]): string {
  const isFused = results.some(({ rounds }) => rounds.fused);
  const columns: readonly (readonly [string, Task, Candidate])[] = [
    ['predict', 'predict', 'ours'],
    ...(isFused ? ([['predict, fused', 'predict', 'fused']] as const) : []),
    ['training step', 'training step', 'ours'],
  ];
  const heads = columns.flatMap(([title]) => [`${title}: mean`, 'least']);
  return table(
    ['backend', heads[0], 'limit', ...heads.slice(1)],
    backendsOf(results).map((backend) => {
      const own = results.filter((result) => result.backend === backend);
      const cells = columns.flatMap(([, task, candidate]) => {
        const mean = meanOf(rows(own, 'tfjs', candidate, task));
        const [least] = overProcesses(own, again, candidate, task);
        if (least === undefined) return [NOTHING, NOTHING];
        return [times(mean), `${times(least.ratio.median)} ${nameOfNetwork(least.result)}`];
      });
      const ofLimit = meanOf(rows(own, 'tfjs', 'none', 'predict'));
      return [nameOf(backend), cells[0], times(ofLimit), ...cells.slice(1)];
    }),
  );
}

function nameOf(backend: string): string {
  return backend.startsWith('web') ? `\`${backend}\`, in software` : `\`${backend}\``;
}

/** The range of the measured ratio of two identical networks. */
function noise(results: readonly Result[]): string {
  const twice = rows(results, 'tfjs', 'tfjs again');
  if (twice.length === 0) return '';
  const ranges = backendsOf(twice.map(({ result }) => result)).map((backend) => {
    const own = twice.filter(({ result }) => result.backend === backend);
    const medians = sorted(own).map(({ ratio }) => ratio.median);
    const at = (share: number) => times(medians[Math.round(share * (medians.length - 1))]);
    return `${at(0.05)} to ${at(0.95)} on ${backend}`;
  });
  const difference = Math.max(...results.map((result) => result.difference)).toExponential(0);
  return (
    `Ratios of a second copy of tfjs’s network to the first, in nine of ten rows: ${ranges.join(', ')}. ` +
    `Outputs with both kinds of activations differ by at most ${difference}.`
  );
}

/** The rows that are below 1 in the median of all processes in which they were measured. */
function below(results: readonly Result[], again: readonly Repeated[]): string {
  const candidates = [
    ['ours', ''],
    ['fused', ', fused'],
  ] as const;
  const first = candidates.flatMap(([name]) => rows(results, 'tfjs', name));
  const slower = first.filter(({ ratio }) => ratio.median < 1);
  if (slower.length === 0) return results.length > 0 ? 'Nothing.' : '';
  const listed = candidates
    .flatMap(([name, suffix]) =>
      overProcesses(results, again, name).map((row) => ({ ...row, name, suffix })),
    )
    .filter(({ ratio }) => ratio.median < 1)
    .sort((a, b) => a.ratio.median - b.ratio.median);
  const always = listed.filter(({ ratio }) => ratio.high < 1);
  const body = table(
    ['backend', 'network', 'activation', '', 'times faster', 'µs', 'tfjs, µs'],
    listed.map(({ result, ratio, name, suffix }) => [
      result.backend,
      result.network,
      result.activation,
      result.task + suffix,
      withInterval(ratio),
      microseconds(time(result, name)),
      microseconds(time(result, 'tfjs')),
    ]),
  );
  const explained =
    `Below 1: ${slower.length} of ${first.length} ratios. These were measured in ${RUNS} processes. The median over these is ` +
    `below 1 for the ${listed.length} below, and all ${RUNS} ratios for ${always.length}. The interval is the range of the ${RUNS} ratios. ` +
    '[Speed](../docs/speed.md#where-it-is-slower) gives the reasons.';
  return again.length > 0 ? [explained, body].filter(Boolean).join('\n\n') : body;
}

/** How long models take to load. */
function loading(results: readonly ({ readonly backend: string } & LoadingResult)[]): string {
  const body = table(
    ['backend', 'layers', 'weights, MB', 'ms', 'tfjs, ms', 'times as long'],
    results.map(({ backend, layers, megabytes, ours, tfjs }) => {
      const [own, theirs] = [ours, tfjs].map((times) => estimate(times)?.median ?? Number.NaN);
      const cells = [number(megabytes), number(own), number(theirs), times(own / theirs)];
      return [backend, String(layers), ...cells];
    }),
  );
  return body && `${EXPLAINED_LOADING}\n\n${body}`;
}

const EXPLAINED_LOADING =
  'The median time to load a model from memory, each in a new process: `tf.loadLayersModel(fromKeras(handler))` ' +
  'and `tf.loadLayersModel(handler)`.';

function details(results: readonly Result[]): string {
  const timed = results.filter(({ rounds }) => Object.keys(rounds).length > 0);
  const isFused = results.some(({ rounds }) => rounds.fused);
  const head = ['ms', 'tfjs, ms', 'times faster', 'adds, µs', 'tfjs adds, µs'];
  const body = table(
    ['network', 'activation', '', ...head, ...(isFused ? ['fused, ms', 'times faster'] : [])],
    timed.map((result) => [
      ...[result.network, result.activation, result.task],
      milliseconds(result, 'ours'),
      milliseconds(result, 'tfjs'),
      withInterval(ratio(result, 'tfjs', 'ours')),
      microsecondsAdded(result, 'ours'),
      microsecondsAdded(result, 'tfjs'),
      ...(isFused
        ? [milliseconds(result, 'fused'), withInterval(ratio(result, 'tfjs', 'fused'))]
        : []),
    ]),
  );
  return [body, body && EXPLAINED_ADDED, ...impossible(results)].filter(Boolean).join('\n\n');
}

/** The tasks that tfjs cannot run on a backend, with any activation. */
function impossible(results: readonly Result[]): string[] {
  const reasons = new Map<string, Set<string>>();
  for (const { network, task, rounds, problems } of results) {
    if (Object.keys(rounds).length > 0 || problems.none === undefined) continue;
    const names = reasons.get(problems.none) ?? new Set();
    reasons.set(problems.none, names.add(`${network} (${task})`));
  }
  return [...reasons].map(([reason, names]) => `tfjs ${reason}: ${[...names].join('; ')}.`);
}

const PEERS = ['onnxruntime-web', 'jax-js'] as const;

function besidePeers(results: readonly Result[]): string {
  const compared = results.filter(({ rounds }) => PEERS.some((peer) => rounds[peer]));
  const isFused = compared.some(({ rounds }) => rounds.fused);
  const ours: readonly Candidate[] = isFused ? ['ours', 'fused'] : ['ours'];
  const body = table(
    [
      ...['backend', 'network', 'activation', ''],
      ...ours.map((candidate) => (candidate === 'ours' ? 'ms' : 'fused, ms')),
      ...PEERS.flatMap((peer) => [`${peer}, ms`, 'times faster']),
    ],
    compared.map((result) => [
      ...[result.backend, result.network, result.activation, result.task],
      ...ours.map((candidate) => milliseconds(result, candidate)),
      ...PEERS.flatMap((peer) => {
        const fastest = result.rounds.fused ? 'fused' : 'ours';
        return [milliseconds(result, peer), withInterval(ratio(result, peer, fastest))];
      }),
    ]),
  );
  return body && `${body}\n\n${EXPLAINED_PEERS}`;
}

const EXPLAINED_PEERS =
  'All on one thread, with the same weights, in turn. The other systems copy inputs and outputs, as in ' +
  'every call of them. Tasks that they do not support, or that the benchmark does not implement for them, are omitted; jax-js compiles a ' +
  'whole task by `jit`.';

/** The speed of layers of one activation relative to other systems. */
function chainsBesidePeers(results: readonly Result[]): string {
  return bySize(
    results.filter(({ rounds }) => PEERS.some((peer) => rounds[peer])),
    (result) =>
      PEERS.filter((peer) => result.rounds[peer])
        .map((peer) => `${withInterval(ratio(result, peer, 'ours'))} ${peer}`)
        .join('; '),
  );
}

function chainsBesideTfjs(results: readonly Result[]): string {
  const body = bySize(results, (result) => {
    const own = microsecondsAdded(result, 'ours');
    if (!result.rounds.tfjs) return `${own}; tfjs ${result.problems.tfjs}`;
    const value = withInterval(ratio(result, 'tfjs', 'ours'));
    return `${value}; ${microsecondsAdded(result, 'tfjs')} → ${own}`;
  });
  return (
    body &&
    `${body}\n\nAfter the semicolon: the microseconds that one layer adds, tfjs → this package.`
  );
}

/** A row for each activation and a column for each size. */
function bySize(results: readonly Result[], cell: (result: Result) => string): string {
  const networks = [...new Set(results.map(({ network }) => network))];
  const activations = [...new Set(results.map(({ activation }) => activation))];
  const found = (network: string, activation: string) =>
    results.find((each) => each.network === network && each.activation === activation);
  return table(
    ['activation', ...networks],
    activations.map((activation) => [
      activation,
      ...networks.map((network) => {
        const result = found(network, activation);
        return result === undefined ? NOTHING : cell(result);
      }),
    ]),
  );
}

function backendsOf(results: readonly Result[]): string[] {
  return [...new Set(results.map(({ backend }) => backend))];
}

function withInterval(value: Estimate | undefined): string {
  if (value === undefined) return NOTHING;
  const { median, low, high } = value;
  const bounds = [low, high].map((bound) => times(bound).slice(0, -1));
  return `${times(median)} (${bounds.join(' to ')})`;
}

function milliseconds(result: Result, candidate: Candidate): string {
  const value = time(result, candidate);
  return value === undefined ? (result.problems[candidate] ?? NOTHING) : number(value);
}

function microseconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? NOTHING : number(1000 * milliseconds);
}

function microsecondsAdded(result: Result, candidate: Candidate): string {
  const value = added(result, candidate);
  // More digits would be random.
  return value === undefined ? NOTHING : value.toFixed(Math.abs(value) < 10 ? 1 : 0);
}
