import type { Measured } from './measured.js';

/** More would not be seen in a chart. */
const LONGEST = 600;

/** What was measured, at evenly spaced steps: of too many, every second one is forgotten. */
export class History {
  private interval = 10;
  private readonly entries: { step: number; measured: readonly Measured[] }[] = [];

  /** Whether this step is one of those that are kept. */
  wants(step: number): boolean {
    return step % this.interval === 0;
  }

  /** Adds the newest, which is shown in any case, and stays if its step is one that is kept. */
  add(step: number, measured: readonly Measured[]): void {
    const last = this.entries.at(-1);
    if (last && (last.step === step || !this.wants(last.step))) this.entries.pop();
    this.entries.push({ step, measured });
    if (this.entries.length <= LONGEST) return;
    this.interval *= 2;
    const kept = this.entries.filter(({ step }, i) => this.wants(step) || i === LONGEST);
    this.entries.splice(0, Infinity, ...kept);
  }

  get steps(): number[] {
    return this.entries.map(({ step }) => step);
  }

  get latest(): readonly Measured[] {
    return this.entries.at(-1)?.measured ?? [];
  }

  /** One number of one network at each step; what is not finite is a gap. */
  column(network: number, read: (measured: Measured) => number | undefined): (number | null)[] {
    return this.entries.map(({ measured }) => {
      const value = measured[network] && read(measured[network]);
      return value !== undefined && Number.isFinite(value) ? value : null;
    });
  }
}
