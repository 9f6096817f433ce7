import { useState } from 'preact/hooks';
import { Notice } from '../ui/notice.js';
import { Controls } from './controls.js';
import { DataPanel } from './data_panel.js';
import { NetworkPanel } from './network_panel.js';
import { Results } from './results.js';
import './train.css';
import { useAnnouncements } from './use_announcements.js';
import { useTrainer } from './use_trainer.js';

/** Networks in training, one for each curve. */
export default function TrainPage() {
  const [resets, setResets] = useState(0);
  const trainer = useTrainer(resets);
  const [message, setMessage] = useState('');
  useAnnouncements(trainer, setMessage);
  return (
    <div class="train">
      <h1 class="hidden">Train</h1>
      <div class="stack">
        {trainer && <Controls trainer={trainer} onReset={() => setResets(resets + 1)} />}
        {trainer?.problem.value && <Notice>{trainer.problem.value}</Notice>}
        {trainer && <Results trainer={trainer} />}
        <p class="hidden" role="status">
          {message}
        </p>
      </div>
      <div class="stack">
        <DataPanel />
        <NetworkPanel />
      </div>
    </div>
  );
}
