import { format } from '../format.js';
import { DASHES } from '../ui/dashes.js';
import { LearnedPanel } from './learned_panel.js';
import { LineChart } from './line_chart.js';
import { ModelCard } from './model_card.js';
import { canTakeAway, isCompanion, points, takeAway } from './settings.js';
import type { Trainer } from './trainer.js';
import { Waiting } from './waiting.js';

const LOSS_HEIGHT = 240;

/** The networks, their losses and their learned parameters. */
export function Results({ trainer }: { trainer: Trainer }) {
  const shown = trainer.shown.value;
  const { history, plan } = trainer;
  if (shown.length === 0) return <p class="loading">Loading…</p>;
  const isDrawn = history.steps.length > 1;
  const losses = shown.map(({ label, loss = Number.NaN }) => `${label} ${format(loss)}`);
  return (
    <>
      <div class="models" data-backend={trainer.backend.value}>
        {shown.map((each, place) => (
          <ModelCard
            key={place}
            place={place}
            shown={each}
            points={points.value}
            isCompanion={isCompanion(place)}
            onRemove={canTakeAway(place) ? () => takeAway(place) : undefined}
          />
        ))}
      </div>
      <section class="panel" aria-labelledby="loss-title">
        <h2 id="loss-title">Loss on all points</h2>
        {isDrawn ? (
          <LineChart
            label={`Loss over the steps, now: ${losses.join(', ')}`}
            x={{ label: 'step', values: history.steps }}
            lines={shown.map(({ label }, place) => ({
              label,
              color: `--curve-${place + 1}`,
              dash: DASHES[place],
              // A logarithmic axis cannot show 0.
              values: history.column(place, ({ loss }) => (loss > 0 ? loss : undefined)),
            }))}
            height={LOSS_HEIGHT}
            isHistory
            isLogarithmic
          />
        ) : (
          <Waiting isRunning={trainer.isRunning.value} height={LOSS_HEIGHT} />
        )}
      </section>
      {plan.activations.map((activation, place) =>
        activation.learned.length > 0 && shown[place]?.outputs ? (
          <LearnedPanel
            key={place}
            place={place}
            activation={activation}
            history={history}
            isRunning={trainer.isRunning.value}
          />
        ) : null,
      )}
    </>
  );
}
