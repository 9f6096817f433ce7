import { useState } from 'preact/hooks';
import { isNarrow } from '../media.js';
import { Notice } from '../ui/notice.js';
import { Controls } from './controls.js';
import { DataPanel } from './data_panel.js';
import { NetworkPanel } from './network_panel.js';
import { Results } from './results.js';
import './train.css';
import { useAnnouncements } from './use_announcements.js';
import { useTrainer } from './use_trainer.js';

/** Trains a network for each curve. */
export default function TrainPage() {
  const { trainer, word, reset } = useTrainer();
  const [message, setMessage] = useState('');
  useAnnouncements(trainer, setMessage);
  const settings = (
    <>
      <DataPanel />
      <NetworkPanel />
    </>
  );
  const training = (
    <>
      {trainer && <Controls trainer={trainer} word={word} onReset={reset} />}
      {trainer?.problem.value && (
        <Notice>
          <p>{trainer.problem.value}</p>
          {trainer.isLost.value && (
            <button type="button" onClick={reset}>
              Start again
            </button>
          )}
        </Notice>
      )}
      {trainer && <Results trainer={trainer} />}
      <p class="hidden" role="status">
        {message}
      </p>
    </>
  );
  return (
    <>
      <div class="intro">
        <h1>Train</h1>
        <p class="quiet">
          How well does an activation learn? Each network has the same layers, initial weights and
          batches. Only the activation is different.
        </p>
      </div>
      <div class="train">
        {isNarrow.value ? (
          // In the order in which they are used.
          <div class="stack">
            {settings}
            {training}
          </div>
        ) : (
          <>
            <div class="stack">{training}</div>
            <div class="stack">{settings}</div>
          </>
        )}
      </div>
    </>
  );
}
