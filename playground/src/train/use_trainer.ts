import { effect } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { backend } from '../backends/chosen.js';
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

/** A trainer of what is set; another one when that changes, which trains on if the last one did. */
export function useTrainer(resets: number): Trainer | undefined {
  const [trainer, setTrainer] = useState<Trainer>();
  const wasRunning = useRef(false);
  const lastResets = useRef(resets);
  const plan = JSON.stringify([
    activations.value,
    [depth.value, units.value, seed.value, batchSize.value],
    dataName.value === 'own' ? 'own' : [dataName.value, count.value, noise.value],
  ]);
  useEffect(() => {
    const next = new Trainer({
      activations: activations.peek(),
      architecture: { depth: depth.peek(), units: units.peek(), seed: seed.peek() },
      batchSize: batchSize.peek(),
      optimization: { optimizer: optimizerName.peek(), learningRate: learningRate.peek() },
      backend: backend.peek(),
      points: () => points.peek(),
    });
    setTrainer(next);
    const isReset = lastResets.current !== resets;
    lastResets.current = resets;
    if (wasRunning.current && !isReset) void next.start();
    return () => {
      wasRunning.current = next.isRunning.peek();
      void next.dispose();
    };
  }, [plan, resets]);

  useChange([optimizerName.value, learningRate.value], () => {
    void trainer?.optimizeWith({
      optimizer: optimizerName.peek(),
      learningRate: learningRate.peek(),
    });
  });
  useChange([backend.value], () => {
    void trainer?.switchTo(backend.peek());
  });
  useEffect(() => {
    return (
      trainer &&
      effect(() => {
        const { problem, backend: used } = trainer;
        if (problem.value !== undefined && used.value) backend.value = used.value;
      })
    );
  }, [trainer]);
  useChange([points.value], () => {
    if (!trainer?.isRunning.peek()) void trainer?.refresh();
  });
  return trainer;
}

/** An effect of a change, and not of the first rendering. */
function useChange(values: readonly unknown[], effect: () => void): void {
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) effect();
    isFirst.current = false;
  }, values);
}
