import type { ComponentChildren } from 'preact';
import { colorOf } from '../curve.js';

/**
 * The name of a curve with its colour and its number, for those who cannot distinguish the colours.
 */
export function Chip({
  index,
  isFaded = false,
  children,
}: {
  readonly index: number;
  /** Whether the line of the curve is faded. */
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
