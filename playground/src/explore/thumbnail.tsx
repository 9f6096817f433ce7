import { catalogueCurve } from '../curve.js';
import { derived, functionOf } from '../derivatives.js';

/** What a thumbnail shows of both axes. */
const LIMIT = 4;
const STEPS = 60;

/** The shape of an activation of the catalogue. */
export function Thumbnail({ name }: { readonly name: string }) {
  return (
    <svg
      class="thumbnail"
      viewBox={`${-LIMIT} ${-LIMIT} ${2 * LIMIT} ${2 * LIMIT}`}
      aria-hidden="true"
    >
      <path class="origin" d={`M${-LIMIT} 0H${LIMIT}M0 ${-LIMIT}V${LIMIT}`} />
      <path d={pathOf(name)} />
    </svg>
  );
}

const paths = new Map<string, string>();

function pathOf(name: string): string {
  let path = paths.get(name);
  if (path === undefined) {
    const curve = catalogueCurve(name);
    const value = functionOf(derived(curve, 0), curve.parameters);
    path = Array.from({ length: STEPS + 1 }, (_, i) => {
      const x = LIMIT * ((2 * i) / STEPS - 1);
      const y = Math.max(-2 * LIMIT, Math.min(2 * LIMIT, value(x)));
      return `${i === 0 ? 'M' : 'L'}${x.toFixed(2)} ${(-y).toFixed(2)}`;
    }).join('');
    paths.set(name, path);
  }
  return path;
}
