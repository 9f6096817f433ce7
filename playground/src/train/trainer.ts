import { type Signal, signal } from '@preact/signals';
import type { BackendName } from '../backends/backend.js';
import { startBackend } from '../backends/start.js';
import { forgetBackend, whenLost } from '../backends/when_lost.js';
import { Batches } from './batches.js';
import type { Point } from './data_sets.js';
import { GRID } from './grid.js';
import { History } from './history.js';
import { inTurn, yieldToPage } from './in_turn.js';
import { Learner, type Optimization, type SavedLearner } from './learner.js';
import { type Measured, measured, NOTHING } from './measured.js';
import type { Architecture, TrainedActivation } from './network.js';

export interface Plan {
  readonly activations: readonly TrainedActivation[];
  readonly architecture: Architecture;
  readonly batchSize: number;
  readonly optimization: Optimization;
  readonly backend: BackendName;
  /** The current points. */
  readonly points: () => readonly Point[];
}

/** The information shown for one network. */
export interface Shown extends Partial<Measured> {
  readonly label: string;
  /** The logit at each grid point; `undefined` for a network that could not be created. */
  readonly outputs?: Float32Array;
  readonly stepsPerSecond?: number;
  /** The reason why it is not trained, or no longer trained. */
  readonly problem?: string;
}

interface Trainee {
  learner?: Learner;
  problem?: string;
  steps: number;
  milliseconds: number;
  stepsPerSecond?: number;
  measured?: Measured;
}

/** The minimum time between two frames, and the time for training relative to that for a frame. */
const FRAME_MS = 50;
const CALM_FRAME_MS = 1000;
const TIMES_A_FRAME = 2;

/**
 * Trains one network with each activation, with the same points in the same batches, and the same initial weights.
 */
export class Trainer {
  /** Whether training is requested. */
  readonly isRunning = signal(false);
  /** Whether training is in progress, until its last result has been measured. */
  readonly isTraining = signal(false);
  readonly step = signal(0);
  readonly shown: Signal<readonly Shown[]> = signal([]);
  readonly backend: Signal<BackendName | undefined> = signal(undefined);
  /** The last error of a backend that could not be started. */
  readonly problem: Signal<string | undefined> = signal(undefined);
  /** Whether the graphics card is lost, and the trained weights with it. */
  readonly isLost = signal(false);
  readonly history = new History();

  private readonly trainees: readonly Trainee[];
  private readonly batches: Batches;
  private optimization: Optimization;
  /** The backend that was requested last, even if it could not be started. */
  private wanted: BackendName;
  private measuredPoints: readonly Point[] | undefined;
  private isDisposed = false;
  private isStale = false;

  constructor(readonly plan: Plan) {
    this.optimization = plan.optimization;
    this.wanted = plan.backend;
    this.batches = new Batches(plan.batchSize, plan.architecture.seed);
    this.trainees = plan.activations.map(() => ({ steps: 0, milliseconds: 0 }));
    void this.do(() => this.prepare());
  }

  private do(job: () => Promise<void>): Promise<void> {
    return inTurn(async () => {
      if (this.isDisposed) return;
      try {
        await job();
      } catch (error) {
        this.pause();
        if (this.isLost.value) return;
        this.problem.value = `Training stopped: ${(error as Error).message.split('\n')[0]}`;
      }
    });
  }

  private async prepare(): Promise<void> {
    await this.startBackend(this.plan.backend);
    this.build();
    await this.measure();
    await this.show();
  }

  /** Starts the backend; if that fails, the previous one or the one that every browser supports. */
  private async startBackend(name: BackendName): Promise<void> {
    const fallback = this.backend.value ?? 'cpu';
    try {
      await startBackend(name);
      whenLost(() => this.loseCard(name));
      this.backend.value = name;
      this.problem.value = undefined;
    } catch (error) {
      await startBackend(fallback);
      this.backend.value = fallback;
      this.problem.value = `${(error as Error).message} ${fallback} is used instead.`;
    }
  }

  private loseCard(name: BackendName): void {
    if (this.isDisposed) return;
    if (this.backend.value !== name) {
      forgetBackend(name);
      return;
    }
    this.isLost.value = true;
    this.pause();
    this.problem.value =
      'The browser took the graphics card away, and the trained weights with it. ' +
      'Training can start again with the same settings.';
  }

  private build(): void {
    this.trainees.forEach((trainee, i) => {
      try {
        const { activations, architecture } = this.plan;
        trainee.learner = new Learner(activations[i], architecture, this.optimization);
      } catch (error) {
        trainee.problem = `This activation cannot be trained: ${(error as Error).message.split('\n')[0]}`;
      }
    });
  }

  async start(): Promise<void> {
    this.isRunning.value = true;
    if (this.isTraining.value) return;
    this.isTraining.value = true;
    while (this.isRunning.value) {
      await this.train();
      await this.do(() => this.stopped());
    }
    this.isTraining.value = false;
  }

  /** Trains and draws frames until training is no longer requested. */
  private async train(): Promise<void> {
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const least = isCalm ? CALM_FRAME_MS : FRAME_MS;
    let next = 0;
    while (this.isRunning.value) {
      await this.do(() => this.advance());
      if (performance.now() >= next) {
        const began = performance.now();
        await this.do(() => this.show());
        const ended = performance.now();
        next = ended + Math.max(least, TIMES_A_FRAME * (ended - began));
      }
      await (document.hidden ? becomesVisible() : yieldToPage());
    }
  }

  pause(): void {
    this.isRunning.value = false;
  }

  /** One step of each network. */
  async stepOnce(): Promise<void> {
    await this.do(async () => {
      await this.advance();
      await this.stopped();
    });
  }

  private async stopped(): Promise<void> {
    await this.measure();
    await this.show();
  }

  private async advance(): Promise<void> {
    const trained = this.trainees.filter(({ learner, problem }) => learner && !problem);
    const batch = this.batches.next(this.plan.points());
    if (trained.length === 0 || batch.length === 0) {
      this.pause();
      return;
    }
    const step = this.step.value + 1;
    for (const trainee of trained) {
      const began = performance.now();
      const loss = await (trainee.learner as Learner).step(batch);
      trainee.milliseconds += performance.now() - began;
      trainee.steps++;
      if (!Number.isFinite(loss)) {
        trainee.problem =
          `Training diverged at step ${step}: the loss is ${loss}. ` +
          'A smaller learning rate or fewer layers may help.';
      }
    }
    this.step.value = step;
    if (this.history.wants(step)) await this.measure();
  }

  /** Measures all networks on all points. */
  private async measure(): Promise<void> {
    const points = this.plan.points();
    this.measuredPoints = points;
    for (const trainee of this.trainees) {
      if (trainee.learner) trainee.measured = await measured(trainee.learner, points);
    }
    const all = this.trainees.map(({ measured = NOTHING }) => measured);
    this.history.add(this.step.value, all);
  }

  /** Shows the latest measurement and the outputs of the networks over the whole plane. */
  private async show(): Promise<void> {
    const shown: Shown[] = [];
    for (const [i, trainee] of this.trainees.entries()) {
      const { label } = this.plan.activations[i];
      const { learner, problem, measured } = trainee;
      const outputs = await learner?.outputs(GRID);
      shown.push({ ...measured, label, problem, outputs, stepsPerSecond: rateOf(trainee) });
    }
    this.shown.value = shown;
  }

  /**
   * Measures and shows the networks again when the points have changed. Changes that follow quickly are handled
   * together.
   */
  async refresh(): Promise<void> {
    if (this.isStale) return;
    this.isStale = true;
    await this.do(async () => {
      this.isStale = false;
      if (this.plan.points() !== this.measuredPoints) await this.stopped();
    });
  }

  /** Continues with another optimizer, without its state, or with another learning rate. */
  optimizeWith(optimization: Optimization): Promise<void> {
    return this.do(async () => {
      const { optimizer, learningRate } = this.optimization;
      const keepsState = optimization.optimizer === optimizer;
      if (keepsState && optimization.learningRate === learningRate) return;
      this.optimization = optimization;
      for (const { learner } of this.trainees) {
        await learner?.optimizeWith(optimization, keepsState);
      }
    });
  }

  /** Continues on another backend, with the weights and the state of the optimizer. */
  async switchTo(name: BackendName): Promise<void> {
    if (name === this.wanted || this.isLost.value) return;
    this.wanted = name;
    if (name !== this.backend.value) this.problem.value = undefined;
    await this.do(async () => {
      if (name === this.backend.value) return;
      const saved: (SavedLearner | undefined)[] = [];
      for (const { learner } of this.trainees) saved.push(await learner?.save());
      this.disposeLearners();
      await this.startBackend(name);
      this.build();
      for (const [i, trainee] of this.trainees.entries()) {
        const state = saved[i];
        if (state) await trainee.learner?.restore(state);
        trainee.stepsPerSecond = undefined;
      }
      await this.stopped();
    });
  }

  /** Disposes all tensors. */
  dispose(): Promise<void> {
    this.pause();
    return this.do(async () => {
      this.isDisposed = true;
      this.disposeLearners();
    });
  }

  private disposeLearners(): void {
    for (const trainee of this.trainees) {
      trainee.learner?.dispose();
      trainee.learner = undefined;
    }
  }
}

/** The steps per second since the last call, smoothed over previous calls. */
function rateOf(trainee: Trainee): number | undefined {
  if (trainee.steps > 0) {
    const now = (1000 * trainee.steps) / trainee.milliseconds;
    const before = trainee.stepsPerSecond;
    trainee.stepsPerSecond = before === undefined ? now : 0.8 * before + 0.2 * now;
    trainee.steps = 0;
    trainee.milliseconds = 0;
  }
  return trainee.stepsPerSecond;
}

function becomesVisible(): Promise<void> {
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', () => resolve(), { once: true });
  });
}
