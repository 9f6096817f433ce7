import { type Signal, signal } from '@preact/signals';
import type { Renderer } from '../backends/renderer.js';
import type { Order, Report, Row } from './protocol.js';

/** A run of the measurement in a separate worker. */
export class Measurement {
  readonly state: Signal<'running' | 'done' | 'cancelled' | 'failed'> = signal('running');
  readonly rows: Signal<readonly Row[]> = signal([]);
  readonly renderer: Signal<Renderer | undefined> = signal(undefined);
  readonly progress = signal({ name: 'Starting', done: 0, total: 1 });
  readonly problem: Signal<string | undefined> = signal(undefined);

  private readonly worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

  constructor(readonly order: Order) {
    this.worker.onmessage = ({ data }: MessageEvent<Report>) => this.take(data);
    this.worker.onerror = ({ message }) => {
      this.take({ kind: 'failed', problem: message || 'The worker does not start.' });
    };
    this.worker.postMessage(order);
  }

  private take(report: Report): void {
    switch (report.kind) {
      case 'started':
        this.renderer.value = report.renderer;
        this.progress.value = { ...this.progress.value, total: report.total };
        break;
      case 'measuring':
        this.progress.value = { ...this.progress.value, name: report.name, done: report.done };
        break;
      case 'row':
        this.rows.value = [...this.rows.value, report.row];
        break;
      case 'done':
        this.end('done');
        break;
      case 'failed':
        this.problem.value = report.problem;
        this.end('failed');
    }
  }

  cancel(): void {
    if (this.state.peek() === 'running') this.end('cancelled');
  }

  /** Terminating the worker releases all its resources, on the graphics card too. */
  private end(state: 'done' | 'cancelled' | 'failed'): void {
    this.worker.terminate();
    this.state.value = state;
  }
}
