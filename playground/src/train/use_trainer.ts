import { effect, type Signal, signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { BackendName } from '../backends/backend.js';
import { backend } from '../backends/chosen.js';
import { forgetBackend } from '../backends/when_lost.js';
import { forgetJobs } from './in_turn.js';
import {
  activations,
  batchSize,
  count,
  dataName,
  depth,
  learningRate,
  noise,
  optimizerName,
  points,
  seed,
  units,
} from './settings.js';
import { Trainer } from './trainer.js';

/** What a change of makes another training. */
function planNow(): string {
  return JSON.stringify([
    activations.value,
    [depth.value, units.value, seed.value, batchSize.value],
    dataName.value === 'own' ? 'own' : [dataName.value, count.value, noise.value],
  ]);
}

/** The one trainer there is. It waits, paused, while another page is shown. */
const kept: Signal<{ readonly plan: string; readonly trainer: Trainer } | undefined> =
  signal(undefined);

/** Another trainer, of what is set, in place of the last one, which leaves nothing. */
function renew(plan: string): Trainer {
  const last = kept.peek()?.trainer;
  if (last?.isLost.peek()) {
    forgetJobs();
    forgetBackend(last.backend.peek() as BackendName);
  }
  void last?.dispose();
  const trainer = new Trainer({
    activations: activations.peek(),
    architecture: { depth: depth.peek(), units: units.peek(), seed: seed.peek() },
    batchSize: batchSize.peek(),
    optimization: { optimizer: optimizerName.peek(), learningRate: learningRate.peek() },
    backend: backend.peek(),
    points: () => points.peek(),
  });
  kept.value = { plan, trainer };
  return trainer;
}

const PAUSED = 'Training was paused when you left this page.';
const ANEW = 'The curves were changed on another page, so training starts again.';

/**
 * A trainer of what is set: that of the last time, if that is still the same; and another one when it
 * changes, which trains on if the last one did.
 */
export function useTrainer(): {
  readonly trainer?: Trainer;
  /** What became of the training while another page was shown. */
  readonly word: string;
  /** Begins again, on another graphics card if that of the backend is gone. */
  reset(): void;
} {
  const [word, setWord] = useState('');
  const isReturn = useRef(true);
  const plan = planNow();
  useLayoutEffect(() => {
    const last = kept.peek();
    const isSame = last?.plan === plan;
    const word = isSame ? PAUSED : ANEW;
    setWord(isReturn.current && last && last.trainer.step.peek() > 0 ? word : '');
    isReturn.current = false;
    if (isSame) return;
    const goesOn = last?.trainer.isRunning.peek();
    const trainer = renew(plan);
    if (goesOn) void trainer.start();
  }, [plan]);
  useEffect(() => () => kept.peek()?.trainer.pause(), []);

  const trainer = kept.value?.trainer;
  useEffect(() => {
    void trainer?.optimizeWith({
      optimizer: optimizerName.peek(),
      learningRate: learningRate.peek(),
    });
  }, [trainer, optimizerName.value, learningRate.value]);
  useEffect(() => {
    if (trainer?.isLost.peek()) renew(plan);
    else void trainer?.switchTo(backend.peek());
  }, [trainer, backend.value]);
  useEffect(() => {
    if (!trainer?.isRunning.peek()) void trainer?.refresh();
  }, [trainer, points.value]);
  useEffect(() => {
    return (
      trainer &&
      effect(() => {
        const { problem, backend: used, isRunning } = trainer;
        if (problem.value !== undefined && used.value) backend.value = used.value;
        if (isRunning.value) setWord('');
      })
    );
  }, [trainer]);
  return {
    trainer,
    word,
    reset: () => {
      setWord('');
      renew(plan);
    },
  };
}
