import type { HTMLAttributes, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isDark } from '../scheme.js';
import type { Point } from './data_sets.js';
import { cleared, drawCross, drawPoints, drawRegions } from './plane.js';

/** A square canvas with points over the decision regions of a network. */
export function PlaneCanvas({
  points,
  outputs,
  cross,
  canvas,
  ...attributes
}: {
  readonly points: readonly Point[];
  readonly outputs?: Float32Array;
  readonly cross?: Pick<Point, 'x' | 'y'>;
  readonly canvas?: RefObject<HTMLCanvasElement>;
} & HTMLAttributes<HTMLCanvasElement>) {
  const own = useRef<HTMLCanvasElement>(null);
  const element = canvas ?? own;
  const draw = useRef(() => {});
  draw.current = () => {
    const context = cleared(element.current as HTMLCanvasElement);
    if (outputs) drawRegions(context, outputs);
    drawPoints(context, points);
    if (cross) drawCross(context, cross);
  };

  useEffect(() => draw.current(), [points, outputs, cross, isDark.value]);

  useEffect(() => {
    const observer = new ResizeObserver(() => draw.current());
    observer.observe(element.current as HTMLCanvasElement);
    return () => observer.disconnect();
  }, []);

  return <canvas {...attributes} ref={element} />;
}
