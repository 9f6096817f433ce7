import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
  type Curve,
  catalogueCurve,
  hasBounds,
  hasFormula,
  INITIAL,
  labelOf,
  newNames,
  problemOf,
  retyped,
  textOf,
} from '../curve.js';
import { Chip } from '../ui/chip.js';
import { FormulaField } from '../ui/formula_field.js';
import { UnclearName, withMeant } from '../unclear_name.js';
import { CataloguePicker } from './catalogue_picker.js';
import { ParameterField } from './parameter_field.js';

/** The editor of a curve: its formula, typed or from the catalogue, and its parameters. */
export function CurveEditor({
  index,
  curve,
  onChange,
  onRemove,
}: {
  readonly index: number;
  readonly curve: Curve;
  readonly onChange: (change: (curve: Curve) => Curve) => void;
  readonly onRemove?: () => void;
}) {
  const { formula, name, parameters, draft } = curve;
  const element = useRef<HTMLFieldSetElement>(null);
  const { known, halfTyped, type, settle } = useTyping(curve, onChange);
  const isHalfTyped = draft !== undefined && draft === halfTyped;
  const error = useMemo(
    () => (draft === undefined || isHalfTyped ? undefined : problemOf(draft, known)),
    [draft, isHalfTyped, Object.keys(known).join()],
  );
  const write = (text: string) => {
    onChange((curve) => retyped(curve, text, known));
    element.current?.querySelector('textarea')?.focus(); // The button disappears.
  };
  return (
    <fieldset class="panel curve" ref={element}>
      <legend class="hidden">Curve {index + 1}</legend>
      <div class="head">
        <Chip index={index} isFaded={draft !== undefined}>
          {draft !== undefined || name === undefined ? 'formula' : name}
        </Chip>
        <CataloguePicker
          index={index}
          current={draft === undefined ? name : undefined}
          onPick={(name) => onChange(() => catalogueCurve(name))}
        />
        {onRemove && (
          <button
            type="button"
            class="icon plain"
            aria-label={`Remove curve ${index + 1}`}
            title="Remove"
            onClick={onRemove}
          >
            ×
          </button>
        )}
      </div>
      <FormulaField
        label={`Formula of curve ${index + 1}`}
        value={textOf(curve)}
        error={error}
        onChange={type}
        onBlur={settle}
      />
      {error instanceof UnclearName && draft !== undefined && (
        <div class="row">
          {error.meant.map((meant) => (
            <button
              key={meant}
              type="button"
              class="small"
              onClick={() => write(withMeant(draft, error.written, meant))}
            >
              Write {meant}
            </button>
          ))}
          <button
            type="button"
            class="small"
            onClick={() => {
              known[error.written] = INITIAL;
              write(draft);
            }}
          >
            Use {error.written} as a parameter
          </button>
        </div>
      )}
      {error && (
        <p class="quiet drawn">
          The plots show {hasFormula(curve) && 'the last valid formula, '}
          <code>{labelOf(curve)}</code>
        </p>
      )}
      {draft === undefined && hasBounds(curve) && <Source formula={formula} />}
      {Object.keys(parameters).length > 0 && (
        <fieldset class="parameters" aria-label="Parameters" disabled={draft !== undefined}>
          {Object.keys(parameters).map((each) => (
            <ParameterField
              key={each}
              curve={curve}
              name={each}
              onChange={(value) =>
                onChange((curve) => ({
                  ...curve,
                  parameters: { ...curve.parameters, [each]: value },
                }))
              }
            />
          ))}
        </fieldset>
      )}
    </fieldset>
  );
}

/** Longer than the time between two letters of a name. */
const PAUSE_MS = 700;

/**
 * Handles text that is typed into the field of a curve. A new name at the caret may be incomplete, such as `s` of
 * `sigmoid`. It becomes a parameter after a pause, or when the field loses the focus.
 */
function useTyping(curve: Curve, onChange: (change: (curve: Curve) => Curve) => void) {
  const [halfTyped, setHalfTyped] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>();
  // A parameter whose name is typed again gets its previous value.
  const { current: known } = useRef<Record<string, number>>({});
  Object.assign(known, curve.parameters);
  const stop = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHalfTyped(undefined);
  };
  const settle = () => {
    if (timer.current === undefined) return;
    stop();
    onChange((curve) => (curve.draft === undefined ? curve : retyped(curve, curve.draft, known)));
  };
  const latest = useRef(settle);
  latest.current = settle;
  const type = (text: string, caret: number) => {
    stop();
    const [atCaret] = /\w+$/.exec(text.slice(0, caret)) ?? [];
    if (newNames(text, known).every((name) => name !== atCaret)) {
      onChange((curve) => retyped(curve, text, known));
      return;
    }
    setHalfTyped(text);
    onChange((curve) => ({ ...curve, draft: text }));
    timer.current = setTimeout(() => latest.current(), PAUSE_MS);
  };
  useEffect(() => () => latest.current(), []);
  return { known, halfTyped, type, settle };
}

/** The formula with which an activation of the catalogue is computed. */
function Source({ formula }: { readonly formula: string }) {
  return (
    <details class="source">
      <summary>Formula with bounds for float32</summary>
      <p class="quiet">
        The kernels compute <code>{formula}</code>. The values are the same. The bounds prevent
        overflow in float32 for large x.
      </p>
    </details>
  );
}
