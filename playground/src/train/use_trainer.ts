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

/** The settings whose change requires a new training. */
function planNow(): string {
  return JSON.stringify([
    activations.value,
    [depth.value, units.value, seed.value, batchSize.value],
    dataName.value === 'own' ? 'own' : [dataName.value, count.value, noise.value],
  ]);
}

/** The only trainer. It is paused while another page is shown. */
const kept: Signal<{ readonly plan: string; readonly trainer: Trainer } | undefined> =
  signal(undefined);

/** Creates a trainer with the current settings, and disposes the previous one. */
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
 * A trainer with the current settings: the previous one if they have not changed, otherwise a new one, which
 * continues to train if the previous one did.
 */
export function useTrainer(): {
  readonly trainer?: Trainer;
  /** What has happened to the training while another page was shown. */
  readonly word: string;
  /** Starts again, on another graphics card if that of the backend is lost. */
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
