import { normal, seededRandom } from './seeded_random.js';

/** Both coordinates lie between -EXTENT and EXTENT. */
export const EXTENT = 6;

export type Label = 0 | 1;

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: Label;
}

/** The positions of the points of a class; `along` runs from 0 to 1. */
type Shape = (along: number, label: Label, random: () => number) => { x: number; y: number };

const polar = (radius: number, angle: number) => ({
  x: radius * Math.sin(angle),
  y: radius * Math.cos(angle),
});

const TURNS = 1.75;

const shapes = {
  spiral: (along, label) =>
    polar(0.3 + 4.7 * along, 2 * Math.PI * (TURNS * along) + label * Math.PI),
  moons: (along, label) => {
    const { x, y } = polar(3.2, Math.PI * (along - 0.5));
    return label === 0 ? { x: x - 1.6, y: y - 0.8 } : { x: x + 1.6, y: 0.8 - y };
  },
  circles: (along, label, random) => {
    const inside = 2.3 * Math.sqrt(random());
    return polar(label === 0 ? 3.6 + 1.4 * random() : inside, 2 * Math.PI * along);
  },
} as const satisfies Readonly<Record<string, Shape>>;

export type DataSetName = keyof typeof shapes;

export const DATA_SETS = Object.keys(shapes) as readonly DataSetName[];

/** @param noise The standard deviation of the noise that is added to both coordinates. */
export function makePoints(
  name: DataSetName,
  { count, noise, seed }: { count: number; noise: number; seed: number },
): readonly Point[] {
  const random = seededRandom(seed);
  const inClass = Math.ceil(count / 2);
  return Array.from({ length: count }, (_, i) => {
    const label = (i % 2) as Label;
    const { x, y } = shapes[name](Math.floor(i / 2) / inClass, label, random);
    return clamped({ x: x + noise * normal(random), y: y + noise * normal(random), label });
  });
}

/** The point, or the nearest one that can be shown. */
export function clamped({ x, y, label }: Point): Point {
  const clamp = (value: number) => Math.min(Math.max(value, -EXTENT), EXTENT);
  return { x: clamp(x), y: clamp(y), label };
}
