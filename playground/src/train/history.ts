import type { Measured } from './measured.js';

/** A chart could not show more. */
const LONGEST = 600;

/** Measurements at evenly spaced steps. When there are too many, every second one is removed. */
export class History {
  private interval = 10;
  private readonly entries: { step: number; measured: readonly Measured[] }[] = [];

  /** Whether this step is kept. */
  wants(step: number): boolean {
    return step % this.interval === 0;
  }

  /** Adds the latest measurement. It is always shown, but stays only if its step is kept. */
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

  /** One number of one network at each step. Values that are not finite are gaps. */
  column(network: number, read: (measured: Measured) => number | undefined): (number | null)[] {
    return this.entries.map(({ measured }) => {
      const value = measured[network] && read(measured[network]);
      return value !== undefined && Number.isFinite(value) ? value : null;
    });
  }
}
