import { colorNow } from '../scheme.js';
import { EXTENT, type Label, type Point } from './data_sets.js';
import { SIDE } from './grid.js';

// The plane of the points on a canvas. The processor draws it: where there is no graphics card, a
// browser takes far longer to have its stand-in draw.

const DRAWN_BY_PROCESSOR: CanvasRenderingContext2DSettings = { willReadFrequently: true };

const CLASS_COLORS = ['--class-a', '--class-b'];

/** How much of a class's colour there is at most. */
const DEEPEST = 0.42;
/** Of a point, as a part of the plane, so that a small plane is not covered by them. */
const RADIUS = 0.0115;
const SMALLEST_RADIUS = 1.6;

/** From a coordinate of the plane to a pixel, for a canvas of this size. */
const toPixel = (value: number, size: number) => ((value / EXTENT + 1) / 2) * size;

/** The place in the plane that is under the mouse. */
export function placeUnder(canvas: HTMLCanvasElement, event: PointerEvent): Pick<Point, 'x' | 'y'> {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  return {
    x: (((event.clientX - left) / width) * 2 - 1) * EXTENT,
    y: (1 - ((event.clientY - top) / height) * 2) * EXTENT,
  };
}

/** Empties a canvas that has as many pixels as the screen has there. It draws in those of CSS. */
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

/** The colours of the classes, the deeper the surer the network is. */
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

/** Discs are the first class, squares the second. */
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
  const half = 0.9 * radius; // A square of the same area as the disc, nearly.
  if (label === 0) context.arc(x, y, radius, 0, 2 * Math.PI);
  else context.rect(x - half, y - half, 2 * half, 2 * half);
}

/** Where the keyboard would put a point. */
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

/** Red, green, blue of a colour that CSS can write in any way. */
function channels(context: CanvasRenderingContext2D, color: string): number[] {
  context.fillStyle = color;
  const digits = String(context.fillStyle).slice(1);
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
}
