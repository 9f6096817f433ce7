import { useMemo } from 'preact/hooks';
import { evaluator } from '../../../src/formula/evaluate.js';
import { parse } from '../../../src/formula/parse.js';
import { format } from '../format.js';
import { view } from '../state.js';
import { Chip } from '../ui/chip.js';
import { DASHES } from '../ui/dashes.js';
import type { History } from './history.js';
import { type Line, LineChart } from './line_chart.js';
import type { TrainedActivation } from './network.js';
import { Waiting } from './waiting.js';

const SAMPLES = 200;
const HEIGHT = 170;

/** The values of the learned parameters of one activation, layer by layer, during training. */
export function LearnedPanel({
  place,
  activation,
  history,
  isRunning,
}: {
  readonly place: number;
  readonly activation: TrainedActivation;
  readonly history: History;
  readonly isRunning: boolean;
}) {
  const { label, learned, parameters } = activation;
  const now = history.latest[place]?.learned ?? {};
  const color = `--curve-${place + 1}`;
  const summary = learned.map(({ name }) => {
    const values = (now[name] ?? [])
      .map((value, i) => `${format(value, 3)} in layer ${i + 1}`)
      .join(', ');
    return `${name} was ${format(parameters[name], 3)} and is now ${values}`;
  });
  return (
    <section class="panel" aria-label={`Learned by ${label}`}>
      <h2>
        <Chip index={place}>
          {learned.map(({ name }) => name).join(', ')} of {label}
        </Chip>
      </h2>
      <p class="small-text quiet learned-values">{summary.join('; ')}.</p>
      <div class="learned-charts">
        {history.steps.length > 1 ? (
          <LineChart
            label={`Learned parameters of ${label} over the steps: ${summary.join('; ')}`}
            x={{ label: 'step', values: history.steps }}
            lines={learned.flatMap(({ name }, parameter) =>
              (now[name] ?? []).map((_, layer) => ({
                label: `${name}, layer ${layer + 1}`,
                color: parameter === 0 ? color : '--quiet',
                dash: DASHES[layer % DASHES.length],
                values: history.column(place, (measured) => measured.learned[name]?.[layer]),
              })),
            )}
            height={HEIGHT}
            isHistory
          />
        ) : (
          <Waiting isRunning={isRunning} height={HEIGHT} />
        )}
        <CurveChart activation={activation} color={color} now={now} />
      </div>
    </section>
  );
}

/** The initial curve, and the current curve in each layer. */
function CurveChart({
  activation: { label, formula, parameters, learned },
  color,
  now,
}: {
  readonly activation: TrainedActivation;
  readonly color: string;
  readonly now: Readonly<Record<string, readonly number[]>>;
}) {
  const { min, max } = view.value;
  const x = useMemo(() => {
    return Array.from({ length: SAMPLES + 1 }, (_, i) => min + ((max - min) * i) / SAMPLES);
  }, [min, max]);
  const curve = (values: Readonly<Record<string, number>>): (number | null)[] => {
    const names = Object.keys(values);
    const value = evaluator(parse(formula), ['x', ...names]);
    const numbers = names.map((name) => values[name]);
    return x.map((at) => value(at, ...numbers)).map((y) => (Number.isFinite(y) ? y : null));
  };
  const depth = Math.max(0, ...learned.map(({ name }) => now[name]?.length ?? 0));
  const inLayer = (layer: number) => {
    const values = learned.map(({ name }) => [name, now[name]?.[layer] ?? parameters[name]]);
    return { ...parameters, ...Object.fromEntries(values) };
  };
  const lines: Line[] = [
    { label: 'initial', color: '--axis', values: curve(parameters) },
    ...Array.from({ length: depth }, (_, layer) => ({
      label: `layer ${layer + 1}`,
      color,
      dash: DASHES[layer % DASHES.length],
      values: curve(inLayer(layer)),
    })),
  ];
  return (
    <LineChart
      label={`The initial curve of ${label}, and the curve now in each of ${depth} layers`}
      x={{ label: 'x', values: x }}
      lines={lines}
      height={HEIGHT}
    />
  );
}
