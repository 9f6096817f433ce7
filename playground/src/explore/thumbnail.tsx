import { LIMIT, outlineOf } from './outline.js';

/** The curve of an activation of the catalogue as a small picture. */
export function Thumbnail({ name }: { readonly name: string }) {
  return (
    <svg
      class="thumbnail"
      viewBox={`${-LIMIT} ${-LIMIT} ${2 * LIMIT} ${2 * LIMIT}`}
      aria-hidden="true"
    >
      <path class="origin" d={`M${-LIMIT} 0H${LIMIT}M0 ${-LIMIT}V${LIMIT}`} />
      <path d={outlineOf(name)} />
    </svg>
  );
}
