import type { ComponentChildren } from 'preact';
import { colorOf } from '../curve.js';

/**
 * A curve's name beside its colour, and its number, for those who cannot tell the colours apart.
 */
export function Chip({
  index,
  isFaded = false,
  children,
}: {
  readonly index: number;
  /** Whether its line is. */
  readonly isFaded?: boolean;
  readonly children?: ComponentChildren;
}) {
  return (
    <span class={isFaded ? 'chip faded' : 'chip'} style={{ '--color': colorOf(index) }}>
      <span class="mark" aria-hidden="true">
        {index + 1}
      </span>
      {children !== undefined && <span class="name">{children}</span>}
    </span>
  );
}
