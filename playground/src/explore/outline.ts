import { catalogueCurve } from '../curve.js';
import { clip } from './height.js';
import { sample } from './sample.js';

/** The limit of both axes of a thumbnail. */
export const LIMIT = 4;
const STEPS = 60;
const VIEW = { min: -LIMIT, max: LIMIT };

const outlines = new Map<string, string>();

/** The curve of an activation of the catalogue, as the path of an SVG with a gap at each jump. */
export function outlineOf(name: string): string {
  let outline = outlines.get(name);
  if (outline === undefined) {
    const { xs, ys } = sample([catalogueCurve(name)], VIEW, STEPS, 1);
    const values = clip(ys[0][0], VIEW);
    outline = values
      .map((y, i) => {
        if (y === null) return '';
        const isFirst = i === 0 || values[i - 1] === null;
        return `${isFirst ? 'M' : 'L'}${xs[i].toFixed(2)} ${(-y).toFixed(2)}`;
      })
      .join('');
    outlines.set(name, outline);
  }
  return outline;
}
