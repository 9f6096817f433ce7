import { useRef, useState } from 'preact/hooks';
import { clamped, EXTENT, type Label, type Point } from './data_sets.js';
import { MOST_OWN_POINTS, onGrid, writePoints } from './own_points.js';
import { placeUnder } from './plane.js';
import { PlaneCanvas } from './plane_canvas.js';
import { ownPoints, points } from './settings.js';

type Place = Pick<Point, 'x' | 'y'>;

/** A drag adds a point each time it has moved this far. */
const SPACING = 0.45;
/** An arrow key moves the cross this far. */
const STEP = EXTENT / 20;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

const CLASSES = ['Disc', 'Square'];

/** The board on which own points are drawn with the mouse, a finger or the keyboard. */
export function DrawingBoard() {
  const [label, setLabel] = useState<Label>(0);
  const [cross, setCross] = useState<Place>({ x: 0, y: 0 });
  const [isFocused, setIsFocused] = useState(false);
  const [message, setMessage] = useState('');
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<Place | undefined>(undefined);
  /** The points before the current finger started to draw. */
  const before = useRef('');

  const put = (place: Place) => {
    if (points.value.length >= MOST_OWN_POINTS) {
      setMessage(`At most ${MOST_OWN_POINTS} points are possible.`);
      return;
    }
    const point = onGrid(clamped({ ...place, label }));
    ownPoints.value += writePoints([point]);
    last.current = place;
    setMessage(`${points.value.length} points`);
  };
  const removeNearest = (place: Place) => {
    const [nearest] = [...points.value].sort((a, b) => distance(a, place) - distance(b, place));
    if (nearest === undefined) return;
    ownPoints.value = writePoints(points.value.filter((point) => point !== nearest));
    setMessage(`Nearest point removed; ${points.value.length} points`);
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || !event.isPrimary) return;
    before.current = ownPoints.value;
    (event.currentTarget as HTMLCanvasElement).setPointerCapture(event.pointerId);
    put(placeUnder(event.currentTarget as HTMLCanvasElement, event));
  };
  const onPointerMove = (event: PointerEvent) => {
    if (last.current === undefined || !event.isPrimary) return;
    const place = placeUnder(event.currentTarget as HTMLCanvasElement, event);
    if (distance(last.current, place) >= SPACING) put(place);
  };
  const end = () => {
    last.current = undefined;
  };
  /** Two fingers zoom the page. The points that the first finger has drawn are removed. */
  const cancel = () => {
    if (last.current !== undefined) ownPoints.value = before.current;
    end();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (arrow) {
      const [x, y] = arrow.map((step) => step * STEP * (event.shiftKey ? 4 : 1));
      const place = clamped({ x: cross.x + x, y: cross.y + y, label });
      setCross(place);
      setMessage(`${place.x.toFixed(1)}, ${place.y.toFixed(1)}`);
    } else if (event.key === 'Enter' || event.key === ' ') {
      put(cross);
      end();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      removeNearest(cross);
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <>
      <fieldset class="row classes">
        <legend class="hidden">Class of the points to draw</legend>
        {CLASSES.map((name, i) => (
          <label key={name} class={`check class-${i}`}>
            <input
              type="radio"
              name="class"
              checked={label === i}
              onChange={() => setLabel(i as Label)}
            />
            <span>{name}</span>
          </label>
        ))}
        <button
          type="button"
          class="small at-end"
          disabled={points.value.length === 0}
          onClick={() => (ownPoints.value = '')}
        >
          Clear
        </button>
      </fieldset>
      <PlaneCanvas
        class="plane board"
        canvas={canvas}
        points={points.value}
        cross={isFocused ? cross : undefined}
        tabIndex={0}
        role="application"
        aria-label={`Drawing board, ${points.value.length} points`}
        aria-describedby="board-help"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={end}
        onPointerCancel={cancel}
        onKeyDown={onKeyDown}
        onFocus={({ currentTarget }) => setIsFocused(currentTarget.matches(':focus-visible'))}
        onBlur={() => setIsFocused(false)}
      />
      <p id="board-help" class="quiet small-text">
        Click or drag to draw points. With the keyboard: arrow keys move the cross, Enter adds a
        point, Delete removes the nearest point.
      </p>
      <p class="hidden" role="status">
        {message}
      </p>
    </>
  );
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
