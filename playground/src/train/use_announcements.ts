import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { BACKEND_LABELS } from '../backends/backend.js';
import { format } from '../format.js';
import type { Trainer } from './trainer.js';

/** Announces events to screen readers, but not every step. */
export function useAnnouncements(
  trainer: Trainer | undefined,
  say: (message: string) => void,
): void {
  useEffect(() => {
    if (!trainer) return;
    let last = { isTraining: false, backend: trainer.backend.peek(), problems: 0 };
    return effect(() => {
      const shown = trainer.shown.value;
      const problems = shown.filter(({ problem }) => problem);
      const now = {
        isTraining: trainer.isTraining.value,
        backend: trainer.backend.value,
        problems: problems.length,
      };
      if (now.problems > last.problems) {
        say(problems.map(({ label, problem }) => `${label}: ${problem}`).join(' '));
      } else if (now.backend && last.backend && now.backend !== last.backend) {
        say(`The backend is now ${BACKEND_LABELS[now.backend]}.`);
      } else if (now.isTraining && !last.isTraining) {
        say('Training');
      } else if (!now.isTraining && last.isTraining) {
        const losses = shown.map(({ label, loss = Number.NaN }) => `${label}: ${format(loss)}`);
        say(`Paused at step ${trainer.step.peek()}. Loss of ${losses.join(', ')}.`);
      }
      last = now;
    });
  }, [trainer]);
}
