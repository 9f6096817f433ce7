import { colorNow } from '../scheme.js';
import { EXTENT, type Label, type Point } from './data_sets.js';
import { SIDE } from './grid.js';

// Draws the plane with the points on a canvas, using the processor: without a graphics card, a browser would be much
// slower with its software renderer.

const DRAWN_BY_PROCESSOR: CanvasRenderingContext2DSettings = { willReadFrequently: true };

const CLASS_COLORS = ['--class-a', '--class-b'];

/** The maximum opacity of a class's colour. */
const DEEPEST = 0.42;
/** The radius of a point relative to the plane, so that the points do not cover a small plane. */
const RADIUS = 0.0115;
const SMALLEST_RADIUS = 1.6;

/** Converts a coordinate of the plane to a pixel on a canvas of this size. */
const toPixel = (value: number, size: number) => ((value / EXTENT + 1) / 2) * size;

/** The point of the plane under the mouse. */
export function placeUnder(canvas: HTMLCanvasElement, event: PointerEvent): Pick<Point, 'x' | 'y'> {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  return {
    x: (((event.clientX - left) / width) * 2 - 1) * EXTENT,
    y: (1 - ((event.clientY - top) / height) * 2) * EXTENT,
  };
}

/** Clears a canvas and adapts it to the pixels of the screen. Drawing uses CSS pixels. */
export function cleared(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', DRAWN_BY_PROCESSOR) as CanvasRenderingContext2D;
  const pixels = Math.round(canvas.clientWidth * devicePixelRatio);
  if (canvas.width !== pixels || canvas.height !== pixels) {
    canvas.width = pixels;
    canvas.height = pixels;
  }
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.fillStyle = colorNow('--surface');
  context.fillRect(0, 0, canvas.clientWidth, canvas.clientWidth);
  return context;
}

const small = document.createElement('canvas');

/** Draws the colours of the classes, which are deeper the more certain the network is. */
export function drawRegions(context: CanvasRenderingContext2D, logits: Float32Array): void {
  small.width = SIDE;
  small.height = SIDE;
  const image = new ImageData(SIDE, SIDE);
  const colors = CLASS_COLORS.map((color) => channels(context, colorNow(color)));
  logits.forEach((logit, i) => {
    const sureness = Math.tanh(logit / 2);
    if (Number.isNaN(sureness)) return;
    image.data.set(colors[logit < 0 ? 0 : 1], 4 * i);
    image.data[4 * i + 3] = 255 * DEEPEST * Math.abs(sureness);
  });
  small.getContext('2d', DRAWN_BY_PROCESSOR)?.putImageData(image, 0, 0);
  const size = context.canvas.clientWidth;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, size, size);
}

/** Draws discs for the first class and squares for the second. */
export function drawPoints(context: CanvasRenderingContext2D, points: readonly Point[]): void {
  const size = context.canvas.clientWidth;
  context.strokeStyle = colorNow('--surface');
  const colors = CLASS_COLORS.map(colorNow);
  const radius = Math.max(SMALLEST_RADIUS, RADIUS * size);
  context.lineWidth = radius / 4;
  for (const { x, y, label } of points) {
    context.beginPath();
    outline(context, label, toPixel(x, size), toPixel(-y, size), radius);
    context.fillStyle = colors[label];
    context.fill();
    context.stroke();
  }
}

function outline(
  context: CanvasRenderingContext2D,
  label: Label,
  x: number,
  y: number,
  radius: number,
): void {
  const half = 0.9 * radius; // A square of nearly the same area as the disc.
  if (label === 0) context.arc(x, y, radius, 0, 2 * Math.PI);
  else context.rect(x - half, y - half, 2 * half, 2 * half);
}

/** Draws a cross where the keyboard would add a point. */
export function drawCross(
  context: CanvasRenderingContext2D,
  { x, y }: Pick<Point, 'x' | 'y'>,
): void {
  const size = context.canvas.clientWidth;
  const [left, top] = [toPixel(x, size), toPixel(-y, size)];
  context.strokeStyle = colorNow('--text');
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(left - 10, top);
  context.lineTo(left + 10, top);
  context.moveTo(left, top - 10);
  context.lineTo(left, top + 10);
  context.stroke();
}

/** The red, green and blue components of any CSS colour. */
function channels(context: CanvasRenderingContext2D, color: string): number[] {
  context.fillStyle = color;
  const digits = String(context.fillStyle).slice(1);
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
}
