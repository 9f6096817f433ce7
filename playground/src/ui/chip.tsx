import type { ComponentChildren } from 'preact';
import { colorOf } from '../curve.js';

/**
 * A curve's name beside its colour, and its number, for those who cannot tell the colours apart.
 */
export function Chip({
  index,
  children,
}: {
  readonly index: number;
  readonly children?: ComponentChildren;
}) {
  return (
    <span class="chip" style={{ '--color': colorOf(index) }}>
      <span class="mark" aria-hidden="true">
        {index + 1}
      </span>
      {children !== undefined && <span class="name">{children}</span>}
    </span>
  );
}
